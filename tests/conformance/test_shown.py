"""Which values of a request the suite sees."""

import pytest

from runner.conformance.shown import leaves, shown
from runner.provider import Request

FORM = {"content-type": "application/x-www-form-urlencoded;charset=utf-8"}


def test_values_in_json_are_seen_however_deep() -> None:
    found = leaves('{"a":["x",{"b":"{\\"c\\":7}"}],"d":true,"e":"x"}')
    assert found == {"x": 2, "7": 1, "true": 1}


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b'{"ring":"on","deep":{"text":"a b"}}'),
        (FORM, b"ring=on&text=a+b&empty="),
        ({"Ring": "on"}, b'"a b"'),
        ({}, b"<ring>on</ring><text>a b</text>"),
    ],
)
def test_a_value_is_seen_wherever_it_stands(headers: dict[str, str], body: bytes) -> None:
    said = shown(Request("/", headers, body))
    assert (said.times("on"), said.times("a b"), said.times("off")) == (1, 1, 0)
