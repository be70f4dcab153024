"""When the suite believes that a parameter reaches the request."""

from collections import Counter

import pytest

from runner.conformance.saying import Said, possible, tells
from runner.conformance.shown import Shown
from runner.parameter import Field, Parameter


def said(value: str | None, *values: str) -> Said:
    return Said(value, Shown(Counter(values), ""))


@pytest.mark.parametrize(
    ("sayings", "told"),
    [
        ([said("on", "on"), said("off", "off")], True),
        ([said("on", "on", "on"), said(None, "on")], True),
        ([said("on", "on"), said("off", "on")], False),
        ([said("on", "on"), said(None, "on")], False),
        ([said("on", "on")], True),
        ([said("on")], False),
        ([said('{"a":"x","b":"y"}', "x", "y"), said(None)], True),
        ([said('{"a":"x","b":"y"}', "x"), said(None)], False),
        ([said(None, "", ""), said("on", "")], False),
        ([], False),
    ],
)
def test_a_value_must_be_all_there_and_not_by_chance(sayings: list[Said], told: bool) -> None:
    assert tells(sayings) == told


@pytest.mark.parametrize(
    ("declared", "values"),
    [
        (Parameter("p", "content", "text", "x", choices=("a", "b")), ["a", "b"]),
        (Parameter("p", "content", "boolean", "x"), ["true", "false"]),
        (
            Parameter("p", "content", "json", "x", fields=(Field("k", "integer", "x", choices=("3",), many=True),)),
            ['{"k":[3]}', '{"mark":"m4rk-a"}', '["m4rk-a"]', '{"mark":"m4rk-b"}', '["m4rk-b"]'],
        ),
    ],
)
def test_values_that_may_be_legal(declared: Parameter, values: list[str]) -> None:
    assert list(possible(declared)) == values
