"""A provider's limit as arithmetic on a clock that is handed in; backoff. Pure.

Counting by the time of sending exceeds the provider's window, since the network squeezes and delays requests. A request
reaches the provider somewhere between its sending and its answer; so a new one at time t is safe when
(units without an answer) + (units answered after t - window) stays within the limit. That is all that `Window` does;
inside the window sends are spread. Times are seconds of one monotonic clock.
"""

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from math import ceil
from random import Random
from typing import NamedTuple

from runner.provider import Limit

HEADROOM = 0.9  # sends are spread over nine tenths of a window: room to catch up after late answers
FARTHEST = 6.0  # seconds between two sends: what may go a few times an hour is not spread over that hour
CREDIT = 0.01  # seconds of lateness that may be caught up at once: event loops wake up late
MANY = 4096  # answers remembered one by one; what comes above them counts until the end of its part of the window,
PARTS = 64  # so that a long window with a high limit takes no memory to speak of


class Held(NamedTuple):
    """Units that count against a limit until a time."""

    until: float
    units: int


class Window:
    """What still counts against one limit, as the provider's own clock may see it."""

    def __init__(self, limit: Limit, held: Iterable[Held] = (), closed_until: float = 0.0) -> None:
        """`held`: what an earlier process sent; `closed_until`: when its block ends."""
        self.limit = limit
        self.closed_until = closed_until
        self._flying = 0
        self._ends: list[float] = []
        self._units: dict[float, int] = {}
        self._used = 0
        self._next_at = float("-inf")
        self._spacing = min(HEADROOM * limit.window / limit.amount, FARTHEST)
        for earlier in held:
            self._hold(*earlier)

    def delay(self, now: float, units: int) -> float:
        """Seconds until `units` may be sent; infinite when that takes an answer first."""
        ends = self._ends
        while ends and ends[0] <= now:
            self._used -= self._units.pop(heappop(ends))
        missing = self._flying + self._used + units - self.limit.amount
        if missing <= 0 and self.closed_until <= now and self._next_at <= now:
            return 0.0
        wait = max(self.closed_until, self._next_at) - now
        if missing > 0:
            wait = max(wait, self._freed_at(missing) - now)
        return max(wait, 0.0)

    def _freed_at(self, missing: int) -> float:
        for end in self._ends[:1] if self._ends and self._units[self._ends[0]] >= missing else sorted(self._ends):
            missing -= self._units[end]
            if missing <= 0:
                return end
        return float("inf")

    def take(self, now: float, units: int) -> None:
        """`units` are sent now."""
        self._flying += units
        self._next_at = max(self._next_at, now - CREDIT) + units * self._spacing

    def answered(self, now: float, units: int) -> None:
        """Their answer came now: they count for one window more."""
        self._flying -= units
        end = now + self.limit.window
        if len(self._ends) >= MANY:
            part = self.limit.window / PARTS
            end = ceil(end / part) * part
        self._hold(end, units)

    def lost(self, sent: float, timeout: float, units: int) -> None:
        """No answer came to what was sent at `sent`: it counts for the timeout and a window from then."""
        self._flying -= units
        self._hold(sent + timeout + self.limit.window, units)

    def released(self, units: int) -> None:
        """They never left: nothing of the request was written."""
        self._flying -= units

    def close(self, until: float) -> None:
        """The provider wants silence until then."""
        self.closed_until = max(self.closed_until, until)

    def _hold(self, end: float, units: int) -> None:
        if end not in self._units:
            heappush(self._ends, end)
        self._units[end] = self._units.get(end, 0) + units
        self._used += units


def next_free(limits: Iterable[Limit], ended: Sequence[float]) -> tuple[float, Limit | None]:
    """When one call more fits into all limits, and the limit that is last to allow it; (0, None): at once.

    `ended`: when earlier calls ended, in order, on any clock; none within the longest window is missing.
    """
    full = [(ended[-limit.amount] + limit.window, limit) for limit in limits if len(ended) >= limit.amount]
    return max(full, key=lambda pair: pair[0], default=(0.0, None))


def room(limits: Iterable[Limit], ended: Sequence[float], at: float) -> int:
    """How many calls fit into all limits at one time, given when earlier ones ended."""
    return min(limit.amount - sum(1 for end in ended if end + limit.window > at) for limit in limits)


def backoff(attempt: int, random: Random, first: float = 0.5, most: float = 30.0) -> float:
    """Seconds before the next try after `attempt` tries: full jitter over a doubling span, at least a tenth of it."""
    span = min(most, first * 2.0 ** (attempt - 1))
    return span * random.uniform(0.1, 1.0)


def silence(block: float, in_a_row: int, random: Random) -> float:
    """Seconds of silence after the `in_a_row`-th refusal for frequency: the block, doubled each time, and a jitter.

    Neither vendor says whether calls during a block prolong it, so the second wait is twice the first.
    """
    return block * 2.0 ** min(in_a_row - 1, 5) + random.uniform(0.05, 1.0)
