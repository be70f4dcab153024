"""The network where no answer comes: what can have been written, and what cannot."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from runner.transport import connect
from tests.peer import (
    LONG_NAME,
    LOOPS,
    OK,
    PATH,
    TAKEN,
    Behave,
    Peer,
    Run,
    ask,
    breaks,
    certain,
    doubtful,
    mute,
    read,
    reply,
    request,
    says,
    serving,
    stalls,
)


@pytest.fixture
def nobody() -> Iterator[str]:
    """An endpoint whose port is taken and where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture(params=LOOPS, ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """Runs a scene in both kinds of loop that a campaign may be sent in."""
    with asyncio.Runner(loop_factory=request.param) as runner:
        yield runner.run


def test_where_nobody_listens_nothing_was_written_and_the_backup_is_used_from_then_on(run: Run, nobody: str) -> None:
    async def scene() -> None:
        async with serving(says(OK)) as backup, connect([nobody, backup.url], 4, 5.0) as post:
            assert certain(await post(request())).startswith("no connection to 127.0.0.1: ")
            assert [await post(request()) for _ in range(3)] == [TAKEN] * 3

    run(scene())


def test_many_failures_at_once_move_on_by_one_endpoint_only(run: Run, nobody: str) -> None:
    async def scene() -> None:
        async with serving(says(OK)) as backup, connect([nobody, backup.url, nobody], 8, 5.0) as post:
            for answer in await asyncio.gather(*(post(request()) for _ in range(8))):
                certain(answer)
            assert await post(request()) == TAKEN

    run(scene())


def test_a_single_endpoint_is_tried_again_and_again(run: Run, nobody: str) -> None:
    async def scene() -> None:
        async with connect([nobody], 4, 5.0) as post:
            for _ in range(3):
                certain(await post(request()))

    run(scene())


def test_a_name_that_nobody_knows_means_that_nothing_was_written(run: Run) -> None:
    async def scene() -> None:
        async with serving(says(OK)) as backup, connect([f"http://{LONG_NAME}", backup.url], 4, 5.0) as post:
            assert certain(await post(request())).startswith(f"no connection to {LONG_NAME}: ")
            assert await post(request()) == TAKEN

    run(scene())


@pytest.mark.parametrize("said", [OK, b""], ids=["plain", "hangs up"])
def test_without_tls_on_the_other_side_nothing_was_written(run: Run, said: bytes) -> None:
    async def speaks_first(_peer: Peer, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)

    async def scene() -> None:
        async with serving(speaks_first) as peer, connect([f"https://127.0.0.1:{peer.port}"], 1, 5.0) as post:
            certain(await post(request()))

    run(scene())


def test_who_never_finishes_the_handshake_was_sent_nothing(run: Run) -> None:
    async def scene() -> None:
        async with serving(mute) as peer, connect([f"https://127.0.0.1:{peer.port}"], 1, 0.3) as post:
            certain(await post(request()))

    run(scene())


def test_who_does_not_take_the_connection_was_sent_nothing(run: Run) -> None:
    async def scene() -> None:
        with socket.socket() as full, socket.socket() as first, socket.socket() as second:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            for one in (first, second):
                one.setblocking(False)
                one.connect_ex(full.getsockname())
            async with connect([f"http://127.0.0.1:{full.getsockname()[1]}"], 1, 0.3) as post:
                certain(await post(request()))

    run(scene())


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(breaks(), id="no answer"),
        pytest.param(breaks(b"HTTP/1.1 200"), id="half a line"),
        pytest.param(breaks(b"hello\r\n\r\n"), id="no HTTP"),
        pytest.param(breaks(b"\x16\x03\x01\x00\xff" * 20), id="bytes"),
        pytest.param(breaks(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 100_000 + b"\r\n\r\n"), id="an endless header"),
        pytest.param(breaks(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), id="a negative length"),
        pytest.param(breaks(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), id="half a body"),
        pytest.param(breaks(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"), id="half a chunk"),
        pytest.param(breaks(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{"), id="no chunk"),
        pytest.param(breaks(reply(b"{}", "200 OK", "Content-Encoding: gzip")), id="no gzip"),
        pytest.param(breaks(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{"), id="half a long body"),
    ],
)  # fmt: skip
def test_a_broken_answer_may_have_been_a_success(run: Run, behave: Behave) -> None:
    async def scene() -> None:
        async with serving(behave) as peer:
            detail = doubtful(await ask(peer))
            assert detail.startswith("the connection broke before the answer was whole: ")
            assert "\n" not in detail
            assert len(detail) < 300
            assert len(peer.received) == 1

    run(scene())


def test_a_connection_that_is_reset_leaves_doubt(run: Run) -> None:
    async def resets(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read(peer, reader)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    async def scene() -> None:
        async with serving(resets) as peer:
            doubtful(await ask(peer))
            assert len(peer.received) == 1

    run(scene())


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="no answer"),
        pytest.param(b"HTTP/1.1 200 OK\r\n", id="half a head"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", id="half a body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{", id="half a long body"),
    ],
)
def test_who_stalls_is_given_up_after_the_patience(run: Run, sent: bytes) -> None:
    async def scene() -> None:
        async with serving(stalls(sent)) as peer:
            began = time.monotonic()
            assert doubtful(await ask(peer, patience=0.2)) == "no answer within 0.2 s"
            assert 0.15 < time.monotonic() - began < 2.0

    run(scene())


def test_a_post_that_is_called_off_gives_no_answer(run: Run) -> None:
    async def scene() -> None:
        async with serving(stalls()) as peer, connect([peer.url], 1, 5.0) as post:
            sending = asyncio.ensure_future(post(request()))
            while not peer.received:
                await asyncio.sleep(0.001)
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending

    run(scene())


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the environment's proxy for all schemes."""

    def through(url: str) -> None:
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, url)

    return through


def test_the_environments_proxy_is_used_but_not_for_this_machine(run: Run, proxied: Callable[[str], None]) -> None:
    async def scene() -> None:
        async with serving(says(OK)) as proxy, serving(says(OK)) as peer:
            proxied(proxy.url)
            async with connect(["http://vendor.example"], 1, 5.0) as post:
                assert await post(request()) == TAKEN
            assert proxy.received[0].line == f"POST http://vendor.example{PATH} HTTP/1.1"
            assert await ask(peer) == TAKEN
            assert proxy.connections == 1

    run(scene())


def test_a_proxy_that_is_not_there_means_that_nothing_was_written(
    run: Run, proxied: Callable[[str], None], nobody: str
) -> None:
    async def scene() -> None:
        proxied(nobody)
        for scheme in ("http", "https"):
            async with connect([f"{scheme}://vendor.example"], 1, 5.0) as post:
                certain(await post(request()))

    run(scene())


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "502 Bad Gateway"])
def test_a_proxy_that_opens_no_tunnel_means_that_nothing_was_written(
    run: Run, proxied: Callable[[str], None], status: str
) -> None:
    async def scene() -> None:
        async with serving(says(reply(b"", status))) as proxy:
            proxied(proxy.url)
            async with connect(["https://vendor.example"], 1, 5.0) as post:
                assert status[:3] in certain(await post(request()))
            assert proxy.received[0].line == "CONNECT vendor.example:443 HTTP/1.1"

    run(scene())


def test_a_proxy_that_stalls_before_the_tunnel_means_that_nothing_was_written(
    run: Run, proxied: Callable[[str], None]
) -> None:
    async def scene() -> None:
        async with serving(stalls()) as proxy:
            proxied(proxy.url)
            async with connect(["https://vendor.example"], 1, 0.3) as post:
                certain(await post(request()))

    run(scene())
