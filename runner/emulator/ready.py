"""Small whole requests and answers over aiohttp's server with as little work as they need."""

import asyncio
from http.client import responses

from aiohttp import HttpVersion11, web

from runner.emulator.contract import Answer

MOST_BODY = 16 * 1024 * 1024


async def read_body(request: web.BaseRequest) -> bytes:
    """The body of a request, most often in one piece; 413 for more than any legal one has."""
    if "Expect" in request.headers and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    content = request.content
    body = await content.readany()
    if content.at_eof():
        return body
    parts = bytearray(body)
    while not content.at_eof():
        parts += await content.readany()
        if len(parts) > MOST_BODY:
            raise web.HTTPRequestEntityTooLarge(MOST_BODY)
    return bytes(parts)


class ReadyResponse(web.StreamResponse):
    """An answer written at once: a web.Response costs as much as all the rest of a small request."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(status=answer.status)
        self._answer = answer
        self._stays = False
        self._transport: asyncio.Transport | None = None

    @property
    def keep_alive(self) -> bool | None:
        """May another request follow on the connection?"""
        return self._stays

    async def prepare(self, request: web.BaseRequest) -> None:
        """Nothing goes out before the end."""
        self._stays = request.keep_alive and request.version >= HttpVersion11
        self._transport = request.transport

    async def write_eof(self, _data: bytes = b"") -> None:
        """The whole answer, in one piece."""
        if self._transport is None:
            raise ConnectionResetError
        close = "" if self._stays else "Connection: close\r\n"
        status, body, _, content_type = self._answer
        head = (
            f"HTTP/1.1 {status} {responses.get(status, 'Unknown')}\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body)}\r\n{close}\r\n"
        )
        self._transport.write(head.encode() + body)
