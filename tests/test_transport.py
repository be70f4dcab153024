"""The network: what arrives, and what is made of an answer."""

import asyncio
import gzip
from collections.abc import Iterator

import pytest

from runner.provider import Response
from runner.transport import LONGEST, connect, is_loopback
from tests.peer import (
    HEADERS,
    LOOPS,
    OK,
    PATH,
    TAKEN,
    Peer,
    Run,
    ask,
    breaks,
    doubtful,
    read,
    reply,
    request,
    says,
    serving,
)


@pytest.fixture(params=LOOPS, ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """Runs a scene in both kinds of loop that a campaign may be sent in."""
    with asyncio.Runner(loop_factory=request.param) as runner:
        yield runner.run


def test_a_request_arrives_as_it_stands(run: Run) -> None:
    async def scene() -> None:
        async with serving(says(OK)) as peer:
            assert await ask(peer) == TAKEN
            (received,) = peer.received
            assert received.line == f"POST {PATH} HTTP/1.1"
            assert received.body == b"to=u1"
            named = {name.lower(): value for name, value in HEADERS.items()}
            assert received.headers == {**named, "host": f"127.0.0.1:{peer.port}", "content-length": "5"}

    run(scene())


@pytest.mark.parametrize(
    "status", ["200 OK", "302 Found", "400 Bad Request", "429 Too Many Requests", "502 Bad Gateway"]
)
def test_an_answer_is_its_status_and_its_body_whatever_the_status(run: Run, status: str) -> None:
    async def scene() -> None:
        async with serving(says(reply(b"<html>", status, "Content-Type: text/html"))) as peer:
            assert await ask(peer) == Response(int(status[:3]), b"<html>")

    run(scene())


def test_a_redirect_is_not_followed(run: Run) -> None:
    async def scene() -> None:
        async with serving(says(OK)) as other:
            async with serving(says(reply(b"", "307 Temporary Redirect", f"Location: {other.url}{PATH}"))) as peer:
                assert await ask(peer) == Response(307, b"")
            assert other.connections == 0

    run(scene())


def test_an_answer_may_come_in_chunks_or_end_with_the_connection(run: Run) -> None:
    chunked = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"cod\r\n7\r\ne":200}\r\n0\r\n\r\n'
    endless = b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"code":200}'

    async def scene() -> None:
        for behave in (says(chunked), breaks(endless)):
            async with serving(behave) as peer:
                assert await ask(peer) == TAKEN

    run(scene())


def test_connections_are_kept_and_no_more_than_so_many_are_open(run: Run) -> None:
    async def slow(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await read(peer, reader)
            await asyncio.sleep(0.005)
            writer.write(OK)

    async def scene() -> None:
        async with serving(slow) as peer:
            async with connect([peer.url], 4, 5.0) as post:
                answers = await asyncio.gather(*(post(request(b"to=%d" % i)) for i in range(20)))
            assert answers == [TAKEN] * 20
            assert peer.connections == peer.most_open == 4
            assert sorted(one.body for one in peer.received) == sorted(b"to=%d" % i for i in range(20))

    run(scene())


def test_cookies_are_not_kept(run: Run) -> None:
    async def scene() -> None:
        async with serving(says(reply(b"", "200 OK", "Set-Cookie: a=b"))) as peer:
            async with connect([f"http://localhost:{peer.port}"], 1, 5.0) as post:
                assert await post(request()) == await post(request()) == Response(200, b"")
            assert len(peer.received) == 2
            assert not any("cookie" in received.headers for received in peer.received)

    run(scene())


@pytest.mark.parametrize("length", [b"Content-Length: 99999999", b"Transfer-Encoding: chunked", b"Connection: close"])
def test_a_long_answer_is_cut(run: Run, length: bytes) -> None:
    part = b"x" * 65536
    chunk = b"%x\r\n%b\r\n" % (len(part), part) if b"chunked" in length else part

    async def pours(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read(peer, reader)
        writer.write(b"HTTP/1.1 200 OK\r\n%b\r\n\r\n" % length)
        while not writer.is_closing():
            writer.write(chunk)
            await writer.drain()

    async def scene() -> None:
        async with serving(pours) as peer, connect([peer.url], 1, 10.0) as post:
            for _ in range(2):
                answer = await post(request())
                assert isinstance(answer, Response)
                assert LONGEST <= len(answer.body) <= 2 * LONGEST
                assert set(answer.body) == {ord("x")}
            assert peer.connections == 2

    run(scene())


def test_a_short_answer_that_unpacks_to_a_long_one_is_cut_too(run: Run) -> None:
    bomb = gzip.compress(bytes(20 * LONGEST))

    async def scene() -> None:
        async with serving(says(reply(bomb, "200 OK", "Content-Encoding: gzip"))) as peer:
            answer = await ask(peer)
            assert isinstance(answer, Response)
            assert LONGEST <= len(answer.body) <= 2 * LONGEST

    run(scene())


@pytest.mark.parametrize("pause", [0.0, 0.02])
def test_nothing_is_sent_twice_when_a_kept_connection_turns_out_to_be_closed(run: Run, pause: float) -> None:
    async def scene() -> None:
        async with serving(breaks(OK)) as peer, connect([peer.url], 1, 5.0) as post:
            for number in range(30):
                body = b"to=%d" % number
                answer = await post(request(body))
                assert answer == TAKEN or doubtful(answer)
                assert [one.body for one in peer.received].count(body) <= 1
                await asyncio.sleep(pause)

    run(scene())


def test_nothing_is_sent_twice_when_the_second_request_of_a_connection_is_read_and_not_answered(run: Run) -> None:
    async def half(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read(peer, reader)
        writer.write(OK)
        await read(peer, reader)

    async def scene() -> None:
        async with serving(half) as peer, connect([peer.url], 1, 5.0) as post:
            assert await post(request(b"to=1")) == TAKEN
            doubtful(await post(request(b"to=2")))
            assert [one.body for one in peer.received] == [b"to=1", b"to=2"]
            assert peer.connections == 1

    run(scene())


@pytest.mark.parametrize("prefix", ["", "/", "/gate/way", "/gate/way/"])
@pytest.mark.parametrize("suffix", ["", "nimserver", "nimserver/"])
def test_an_endpoint_may_have_a_path_before_the_vendors(run: Run, prefix: str, suffix: str) -> None:
    async def scene() -> None:
        async with serving(says(OK)) as peer:
            endpoint = f"{peer.url}{prefix.rstrip('/')}/{suffix}" if suffix else f"{peer.url}{prefix}"
            async with connect([endpoint], 1, 5.0) as post:
                assert await post(request()) == TAKEN
            assert peer.received[0].line == f"POST {prefix.rstrip('/')}{PATH} HTTP/1.1"

    run(scene())


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_hosts_that_are_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "localhost.example", "128.0.0.1", "10.0.0.1", "::2", "127.0.0.1.example"])
def test_hosts_that_need_not_be_this_machine(host: str) -> None:
    assert not is_loopback(host)
