"""The network of the tests of sending: a vendor that answers as told."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qs

import orjson

from runner.provider import NoAnswer, Request, Response


def code(number: int, desc: str = "", **more: object) -> Response:
    """NetEase's answer with this code."""
    return Response(200, orjson.dumps({"code": number, **({"desc": desc} if desc else {}), **more}))


class Call(NamedTuple):
    """One request as the vendor saw it: its number from 1, when it came, who it was for."""

    number: int
    at: float
    request: Request
    recipients: tuple[str, ...]

    @property
    def id(self) -> str:
        """The request's id."""
        headers = self.request.headers
        return headers.get("RequestId") or headers["X-Request-ID"]


def recipients_of(request: Request) -> tuple[str, ...]:
    """The recipients that a request names, on any route of both vendors."""
    if request.path.endswith("_template.json"):
        return tuple(orjson.loads(request.body)["toUserId"])
    form = parse_qs(request.body.decode())
    return tuple(orjson.loads(form["toAccids"][0])) if "toAccids" in form else tuple(form.get("to") or form["toUserId"])


def taken(_: Call) -> Response:
    """The vendor takes everything."""
    return code(200)


class Vendor:
    """A `post` that keeps what it was asked, and how many requests were under way at once.

    `arrives` is called when a request comes, `answers` when its answer leaves, `latency` seconds later.
    """

    def __init__(
        self,
        answers: Callable[[Call], Response | NoAnswer] = taken,
        arrives: Callable[[Call], None] = lambda _: None,
        latency: float = 0.05,
    ) -> None:
        self.answers, self.arrives, self.latency = answers, arrives, latency
        self.calls: list[Call] = []
        self.under_way = self.most_under_way = 0

    async def __call__(self, request: Request) -> Response | NoAnswer:
        call = Call(len(self.calls) + 1, asyncio.get_running_loop().time(), request, recipients_of(request))
        self.calls.append(call)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            self.arrives(call)
            await asyncio.sleep(self.latency)
            return self.answers(call)
        finally:
            self.under_way -= 1

    @property
    def recipients(self) -> list[str]:
        """Everybody whom a request named, in order."""
        return [recipient for call in self.calls for recipient in call.recipients]
