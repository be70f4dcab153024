"""RongCloud's rules at their bounds: what stands just inside is sent."""

import pytest

from runner.provider import broken_rules
from runner.providers.rongcloud_rules import MOST_CONTENT, RULES
from runner.providers.rongcloud_types import BUILT_IN_TYPES, PUSHING_TYPES, SILENT_TYPES

SOUND = {"fromUserId": "system", "toUserId": "u1", "objectName": "RC:TxtMsg", "content": '{"content":"hi"}'}


def broken(**more: str) -> list[str]:
    return [rule.id for rule, _ in broken_rules(RULES, {**SOUND, **more})]


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


def test_no_type_is_both_silent_and_pushing() -> None:
    assert not PUSHING_TYPES & SILENT_TYPES


@pytest.mark.parametrize("name", ["RC:", "RC:txtmsg", "RC:TxtMsg ", "RC:Own"])
def test_the_reserved_prefix(name: str) -> None:
    assert broken(objectName=name, content="x") == ["RC007"]
