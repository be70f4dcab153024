"""Strict sliding windows over the moments at which calls arrived (pure: the clock is handed in)."""

from collections import deque
from typing import NamedTuple

from runner.emulator.settings import Limit


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
