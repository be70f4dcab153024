"""RongCloud's rules at their bounds: what stands just inside is sent."""

import pytest

from runner.providers.rongcloud_parameters import MOST_CONTENT
from runner.providers.rongcloud_rules import RULES
from runner.providers.rongcloud_types import BUILT_IN_TYPES
from runner.rule import Rule, findings

SOUND = {"fromUserId": "system", "toUserId": "u1", "objectName": "RC:TxtMsg", "content": '{"content":"hi"}'}


def broken(**more: str) -> list[str]:
    """The errors."""
    return [rule.id for rule, severity, _ in findings(RULES, {**SOUND, **more}) if severity == "error"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_alone_is_broken_by_its_example(rule: Rule) -> None:
    """But for what is said of every text until one was accepted."""
    found = findings([one for one in RULES if one is rule or not one.once], rule.example)
    assert [(one.rule.id, one.severity) for one in found] == [(rule.id, rule.severity)]


@pytest.mark.parametrize(
    "more",
    [
        {"fromUserId": "系" * 21 + "s", "toUserId": "u" * 64},
        {"objectName": "App:" + "t" * 28, "content": "any text"},
        {"objectName": "App:Note", "content": "c" * MOST_CONTENT},
        {"objectName": "rc:own", "content": "any text"},
        {"isPersisted": "0", "isCounted": "1", "contentAvailable": "1", "disablePush": "true"},
        {"msgRandom": "-9223372036854775808", "count": "-1", "busChannel": "b", "disableUpdateLastMsg": "false"},
        {"pushContent": "p" * 10_000, "pushData": "d"},
    ],
)
def test_sound(more: dict[str, str]) -> None:
    assert broken(**more) == []


@pytest.mark.parametrize("name", sorted(BUILT_IN_TYPES))
def test_built_in_types_want_an_object(name: str) -> None:
    assert broken(objectName=name) == []
    assert broken(objectName=name, content="[]") == ["RC010"]


@pytest.mark.parametrize(
    ("name", "todo"),
    [
        ("RC:", "if it is newer than the list, disable this rule"),
        ("RC:txtmsg", "did you mean 'RC:TxtMsg'?"),
        ("RC:TxtMsg ", "did you mean 'RC:TxtMsg'?"),
        ("RC:Own", "if it is newer than the list, disable this rule"),
        ("RC:RcCmd", "if it is newer than the list, disable this rule"),
    ],
)
def test_the_reserved_prefix(name: str, todo: str) -> None:
    found = [one for one in findings(RULES, {**SOUND, "objectName": name, "content": "x"}) if not one.rule.once]
    assert [str(one) for one in found] == [
        f"objectName is {name!r}, which is none of the built-in types; {todo} [RC007]"
    ]


@pytest.mark.parametrize("name", ["disablePush", "disableUpdateLastMsg"])
@pytest.mark.parametrize("value", ["True", "FALSE"])
def test_a_flag_in_another_case_is_in_doubt(name: str, value: str) -> None:
    found = [one for one in findings(RULES, {**SOUND, name: value}) if not one.rule.once]
    assert [(one.rule.severity, one.severity) for one in found] == [("error", "warning")]
    assert found[0].what.startswith(f"{name} is '{value}', not true or false: whether the vendor minds")


@pytest.mark.parametrize("value", ["", "1", "yes"])
def test_a_flag_is_true_or_false(value: str) -> None:
    assert broken(disablePush=value, disableUpdateLastMsg=value) == ["RC014", "RC017"]


def test_a_type_name_may_be_too_long_by_one_count() -> None:
    found = findings(RULES, {**SOUND, "objectName": "App:" + "😀" * 16, "pushContent": "hi"})
    assert [(one.rule.id, one.severity) for one in found if not one.rule.once] == [("RC006", "warning")]
