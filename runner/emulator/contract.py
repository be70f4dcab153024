"""What the two vendors' pages have in common for the emulator: routes, verdicts, answers (pure data)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from runner.emulator.quotas import Limit

JSON = "application/json; charset=utf-8"
EVERYONE = "everyone"
"""The recipient of a message that goes to all accounts of an app."""

Headers = Mapping[str, str]
Params = Mapping[str, str]
"""A vendor's parameters as one recipient gets them: exact texts, without the addresses of the call."""


class Refusal(NamedTuple):
    """Nothing of the call was taken: the vendor's code and its words."""

    code: int
    text: str


class Delivery(NamedTuple):
    """A legal call: (recipient, parameters) for each message taken, and the accounts that do not exist."""

    messages: Sequence[tuple[str, Params]]
    unknown: Sequence[str] = ()


class Judged(NamedTuple):
    """What a call counts for in the limit, and what the rules say of it."""

    units: int
    verdict: Delivery | Refusal


class Answer(NamedTuple):
    """What goes back: HTTP status, body, and the body's own code for the statistics."""

    status: int
    body: bytes
    code: int
    content_type: str = JSON


@dataclass(frozen=True, slots=True)
class Route:
    """One of a vendor's endpoints. Routes of one `budget` share one limit; `over` is said when it is passed.

    Two routes of one name are one endpoint at two addresses. `day`: a second limit, on a natural day.
    """

    name: str
    vendor: str
    path: str
    budget: str
    limit: Limit
    request_id: str
    deduplicates: bool
    over: Refusal
    admit: Callable[[Headers, Mapping[str, str], float], str | Refusal]
    judge: Callable[[bytes, Headers], Judged]
    accept: Callable[[Delivery, int], Answer]
    refuse: Callable[[Refusal], Answer]
    day: Limit | None = None
