"""The emulator as a server on loopback: announces itself on stdout, ends by a signal or with its parent."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import partial
from threading import Thread
from typing import BinaryIO

import orjson
from aiohttp import web

from runner.emulator import webhook
from runner.emulator.calls import Emulator
from runner.emulator.control import PAGES, RECEIVED, json_response
from runner.emulator.faults import Fault, read_faults
from runner.emulator.quotas import SettingsError
from runner.emulator.ready import ReadyResponse, read_body
from runner.emulator.settings import Settings

try:
    from uvloop import new_event_loop
except ImportError:  # there are no wheels for Windows
    from asyncio import new_event_loop  # type: ignore[assignment]

HOST = "127.0.0.1"
STDIN = 0


def run(settings: Settings) -> int:
    """Serve until SIGTERM, SIGINT or (with `parent`) the end of stdin; the exit code: 0, or 2 for bad settings."""
    try:
        faults = read_faults(settings.faults) if settings.faults else []
        with ExitStack() as stack, asyncio.Runner(loop_factory=new_event_loop) as runner:
            record = _open_record(stack, settings)
            runner.run(_serve(settings, faults, record))
    except SettingsError as error:
        sys.stderr.write(f"emulator: {error}\n")
        return 2
    return 0


def _open_record(stack: ExitStack, settings: Settings) -> BinaryIO | None:
    if settings.record is None:
        return None
    try:
        # Without a buffer: what was answered must be in the file however the process ends.
        return stack.enter_context(settings.record.open("ab", buffering=0))
    except OSError as error:
        raise SettingsError(f"{settings.record}: cannot be written ({error.strerror}); name another --record") from None


async def _serve(settings: Settings, faults: Sequence[Fault], record: BinaryIO | None) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    http = web.Server(
        partial(_answer, Emulator(settings, faults, record)),
        access_log=None,
        keepalive_timeout=3600,
    )
    try:
        listener = await loop.create_server(http, HOST, settings.port, backlog=4096)
    except OSError as error:
        raise SettingsError(f"port {settings.port} cannot be opened ({error.strerror}); choose another") from None
    _announce(listener.sockets[0].getsockname()[1])
    if settings.parent:
        Thread(target=_await_end_of_stdin, args=(loop, ended), daemon=True).start()
    await ended.wait()
    listener.close()
    await http.shutdown(0.1)


def _announce(port: int) -> None:
    url = f"http://{HOST}:{port}"
    said = {"netease": url, "rongcloud": url, "received": f"{url}{RECEIVED}", "webhook": f"{url}{webhook.ROOT}"}
    sys.stdout.write(orjson.dumps(said).decode() + "\n")
    sys.stdout.flush()


def _await_end_of_stdin(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """The pipe from the process that started us closes however that process ends, by kill -9 too."""
    with suppress(OSError):
        while os.read(STDIN, 4096):
            pass
    with suppress(RuntimeError):  # a signal came first and the loop is closed
        loop.call_soon_threadsafe(ended.set)


async def _answer(emulator: Emulator, request: web.BaseRequest) -> web.StreamResponse:
    route = emulator.routes.get(request.path) if request.method == "POST" else None
    if route is None:
        if request.method != "POST" or not request.path.startswith(f"{webhook.ROOT}/"):
            return await _answer_other(emulator, request)
        route = emulator.webhook(request.rel_url.name)
    answer = await emulator.answer(route, request.headers, await read_body(request))
    return _cut(request) if answer is None else ReadyResponse(answer)


def _cut(request: web.BaseRequest) -> web.Response:
    """Close the connection without a byte; the response that the server wants goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _answer_other(emulator: Emulator, request: web.BaseRequest) -> web.StreamResponse:
    page = PAGES.get((request.method, request.path))
    if page is not None:
        return await page(emulator, request)
    return json_response(404, {"url": request.path, "code": 404, "errorMessage": "no such address"})
