from pathlib import Path

import pytest

from tests.campaign.toys import HEAD, PROVIDER, RECIPIENTS, problems, read

ABOVE = HEAD + PROVIDER + RECIPIENTS


def test_values_stay_as_they_were_typed(tmp_path: Path) -> None:
    text = ABOVE + (
        "content:\n  sender: '{{ x }}'\n  body: [1, {a: b}]\n  save: 3\n  loud: '{{ y }}'\n"
        "push:\n  card:\n    any: [1]\n    inner: {x: 1}\n"
        "    configs:\n      - APNs: {thread-id: 7}\n      - {MI: {}}\n"
    )
    campaign = read(tmp_path, text)
    assert [parameter.name for parameter, _ in campaign.params] == ["sender", "body", "save", "loud", "card"]


@pytest.mark.parametrize("body", ["text", "{a: {b: [c]}}", "[a]", "''", "{}", "null"])
def test_json_may_be_anything(tmp_path: Path, body: str) -> None:
    assert len(read(tmp_path, ABOVE + f"content: {{sender: s, body: {body}}}").params) == 2


@pytest.mark.parametrize(
    ("below", "said"),
    [
        ("content: {sender: s}", "5:1: `content` lacks `body`; post can't send without"),
        ("content: {}", "5:1: `content` lacks `sender`, `body`"),
        ("content: [a]", "5:10: `content` must be a mapping, not a list"),
        (
            "content: {sender: s, body: b, alert: x}",
            "5:31: post has no parameter `alert` under `content`; it belongs under `push`",
        ),
        (
            "content: {sender: s, body: b, sav: 1}",
            "5:31: post has no parameter `sav` under `content`; did you mean `save`?",
        ),
        (
            "content: {sender: s, body: b, LOUD: 1}",
            "5:31: post has no parameter `LOUD` under `content`; did you mean `loud`?",
        ),
        (
            "content: {sender: s, body: b, qqq: 1}",
            "5:31: post has no parameter `qqq` under `content`; the keys here are",
        ),
        *(
            (
                f"content: {{sender: s, body: b, {name}: u}}",
                f"5:31: post has no parameter `{name}` under `content`; recipients stand under `recipients`",
            )
            for name in ("addressee", "to", "toAccids", "toUserId")
        ),
        ("content: {sender: {a: b}, body: b}", "5:19: `sender` must be text, got a mapping"),
        ("content: {sender: s, body: b, save: [1]}", "5:37: `save` must be text, got a list"),
        ("content: {sender: s, body: b, loud: {}}", "5:37: `loud` must be text, got a mapping"),
        ("content: {sender: s, body: }", '5:28: `body` has no value; give it one ("" is an empty text), or delete it'),
    ],
)
def test_mistakes_in_content(tmp_path: Path, below: str, said: str) -> None:
    found = [line for line in problems(tmp_path, ABOVE + below) if "lacks" not in line or "lacks" in said]
    assert found[0].startswith(said)


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("[a]", "6:14: `card` must be a mapping, got a list; its keys are colour, size, any, inner, configs"),
        ("{color: red}", "6:15: unknown key `color` in `card`; did you mean `colour`?"),
        ("{colour: [red]}", "6:23: `card.colour` must be text, got a list"),
        ("{size: {}}", "6:21: `card.size` must be text, got a mapping"),
        ("{inner: {y: 1}}", "6:23: unknown key `y` in `card.inner`; the keys here are x"),
        ("{inner: x}", "6:22: `card.inner` must be a mapping, got a text"),
        ("{inner: {x: [1]}}", "6:26: `card.inner.x` must be text, got a list"),
        (
            "{configs: {MI: {channel: c}}}",
            "6:24: `card.configs` must be a list of mappings, got a mapping; write `- APNs: …`",
        ),
        ("{configs: x}", "6:24: `card.configs` must be a list of mappings, got a text"),
        ("{configs: [x]}", "6:25: `card.configs` must be a mapping, got a text; its keys are APNs, MI"),
        ("{configs: [{apns: {thread-id: x}}]}", "6:26: unknown key `apns` in `card.configs`; did you mean `APNs`?"),
        ("{configs: [{MI: {channl: x}}]}", "6:31: unknown key `channl` in `card.configs.MI`; did you mean `channel`?"),
        ("{configs: [{MI: {channel: {}}}]}", "6:40: `card.configs.MI.channel` must be text, got a mapping"),
    ],
)
def test_mistakes_inside_a_json_parameter(tmp_path: Path, card: str, said: str) -> None:
    found = problems(tmp_path, f"{ABOVE}content: {{sender: s, body: b}}\npush: {{card: {card}}}\n")
    assert len(found) == 1
    assert found[0].startswith(said)


def test_a_json_parameter_may_be_a_template(tmp_path: Path) -> None:
    assert read(tmp_path, ABOVE + "content: {sender: s, body: b}\npush: {card: '{{ x }}'}\n").params


def test_with_an_unknown_provider_parameters_arent_judged(tmp_path: Path) -> None:
    found = problems(tmp_path, ABOVE.replace("type: post", "type: qq") + "content: {anything: s}")
    assert len(found) == 1
    assert "there is no provider `qq`" in found[0]
