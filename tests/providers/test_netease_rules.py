"""NetEase's rules at their bounds: what stands just inside is sent."""

import pytest

from runner.provider import broken_rules
from runner.providers.netease_rules import RULES

SOUND = {"from": "system", "to": "u1", "attach": "{}"}


def broken(**more: str) -> list[str]:
    return [rule.id for rule, _ in broken_rules(RULES, {**SOUND, **more})]


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
        {"payload": '"' + "p" * 2046 + '"'},
        {"payload": '{"pushTitle":"hi"}'},
        {"sound": "s" * 30},
        {"option": '{"badge":false,"needPushNick":false,"route":false}'},
        {"env": "e" * 32},
        {"isForcePush": "true", "forcePushContent": "f" * 500},
        {"msgtype": "1", "forcePushAll": "false"},
        {"msgtype": "1", "forcePushList": "[" + ",".join(f'"u{n}"' for n in range(100)) + "]"},
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
