"""When something may be sent: moments, hours of a day in a time zone, and which of them deny it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

AHEAD = 8  # days that are looked ahead: hours repeat within a week


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
                yield _instant(begins, self.first, around), _instant(begins, until, around)


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
        around = datetime.fromtimestamp(now, ZoneInfo(self.zone))
        return next((one.text for one in self.denied if _holds(one.periods(around), now)), "")

    def opens(self, now: float) -> float | None:
        """The first moment from now on at which sending is allowed; None: never again, as far as can be seen."""
        return next((at for at in [now, *self._changes(now)] if not self.denial(at)), None)

    def closes(self, now: float) -> float:
        """The first moment after now at which sending isn't allowed; infinite where none can be seen."""
        return next((at for at in self._changes(now) if self.denial(at)), float("inf"))

    def _changes(self, now: float) -> Sequence[float]:
        """All moments after now at which something may change, in order."""
        around = datetime.fromtimestamp(now, ZoneInfo(self.zone))
        found = {at for one in self.denied for period in one.periods(around) for at in period}
        found |= {at for at in (self.not_before, self.not_after) if at is not None}
        if self.not_before is not None and self.not_before > now:  # hours are looked at around that moment too
            later = datetime.fromtimestamp(self.not_before, ZoneInfo(self.zone))
            found |= {at for one in self.denied for period in one.periods(later) for at in period}
        return sorted(at for at in found if at > now)


def is_zone(name: str) -> bool:
    """Whether the time zone database has a zone of this name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _holds(periods: Iterator[tuple[float, float]], now: float) -> bool:
    return any(begins <= now < ends for begins, ends in periods)


def _instant(day: date, minutes: int, around: datetime) -> float:
    """The moment of a wall clock's time; one that a change to summer time leaves out is an hour later."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=around.tzinfo).timestamp()
