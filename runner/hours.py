"""When something may be sent: moments, hours of a day in a time zone, and which of them deny it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

AHEAD = 8  # days that are looked ahead: hours repeat within a week
DAY = 86400.0
LAST = 250_000_000_000.0  # in the year 9892; Unix seconds: `datetime` ends in 9999


class Denied(Protocol):
    """A time in which nothing is sent; `text`: as it was typed."""

    @property
    def text(self) -> str:
        """As it was typed."""
        ...

    def periods(self, around: datetime, /) -> Iterator[tuple[float, float]]:
        """When it begins and ends, in Unix seconds, near a moment."""
        ...


class Hours(NamedTuple):
    """Hours of a day, from `first` to `last` in minutes after midnight, over midnight where `last` is smaller.

    `days`: the days of the week on which they begin, Monday 0; `text`: as it was typed.
    """

    text: str
    days: frozenset[int]
    first: int
    last: int

    def periods(self, around: datetime) -> Iterator[tuple[float, float]]:
        """When they begin and end, in Unix seconds: from the day before `around` for a week and a day."""
        for day in range(-1, AHEAD + 1):
            begins = around.date() + timedelta(days=day)
            if begins.weekday() in self.days:
                until = self.last if self.last > self.first else self.last + 24 * 60
                yield _begins(begins, self.first, around), _ends(begins, until, around)


class Span(NamedTuple):
    """The time from one moment to another, in Unix seconds; `text`: as it was typed."""

    text: str
    begins: float
    ends: float

    def periods(self, _around: datetime) -> Iterator[tuple[float, float]]:
        """When it begins and ends."""
        yield self.begins, self.ends


@dataclass(frozen=True, slots=True)
class Times:
    """When sending is allowed: between two moments, and never while one of `denied` holds in `zone`; Unix seconds."""

    not_before: float | None = None
    not_after: float | None = None
    denied: tuple[Denied, ...] = ()
    zone: str = "UTC"

    def in_zone(self, zone: str) -> "Times":
        """The same hours elsewhere."""
        return replace(self, zone=zone)

    def denial(self, now: float) -> str:
        """What denies sending now, as it was typed; empty where nothing does."""
        if self.not_before is not None and now < self.not_before:
            return "not_before"
        if self.not_after is not None and now >= self.not_after:
            return "not_after"
        around = self._around(now)
        return next((one.text for one in self.denied if _holds(one.periods(around), now)), "")

    def opens(self, now: float) -> float | None:
        """The first moment from now on at which sending is allowed; None: never again, as far as can be seen."""
        return Calendar((self,)).opens(now)

    def closes(self, now: float) -> float:
        """The first moment after now at which sending isn't allowed; infinite where none can be seen."""
        found = [at for begins, ends in self._periods(now) for at in (begins, ends) if at > now]
        found += [self.not_after] if self.not_after is not None and self.not_after > now else []
        return next((at for at in sorted(found) if self.denial(at)), float("inf"))

    def denied_until(self, now: float) -> float:
        """The end of what denies sending now; `now` where nothing does, infinite where it never ends."""
        if self.not_after is not None and now >= self.not_after:
            return float("inf")
        if self.not_before is not None and now < self.not_before:
            return self.not_before
        return max((ends for begins, ends in self._periods(now) if begins <= now < ends), default=now)

    def ends_for_good(self, moment: float) -> bool:
        """Whether a denial ends at this moment that doesn't come again."""
        return moment == self.not_before or moment in {one.ends for one in self.denied if isinstance(one, Span)}

    def _around(self, now: float) -> datetime:
        return datetime.fromtimestamp(min(now, LAST), ZoneInfo(self.zone))

    def _periods(self, now: float) -> Iterator[tuple[float, float]]:
        around = self._around(now)
        return chain.from_iterable(one.periods(around) for one in self.denied)


class Calendar(NamedTuple):
    """Several times, each of which must allow sending: a window's, and those of policies."""

    times: tuple[Times, ...] = ()

    def denial(self, now: float) -> str:
        """What denies sending now, as it was typed; empty where nothing does."""
        return next(filter(None, (one.denial(now) for one in self.times)), "")

    def opens(self, now: float) -> float | None:
        """The first moment from now on at which sending is allowed; None: never again, as far as can be seen."""
        at = since = now
        while (until := max((one.denied_until(at) for one in self.times), default=at)) > at:
            if any(one.ends_for_good(until) for one in self.times):
                since = until
            elif until - since > AHEAD * DAY:  # hours that deny a whole week deny every week
                return None
            at = until
        return at

    def closes(self, now: float) -> float:
        """The first moment after now at which sending isn't allowed; infinite where none can be seen."""
        return min((one.closes(now) for one in self.times), default=float("inf"))


def is_zone(name: str) -> bool:
    """Whether the time zone database has a zone of this name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _holds(periods: Iterator[tuple[float, float]], now: float) -> bool:
    return any(begins <= now < ends for begins, ends in periods)


def _begins(day: date, minutes: int, around: datetime) -> float:
    """When a wall clock first shows this time; one that summer time leaves out: when the clock jumps over it."""
    early, late = _readings(day, minutes, around)
    return early if early <= late else _jump(late, early, around)


def _ends(day: date, minutes: int, around: datetime) -> float:
    """When a wall clock last shows this time; one that summer time leaves out: when the clock jumps over it."""
    early, late = _readings(day, minutes, around)
    return late if early <= late else _jump(late, early, around)


def _readings(day: date, minutes: int, around: datetime) -> tuple[float, float]:
    """A wall clock's time as the clock ran before and after a change, in that order; mostly there is none."""
    wall = (datetime.combine(day, time()) + timedelta(minutes=minutes)).replace(tzinfo=around.tzinfo)
    return wall.timestamp(), wall.replace(fold=1).timestamp()


def _jump(low: float, high: float, around: datetime) -> float:
    """The moment between two, in whole seconds, at which a zone's clock jumps forward."""
    before = datetime.fromtimestamp(low, around.tzinfo).utcoffset()
    first, last = int(low), int(high)
    while last - first > 1:
        middle = (first + last) // 2
        same = datetime.fromtimestamp(middle, around.tzinfo).utcoffset() == before
        first, last = (middle, last) if same else (first, middle)
    return float(last)
