"""NetEase's rules of broadcasts at their bounds: the same in V1 and V2, under other names."""

import pytest

from runner.provider import ProviderType, name_of
from runner.providers.netease_everyone import NeteaseEveryone, NeteaseV2Everyone
from runner.rule import findings

KINDS: list[tuple[ProviderType, int]] = [(NeteaseEveryone, 2), (NeteaseV2Everyone, 3)]
each_kind = pytest.mark.parametrize(("kind", "hundred"), KINDS, ids=[name_of(kind) for kind, _ in KINDS])


def told(kind: ProviderType, **more: str) -> list[tuple[str, str]]:
    """The rules' numbers in their hundred; the parameters are named by their place: a, b, c, d, e."""
    names = dict(zip("abcde", (parameter.name for parameter in kind.parameters), strict=True))
    params = {**kind.sound, **{names[key]: text for key, text in more.items()}}
    return [(one.rule.id, one.severity) for one in findings(kind.rules, params)]


@each_kind
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"a": "any text, no JSON"},
        {"a": "x" * 4096},
        {"a": "😀" * 2048},
        {"b": "a_-.@Z9" + "x" * 25},
        {"c": "true", "d": "1"},
        {"c": "false", "d": "999999999"},
        {"e": "[]"},
        {"e": '["ios", "aos", "pc", "web", "mac"]'},
    ],
)
def test_sound(kind: ProviderType, hundred: int, more: dict[str, str]) -> None:
    assert hundred
    assert told(kind, **more) == []


@each_kind
@pytest.mark.parametrize(
    ("more", "rule", "severity"),
    [
        ({"a": ""}, 1, "error"),
        ({"a": "x" * 4097}, 2, "error"),
        ({"a": "😀" * 2049}, 2, "warning"),
        ({"b": "x" * 33}, 3, "error"),
        ({"b": "李雷"}, 4, "error"),
        ({"b": ""}, 4, "error"),
        ({"c": "yes"}, 5, "error"),
        ({"c": ""}, 5, "error"),
        ({"d": "0"}, 6, "error"),
        ({"d": ""}, 6, "error"),
        ({"d": "-1"}, 6, "error"),
        ({"d": "1.5"}, 6, "error"),
        ({"d": "01"}, 6, "error"),
        ({"d": "\uff11"}, 6, "error"),
        ({"e": "ios"}, 7, "error"),
        ({"e": '["iOS"]'}, 7, "error"),
        ({"e": "[7]"}, 7, "error"),
        ({"e": "{}"}, 7, "error"),
        ({"e": ""}, 7, "error"),
    ],
)
def test_broken(kind: ProviderType, hundred: int, more: dict[str, str], rule: int, severity: str) -> None:
    assert told(kind, **more) == [(f"NE{hundred}{rule:02}", severity)]
