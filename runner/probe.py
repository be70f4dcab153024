"""A question that proves credentials and can't send: signed, but it names no sender, no recipient and no text. Pure.

No vendor documents such a question. It is inferred from their pages: a request whose signature is right and whose
required parameters are missing gets the documented parameter error, a wrong signature the documented error about that.
In which order a vendor looks at the two isn't documented, so an answer that says neither proves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from runner.provider import Provider, Request, Response, Route, Stamp


class Standing(StrEnum):
    """What an answer to such a question says of the credentials."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LIMITED = "limited"
    UNCLEAR = "unclear"


class Verdict(NamedTuple):
    """A standing, the vendor's words for it on one line, and what to do where something is wrong."""

    standing: Standing
    said: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """One vendor's question. `route`: the one that it is asked on, without anything to send; it counts there as one.

    `request(provider, stamp)` words it for an account; `verdict(response)` reads any answer, garbage included.
    """

    route: Route
    request: Callable[[Provider, Stamp], Request]
    verdict: Callable[[Response], Verdict]
