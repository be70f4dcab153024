"""The operators that could fill the memory."""

import operator
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.rendering.arithmetic import operators
from runner.rendering.budget import Budget, TooCostly

PYTHON: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "*": operator.mul,
    "%": operator.mod,
    "**": operator.pow,
}


@given(st.sampled_from(sorted(PYTHON)), st.integers(-50, 50), st.integers(1, 50))
def test_small_numbers_are_as_in_python(sign: str, left: int, right: int) -> None:
    assert operators(Budget())[sign](left, right) == PYTHON[sign](left, right)


@pytest.mark.parametrize(
    ("sign", "left", "right", "result"),
    [
        ("+", "a", "b", "ab"),
        ("+", [1], [2], [1, 2]),
        ("*", "ab", 2, "abab"),
        ("*", 2, (1,), (1, 1)),
        ("*", "a", -5, ""),
        ("*", 1.5, 2, 3.0),
        ("%", "%s-%s", ("a", 1), "a-1"),
        ("%", 7.5, 2, 1.5),
        ("**", 2, -1, 0.5),
        ("**", 2.0, 3, 8.0),
    ],
)
def test_texts_and_lists_are_as_in_python(sign: str, left: Any, right: Any, result: Any) -> None:
    assert operators(Budget())[sign](left, right) == result


@pytest.mark.parametrize(
    ("sign", "left", "right"),
    [
        ("+", "x" * 600_000, "x" * 600_000),
        ("+", [1] * 600_000, [1] * 600_000),
        ("*", "x", 10**9),
        ("*", 10**9, [1]),
        ("*", 2**3000, 2**3000),
        ("%", "%99999d", 1),
        ("%", "%s%s", ("x" * 600_000, "x" * 600_000)),
        ("**", 10, 10**9),
    ],
)
def test_what_would_be_huge_is_refused(sign: str, left: Any, right: Any) -> None:
    with pytest.raises(TooCostly):
        operators(Budget())[sign](left, right)


@pytest.mark.parametrize("sign", sorted(PYTHON))
def test_what_python_refuses_is_refused(sign: str) -> None:
    with pytest.raises(TypeError):
        operators(Budget())[sign]({}, [])
