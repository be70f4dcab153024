"""Whose turn it is, for every state that stages can be in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.stages import Reached, Stage, Turn, is_over, named, states, turn

NOW = 1000.0


@pytest.mark.parametrize(
    ("stages", "pause", "expected"),
    [
        ([], 0.0, Turn("over")),
        ([Stage(1, 0)], 0.0, Turn("over")),
        ([Stage(1, 5), Stage(2, 5)], None, Turn("open", 1)),
        ([Stage(1, 5, Reached(900.0)), Stage(2, 5)], None, Turn("send", 1)),
        ([Stage(1, 0, Reached(900.0)), Stage(2, 5)], None, Turn("end", 1)),
        ([Stage(1, 0, Reached(900.0, 950.0)), Stage(2, 5)], None, Turn("hold", 2)),
        ([Stage(1, 0, Reached(900.0, 950.0)), Stage(2, 5)], 0.0, Turn("open", 2)),
        ([Stage(1, 0, Reached(900.0, 950.0)), Stage(2, 5)], 49.0, Turn("open", 2)),
        ([Stage(1, 0, Reached(900.0, 950.0)), Stage(2, 5)], 60.0, Turn("rest", 2, 1010.0)),
        ([Stage(1, 0, Reached(900.0, 950.0)), Stage(2, 5, Reached(960.0))], None, Turn("send", 2)),
        ([Stage(1, 2, Reached(900.0, 950.0)), Stage(2, 5)], None, Turn("send", 1)),  # somebody came later
        ([Stage(1, 0), Stage(2, 5)], None, Turn("open", 2)),  # nobody is left in a stage that never began
        ([Stage(1, 0, Reached(900.0, 950.0)), Stage(2, 0), Stage(3, 5)], 100.0, Turn("rest", 3, 1050.0)),
        ([Stage(0, 0, Reached(900.0, 950.0)), Stage(1, 5)], None, Turn("hold", 1)),
    ],
)
def test_whose_turn_it_is(stages: list[Stage], pause: float | None, expected: Turn) -> None:
    assert turn(stages, pause, NOW) == expected


@pytest.mark.parametrize(
    ("stages", "over"),
    [
        ([], False),
        ([Stage(1, 5), Stage(2, 5)], False),
        ([Stage(1, 0, Reached(1.0, 2.0)), Stage(2, 5, Reached(3.0))], False),
        ([Stage(1, 0, Reached(1.0, 2.0)), Stage(2, 0, Reached(3.0))], True),
        ([Stage(1, 7, Reached(1.0, 2.0)), Stage(2, 3, Reached(3.0, 4.0))], True),
    ],
)
def test_after_the_last_stage_it_begins_again(stages: list[Stage], over: bool) -> None:
    assert is_over(stages) is over


@pytest.mark.parametrize(
    ("stages", "pause", "expected"),
    [
        ([Stage(1, 5), Stage(2, 5)], None, ["open", "waiting"]),
        ([Stage(1, 0, Reached(1.0)), Stage(2, 5), Stage(3, 5)], None, ["done", "waiting", "waiting"]),
        ([Stage(1, 0, Reached(1.0, 2.0)), Stage(2, 5), Stage(3, 5)], 1e9, ["done", "open", "waiting"]),
        ([Stage(1, 0, Reached(1.0, 2.0)), Stage(2, 5, Reached(3.0))], None, ["done", "open"]),
        ([Stage(1, 5, Reached(1.0, 2.0)), Stage(2, 5, Reached(3.0, 4.0))], None, ["open", "waiting"]),
        ([Stage(1, 0), Stage(2, 0)], None, ["done", "done"]),
    ],
)
def test_the_state_of_each_stage(stages: list[Stage], pause: float | None, expected: list[str]) -> None:
    assert list(states(stages, pause).values()) == expected


a_reached = st.none() | st.tuples(st.floats(0, 900), st.none() | st.floats(900, 999)).map(lambda t: Reached(*t))
some_stages = st.lists(st.tuples(st.integers(0, 2), a_reached), max_size=5).map(
    lambda rows: [Stage(number, left, known) for number, (left, known) in enumerate(rows)]
)


@given(some_stages, st.none() | st.floats(0, 200))
def test_no_stage_is_sent_before_one_that_has_something_left(stages: list[Stage], pause: float | None) -> None:
    step = turn(stages, pause, NOW)
    assert all(stage.left == 0 for stage in stages if stage.number < step.stage)
    assert not (step.what == "over" and any(stage.left for stage in stages))
    assert step.what != "end" or not next(stage for stage in stages if stage.number == step.stage).left
    shown = states(stages, pause)
    assert sum(state == "open" for state in shown.values()) <= 1
    assert {number for number, state in shown.items() if state == "done"} == {s.number for s in stages if not s.left}


def test_a_stage_for_people() -> None:
    assert named(2, ["10", "25%", "100%"]) == "stage 2 of 3 (25%)"
    assert named(0, ["10", "100%"]) == "the seeds' stage"
    assert named(1, []) == "everybody else's stage"
