"""A simulated provider and network for the pacer: requests arrive, are answered, get lost; time is a number."""

import mmap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Literal, NamedTuple

from runner.account import SIZE, HeldAccount, LastSends
from runner.pacing import Window
from runner.provider import Limit

EPSILON = 1e-9  # seconds: what floats lose when a time of day is added to a window


class Fate(NamedTuple):
    """What becomes of one request; times as fractions.

    It ends at `ends` of the timeout after it was sent. The provider sees it at `arrives` of the time until then; a lost
    one at `arrives` of the whole timeout, or never (`arrives` > 1).
    """

    units: int
    ends: float
    arrives: float
    ending: Literal["answered", "lost", "released"] = "answered"


class Life(NamedTuple):
    """What one process sends, its timeout, how long until the next one starts, and whether it waits for answers."""

    fates: Sequence[Fate]
    timeout: float
    pause: float
    waits: bool


UnderWay = tuple[float, int, float, Fate]
"""when it ends, its number, when it was sent"""


@dataclass
class World:
    """One limit, one timeout, a clock; what arrived at the provider so far, as (time, units)."""

    limit: Limit
    timeout: float = 10.0
    now: float = 0.0
    arrived: list[tuple[float, int]] = field(default_factory=list)
    round_trips: list[float] = field(default_factory=list)

    def live(self, lives: Iterable[Life]) -> None:
        """One process after the other on one account file, each gone or killed once it has sent what it has to send."""
        with mmap.mmap(-1, SIZE) as file:
            for life in lives:
                self.timeout = life.timeout
                memory = HeldAccount(file, same_boot=True).last_sends("single", self.limit.window, self.timeout)
                window = Window(self.limit, *memory.restore(self.now, same_boot=True))
                under_way = self.send(window, life.fates, memory)
                while life.waits and under_way:
                    self._end(window, memory, heappop(under_way))
                self.now += life.pause

    def send(self, window: Window, fates: Iterable[Fate], memory: LastSends | None = None) -> list[UnderWay]:
        """Send each as soon as the window lets it, in order; what is still under way at the last send."""
        under_way: list[UnderWay] = []
        for number, fate in enumerate(fates):
            while wait := window.delay(self.now, fate.units):
                end = under_way[0][0] if under_way else float("inf")
                assert min(wait, end - self.now) < float("inf"), "nothing would ever be sent again"
                if end <= self.now + wait:
                    self._end(window, memory, heappop(under_way))
                else:
                    self.now += wait
            window.take(self.now, fate.units)
            if memory:
                memory.take(self.now, fate.units)
            ends = self.now + fate.ends * self.timeout
            heappush(under_way, (ends, number, self.now, fate))
            self._arrive(fate, ends)
        return under_way

    def _arrive(self, fate: Fate, ends: float) -> None:
        if fate.ending == "answered":
            self.arrived.append((self.now + fate.arrives * (ends - self.now), fate.units))
            self.round_trips.append(ends - self.now)
        elif fate.ending == "lost" and fate.arrives <= 1:
            self.arrived.append((self.now + fate.arrives * self.timeout, fate.units))

    def _end(self, window: Window, memory: LastSends | None, request: UnderWay) -> None:
        self.now, _, sent, fate = request
        if fate.ending == "answered":
            window.answered(self.now, fate.units)
        elif fate.ending == "lost":
            window.lost(sent, self.timeout, fate.units)
        else:
            window.released(fate.units)
        if memory is None:
            return
        if fate.ending == "answered":
            memory.answered(self.now, fate.units)
        elif fate.ending == "lost":
            memory.lost(self.now, sent + self.timeout + self.limit.window, fate.units)
        else:
            memory.released(fate.units)

    @property
    def peak(self) -> int:
        """The most units that the provider saw in any window (a - window, a]."""
        seen = sorted(self.arrived)
        peak = first = total = 0
        for at, units in seen:
            total += units
            while seen[first][0] <= at - self.limit.window + EPSILON:
                total -= seen[first][1]
                first += 1
            peak = max(peak, total)
        return peak
