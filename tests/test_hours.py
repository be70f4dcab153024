"""Hours and moments that deny sending, held against a clock on the wall that is read minute by minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.hours import Calendar, Denied, Hours, Span, Times, is_zone

EVERY = frozenset(range(7))
NIGHT = Hours("22:00-08:00", EVERY, 22 * 60, 8 * 60)
WEEKEND = Hours("sat,sun 00:00-24:00", frozenset({5, 6}), 0, 24 * 60)
MINUTE, HOUR, DAY = 60, 3600, 86400
NEW_YORK, SHANGHAI = "America/New_York", "Asia/Shanghai"
ZONES = [NEW_YORK, SHANGHAI, "UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu"]
SPRING, AUTUMN = "2026-03-08", "2026-11-01"  # New York: 02:00 is 03:00; 02:00 is 01:00 once more


def at(text: str, zone: str = "UTC", *, fold: int = 0) -> float:
    """A wall clock's time, in Unix seconds."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()


def hours(text: str, days: frozenset[int] = EVERY) -> Hours:
    first, last = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
    return Hours(text, days, first, last)


def shows(hours: Hours, now: float, zone: str) -> bool:
    """Whether a wall clock shows one of these hours now: the oracle."""
    wall = datetime.fromtimestamp(now, ZoneInfo(zone))
    minute = wall.hour * 60 + wall.minute
    if hours.last > hours.first:
        return wall.weekday() in hours.days and hours.first <= minute < hours.last
    today = wall.weekday() in hours.days and minute >= hours.first
    return today or ((wall.weekday() - 1) % 7 in hours.days and minute < hours.last)


def changes_near(now: float, zone: str) -> bool:
    """Whether the zone's clock is put forward or back within a day and a half."""
    moments = (datetime.fromtimestamp(now + step, ZoneInfo(zone)) for step in (-1.5 * DAY, 0, 1.5 * DAY))
    return len({moment.utcoffset() for moment in moments}) > 1


days = st.frozensets(st.integers(0, 6), min_size=1)
some_hours = st.tuples(days, st.integers(0, 1439), st.integers(1, 1440)).filter(lambda t: t[1] != t[2]).map(
    lambda t: Hours(f"{t[1]}-{t[2]}", *t)
)  # fmt: skip
moments = st.integers(int(at("2025-12-01")) // 60, int(at("2027-12-01")) // 60).map(lambda minute: minute * 60.0)


@settings(max_examples=150, deadline=None)
@given(some_hours, st.sampled_from(ZONES), moments)
def test_hours_hold_when_a_clock_on_the_wall_shows_them(hours: Hours, zone: str, now: float) -> None:
    times = Times(denied=(hours,), zone=zone)
    for step in range(0, 3 * HOUR, 7 * MINUTE):
        denied = times.denial(now + step) == hours.text
        assert denied >= shows(hours, now + step, zone)  # never is something sent in them
        assert denied == shows(hours, now + step, zone) or changes_near(now + step, zone)


@settings(max_examples=50, deadline=None)
@given(st.lists(some_hours, max_size=3), st.sampled_from(ZONES), moments)
def test_it_opens_and_closes_at_the_first_minute_that_differs(denied: list[Hours], zone: str, now: float) -> None:
    times = Times(denied=tuple(denied), zone=zone)
    ahead = [now + MINUTE * step for step in range(18 * 60)]
    opens, closes = times.opens(now), times.closes(now)
    first_open = next((moment for moment in ahead if not times.denial(moment)), None)
    first_shut = next((moment for moment in ahead[1:] if times.denial(moment)), None)
    if first_open is not None:
        assert opens == first_open
    else:
        assert opens is None or (opens > ahead[-1] and not times.denial(opens))
    if not times.denial(now):
        assert closes == first_shut if first_shut is not None else closes > ahead[-1]


CHANGES = [
    # hours, zone, day, a wall clock's time (fold 1: shown the second time), denied
    ("01:30-02:30", NEW_YORK, SPRING, "01:59", 0, True),
    ("01:30-02:30", NEW_YORK, SPRING, "03:00", 0, False),  # the clock jumps over their end
    ("02:30-04:00", NEW_YORK, SPRING, "01:59", 0, False),
    ("02:30-04:00", NEW_YORK, SPRING, "03:00", 0, True),  # and over their beginning
    ("02:15-02:45", NEW_YORK, SPRING, "03:00", 0, False),  # and over all of them
    ("00:30-01:30", NEW_YORK, AUTUMN, "00:29", 0, False),
    ("00:30-01:30", NEW_YORK, AUTUMN, "01:10", 1, True),  # shown twice: it denies until the second time
    ("00:30-01:30", NEW_YORK, AUTUMN, "01:30", 1, False),
    ("01:15-03:00", NEW_YORK, AUTUMN, "01:14", 0, False),
    ("01:15-03:00", NEW_YORK, AUTUMN, "01:15", 0, True),  # and from the first time on
    ("01:15-03:00", NEW_YORK, AUTUMN, "01:05", 1, True),
    ("22:00-08:00", NEW_YORK, SPRING, "07:59", 0, True),
    ("22:00-08:00", NEW_YORK, SPRING, "08:00", 0, False),
    ("22:00-08:00", NEW_YORK, AUTUMN, "07:59", 0, True),
    ("22:00-08:00", NEW_YORK, AUTUMN, "08:00", 0, False),
]


@pytest.mark.parametrize(("text", "zone", "day", "clock", "fold", "denied"), CHANGES)
def test_when_clocks_change_quiet_stays_quiet(
    text: str, zone: str, day: str, clock: str, fold: int, denied: bool
) -> None:
    times = Times(denied=(hours(text),), zone=zone)
    assert bool(times.denial(at(f"{day}T{clock}", zone, fold=fold))) is denied


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    friday_night = Times(denied=(hours("23:00-02:00", frozenset({4})),), zone=SHANGHAI)
    friday = "2026-12-04"
    assert [bool(friday_night.denial(at(f"{friday}T{clock}", SHANGHAI))) for clock in ("01:00", "22:59", "23:00")] == [
        False,
        False,
        True,
    ]
    assert friday_night.denial(at("2026-12-05T01:59", SHANGHAI)) == "23:00-02:00"
    assert not friday_night.denial(at("2026-12-05T02:00", SHANGHAI))
    assert not friday_night.denial(at("2026-12-05T23:30", SHANGHAI))


def test_a_whole_weekend_opens_on_monday() -> None:
    times = Times(denied=(WEEKEND,), zone=SHANGHAI)
    assert times.opens(at("2026-12-05T12:00", SHANGHAI)) == at("2026-12-07", SHANGHAI)
    assert times.closes(at("2026-12-03T12:00", SHANGHAI)) == at("2026-12-05", SHANGHAI)


def test_the_same_hours_come_at_another_moment_elsewhere() -> None:
    times = Times(denied=(NIGHT,), zone=SHANGHAI)
    noon = at("2026-12-04T12:00", SHANGHAI)
    assert not times.denial(noon)
    assert times.in_zone(NEW_YORK).denial(noon) == "22:00-08:00"
    assert times.in_zone(NEW_YORK).opens(noon) == at("2026-12-04T08:00", NEW_YORK)


def test_not_before_and_not_after_hold_whatever_the_hours() -> None:
    begins, ends = at("2026-12-01T09:00"), at("2026-12-03T18:00")
    times = Times(begins, ends)
    assert (times.denial(begins - 1), times.denial(begins), times.denial(ends - 1), times.denial(ends)) == (
        "not_before",
        "",
        "",
        "not_after",
    )
    assert times.opens(at("2020-01-01")) == begins
    assert times.opens(ends) is None
    assert times.closes(begins) == ends
    assert Times().closes(begins) == float("inf")
    assert Times().opens(begins) == begins


def test_a_far_moment_in_quiet_hours_opens_after_them() -> None:
    begins = at("2027-06-01T23:00", SHANGHAI)
    assert Times(begins, None, (NIGHT,), SHANGHAI).opens(at("2026-12-01")) == at("2027-06-02T08:00", SHANGHAI)


def test_a_span_denies_between_its_moments_and_hours_go_on_after_it() -> None:
    freeze = Span("the freeze", at("2026-12-20T00:00", SHANGHAI), at("2027-01-04T23:00", SHANGHAI))
    denied: tuple[Denied, ...] = (NIGHT, freeze)
    times = Times(denied=denied, zone=SHANGHAI)
    assert times.denial(at("2026-12-24T12:00", SHANGHAI)) == "the freeze"
    assert times.opens(at("2026-12-24T12:00", SHANGHAI)) == at("2027-01-05T08:00", SHANGHAI)
    assert times.closes(at("2026-12-19T12:00", SHANGHAI)) == at("2026-12-19T22:00", SHANGHAI)
    assert Times(denied=(freeze,)).closes(at("2026-01-01")) == freeze.begins


def test_hours_that_deny_every_day_never_open() -> None:
    whole = Times(denied=(hours("08:00-22:00"), NIGHT), zone=NEW_YORK)
    assert whole.opens(at(SPRING)) is None
    assert whole.closes(at(SPRING)) == pytest.approx(at(SPRING), abs=HOUR * 24)


def test_a_window_that_never_ends_before_the_calendar_does_is_no_error() -> None:
    last = datetime(9999, 12, 31, 23, 59, tzinfo=UTC).timestamp()
    assert Times(last, None, (NIGHT,), SHANGHAI).opens(at("2026-12-01")) == last
    assert Times(None, last, (WEEKEND,)).opens(at("2026-12-02")) == at("2026-12-02")


def test_a_calendar_opens_when_all_of_it_does() -> None:
    window = Times(denied=(NIGHT,), zone=SHANGHAI)
    policy = Times(denied=(WEEKEND, Span("a freeze", at("2026-12-07"), at("2026-12-08T16:00"))), zone="UTC")
    both = Calendar((window, policy))
    friday_evening = at("2026-12-04T23:00", SHANGHAI)
    assert both.denial(friday_evening) == "22:00-08:00"
    assert both.denial(at("2026-12-05T12:00")) == "sat,sun 00:00-24:00"
    assert both.opens(friday_evening) == at("2026-12-09T08:00", SHANGHAI)
    assert both.closes(at("2026-12-04T12:00", SHANGHAI)) == at("2026-12-04T22:00", SHANGHAI)
    assert Calendar().opens(1.0) == 1.0
    assert Calendar((window, Times(not_after=1.0))).opens(2.0) is None


@settings(max_examples=40, deadline=None)
@given(st.lists(some_hours, max_size=2), st.lists(some_hours, max_size=2), st.sampled_from(ZONES), moments)
def test_a_calendar_says_what_its_times_say(one: list[Hours], two: list[Hours], zone: str, now: float) -> None:
    calendar = Calendar((Times(denied=tuple(one), zone=zone), Times(denied=tuple(two), zone=SHANGHAI)))
    ahead = [now + timedelta(minutes=step).total_seconds() for step in range(9 * 60)]
    first = next((moment for moment in ahead if not calendar.denial(moment)), None)
    opens = calendar.opens(now)
    assert opens == first if first is not None else opens is None or opens > ahead[-1]


@pytest.mark.parametrize(
    ("name", "known"), [(SHANGHAI, True), ("UTC", True), ("Asia/Pekin", False), ("", False), ("../etc/passwd", False)]
)
def test_a_zone_is_known_by_its_name(name: str, known: bool) -> None:
    assert is_zone(name) is known
