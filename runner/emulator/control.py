"""The emulator's own pages under /_emulator/: what arrived, how it was paced, and a fresh start."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from itertools import islice

import orjson
from aiohttp import web

from runner.emulator.calls import Emulator
from runner.emulator.contract import JSON
from runner.emulator.records import call_lines, received_lines

RECEIVED = "/_emulator/received"
LINES_AT_ONCE = 500

Page = Callable[[Emulator, web.BaseRequest], Awaitable[web.StreamResponse]]


def json_response(status: int, value: object) -> web.Response:
    """A small JSON page."""
    return web.Response(status=status, body=orjson.dumps(value), headers={"Content-Type": JSON})


async def _stream(request: web.BaseRequest, lines: Iterator[bytes]) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
    await response.prepare(request)
    while part := b"".join(islice(lines, LINES_AT_ONCE)):
        await response.write(part)
    await response.write_eof()
    return response


async def _received(emulator: Emulator, request: web.BaseRequest) -> web.StreamResponse:
    if request.query.get("count") == "1":
        return json_response(200, {"received": emulator.records.taken})
    first, kept = emulator.records.received_snapshot()
    return await _stream(request, received_lines(first, kept))


async def _calls(emulator: Emulator, request: web.BaseRequest) -> web.StreamResponse:
    return await _stream(request, call_lines(list(emulator.records.calls)))


async def _stats(emulator: Emulator, _request: web.BaseRequest) -> web.StreamResponse:
    return json_response(200, emulator.records.statistics())


async def _reset(emulator: Emulator, _request: web.BaseRequest) -> web.StreamResponse:
    emulator.restart()
    return json_response(200, {"received": 0})


PAGES: Mapping[tuple[str, str], Page] = {
    ("GET", RECEIVED): _received,
    ("GET", "/_emulator/calls"): _calls,
    ("GET", "/_emulator/stats"): _stats,
    ("POST", "/_emulator/reset"): _reset,
}
