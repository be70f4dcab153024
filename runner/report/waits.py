"""How long a limit that is counted in the ledger keeps an announcement waiting, in words. Pure."""

from typing import NamedTuple

from runner.provider import Limit
from runner.report.words import moment, span


class Wait(NamedTuple):
    """How long a route must rest (in seconds, and until when in Unix seconds), and the limit that is used up."""

    seconds: float
    until: float
    limit: Limit

    def __str__(self) -> str:
        """For people."""
        return (
            f"the vendor's limit of {self.limit} is used up until {moment(self.until)} ({span(self.seconds)} from now)"
        )
