"""What one text may cost."""

from collections.abc import Iterator

import pytest
from jinja2 import StrictUndefined, UndefinedError
from jinja2.utils import Namespace

from runner.rendering.budget import (
    LONGEST_TEXT,
    MOST_CHARACTERS,
    MOST_STEPS,
    Budget,
    TooCostly,
    Unfit,
    check_format,
    check_percent,
    check_width,
    shown,
)


def endless() -> Iterator[str]:
    """Something that never ends."""
    while True:
        yield "x"


def test_steps_run_out_and_a_refill_gives_new_ones() -> None:
    budget = Budget()
    budget.step(MOST_STEPS)
    with pytest.raises(TooCostly, match="more than 200,000 steps"):
        budget.step(1)
    budget.refill()
    budget.step(1)


def test_characters_run_out() -> None:
    budget = Budget()
    budget.build(MOST_CHARACTERS)
    with pytest.raises(TooCostly, match="more than 1,048,576 characters"):
        budget.build(1)


def test_a_text_is_bounded() -> None:
    assert Budget().join(["a", "b"]) == "ab"
    assert len(Budget().join(["x" * LONGEST_TEXT])) == LONGEST_TEXT
    with pytest.raises(TooCostly, match="longer than 262,144 characters"):
        Budget().join(["x" * LONGEST_TEXT, "x"])


def test_rounds_are_charged_with_the_size_of_the_body() -> None:
    budget = Budget()
    assert budget.rounds([1, 2], 10) == [1, 2]
    assert budget.steps == MOST_STEPS - 20
    with pytest.raises(TooCostly):
        budget.rounds(range(MOST_STEPS), 2)
    budget.refill()
    with pytest.raises(TooCostly):
        list(budget.rounds(endless(), 1000))
    with pytest.raises(UndefinedError):
        budget.rounds(StrictUndefined(name="x"), 1)


def test_lists_are_charged_by_all_that_they_hold() -> None:
    budget = Budget()
    assert budget.admit("x" * 10_000_000)
    assert budget.characters == MOST_CHARACTERS
    budget.admit({"abc": ["de", 5, ("f",)]})
    assert budget.characters < MOST_CHARACTERS - 6
    shared: list[object] = ["x"]
    for _ in range(100):
        shared = [shared, shared]
    with pytest.raises(TooCostly):
        budget.admit(shared)


def test_generators_become_lists_and_namespaces_are_kept_out() -> None:
    assert Budget().admit(iter("ab")) == ["a", "b"]
    with pytest.raises(Unfit, match="namespace"):
        Budget().admit(Namespace())


@pytest.mark.parametrize("value", ["a", 1, 1.5, True])
def test_what_can_stand_in_a_text(value: object) -> None:
    assert shown(value) is value


@pytest.mark.parametrize("value", [None, [], {}, (), set(), object(), len])
def test_what_cannot_stand_in_a_text(value: object) -> None:
    with pytest.raises(Unfit, match="can't stand in a text"):
        shown(value)


@pytest.mark.parametrize("text", ["%99999d", "%-99999s", "%(a)99999d", "%*d", "%.*f", "%5.99999f", "%0123456d"])
def test_widths_of_percent_texts_are_bounded(text: str) -> None:
    with pytest.raises(TooCostly):
        check_percent(text)


@pytest.mark.parametrize("text", ["call 10086 %s", "100%% 12345", "%9999d", "%.2f", "%%12345", "%(a)s 123456"])
def test_other_percent_texts_are_fine(text: str) -> None:
    check_percent(text)


@pytest.mark.parametrize("text", ["{:99999}", "{a:>99999}", "{:{w}}", "{:.{p}f}", "{0:0123456}"])
def test_widths_of_brace_texts_are_bounded(text: str) -> None:
    with pytest.raises(TooCostly):
        check_format(text)


@pytest.mark.parametrize("text", ["call 10086: {}", "{:9999}", "{a:,.2f}", "{{}} 99999", "{a} 12345 {b}"])
def test_other_brace_texts_are_fine(text: str) -> None:
    check_format(text)


def test_widths_are_bounded() -> None:
    check_width(10_000)
    check_width("10001")
    for width in (10_001, -10_001):
        with pytest.raises(TooCostly):
            check_width(width)
