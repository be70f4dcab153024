"""The network with backups: when requests go elsewhere, how the primary is looked at, what is said."""

import asyncio
import socket
from collections.abc import Iterator, Sequence

import pytest

from runner.endpoints import Waits
from runner.provider import Connections, Response
from runner.transport import connect
from tests.peer import LOOPS, OK, TAKEN, Behave, Peer, Run, certain, read, reply, request, says, serving

SOON = Waits(0.01, 0.01)
AWAY = reply(b"<html>", "502 Bad Gateway")
NOT_FOUND = reply(b"", "404 Not Found")
USUAL = Connections()


@pytest.fixture(params=LOOPS, ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """Runs a scene in both kinds of loop that a campaign may be sent in."""
    with asyncio.Runner(loop_factory=request.param) as runner:
        yield runner.run


@pytest.fixture
def said() -> list[str]:
    return []


def gateway(posts: Sequence[bytes], gets: Sequence[bytes]) -> Behave:
    """Answers POSTs with these, and GETs with those, each in turn; the last for all that follow."""
    left = {"POST": list(posts), "GET": list(gets)}

    async def behave(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            answers = left[(await read(peer, reader)).line.split()[0]]
            writer.write(answers.pop(0) if len(answers) > 1 else answers[0])

    return behave


def lines(peer: Peer, method: str) -> list[str]:
    """The first lines of what a server received by this method."""
    return [one.line for one in peer.received if one.line.startswith(method)]


def test_a_bad_gateways_answer_is_handed_on_and_what_follows_goes_to_the_backup(run: Run, said: list[str]) -> None:
    async def scene() -> None:
        async with serving(says(AWAY)) as primary, serving(says(OK)) as backup:
            async with connect([primary.url, backup.url], 4, 5.0, USUAL, said.append) as post:
                assert await post(request()) == Response(502, b"<html>")
                assert [await post(request()) for _ in range(3)] == [TAKEN] * 3
            assert len(primary.received) == 1
            there = f"127.0.0.1:{backup.port}"
            assert said == [f"127.0.0.1 answers 502 Bad Gateway; sending to {there} from now on"]

    run(scene())


@pytest.mark.parametrize("status", ["200 OK", "500 Internal Server Error", "503 Unavailable", "504 Timeout"])
def test_no_other_answer_changes_the_endpoint(run: Run, said: list[str], status: str) -> None:
    async def scene() -> None:
        async with serving(says(reply(b"{}", status))) as primary, serving(says(OK)) as backup:
            async with connect([primary.url, backup.url], 4, 5.0, USUAL, said.append) as post:
                for _ in range(3):
                    assert await post(request()) == Response(int(status[:3]), b"{}")
            assert (backup.connections, said) == (0, [])

    run(scene())


def test_answers_of_a_bad_gateway_that_race_with_the_switch_switch_once(run: Run, said: list[str]) -> None:
    async def scene() -> None:
        async with serving(says(AWAY)) as primary, serving(says(OK)) as first, serving(says(OK)) as second:
            async with connect([primary.url, first.url, second.url], 8, 5.0, USUAL, said.append) as post:
                answers = await asyncio.gather(*(post(request()) for _ in range(8)))
                assert answers == [Response(502, b"<html>")] * 8
                assert await post(request()) == TAKEN
            assert (len(first.received), second.connections, len(said)) == (1, 0, 1)

    run(scene())


def test_a_single_endpoint_that_fails_is_kept_without_a_word_and_not_looked_at(run: Run, said: list[str]) -> None:
    async def scene() -> None:
        async with serving(says(AWAY)) as peer, connect([peer.url], 4, 5.0, USUAL, said.append, SOON) as post:
            for _ in range(3):
                assert await post(request()) == Response(502, b"<html>")
                await asyncio.sleep(0.02)
            assert (lines(peer, "GET"), said) == ([], [])

    run(scene())


def test_where_all_fail_each_is_tried_in_turn_and_told_of_once_until_one_answers(run: Run, said: list[str]) -> None:
    async def scene() -> None:
        here, there = [AWAY, AWAY, OK, OK, AWAY], [AWAY, AWAY, OK]
        async with serving(gateway(here, [AWAY])) as primary, serving(gateway(there, [AWAY])) as backup:
            async with connect([primary.url, backup.url], 4, 5.0, USUAL, said.append) as post:
                answers = [await post(request()) for _ in range(8)]
            assert [getattr(answer, "status", 0) for answer in answers] == [502, 502, 502, 502, 200, 200, 502, 200]
            assert (len(primary.received), len(backup.received)) == (5, 3)
            assert [sentence.rpartition("sending to ")[2] for sentence in said] == [
                f"127.0.0.1:{port} from now on" for port in (backup.port, primary.port, backup.port)
            ]

    run(scene())


@pytest.mark.parametrize("back", [NOT_FOUND, OK, reply(b"", "302 Found", "Location: /x"), reply(b"", "500 Oh")])
def test_requests_return_to_the_primary_once_it_answers_a_look(run: Run, said: list[str], back: bytes) -> None:
    looks = [AWAY, reply(b"", "503 Unavailable"), reply(b"", "504 Timeout"), back]

    async def scene() -> None:
        async with serving(gateway([AWAY, OK], looks)) as primary, serving(says(OK)) as backup:
            endpoints = [f"{primary.url}/gate/s3cr3t?key=s3cr3t", backup.url]
            async with connect(endpoints, 1, 5.0, USUAL, said.append, SOON) as post:
                await post(request())
                while len(said) < 2:
                    assert await post(request()) == TAKEN
                before = len(backup.received)
                assert [await post(request()) for _ in range(3)] == [TAKEN] * 3
            assert len(backup.received) == before
            assert lines(primary, "GET") == ["GET / HTTP/1.1"] * 4
            asked = [one for one in primary.received if one.line.startswith("GET")]
            assert {(tuple(one.headers), one.body) for one in asked} == {
                (("host", "connection"), b"")
            }  # nothing of a message
            assert said[1:] == [f"127.0.0.1:{primary.port} answers again; sending there from now on"]

    run(scene())


def test_a_primary_that_was_gone_and_listens_again_is_used_again(run: Run, said: list[str]) -> None:
    async def scene() -> None:
        with socket.socket() as place:
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            place.bind(("127.0.0.1", 0))
            primary = f"http://127.0.0.1:{place.getsockname()[1]}"
            async with (
                serving(says(OK)) as backup,
                connect([primary, backup.url], 1, 5.0, USUAL, said.append, SOON) as post,
            ):
                why = certain(await post(request()))
                assert said == [f"{why}; sending to 127.0.0.1:{backup.port} from now on"]
                for _ in range(3):
                    await asyncio.sleep(0.02)
                    assert await post(request()) == TAKEN
                place.listen()
                server = asyncio.create_task(answer(place))
                while len(said) < 2:
                    await asyncio.sleep(0.005)
                received = len(backup.received)
                assert await post(request()) == TAKEN
                assert len(backup.received) == received
                server.cancel()

    run(scene())


async def answer(listening: socket.socket) -> None:
    """Answer whatever comes there."""
    listening.setblocking(False)
    loop = asyncio.get_running_loop()
    while True:
        connection, _ = await loop.sock_accept(listening)
        with connection:
            await loop.sock_recv(connection, 65536)
            await loop.sock_sendall(connection, reply(b'{"code":200}', "200 OK", "Connection: close"))


def test_a_look_that_takes_long_keeps_neither_requests_nor_the_end_waiting(run: Run, said: list[str]) -> None:
    async def slow(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (await read(peer, reader)).line.startswith("POST"):
            writer.write(AWAY)
        await reader.read()

    async def scene() -> None:
        async with serving(slow) as primary, serving(says(OK)) as backup:
            async with connect([primary.url, backup.url], 1, 3600.0, USUAL, said.append, SOON) as post:
                await post(request())
                while not lines(primary, "GET"):
                    await asyncio.sleep(0.005)
                assert [await post(request()) for _ in range(3)] == [TAKEN] * 3
            while primary.open:  # the look is over as well
                await asyncio.sleep(0.005)

    run(scene())
