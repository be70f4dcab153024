"""What the tests of the network share: small servers on loopback that behave as told, and a POST to them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import uvloop

from runner.provider import NoAnswer, Request, Response
from runner.transport import connect

PATH = "/nimserver/msg/sendAttachMsg.action"
HEADERS = {"AppKey": "demo", "Nonce": "n1", "Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
LONG_NAME = ".".join(["x" * 60] * 5) + ".example"  # no resolver asks a server for a name of more than 255 bytes
Run = Callable[[Coroutine[Any, Any, None]], None]
LOOPS = [asyncio.new_event_loop, uvloop.new_event_loop]


class Received(NamedTuple):
    """One request as a server read it."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Peer:
    """A server on loopback: what it received, and how many connections it saw."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    most_open: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


Behave = Callable[[Peer, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def read(peer: Peer, reader: asyncio.StreamReader) -> Received:
    """The next request of a connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:-1])}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    peer.received.append(Received(head[0], headers, body))
    return peer.received[-1]


@asynccontextmanager
async def serving(behave: Behave) -> AsyncIterator[Peer]:
    """A server that behaves so on every connection."""
    peer = Peer()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer.connections += 1
        peer.open += 1
        peer.most_open = max(peer.most_open, peer.open)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await behave(peer, reader, writer)
        peer.open -= 1
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()


def reply(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def says(*answers: bytes) -> Behave:
    """Answers requests with these bytes, in turn on each connection; the last for all that follow."""

    async def behave(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await read(peer, reader)
            writer.write(answer)
        while True:
            await read(peer, reader)
            writer.write(answers[-1])

    return behave


def breaks(*sent: bytes) -> Behave:
    """Reads a request, says this much, and hangs up."""

    async def behave(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read(peer, reader)
        writer.writelines(sent)
        await writer.drain()

    return behave


def stalls(*sent: bytes) -> Behave:
    """Reads a request, says this much, and then nothing."""

    async def behave(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read(peer, reader)
        writer.writelines(sent)
        await reader.read()

    return behave


async def mute(_peer: Peer, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Says nothing at all."""
    while await reader.read(100):
        pass


OK = reply(b'{"code":200}')
TAKEN = Response(200, b'{"code":200}')


def request(body: bytes = b"to=u1", path: str = PATH) -> Request:
    return Request(path, HEADERS, body)


async def ask(peer: Peer, patience: float = 5.0) -> Response | NoAnswer:
    """One POST to a server."""
    async with connect([peer.url], 4, patience) as post:
        return await post(request())


def doubtful(answer: Response | NoAnswer) -> str:
    """What is said where something may have been taken."""
    assert isinstance(answer, NoAnswer)
    assert answer.written
    return answer.detail


def certain(answer: Response | NoAnswer) -> str:
    """What is said where nothing can have been taken."""
    assert isinstance(answer, NoAnswer)
    assert not answer.written
    return answer.detail
