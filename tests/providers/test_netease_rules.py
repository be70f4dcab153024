"""NetEase's rules at their bounds: what stands just inside is sent."""

import pytest

from runner.providers.netease_rules import RULES
from runner.rule import findings

SOUND = {"from": "system", "to": "u1", "attach": "{}"}
FORCED = {"msgtype": "1", "isForcePush": "true", "forcePushContent": "hi"}


def broken(**more: str) -> list[str]:
    return [rule.id for rule, _, _ in findings(RULES, {**SOUND, **more})]


@pytest.mark.parametrize(
    "more",
    [
        {"from": "a_-.@Z9" + "x" * 25},
        {"to": "T" * 32},
        {"to": "team:6300001", "msgtype": "1"},
        {"attach": "x" * 4096},
        {"attach": "any text, no JSON"},
        {"attach": "😀" * 2048},
        {"save": "1"},
        {"save": "2"},
        {"pushcontent": "推" * 500},
        {"pushcontent": "hi", "payload": '"' + "p" * 2046 + '"'},
        {"pushcontent": "hi", "payload": '{"pushTitle":"hi"}'},
        {"pushcontent": "hi", "isForcePush": "true"},
        {"forcePushContent": "", "isForcePush": "false"},
        {"sound": "s" * 30},
        {"option": '{"badge":false,"needPushNick":false,"route":false}'},
        {"option": "{}"},
        {"env": "e" * 32},
        {"isForcePush": "true", "forcePushContent": "f" * 500},
        {"forcePushAll": "false"},
        {**FORCED, "forcePushAll": "true"},
        {**FORCED, "forcePushAll": "false", "forcePushList": "[]"},
        {**FORCED, "forcePushList": "[" + ",".join(f'"u{n}"' for n in range(100)) + "]"},
        {"checkAccidAsyncEnable": "false"},
    ],
)
def test_sound(more: dict[str, str]) -> None:
    assert broken(**more) == []


@pytest.mark.parametrize("accid", ["li lei", "李雷", "a/b", "a+b", "a\n", "a:b"])
def test_accids_have_a_grammar(accid: str) -> None:
    assert broken(**{"from": accid, "to": accid}) == ["NE003", "NE006"]


def test_several_problems_are_all_told() -> None:
    assert broken(to="u" * 33 + "!", attach="", save="0") == ["NE005", "NE006", "NE007", "NE010"]


@pytest.mark.parametrize(
    ("more", "ids"),
    [
        ({"payload": "{}", "pushcontent": ""}, ["NE023"]),
        ({"payload": "{}", "isForcePush": "true", "forcePushContent": "hi"}, ["NE023"]),
        ({**FORCED, "msgtype": "0", "forcePushAll": "true"}, ["NE024"]),
        ({**FORCED, "msgtype": "0", "forcePushList": "[]"}, ["NE025"]),
        ({**FORCED, "forcePushAll": "true", "forcePushList": "[]"}, ["NE026"]),
        ({**FORCED, "isForcePush": "false"}, ["NE027"]),
        ({"msgtype": "1", "forcePushAll": "true"}, ["NE027"]),
        ({"msgtype": "1", "forcePushList": '["u1"]'}, ["NE027"]),
        ({"isForcePush": "true", "pushcontent": "", "forcePushContent": ""}, ["NE028"]),
        ({"option": '{"badge":true,"Badge":true}'}, ["NE030"]),
    ],
)
def test_what_is_taken_but_not_done_is_a_warning(more: dict[str, str], ids: list[str]) -> None:
    found = findings(RULES, {**SOUND, **more})
    assert [(one.rule.id, one.severity) for one in found] == [(rule, "warning") for rule in ids]


@pytest.mark.parametrize("value", ['"true"', "1", "0", "{}"])
@pytest.mark.parametrize("key", ["badge", "needPushNick", "route"])
def test_options_are_true_or_false(key: str, value: str) -> None:
    (found,) = findings(RULES, {**SOUND, "option": f'{{"{key}":{value}}}'})
    assert (found.rule.id, found.severity) == ("NE029", "error")
    assert found.what.startswith(f"option.{key} is ")
    assert found.rule.within is not None
    assert found.rule.within({"option": f'{{"{key}":{value}}}'}) == (key,)


def test_a_teams_tid_may_be_too_long_by_one_count() -> None:
    found = findings(RULES, {**SOUND, "msgtype": "1", "to": "😀" * 17})
    assert [(one.rule.id, one.severity) for one in found] == [("NE005", "warning")]


def test_an_option_that_is_null_is_as_good_as_left_out() -> None:
    assert findings(RULES, {**SOUND, "option": '{"badge":null}'}) == []


@pytest.mark.parametrize("option", ["[]", "7", "null", "no"])
def test_only_one_rule_minds_that_option_is_no_object(option: str) -> None:
    assert broken(option=option) == ["NE011"]


@pytest.mark.parametrize(("name", "most"), [("attach", 4096), ("pushcontent", 500), ("sound", 30), ("env", 32)])
def test_lengths_are_in_doubt_where_only_utf16_units_are_over(name: str, most: int) -> None:
    (found,) = findings(RULES, {**SOUND, name: "😀" * (most // 2 + 1)})
    assert found.severity == "warning"
    assert findings(RULES, {**SOUND, name: "😀" * (most + 1)})[0].severity == "error"
