"""The limit is never exceeded in any sliding window as the provider sees it, whatever the network and restarts do."""

from collections import deque
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.pacing import CREDIT, FARTHEST, HEADROOM, Held, Window, backoff, next_free, room, silence
from runner.provider import Limit, Unit
from tests.pacing_world import Fate, Life, World

SECOND = Limit(100, 1.0, "calls", 10.0)
FOUR = Limit(4, 1.0, "calls", 10.0)

parts = st.integers(0, 16).map(lambda sixteenths: sixteenths / 16)
answered = st.builds(Fate, st.just(1), parts, parts)
lost = st.builds(Fate, st.just(1), parts, parts | st.just(2.0), st.just("lost"))
released = st.builds(Fate, st.just(1), parts, parts, st.just("released"))
starts = st.sampled_from([0.0, 12.34, 1e6])
timeouts = st.sampled_from([0.05, 1.0, 10.0])
pauses = st.sampled_from([0.0, 0.001, 0.3, 0.99, 1.01, 5.0, 59.0])


@st.composite
def limits(draw: st.DrawFn) -> Limit:
    units: tuple[Unit, Unit] = ("calls", "messages")
    unit = draw(st.sampled_from(units))
    return Limit(draw(st.integers(1, 9)), draw(st.sampled_from([1.0, 60.0])), unit, 10.0)


@st.composite
def fates(draw: st.DrawFn, limit: Limit, most: int) -> list[Fate]:
    """A short pattern, again and again: what an adversary finds, Hypothesis can shrink."""
    units = range(1, 2 if limit.unit == "calls" else limit.amount + 1)
    pattern = draw(st.lists(answered | lost | released, min_size=1, max_size=6))
    sizes = draw(st.lists(st.sampled_from(units), min_size=1, max_size=6))
    count = draw(st.integers(1, most))
    return [pattern[i % len(pattern)]._replace(units=sizes[i % len(sizes)]) for i in range(count)]


@settings(max_examples=120, deadline=None)
@given(st.data(), limits(), timeouts, starts)
def test_no_window_of_the_provider_ever_sees_more(
    data: st.DataObject, limit: Limit, timeout: float, now: float
) -> None:
    world = World(limit, timeout, now)
    world.send(Window(limit), data.draw(fates(limit, 60)))
    assert world.peak <= limit.amount


@settings(max_examples=120, deadline=None)
@given(st.data(), limits(), starts)
def test_nor_does_it_across_restarts(data: st.DataObject, limit: Limit, now: float) -> None:
    world = World(limit, now=now)
    lives = st.builds(Life, fates(limit, 20), timeouts, pauses, st.booleans())
    world.live(data.draw(st.lists(lives, min_size=2, max_size=4)))
    assert world.peak <= limit.amount


@pytest.mark.parametrize("seed", range(10))
def test_it_uses_what_a_limit_allows_but_for_a_round_trip_a_window(seed: int) -> None:
    random = Random(seed)
    world = World(SECOND, timeout=0.2)
    world.send(Window(SECOND), [Fate(1, random.uniform(0.1, 1.0), random.random()) for _ in range(500)])
    times = [at for at, _ in world.arrived]
    mean = sum(world.round_trips) / len(world.round_trips)
    assert 499 / (max(times) - min(times)) >= 0.93 * 100 / (1 + mean)
    assert world.peak <= 100


class ByTheTimeOfSending(Window):
    """What looks right and isn't: a sliding log of sends."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit)
        self.sends: deque[float] = deque()

    def delay(self, now: float, units: int) -> float:
        full = len(self.sends) >= self.limit.amount
        return max(0.0, self.sends[-self.limit.amount] + self.limit.window - now) if full else 0.0

    def take(self, now: float, units: int) -> None:
        self.sends.append(now)


def test_counting_by_the_time_of_sending_is_caught() -> None:
    random = Random(1)
    world = World(SECOND, timeout=0.2)
    world.send(ByTheTimeOfSending(SECOND), [Fate(1, random.uniform(0.1, 1.0), 0.5) for _ in range(500)])
    assert world.peak > 100


def spent(limit: Limit, now: float = 0.0) -> Window:
    """A window whose whole limit is under way since then, with the spacing out of the way."""
    window = Window(limit)
    window.take(now - 2 * limit.window, limit.amount)
    return window


def test_sends_are_spread_over_the_window() -> None:
    window = Window(FOUR)
    assert window.delay(0.0, 1) == 0
    window.take(0.0, 1)
    assert window.delay(0.0, 1) == pytest.approx(HEADROOM / 4 - CREDIT)
    assert window.delay(HEADROOM / 4, 1) == 0


def test_more_units_keep_more_distance() -> None:
    window = Window(FOUR)
    window.take(0.0, 2)
    assert window.delay(0.0, 1) == pytest.approx(2 * HEADROOM / 4 - CREDIT)


def test_a_late_sender_catches_up_no_more_than_the_credit() -> None:
    window = Window(FOUR)
    window.take(0.0, 1)
    window.take(100.0, 1)
    assert window.delay(100.0, 1) == pytest.approx(HEADROOM / 4 - CREDIT)


def test_only_an_answer_makes_room_once_all_is_under_way() -> None:
    window = spent(FOUR)
    assert window.delay(0.0, 1) == float("inf")
    window.answered(0.5, 1)
    assert window.delay(0.5, 1) == 1.0
    assert window.delay(1.25, 1) == 0.25
    assert window.delay(1.5, 1) == 0
    assert window.delay(1.5, 2) == float("inf")


def test_as_many_answers_must_grow_old_as_units_are_wanted() -> None:
    window = spent(FOUR)
    for at, units in ((0.5, 1), (0.25, 1), (0.75, 2)):
        window.answered(at, units)
    assert [window.delay(0.75, units) for units in (1, 2, 3, 4)] == [0.5, 0.75, 1.0, 1.0]


def test_more_than_the_limit_can_never_be_sent() -> None:
    assert Window(FOUR).delay(0.0, 5) == float("inf")


def test_what_is_lost_counts_from_its_sending_for_the_timeout_and_a_window() -> None:
    window = spent(FOUR)
    window.lost(sent=0.0, timeout=10.0, units=4)
    assert window.delay(0.0, 1) == 11.0
    assert window.delay(11.0, 4) == 0


def test_what_never_left_is_free_at_once() -> None:
    window = spent(FOUR)
    window.released(3)
    assert window.delay(0.0, 3) == 0
    assert window.delay(0.0, 4) == float("inf")


def test_silence_is_kept_and_never_shortened() -> None:
    window = Window(FOUR)
    window.close(10.0)
    window.close(5.0)
    assert window.delay(0.0, 1) == 10.0
    assert window.closed_until == 10.0
    assert window.delay(10.0, 1) == 0


def test_a_window_goes_on_where_an_earlier_process_stopped() -> None:
    window = Window(FOUR, [Held(3.0, 1), Held(2.0, 3)], closed_until=1.0)
    assert [window.delay(0.0, units) for units in (1, 3, 4)] == [2.0, 2.0, 3.0]
    assert Window(FOUR, closed_until=1.0).delay(0.0, 1) == 1.0


@given(st.integers(1, 60), st.integers())
def test_backing_off_doubles_up_to_a_bound_with_full_jitter(attempt: int, seed: int) -> None:
    span = min(30.0, 0.5 * 2 ** (attempt - 1))
    assert span / 10 <= backoff(attempt, Random(seed)) <= span


def test_backing_off_spreads() -> None:
    random = Random(3)
    waits = [backoff(1, random) for _ in range(200)]
    assert min(waits) < 0.1
    assert max(waits) > 0.45
    assert backoff(3, Random(3), first=1.0, most=2.0) <= 2.0


@given(st.sampled_from([1.0, 10.0, 60.0]), st.integers(1, 60), st.integers())
def test_silence_is_never_shorter_than_the_block_and_doubles_five_times(block: float, times: int, seed: int) -> None:
    whole = block * 2 ** min(times - 1, 5)
    assert whole < silence(block, times, Random(seed)) <= whole + 1


def test_a_long_window_with_a_high_limit_takes_no_memory_to_speak_of() -> None:
    window = Window(Limit(10**9, 86400.0, "calls", 0.0))
    for i in range(20_000):
        window.take(i / 1000, 1)
        window.answered(i / 1000, 1)
    assert len(window._ends) < 4096 + 64
    assert window._used == 20_000
    assert window.delay(86400.0 * (1 + 2 / 64) + 20, 10**9) == 0


HOUR, DAY = Limit(2, 3600.0, "calls", 1.0), Limit(3, 86400.0, "calls", 1.0)


@pytest.mark.parametrize(
    ("ended", "free"),
    [
        ([], (0.0, None)),
        ([100.0], (0.0, None)),
        ([100.0, 200.0], (3700.0, HOUR)),
        ([100.0, 200.0, 300.0], (86500.0, DAY)),
        ([100.0, 86000.0, 86400.0], (89600.0, HOUR)),
    ],
)
def test_when_one_call_more_fits_into_all_limits(ended: list[float], free: tuple[float, Limit | None]) -> None:
    assert next_free((HOUR, DAY), ended) == free


def test_what_is_rare_is_not_spread_over_its_hours() -> None:
    window = Window(HOUR)
    window.take(0.0, 1)
    window.released(1)
    assert window.delay(0.0, 1) == pytest.approx(FARTHEST, abs=CREDIT)
    window.take(FARTHEST, 1)
    window.answered(FARTHEST, 1)
    window.take(2 * FARTHEST, 1)
    window.answered(2 * FARTHEST, 1)
    assert window.delay(3 * FARTHEST, 1) == pytest.approx(3600 - 2 * FARTHEST)


@pytest.mark.parametrize(
    ("ended", "at", "calls"),
    [
        ([], 0.0, 2),
        ([100.0], 200.0, 1),
        ([100.0, 150.0], 200.0, 0),
        ([100.0, 150.0], 3700.0, 1),
        ([100.0, 150.0], 3751.0, 1),  # of three a day
        ([100.0, 150.0], 90_000.0, 2),
    ],
)
def test_how_many_calls_fit_at_one_time(ended: list[float], at: float, calls: int) -> None:
    assert room((HOUR, DAY), ended, at) == calls
