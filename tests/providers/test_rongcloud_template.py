"""RongCloud's template route: what the vendor pastes, in whatever order, is byte for byte what was rendered."""

import json
from collections.abc import Iterable, Mapping
from random import Random

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.model import Batch, Message, Text
from runner.providers import rongcloud_template as template

START = {"fromUserId": "system", "objectName": "App:Note", "pushContent": "hi"}


def request_of(contents: Iterable[str], **more: str) -> dict[str, object]:
    said = [Text.of({**START, "content": content, **more}) for content in contents]
    messages = [Message(f"u{n}", text) for n, text in enumerate(said)]
    body: dict[str, object] = orjson.loads(template.body(Batch("template", messages, "r")))
    return body


def values_of(body: Mapping[str, object]) -> list[dict[str, str]]:
    values = body["values"]
    assert isinstance(values, list)
    return values


def pasted(body: Mapping[str, object], order: Random | None = None) -> list[str]:
    """Each recipient's content as a vendor makes it who replaces one token after the other."""
    content = body["content"]
    assert isinstance(content, str)
    orjson.loads(content)
    made = []
    for value in values_of(body):
        text, tokens = content, list(value)
        if order:
            order.shuffle(tokens)
        for token in tokens:
            text = text.replace(token, value[token])
        made.append(text)
    return made


def test_only_what_differs_becomes_a_token() -> None:
    body = request_of(['{"a":"Li","b":"x","n":1}', '{"a":"Bo \\"B\\"","b":"x","n":1}'])
    assert body["content"] == '{"a":"{t0_1}","b":"x","n":1}'
    assert body["values"] == [{"{t0_1}": "Li"}, {"{t0_1}": 'Bo \\"B\\"'}]


def test_tokens_occur_in_no_text() -> None:
    body = request_of(['{"a":"{t0_1}"}', '{"a":"{t2_"}'], pushContent="{t1_1}", pushData="t3_")
    assert body["content"] == '{"a":"{t3_1}"}'
    assert pasted(body) == ['{"a":"{t0_1}"}', '{"a":"{t2_"}']


def test_a_key_may_differ_too() -> None:
    contents = ['{"Li":1}', '{"Bo":1}']
    assert pasted(request_of(contents)) == contents


def test_every_number_used_finds_the_next() -> None:
    crowded = orjson.dumps({"a": "".join(f"{{t{n}_" for n in range(3000))}).decode()
    assert "{t3000_" in str(request_of([crowded, '{"a":""}'])["content"])


def test_optional_parameters_keep_their_types() -> None:
    body = request_of(["{}", "{}"], contentAvailable="1", disablePush="true", pushExt='{"title":"t"}', pushData="d")
    assert body["contentAvailable"] == 1
    assert body["disablePush"] is True
    assert body["pushExt"] == '{"title":"t"}'
    assert body["pushData"] == ["d", "d"]
    assert body["pushContent"] == ["hi", "hi"]


def test_without_a_push_text_there_is_an_empty_one_each() -> None:
    said = Text.of({"fromUserId": "s", "objectName": "App:Note", "content": "{}"})
    body = orjson.loads(template.body(Batch("template", [Message("u1", said), Message("u2", said)], "r")))
    assert body["pushContent"] == ["", ""]
    assert "pushData" not in body


@pytest.mark.parametrize("contents", [('{"a":1}', '{"a":2}'), ('{"a":"x"}', '{"a":"x","b":"y"}')])
def test_texts_of_two_shapes_are_never_sent_together(contents: tuple[str, str]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        request_of(contents)


texts = st.text(max_size=8) | st.sampled_from(
    ['"', "\\", "{t0_1}", "{t0_", "}", "{", '\\"', "😀", "\n", "\\u007b", "é"]
)
shapes = st.recursive(
    st.just("") | st.none() | st.integers(-9, 9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)


def filled(shape: object, draw: st.DataObject) -> object:
    match shape:
        case dict():
            return {key: filled(value, draw) for key, value in shape.items()}
        case list():
            return [filled(value, draw) for value in shape]
        case str():
            return draw.draw(texts)
        case _:
            return shape


@settings(max_examples=200, deadline=None)
@given(data=st.data(), shape=shapes, ascii_only=st.booleans(), seed=st.integers(0, 9))
def test_what_arrives_is_what_was_rendered(data: st.DataObject, shape: object, ascii_only: bool, seed: int) -> None:
    count = data.draw(st.integers(1, 4))
    contents = [json.dumps(filled(shape, data), ensure_ascii=ascii_only) for _ in range(count)]
    pushes = data.draw(texts)
    if not all(map(template.can_be_pasted, contents)):
        return
    assert len({template.frame({**START, "content": content}) for content in contents}) == 1
    body = request_of(contents, pushContent=pushes)
    assert pasted(body, Random(seed)) == contents
    assert not [token for value in values_of(body) for token in value if token in pushes]
