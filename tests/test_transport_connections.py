"""Connections: how long they are kept, how much they carry, and what is known of what went over one."""

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator

import pytest
from aiohttp.client_proto import ResponseHandler

from runner.provider import Connections, NoAnswer, Request, Response
from runner.transport import Uses, connect
from tests.peer import LOOPS, OK, PATH, TAKEN, Peer, Run, certain, doubtful, read, reply, request, says, serving


@pytest.fixture(params=LOOPS, ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """Runs a scene in both kinds of loop that a campaign may be sent in."""
    with asyncio.Runner(loop_factory=request.param) as runner:
        yield runner.run


@pytest.mark.parametrize(("idle", "connections"), [(0.02, 2), (30.0, 1)])
def test_a_connection_that_lay_idle_for_too_long_is_not_used_again(run: Run, idle: float, connections: int) -> None:
    async def scene() -> None:
        async with serving(says(OK)) as peer, connect([peer.url], 1, 5.0, Connections(idle)) as post:
            assert await post(request()) == TAKEN
            await asyncio.sleep(0.05)
            assert await post(request()) == TAKEN
            assert peer.connections == connections

    run(scene())


@pytest.mark.parametrize("answer", [OK, reply(b"", "404 Not Found"), b"HTTP/1.1 204 No Content\r\n\r\n"])
@pytest.mark.parametrize("most", [1, 3, 79])
def test_a_connection_carries_so_many_requests_and_no_more(run: Run, most: int, answer: bytes) -> None:
    carried: Counter[asyncio.StreamWriter] = Counter()

    async def counts(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await read(peer, reader):
            carried[writer] += 1
            writer.write(answer)

    async def scene() -> None:
        async with serving(counts) as peer, connect([peer.url], 4, 5.0, Connections(3.0, most)) as post:

            async def work() -> None:
                for _ in range(2 * most):
                    assert isinstance(await post(request()), Response)

            await asyncio.gather(*(work() for _ in range(4)))
            assert sum(carried.values()) == 8 * most
            assert set(carried.values()) == {most}
            assert peer.most_open <= 8  # four in use, and four that are closing

    run(scene())


def test_connections_that_are_gone_are_not_remembered(run: Run) -> None:
    async def scene() -> None:
        uses, loop = Uses(3), asyncio.get_running_loop()
        async with serving(says(OK)) as peer:
            opened = [
                await loop.create_connection(lambda: ResponseHandler(loop), "127.0.0.1", peer.port) for _ in range(3)
            ]
            first, second, third = (connection for _, connection in opened)
            for connection in (first, second, second):
                uses.another(connection)
            first.close()
            uses.another(third)
            assert uses.carried == {second: 2, third: 1}
            second.close()
            third.close()

    run(scene())


def test_a_connection_that_the_server_closed_while_it_was_idle_is_not_used_again(run: Run) -> None:
    async def leaves(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read(peer, reader)
        writer.write(OK)
        await asyncio.sleep(0.02)  # its patience with idle connections
        writer.write_eof()
        peer.open -= 1
        await reader.read()  # half closed: it would still read
        peer.open += 1

    async def scene() -> None:
        async with serving(leaves) as peer, connect([peer.url], 1, 5.0, Connections(30.0)) as post:
            for _ in range(3):
                assert await post(request()) == TAKEN
                while peer.open:
                    await asyncio.sleep(0.005)
                await asyncio.sleep(0.005)
            assert peer.connections == len(peer.received) == 3

    run(scene())


class Half:
    """A server by hand: it answers once on each connection, says nothing more, and reads what comes after."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.listening.setblocking(False)
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.accepted: list[socket.socket] = []

    async def answer_once(self) -> socket.socket:
        """Take a connection, and answer what comes first on it."""
        loop = asyncio.get_running_loop()
        connection, _ = await loop.sock_accept(self.listening)
        self.accepted.append(connection)
        connection.setblocking(False)
        while b"to=" not in await loop.sock_recv(connection, 65536):
            pass
        await loop.sock_sendall(connection, OK)
        return connection

    def close(self) -> None:
        for one in (self.listening, *self.accepted):
            one.close()


@pytest.fixture
def half() -> Iterator[Half]:
    server = Half()
    yield server
    server.close()


async def left_over(connection: socket.socket) -> bytes:
    """What came after the first request, once the client has hung up."""
    received = b""
    while part := await asyncio.get_running_loop().sock_recv(connection, 65536):
        received += part
    return received


async def hung_up_on(half: Half, turns: int) -> tuple[Response | NoAnswer, bytes]:
    """The server hangs up so many turns of the loop before a request takes the connection: answer, and what came."""
    async with connect([half.url], 1, 5.0) as post:
        first = asyncio.ensure_future(post(request()))
        connection = await half.answer_once()
        assert await first == TAKEN
        elsewhere = asyncio.create_task(half.answer_once())
        connection.shutdown(socket.SHUT_WR)
        for _ in range(turns):
            await asyncio.sleep(0)
        answer = await post(request(b"to=u2"))
        seen = await left_over(connection)
        elsewhere.cancel()
        return answer, seen


def test_whether_anything_was_written_is_what_the_server_saw(run: Run, half: Half) -> None:
    """When a client notices depends on its loop. That it claims what the server sees must not."""

    async def scene() -> None:
        claims = set()
        for turns in range(4):
            answer, seen = await hung_up_on(half, turns)
            if isinstance(answer, NoAnswer):
                claims.add(answer.written)
                assert answer.written == bool(seen), answer
            else:
                assert (answer, seen) == (TAKEN, b"")
        assert False in claims  # at least once it was noticed between taking the connection and writing

    run(scene())


def test_what_was_not_written_is_said_to_be_so_in_plain_words(run: Run, half: Half) -> None:
    async def scene() -> None:
        found = [(await hung_up_on(half, turns))[0] for turns in range(4)]
        (detail,) = {certain(answer) for answer in found if isinstance(answer, NoAnswer) and not answer.written}
        assert detail == "the connection broke before anything was written: Cannot write to closing transport"

    run(scene())


def test_a_request_that_can_not_be_worded_is_not_written(run: Run) -> None:
    async def scene() -> None:
        async with serving(says(OK)) as peer, connect([peer.url], 1, 5.0) as post:
            detail = certain(await post(Request(PATH, {"AppKey": "a\r\nb"}, b"to=u1")))
            assert detail.startswith("the connection broke before anything was written: ")
            assert peer.received == []

    run(scene())


@pytest.mark.parametrize("read_before", [1, 10, 10_000])
def test_a_request_whose_connection_is_cut_as_it_is_written_is_not_sent_again(run: Run, read_before: int) -> None:
    """Unread bytes make the cut a reset; a POST is not what aiohttp sends anew by itself."""
    began = []

    async def cuts(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read(peer, reader)
        writer.write(OK)
        began.append(await reader.read(read_before))
        writer.transport.abort()

    async def scene() -> None:
        async with serving(cuts) as peer, connect([peer.url], 1, 5.0) as post:
            assert await post(request()) == TAKEN
            doubtful(await post(request(b"to=" + b"u2" * 50_000)))
            assert peer.connections == len(began) == 1
            assert began[0]

    run(scene())
