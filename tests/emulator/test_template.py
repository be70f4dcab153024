"""publish_template.json: the shape of its body, and what each user gets."""

import json
from typing import Any

import pytest

from runner.emulator.template import Asked, paste, read
from tests.emulator.callers import LETTERS


def asked(**changed: Any) -> Asked | str:
    """The page's own call with some of it changed; None takes a key away."""
    call = {name: value for name, value in (LETTERS | changed).items() if value is not None}
    return read(json.dumps(call).encode(), "application/json;charset=utf-8")


def pasted(**changed: Any) -> list[dict[str, str]]:
    """The parameters that each user gets."""
    call = asked(**changed)
    assert isinstance(call, Asked)
    return [dict(params) for _, params in paste(call)]


def test_the_pages_example() -> None:
    shared = {"fromUserId": "fromuser", "objectName": "RC:TxtMsg"}
    assert pasted() == [
        shared | {"content": '{"content":"12","extra":"bb"}', "pushContent": "push1", "pushData": "pushd"},
        shared | {"content": '{"content":"34","extra":"bb"}', "pushContent": "push3", "pushData": "4"},
    ]


def test_switches_and_numbers_become_the_text_of_a_form() -> None:
    params = pasted(disablePush=True, contentAvailable=1, pushExt="{}")[1]
    assert (params["disablePush"], params["contentAvailable"], params["pushExt"]) == ("true", "1", "{}")
    assert pasted(disablePush=False)[0]["disablePush"] == "false"


def test_a_value_that_holds_another_token_shows() -> None:
    (params,) = pasted(
        toUserId=["1"],
        values=[{"{c}": "{d}", "{d}": "x", "": "y"}],
        content='{"content":"{c}"}',
        pushContent=["{d}{c}"],
        pushData=None,
    )
    assert params["content"] == '{"content":"x"}'
    assert params["pushContent"] == "xx"
    assert "pushData" not in params


def test_no_push_texts_at_all_are_legal_as_the_official_sdk_sends_them() -> None:
    assert all("pushContent" not in params for params in pasted(pushContent=[], pushData=[]))


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"toUserId": None}, "toUserId is not an array of texts"),
        ({"toUserId": "21"}, "toUserId is not an array of texts"),
        ({"toUserId": [21, 22]}, "toUserId is not an array of texts"),
        ({"values": None}, "values is not an array of objects of texts"),
        ({"values": [1, 2]}, "values is not an array of objects of texts"),
        ({"values": [{"{c}": 1}, {}]}, "values is not an array of objects of texts"),
        ({"values": [{}]}, "values has 1 items for 2 users"),
        ({"pushContent": None}, "pushContent is not an array of texts"),
        ({"pushContent": "push"}, "pushContent is not an array of texts"),
        ({"pushContent": ["push"]}, "pushContent has 1 items for 2 users"),
        ({"pushData": "push"}, "pushData is not an array of texts"),
        ({"pushData": ["push"]}, "pushData has 1 items for 2 users"),
        ({"content": None}, "content is required"),
        ({"content": 7}, "content is required"),
        ({"pushExt": {}}, "pushExt has the wrong type"),
        ({"isPersisted": 1.5}, "isPersisted has the wrong type"),
    ],
)
def test_wrong_shapes(changed: dict[str, Any], wrong: str) -> None:
    assert asked(**changed) == wrong


@pytest.mark.parametrize(
    ("body", "content_type"), [(b"{", "application/json"), (b"[]", "application/json"), (b"{}", "text/plain")]
)
def test_bodies_that_are_no_json_object(body: bytes, content_type: str) -> None:
    assert read(body, content_type) == "the body is not a JSON object"
