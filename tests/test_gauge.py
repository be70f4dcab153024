"""What providers limit in length, and how long texts are there."""

from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.all_providers import all_kinds
from runner.gauge import Gauge, gauges
from runner.parameter import Field, Parameter
from runner.provider import ProviderType, name_of
from tests.campaign.toys import Post

CARD = (
    Field("title", "text", "a title", longest=5),
    Field("any", "json", "anything"),
    Field("makers", "json", "by maker", many=True, fields=(
        Field("MI", "json", "Xiaomi's", fields=(Field("channel", "text", "the channel", longest=3),)),
    )),
)  # fmt: skip


class Measured(Post):
    """A provider that limits texts in every way."""

    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("name", "content", "text", "a name", longest=8),
        Parameter("body", "content", "json", "a body", most_bytes=16),
        Parameter("free", "content", "text", "anything"),
        Parameter("both", "content", "text", "limited twice", longest=4, most_bytes=9),
        Parameter("card", "push", "json", "a card", fields=CARD, longest=99),
    )


def gauge(name: str, unit: str = "characters") -> Gauge:
    (found,) = (one for one in gauges(Measured) if (one.name, one.unit) == (name, unit))
    return found


def length(name: str, value: str, unit: str = "characters") -> int | None:
    one = gauge(name, unit)
    return one.longer({one.param: value}, -1)


def test_every_limit_has_its_gauge_in_the_order_of_the_parameters() -> None:
    assert [(one.name, one.param, one.most, one.unit) for one in gauges(Measured)] == [
        ("name", "name", 8, "characters"),
        ("body", "body", 16, "bytes"),
        ("both", "both", 4, "characters"),
        ("both", "both", 9, "bytes"),
        ("card", "card", 99, "characters"),
        ("card.title", "card", 5, "characters"),
        ("card.makers.MI.channel", "card", 3, "characters"),
    ]


@pytest.mark.parametrize("kind", list(all_kinds()), ids=name_of)
def test_every_limit_that_a_provider_declares_can_be_measured(kind: ProviderType) -> None:
    declared = [name for p in kind.parameters for name in [p.name] * (bool(p.longest) + bool(p.most_bytes))]
    measured = [one.param for one in gauges(kind) if one.name == one.param]
    assert measured == declared


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("name", "", 0),
        ("name", "abc", 3),
        ("name", "王小明", 3),
        ("name", "a😀", 3),  # two UTF-16 units: the longer of the two counts
        ("card.title", '{"title":"h\\u0069"}', 2),
        ("card.title", '{"title":12}', 2),
        ("card.title", '{"title":null}', 4),
        ("card.title", '{"other":"x"}', None),
        ("card.title", '["title"]', None),
        ("card.title", "no JSON", None),
        ("card.makers.MI.channel", '{"makers":[{"MI":{"channel":"a"}},{"MI":{"channel":"abc"}},{"MI":{}}]}', 3),
        ("card.makers.MI.channel", '{"makers":{"MI":{"channel":"ab"}}}', 2),
        ("card.makers.MI.channel", '{"makers":7}', None),
    ],
)
def test_characters(name: str, value: str, expected: int | None) -> None:
    assert length(name, value) == expected


@pytest.mark.parametrize(("value", "expected"), [("", 0), ("abc", 3), ("王", 3), ("😀", 4)])
def test_bytes(value: str, expected: int) -> None:
    assert length("body", value, "bytes") == expected


def test_what_is_not_there_has_no_length() -> None:
    assert all(one.longer({}, -1) is None for one in gauges(Measured))


@given(st.text(), st.integers(-1, 50), st.sampled_from(["characters", "bytes"]))
def test_only_what_is_longer_than_before_is_told(text: str, before: int, unit: str) -> None:
    one = gauge("both", unit)
    whole = one.longer({"both": text}, -1)
    assert whole == (len(text.encode("utf-16-le")) // 2 if unit == "characters" else len(text.encode()))
    assert one.longer({"both": text}, before) == (whole if whole > before else None)


def test_what_is_nested_beyond_writing_has_no_length_and_breaks_nothing() -> None:
    deep = "[" * 900 + "]" * 900
    kind = next(one for one in all_kinds() if name_of(one) == "netease v2")
    (payload,) = [one for one in gauges(kind) if one.name == "push_config.push_payload"]
    assert payload.longer({"push_config": f'{{"push_payload": {deep}}}'}, -1) is None
    assert payload.longer({"push_config": '{"push_payload": [1,[2]]}'}, -1) == len("[1,[2]]")
