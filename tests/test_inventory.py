"""Every parameter and key with the rules that look at it."""

from collections.abc import Sequence
from typing import ClassVar

import orjson
import pytest

from runner.all_providers import all_kinds
from runner.inventory import filled, in_short, inventory
from runner.parameter import Field, Parameter
from runner.provider import ProviderType, name_of
from runner.rule import Params, Rule
from tests.campaign.toys import CARD, Post


def red(params: Params) -> str:
    return "" if orjson.loads(params.get("card", "{}")).get("colour", "red") in ("red", "blue") else "no such colour"


def channel(params: Params) -> str:
    configs = orjson.loads(params.get("card", "{}")).get("configs")
    for item in configs if isinstance(configs, list) else ():
        settings = item.get("MI") if isinstance(item, dict) else None
        if isinstance(settings, dict) and not isinstance(settings.get("channel", ""), str):
            return "the channel is no text"
    return ""


class Ruled(Post):
    """A provider with a rule about a parameter, and two about keys inside one."""

    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("alert", "push", "text", "the push text"),
        Parameter("free", "push", "text", "anything"),
        Parameter("card", "push", "json", "the push's looks", fields=CARD),
    )
    rules: ClassVar[tuple[Rule, ...]] = (
        Rule("P001", ("alert", "card"), "It rings.", "N-SEED", lambda params: "", {}),
        Rule("P002", ("card",), "card is red or blue.", "N-SEED", red, {}),
        Rule("P003", ("card",), "channel is text.", "N-SEED", channel, {}),
    )


def test_each_parameter_and_key_comes_with_its_rules() -> None:
    assert [(item.name, item.rules) for item in inventory(Ruled)] == [
        ("alert", ("P001",)),
        ("free", ()),
        ("card", ("P001", "P002", "P003")),
        ("card.colour", ("P002",)),
        ("card.size", ()),
        ("card.any", ()),
        ("card.inner", ()),
        ("card.inner.x", ()),
        ("card.configs", ()),
        ("card.configs[].APNs", ()),
        ("card.configs[].APNs.thread-id", ()),
        ("card.configs[].MI", ()),
        ("card.configs[].MI.channel", ("P003",)),
    ]
    last = list(inventory(Ruled))[-1]
    assert (last.path, last.declared.name) == (("card", "configs", "MI", "channel"), "channel")


def test_a_key_stands_in_all_that_is_around_it() -> None:
    inner = Field("x", "text", "an x")
    one, many = Field("one", "json", "one", fields=(inner,)), Field("many", "json", "many", fields=(inner,), many=True)
    assert filled((), 7) == 7
    assert filled((one, inner), 7) == {"one": {"x": 7}}
    assert filled((many, inner), 7) == {"many": [{"x": 7}]}
    assert filled((many,), [1]) == {"many": [1]}


@pytest.mark.parametrize("kind", list(all_kinds()), ids=name_of)
def test_every_parameter_and_key_that_is_declared_is_there_once(kind: ProviderType) -> None:
    def count(fields: Sequence[Field]) -> int:
        return sum(1 + count(field.fields) for field in fields)

    items = list(inventory(kind))
    assert len({item.path for item in items}) == len(items) == sum(1 + count(p.fields) for p in kind.parameters)
    assert {rule.id for rule in kind.rules if set(rule.params) - {kind.recipient}} == {
        one for item in items for one in item.rules
    }


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([], ""),
        (["NE001"], "NE001"),
        (["NE001", "NE002"], "NE001, NE002"),
        (["NE001", "NE002", "NE003", "NE007", "RC008", "RC009", "RC010"], "NE001–NE003, NE007, RC008–RC010"),
        (["NE001", "RC002", "RC003"], "NE001, RC002, RC003"),
        (["mine", "NE001"], "mine, NE001"),
    ],
)
def test_ids_in_short(ids: list[str], said: str) -> None:
    assert in_short(ids) == said
