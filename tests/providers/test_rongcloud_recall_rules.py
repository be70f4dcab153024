"""The rules of recalls: each alone is broken by its example; what stands just inside is sent."""

import pytest

from runner.providers.rongcloud_recall import PARAMETERS
from runner.providers.rongcloud_recall_rules import RULES, SOUND
from runner.rule import Rule, findings


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_alone_is_broken_by_its_example(rule: Rule) -> None:
    assert [one.rule.id for one in findings(RULES, rule.example)] == [rule.id]
    assert rule.params[0] in findings(RULES, rule.example)[0].what
    assert set(rule.params) <= {parameter.name for parameter in PARAMETERS}


def test_ids_never_change() -> None:
    assert [rule.id for rule in RULES] == [f"RC{number}" for number in range(301, 308)]


@pytest.mark.parametrize(
    "said",
    [
        SOUND,
        {"messageUID": "5FGT"},
        {"messageUID": "5FGT", "fromUserId": "system"},
        {**SOUND, "fromUserId": "系" * 21 + "s", "targetId": "u" * 64},
        {**SOUND, "sentTime": "1585127132438", "isAdmin": "1", "isDelete": "1", "extra": "x", "disablePush": "true"},
    ],
)
def test_sound(said: dict[str, str]) -> None:
    assert findings(RULES, said) == []


def test_only_the_messages_id_is_always_wanted() -> None:
    assert [one.what for one in findings(RULES, {})] == ["messageUID is missing"]


@pytest.mark.parametrize("value", ["", "1", "6 ", "06"])
def test_only_system_conversations_are_recalled(value: str) -> None:
    assert [one.rule.id for one in findings(RULES, {**SOUND, "conversationType": value})] in (["RC303"], ["RC304"])


def test_a_target_wants_the_rest() -> None:
    found = findings(RULES, {"targetId": "u1", "messageUID": "5FGT"})
    assert [one.what for one in found] == ["fromUserId is missing", "conversationType is missing"]
