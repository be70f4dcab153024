"""The sliding window is strict, against a count by hand over every window."""

from hypothesis import given
from hypothesis import strategies as st

from runner.emulator.limits import DAY, DailyGate, Gate, Window
from runner.emulator.quotas import Limit

CALLS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 3)), max_size=60)


def test_the_window_ends_with_the_call_and_begins_just_after_its_length_before() -> None:
    window = Window(1.0)
    assert [window.count(at, 1) for at in (0.0, 0.5, 1.0, 1.5)] == [1, 2, 2, 2]


@given(CALLS)
def test_a_window_counts_as_by_hand(steps: list[tuple[int, int]]) -> None:
    window, at, calls = Window(10), 0, list[tuple[int, int]]()
    for step, units in steps:
        at += step
        calls.append((at, units))
        assert window.count(at, units) == sum(more for when, more in calls if at - 10 < when <= at)


@given(CALLS)
def test_what_is_admitted_never_passes_the_limit_in_any_window(steps: list[tuple[int, int]]) -> None:
    gate, at, admitted = Gate(Limit(4, 10)), 0, list[tuple[int, int]]()
    for step, units in steps:
        at += step
        fits = sum(more for when, more in admitted if at - 10 < when) + units <= 4
        assert gate.arrive(at, units).admitted is fits
        if fits:
            admitted.append((at, units))


def test_refused_calls_do_not_fill_the_limit_but_are_measured() -> None:
    gate = Gate(Limit(2, 1.0))
    assert [gate.arrive(at, 1) for at in (0.0, 0.1, 0.2, 1.05, 1.15)] == [
        (1, True),
        (2, True),
        (3, False),
        (3, True),
        (3, True),
    ]


def test_an_excess_blocks_and_calls_during_the_block_do_not_prolong_it() -> None:
    gate = Gate(Limit(1, 1.0, block=10.0))
    moments = (0.0, 0.5, 1.6, 9.0, 10.4, 10.5)
    assert [gate.arrive(at, 1).admitted for at in moments] == [True, False, False, False, False, True]


def test_a_lifted_limit_refuses_nothing_and_measures() -> None:
    gate = Gate(Limit(1, 1.0, block=10.0, enforced=False))
    assert [gate.arrive(0.0, 1) for _ in range(3)] == [(1, True), (2, True), (3, True)]


def test_a_block_on_purpose_holds_even_where_the_limit_is_lifted() -> None:
    gate = Gate(Limit(1, 1.0, enforced=False))
    gate.block(0.0, 5.0)
    gate.block(1.0, 1.0)
    assert [gate.arrive(at, 1).admitted for at in (4.9, 5.0)] == [False, True]


MIDNIGHT = 16 * 3600.0
"""Of China, on a clock that began at midnight of UTC."""


THREE = Limit(3, DAY)


def daily(hour: Limit, day: Limit = THREE, epoch: float = 0.0) -> DailyGate:
    """A gate with a limit of an hour and one of a day."""
    return DailyGate(hour, day, epoch)


def test_two_an_hour_and_three_a_day_hold_together() -> None:
    gate = daily(Limit(2, 3600))
    moments = (0.0, 10.0, 20.0, 3600.0, 3700.0, 9000.0)
    assert [gate.arrive(at, 1).admitted for at in moments] == [True, True, False, True, False, False]


def test_the_day_is_chinas() -> None:
    gate = daily(Limit(100, 3600))
    before = [gate.arrive(MIDNIGHT - left, 1).admitted for left in (4, 3, 2, 1)]
    assert before == [True, True, True, False]
    assert [gate.arrive(MIDNIGHT + later, 1).admitted for later in (0, 1, 2, 3)] == [True, True, True, False]


def test_the_day_is_told_from_the_epoch_that_is_handed_in() -> None:
    gate = daily(Limit(100, 3600), Limit(1, DAY), epoch=MIDNIGHT - 5)
    assert [gate.arrive(at, 1).admitted for at in (0.0, 4.9, 5.0)] == [True, False, True]


def test_an_excess_of_the_day_is_measured_above_the_hours_limit() -> None:
    gate = daily(Limit(2, 3600))
    assert [gate.arrive(at, 1).offered for at in (0.0, 4000.0, 8000.0, 12000.0, 16000.0)] == [1, 1, 1, 3, 4]


def test_an_excess_of_the_hour_alone_is_measured_as_ever() -> None:
    gate = daily(Limit(1, 3600), Limit(100, DAY))
    assert [gate.arrive(at, 1) for at in (0.0, 1.0)] == [(1, True), (2, False)]


def test_a_lifted_limit_of_the_day_refuses_nothing_and_measures() -> None:
    gate = daily(Limit(100, 3600), Limit(1, DAY, enforced=False))
    assert [gate.arrive(at, 1) for at in (0.0, 1.0)] == [(1, True), (101, True)]


def test_a_block_on_purpose_holds_over_both() -> None:
    gate = daily(Limit(2, 3600))
    gate.block(0.0, 5.0)
    assert [gate.arrive(at, 1).admitted for at in (4.0, 5.0)] == [False, True]


def test_what_the_hour_refuses_does_not_use_up_the_day() -> None:
    gate = daily(Limit(1, 3600), Limit(2, DAY))
    assert [gate.arrive(at, 1).admitted for at in (0.0, 1.0, 2.0, 3600.0)] == [True, False, False, True]
