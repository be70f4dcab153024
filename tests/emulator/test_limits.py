"""The sliding window is strict, against a count by hand over every window."""

from hypothesis import given
from hypothesis import strategies as st

from runner.emulator.limits import Gate, Window
from runner.emulator.settings import Limit

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
