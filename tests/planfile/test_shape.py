"""Shapes of JSON values: what has one, and what is said of the first value that hasn't."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.planfile.reading import PLAN
from runner.planfile.shape import Maybe, Pairs, fault

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)
SHAPE: dict[str, Any] = {"name": str, "list": [{"n": int}], "free": Pairs(int), "none": Maybe(float), "any": [object]}
GOOD: dict[str, Any] = {"name": "x", "list": [{"n": 1}], "free": {"a": 1}, "none": None, "any": [True, 1, {}]}


@pytest.mark.parametrize("changed", [{}, {"more": 1}, {"none": 1}, {"none": 1.5}, {"list": []}, {"free": {}}])
def test_what_has_the_shape(changed: dict[str, object]) -> None:
    assert fault({**GOOD, **changed}, SHAPE, "") == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": 1}, "name isn't a text"),
        ({"name": None}, "name isn't a text"),
        ({"list": {}}, "list isn't a list"),
        ({"list": [{"n": 1}, {"n": True}]}, "list[1].n isn't a whole number"),
        ({"list": [{}]}, "list[0].n is missing"),
        ({"list": ["n"]}, "list[0] isn't a mapping"),
        ({"free": {"a": "b"}}, "free.a isn't a whole number"),
        ({"free": []}, "free isn't a mapping"),
        ({"none": "x"}, "none isn't a number"),
    ],
)
def test_what_has_not(changed: dict[str, object], said: str) -> None:
    assert fault({**GOOD, **changed}, SHAPE, "") == said
    assert fault([], SHAPE, "") == "it isn't a mapping"


@given(JSON)
def test_anything_gets_an_answer(value: object) -> None:
    assert isinstance(fault(value, PLAN, ""), str)
