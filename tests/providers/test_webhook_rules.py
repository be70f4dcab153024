"""What can't be posted to a webhook."""

import orjson
import pytest

from runner.providers.webhook_rules import PARAMETERS, RULES, SOUND
from runner.rule import findings


def broken(**params: str) -> list[str]:
    """The ids of the rules that these parameters break beside a sound body."""
    return [found.id for found, _, _ in findings(RULES, {**SOUND, **params})]


def test_parameters_are_three() -> None:
    assert [(one.name, one.section, one.kind, one.required) for one in PARAMETERS] == [
        ("body", "content", "json", True),
        ("headers", "content", "json", False),
        ("success", "content", "text", False),
    ]


@pytest.mark.parametrize("body", ["{}", "[]", "0", "null", '"text"', ' {"a": 1} '])
def test_any_json_can_be_a_body(body: str) -> None:
    assert broken(body=body) == []


@pytest.mark.parametrize("body", ["hi", "{", "{'a':1}", "[" * 100_000])
def test_nothing_else_can(body: str) -> None:
    assert broken(body=body) == ["WH002"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Team": "release", "Authorization": "Bearer abc", "Accept": "*/*"},
        {"x!#$%&'*+.^_`|~-9": "a b, c"},
        {"X-Empty": ""},
    ],
)
def test_headers(headers: dict[str, str]) -> None:
    assert broken(headers=orjson.dumps(headers).decode()) == []


@pytest.mark.parametrize("headers", ["", "X-A: 1", "[]", "3", '{"X-A":1}', '{"X-A":null}', '{"X-A":["1"]}'])
def test_what_is_no_mapping_of_texts_is_no_headers(headers: str) -> None:
    assert broken(headers=headers) == ["WH003"]


@pytest.mark.parametrize("name", ["", "X A", "X:", "X-Ä", "X\n", "(x)", "x\0"])
def test_names_that_are_no_tokens(name: str) -> None:
    assert broken(headers=orjson.dumps({name: "1"}).decode()) == ["WH004"]


@pytest.mark.parametrize(
    "name", ["Host", "host", "Content-Length", "Transfer-Encoding", "Webhook-Id", "webhook-x", "Proxy-Authorization"]
)
def test_names_that_are_taken(name: str) -> None:
    assert broken(headers=orjson.dumps({name: "1"}).decode()) == ["WH005"]


@pytest.mark.parametrize("text", ["${WEBHOOK_TOKEN}", "Bearer ${WEBHOOK_TOKEN}", "a${", "${X:-y}"])
def test_variables_are_not_replaced_in_headers(text: str) -> None:
    assert broken(headers=orjson.dumps({"X-B": "1", "X-A": text}).decode()) == ["WH009"]
    (found,) = findings(RULES, {**SOUND, "headers": orjson.dumps({"X-A": text}).decode()})
    assert found.what == (
        "headers.'X-A' has `${`, and variables aren't replaced there; a token belongs into `endpoint` where its "
        "receiver takes it there, else it isn't supported"
    )


@pytest.mark.parametrize("text", ["$5", "{x}", "$ {x}", "$$"])
def test_a_dollar_is_no_variable(text: str) -> None:
    assert broken(headers=orjson.dumps({"X-A": text}).decode(), body='"${HOME}"') == []


@pytest.mark.parametrize("text", ["a\r\nb", "a\n", "\t", " a", "a ", "é", "\0", "a\x7f"])
def test_values_that_no_header_can_hold(text: str) -> None:
    assert broken(headers=orjson.dumps({"X-A": text}).decode()) == ["WH007"]
