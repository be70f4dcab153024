"""Strict sliding windows over the moments at which calls arrived (pure: the clock is handed in)."""

from collections import deque
from math import floor
from typing import NamedTuple

from runner.emulator.quotas import Limit


class Window:
    """The units of the calls that arrived in (a - seconds, a], for moments `a` that never go back."""

    __slots__ = ("_calls", "_seconds", "_total")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._calls: deque[tuple[float, int]] = deque()
        self._total = 0

    def units(self, at: float) -> int:
        """Units in the window that ends at `at`."""
        calls = self._calls
        oldest = at - self._seconds
        while calls and calls[0][0] <= oldest:
            self._total -= calls.popleft()[1]
        return self._total

    def count(self, at: float, units: int) -> int:
        """Count a call; the units of the window that ends with it, its own included."""
        self._total = self.units(at) + units
        self._calls.append((at, units))
        return self._total


class Arrival(NamedTuple):
    """What one arrival found: units offered in the window that ends with it, and whether it is let in."""

    offered: int
    admitted: bool


class Gate:
    """One app key's limit. All that is offered is measured; only what was admitted fills the limit."""

    __slots__ = ("_admitted", "_blocked_until", "_offered", "limit")

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._offered = Window(limit.seconds)
        self._admitted = Window(limit.seconds)
        self._blocked_until = float("-inf")

    def arrive(self, at: float, units: int) -> Arrival:
        """Judge a call; calls during a block are refused and do not prolong it."""
        offered = self._offered.count(at, units)
        if at < self._blocked_until:
            return Arrival(offered, admitted=False)
        if self.limit.enforced and self._admitted.units(at) + units > self.limit.units:
            self.block(at, self.limit.block)
            return Arrival(offered, admitted=False)
        self._admitted.count(at, units)
        return Arrival(offered, admitted=True)

    def block(self, at: float, seconds: float) -> None:
        """Refuse every call until `seconds` after `at`."""
        self._blocked_until = max(self._blocked_until, at + seconds)


DAY = 86400
CHINA = 8 * 3600
"""Seconds that China's clock is before UTC's: whose natural day RongCloud means is not documented."""


class DailyGate(Gate):
    """A gate with a second limit, on the natural day in China; `epoch` is the Unix time at moment 0."""

    __slots__ = ("_admitted_today", "_epoch", "_offered_today", "_today", "day")

    def __init__(self, limit: Limit, day: Limit, epoch: float) -> None:
        super().__init__(limit)
        self.day = day
        self._epoch = epoch
        self._today: int | None = None
        self._offered_today = self._admitted_today = 0

    def arrive(self, at: float, units: int) -> Arrival:
        """Judge a call by both limits; where only the day's is passed, `offered` says by how much, above the other."""
        self._turn_page(at)
        self._offered_today += units
        if self.day.enforced and self._admitted_today + units > self.day.units:
            arrival = Arrival(self._offered.count(at, units), admitted=False)
        else:
            arrival = super().arrive(at, units)
        if arrival.admitted:
            self._admitted_today += units
        excess = self._offered_today - self.day.units
        if excess <= 0:
            return arrival
        return arrival._replace(offered=max(arrival.offered, self.limit.units + excess))

    def _turn_page(self, at: float) -> None:
        today = floor((self._epoch + at + CHINA) / DAY)
        if today != self._today:
            self._today = today
            self._offered_today = self._admitted_today = 0
