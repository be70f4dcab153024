from pathlib import Path

import pytest

from runner.model import Recipient
from runner.rendering import compile_campaign
from runner.source import ListNode, MapNode, Node
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
        ("{colour: [red]}", "6:23: `card.colour` must be text, got a list"),
        ("{size: {}}", "6:21: `card.size` must be text, got a mapping"),
        ("{inner: x}", "6:22: `card.inner` must be a mapping, got a text"),
        ("{inner: {x: [1]}}", "6:26: `card.inner.x` must be text, got a list"),
        (
            "{configs: x}",
            "6:24: `card.configs` must be a list of mappings, or one mapping, got a text; its keys are APNs",
        ),
        ("{configs: [x]}", "6:25: `card.configs` must be a mapping, got a text; its keys are APNs, MI"),
        ("{configs: [{MI: {channel: {}}}]}", "6:40: `card.configs.MI.channel` must be text, got a mapping"),
        ("{configs: {MI: {channel: {}}}}", "6:39: `card.configs.MI.channel` must be text, got a mapping"),
        ("{configs: {MI: x}}", "6:29: `card.configs.MI` must be a mapping, got a text; its keys are channel"),
    ],
)
def test_mistakes_inside_a_json_parameter(tmp_path: Path, card: str, said: str) -> None:
    found = problems(tmp_path, f"{ABOVE}content: {{sender: s, body: b}}\npush: {{card: {card}}}\n")
    assert len(found) == 1
    assert found[0].startswith(said)


def card(tmp_path: Path, written: str) -> Node:
    params = read(tmp_path, f"{ABOVE}content: {{sender: s, body: b}}\npush: {{card: {written}}}\n").params
    return next(node for parameter, node in params if parameter.name == "card")


@pytest.mark.parametrize(
    "written",
    ["{color: red}", "{inner: {y: [1]}}", "{configs: [{apns: x}, {MI: {channl: {}}}, {}, {APNs: {}, MI: {}}]}"],
)
def test_keys_that_the_vendor_doesnt_know_are_for_its_rules(tmp_path: Path, written: str) -> None:
    assert isinstance(card(tmp_path, written), MapNode)


@pytest.mark.parametrize(
    ("mapping", "listed"),
    [
        (
            "{configs: {APNs: {thread-id: 7}, XIAOMI: {c: [1]}}, size: 3}",
            '[{"APNs":{"thread-id":7}},{"XIAOMI":{"c":[1]}}]',
        ),
        ("{configs: {MI: {channel: '{{ id }}'}}, size: 3}", '[{"MI":{"channel":"u1"}}]'),
        ("{configs: {}, size: 3}", "[]"),
    ],
)
def test_one_mapping_stands_for_a_list_of_one_key_mappings(tmp_path: Path, mapping: str, listed: str) -> None:
    text = f"{ABOVE}content: {{sender: s, body: b}}\npush: {{card: {mapping}}}\n"
    rendering = compile_campaign(read(tmp_path, text))
    assert rendering.text(Recipient("u1", {}, "c.yaml", 1)).params["card"] == f'{{"configs":{listed},"size":3}}'


def test_what_was_one_mapping_keeps_its_places(tmp_path: Path) -> None:
    node = card(tmp_path, "{configs: {APNs: {}, MI: {channel: c}}}")
    assert isinstance(node, MapNode)
    configs = node.items[0][1]
    assert isinstance(configs, ListNode)
    assert [str(item.place) for item in (configs, *configs.items)] == ["c.yaml:6:24", "c.yaml:6:25", "c.yaml:6:35"]
    second = configs.items[1]
    assert isinstance(second, MapNode)
    assert str(second.items[0][1].place) == "c.yaml:6:39"


def test_a_json_parameter_may_be_a_template(tmp_path: Path) -> None:
    assert read(tmp_path, ABOVE + "content: {sender: s, body: b}\npush: {card: '{{ x }}'}\n").params


def test_with_an_unknown_provider_parameters_arent_judged(tmp_path: Path) -> None:
    found = problems(tmp_path, ABOVE.replace("type: post", "type: qq") + "content: {anything: s}")
    assert len(found) == 1
    assert "there is no provider `qq`" in found[0]
