"""What arrived and what was taken: the emulator's memory, its statistics, and the lines of its pages."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

import orjson

from runner.emulator.contract import Params, Route

CUT = 0
"""In place of a code: the connection was cut without an answer."""


@dataclass(slots=True)
class Call:
    """One request: `at` is monotonic, `wall` Unix time, both in seconds when it arrived."""

    at: float
    wall: float
    route: str
    vendor: str
    request_id: str | None
    app_key: str = ""
    units: int = 1
    code: int | None = None


@dataclass(slots=True)
class Tally:
    """The statistics of one route; times are monotonic seconds of arrivals, `refused` counts by code or `cut`."""

    limit: int
    window_s: float
    enforced: bool
    calls: int = 0
    accepted_calls: int = 0
    messages: int = 0
    violations: int = 0
    peak: int = 0
    first_t: float | None = None
    last_t: float | None = None
    refused: dict[str, int] = field(default_factory=dict)


Received = tuple[str, Params, Call]


class Records:
    """Everything that a test may ask about; the oldest lines go when more than `keep` came, counts stay."""

    def __init__(self, routes: Iterable[Route], keep: int, file: BinaryIO | None) -> None:
        self._routes = tuple(routes)
        self._file = file
        self.received: deque[Received] = deque(maxlen=keep)
        self.calls: deque[Call] = deque(maxlen=keep)
        self.restart()

    def restart(self) -> None:
        """Forget everything; a record file keeps its lines."""
        self.received.clear()
        self.calls.clear()
        self.taken = 0
        self.tallies = {
            route.name: Tally(route.limit.units, route.limit.seconds, route.limit.enforced) for route in self._routes
        }

    def arrive(self, call: Call) -> None:
        """A request came, whatever becomes of it."""
        self.calls.append(call)
        tally = self.tallies[call.route]
        tally.calls += 1
        tally.first_t = call.at if tally.first_t is None else tally.first_t
        tally.last_t = call.at

    def measure(self, call: Call, offered: int, limit: int) -> None:
        """A request with a good signature came; `offered` units lie in the window that ends with it."""
        tally = self.tallies[call.route]
        tally.peak = max(tally.peak, offered)
        tally.violations += offered > limit

    def refuse(self, call: Call, code: int) -> None:
        """Nothing of a request was taken."""
        call.code = code
        refused = self.tallies[call.route].refused
        name = str(code) if code else "cut"
        refused[name] = refused.get(name, 0) + 1

    def take(self, call: Call, messages: Sequence[tuple[str, Params]]) -> int:
        """A request was taken with these messages; the number of the first (from 1)."""
        call.code = 200
        tally = self.tallies[call.route]
        tally.accepted_calls += 1
        tally.messages += len(messages)
        first = self.taken + 1
        self.taken += len(messages)
        taken = [(recipient, params, call) for recipient, params in messages]
        self.received.extend(taken)
        if self._file is not None:
            self._file.write(b"".join(received_lines(first, taken)))
        return first

    def received_snapshot(self) -> tuple[int, list[Received]]:
        """The number of the oldest kept message, and all that are kept."""
        return self.taken - len(self.received) + 1, list(self.received)

    def statistics(self) -> dict[str, object]:
        """What /_emulator/stats says; `duplicates` is worked out here, from the kept messages."""
        return {
            "routes": {name: asdict(tally) for name, tally in self.tallies.items()},
            "received": self.taken,
            "duplicates": _count_duplicates(self.received),
        }


def _count_duplicates(received: Iterable[Received]) -> int:
    """How many (app key, recipient, parameters) came more than once."""
    # Parameters are shared by a call's messages: their text is made once a call, not once a message.
    texts: dict[int, int] = {}
    numbers: dict[bytes, int] = {}
    seen: set[tuple[str, str, int]] = set()
    again: set[tuple[str, str, int]] = set()
    for recipient, params, call in received:
        number = texts.get(id(params))
        if number is None:
            number = texts[id(params)] = numbers.setdefault(_identity(params, call), len(numbers))
        message = call.app_key, recipient, number
        (again if message in seen else seen).add(message)
    return len(again)


def _identity(params: Params, call: Call) -> bytes:
    """What a message says; a webhook's id stands for it, as a second try has another time and signature."""
    named = params.get("webhook-id") if call.vendor == "webhook" else None
    return orjson.dumps(params, option=orjson.OPT_SORT_KEYS) if named is None else named.encode()


def received_lines(first: int, received: Iterable[Received]) -> Iterator[bytes]:
    """One JSON line for each message taken, numbered from `first`."""
    for number, (recipient, params, call) in enumerate(received, first):
        line = {
            "n": number,
            "at": _rfc3339(call.wall),
            "t": call.at,
            "vendor": call.vendor,
            "route": call.route,
            "app_key": call.app_key,
            "recipient": recipient,
            "request_id": call.request_id,
            "params": params,
        }
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def call_lines(calls: Iterable[Call]) -> Iterator[bytes]:
    """One JSON line for each request, in order of arrival; code 0: cut without an answer, null: not answered yet."""
    for call in calls:
        line = {
            "t": call.at,
            "route": call.route,
            "units": call.units,
            "code": call.code,
            "request_id": call.request_id,
        }
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def _rfc3339(wall: float) -> str:
    return datetime.fromtimestamp(wall, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
