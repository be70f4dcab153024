"""Bodies are read as urllib and Java would read them."""

from urllib.parse import parse_qsl, quote_plus, unquote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.emulator.wire import FORM, fits, is_json, read_form, read_json, read_object, read_params, utf16_units

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(TEXT, TEXT)))
def test_what_urllib_writes_is_read(fields: list[tuple[str, str]]) -> None:
    named = [(name, value) for name, value in fields if name or value]
    assert read_form(urlencode(named).encode(), FORM) == named


@given(st.text("ab%+=&;1fF\r\n\t 李=", max_size=30))
def test_odd_bodies_are_read_as_by_urllib(body: str) -> None:
    expected = parse_qsl(body, keep_blank_values=True)
    assert [pair for pair in read_form(body.encode(), FORM) if pair != ("", "")] == [
        pair for pair in expected if pair != ("", "")
    ]


def test_what_the_official_sdk_pastes_unencoded_is_read_as_far_as_it_can_be() -> None:
    assert read_form("pushContent=你好 100%+1&x".encode(), FORM) == [("pushContent", "你好 100% 1"), ("x", "")]


def test_bytes_that_are_no_utf8_become_replacement_characters() -> None:
    assert read_form(b"a=%ff&b=\xff", FORM) == [("a", "\ufffd"), ("b", "\ufffd")]


@pytest.mark.parametrize("content_type", ["", "application/json", "text/plain"])
def test_another_content_type_has_no_fields(content_type: str) -> None:
    assert read_form(b"a=1", content_type) == []


def test_the_content_types_case_does_not_matter() -> None:
    assert read_form(b"a=1&&=&b=", "Application/X-WWW-Form-URLencoded; charset=utf-8") == [
        ("a", "1"),
        ("", ""),
        ("b", ""),
    ]


def test_null_is_json_as_well() -> None:
    assert [text for text in ("null", "7", '"x"', "", "{", "NaN") if is_json(text)] == ["null", "7", '"x"']


def test_json_of_a_kind() -> None:
    assert read_json('{"a":1}', dict) == {"a": 1}
    assert read_json(b"[1]", list) == [1]
    assert read_json("[1]", dict) is None
    assert read_json("null", object) is None
    assert read_json("{'a':1}", dict) is None


@given(st.text(), st.integers(0, 20))
def test_lengths_are_those_of_utf16(text: str, units: int) -> None:
    expected = sum(2 if ord(letter) > 0xFFFF else 1 for letter in text)
    assert utf16_units(text) == expected
    assert fits(text, units) is (expected <= units)


@given(TEXT)
def test_quoting_of_any_kind_is_undone(text: str) -> None:
    lower = quote_plus(text, safe="").lower()
    assert read_form(b"a=" + lower.encode(), FORM) == [("a", unquote_plus(lower))]


def test_of_a_repeated_parameter_the_first_counts() -> None:
    assert read_params(b"a=1&b=2&a=3", FORM) == {"a": "1", "b": "2"}
    assert read_params(b"a=1", "text/plain") == {}


def test_an_object_is_read_where_json_is_announced() -> None:
    assert read_object(b'{"a":1}', "Application/JSON; charset=utf-8") == {"a": 1}
    assert [read_object(b"[1]", "application/json"), read_object(b'{"a":1}', FORM)] == [None, None]
