"""Broadcasts: what may be declared, and the system notification's rules under numbers of their own."""

import pytest

from runner.provider import ProviderType
from runner.providers.rongcloud_everyone import RongCloudEveryone, RongCloudOnline
from runner.providers.rongcloud_rules import RULES
from runner.rule import Rule, findings

KINDS: tuple[ProviderType, ...] = (RongCloudEveryone, RongCloudOnline)
EACH = [(kind, rule) for kind in KINDS for rule in kind.rules]


def ids(*numbers: int) -> list[str]:
    return [f"RC{number}" for number in numbers]


def test_ids_never_change() -> None:
    assert [rule.id for rule in RongCloudEveryone.rules] == ids(
        101, 102, *range(105, 111), 116, *range(118, 136), 141, *range(143, 147), 149, 150
    )
    assert [rule.id for rule in RongCloudOnline.rules] == ids(201, 202, *range(205, 211))


def test_what_may_be_declared() -> None:
    assert " ".join(parameter.name for parameter in RongCloudEveryone.parameters) == (
        "fromUserId objectName content pushContent pushData contentAvailable pushExt os"
    )
    assert [parameter.name for parameter in RongCloudOnline.parameters] == ["fromUserId", "objectName", "content"]


@pytest.mark.parametrize(("kind", "rule"), EACH, ids=[rule.id for _, rule in EACH])
def test_each_rule_alone_is_broken_by_its_example(kind: ProviderType, rule: Rule) -> None:
    names = {parameter.name for parameter in kind.parameters}
    assert set(rule.params) <= names
    assert rule.example.keys() <= names
    found = findings([one for one in kind.rules if one is rule or not one.once], rule.example)
    assert [one.rule.id for one in found] == [rule.id]


@pytest.mark.parametrize("kind", KINDS)
def test_sound_texts(kind: ProviderType) -> None:
    assert [one for one in findings(kind.rules, kind.sound) if not one.rule.once] == []
    assert "toUserId" not in kind.sound


def test_a_rule_says_what_it_says_of_a_notification() -> None:
    known = {rule.id: rule for rule in RULES}
    for rule in (*RongCloudEveryone.rules[:-1], *RongCloudOnline.rules):
        original = known[f"RC0{rule.id[3:]}"]
        assert (rule.sentence, rule.severity, rule.once) == (original.sentence, original.severity, original.once)


def test_a_silent_type_in_a_broadcast() -> None:
    said = {**RongCloudEveryone.sound, "objectName": "App:Note", "pushContent": ""}
    assert [one.rule.id for one in findings(RongCloudEveryone.rules, said) if not one.rule.once] == ["RC141"]
    assert findings(RongCloudOnline.rules, {**RongCloudOnline.sound, "objectName": "App:Note"}) == []


@pytest.mark.parametrize(
    ("system", "said"),
    [("iOS", []), ("Android", []), ("", ["error"]), ("aos", ["error"]), ("android", ["warning"]), ("IOS", ["warning"])],
)
def test_phone_systems_in_another_case_are_in_doubt(system: str, said: list[str]) -> None:
    found = findings(RongCloudEveryone.rules, {**RongCloudEveryone.sound, "os": system})
    told = [(one.rule.id, one.severity) for one in found if not one.rule.once]
    assert told == [("RC150", severity) for severity in said]
