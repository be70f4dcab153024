"""Errors: what each kind ends the program with, and how places and problems read."""

import re

import pytest

from runner import errors
from runner.errors import MEANING, CampaignInvalid, ExitCode, Place, Problem, RunnerError, UsageError

CODES = {
    0: "done",
    1: "internal",
    2: "usage",
    3: "invalid",
    4: "rejected",
    5: "stopped",
    6: "unknown",
    7: "changed",
    8: "locked",
    9: "refused",
    130: "interrupted",
}


def kinds() -> dict[str, type[RunnerError]]:
    """Every kind of error that the module defines, by name."""
    return {
        name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, RunnerError)
    }


def test_exit_codes_are_the_documented_ones_and_each_has_a_meaning() -> None:
    assert {int(code): code.name.lower() for code in ExitCode} == CODES
    assert list(MEANING) == list(ExitCode)


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = re.findall(r"^ +[├└─ ]*(\w+) +(\d+)   ", errors.__doc__ or "", re.MULTILINE)
    assert {name: int(code) for name, code in drawn} == {name: int(kind.exit_code) for name, kind in kinds().items()}


@pytest.mark.parametrize("name", kinds())
def test_every_error_is_a_runner_error_that_says_its_message(name: str) -> None:
    kind = kinds()[name]
    error = kind([Problem(None, "said", "")]) if kind is CampaignInvalid else kind("said")
    assert str(error) == "said"
    assert isinstance(error, RunnerError)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("a.yaml", 3, 7), "a.yaml:3:7"),
        (Place("a.csv", 3), "a.csv:3"),
        (Place("a.yaml"), "a.yaml"),
    ],
)
def test_places(place: Place, text: str) -> None:
    assert str(place) == text


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem(Place("a.yaml", 3, 7), "no name", "add one"), "a.yaml:3:7: no name; add one"),
        (Problem(Place("a.yaml", 3, 7), "no name", "add one", "N1"), "a.yaml:3:7: no name; add one [N1]"),
        (Problem(None, "no name", ""), "no name"),
        (Problem(None, "no name", "", "N1"), "no name [N1]"),
    ],
)
def test_problems(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_all_problems_are_said_at_once_one_a_line() -> None:
    problems = (problem for problem in [Problem(None, "one", "mend it"), Problem(Place("b"), "two", "mend it")])
    error = CampaignInvalid(problems)
    assert str(error) == "one; mend it\nb: two; mend it"
    assert [problem.what for problem in error.problems] == ["one", "two"]


def test_what_is_caught_as_a_runner_error_keeps_its_code() -> None:
    with pytest.raises(RunnerError) as raised:
        raise UsageError("no such option")
    assert raised.value.exit_code == 2
