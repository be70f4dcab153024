"""The filters: ours, and the bounds of Jinja2's."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.rendering.budget import Budget
from runner.rendering.filters import LEFT_OUT, filters
from tests.rendering.written import refusal, said

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ '2.10'|version > '2.9'|version }} {{ ('v1.0'|version).major }} {{ 2|version }}", "True 1 2"),
        ("{{ '2026-01-31T12:00:00+08:00'|datetime }}", "2026-01-31 12:00:00+08:00"),
        (
            "{{ '2026-01-31'|datetime }} {{ ('2026-01-31T01:00:00Z'|datetime|datetime).year }}",
            "2026-01-31 00:00:00+00:00 2026",
        ),
        ("{{ ' 12 '|int }} {{ '2.9'|int }} {{ 'ff'|int(base=16) }} {{ true|int }} {{ 2.5|int }}", "12 2 255 1 2"),
        ("{{ 'x'|int(7) }} {{ none|int(0) }} {{ 'inf'|int('?') }} {{ [1]|int(3) }}", "7 0 ? 3"),
        ("{{ '1.50'|float }} {{ 'x'|float(0.5) }} {{ none|float(1) }}", "1.5 0.5 1"),
        ("{{ '</a> \"李\" ☃'|tojson }} {{ [1, none, true]|tojson }}", '"</a> \\"李\\" ☃" [1,null,true]'),
        (
            "{{ [1, 'a', 2.5]|join('-') }} {{ 'abc'|join('.') }} {{ [{'n': 'x'}, {'n': 'y'}]|join(attribute='n') }}",
            "1-a-2.5 a.b.c xy",
        ),
        ("{{ 'aXbX'|replace('X', 1) }} {{ 'aaa'|replace('a', 'b', 2) }} {{ 5|replace(5, 6) }}", "a1b1 bba 6"),
        ("{{ 'a\nb'|indent(2) }}|{{ 'a\nb'|indent('> ', true) }}", "a\n  b|> a\n> b"),
        ("{{ 'aa bb'|wordwrap(2) }}|{{ 'aaaa'|wordwrap(2, wrapstring='/') }}", "aa\nbb|aa/aa"),
        ("{{ 'a'|center(5) }}|{{ 5|string }}|{{ 'x'|string|upper }}", "  a  |5|X"),
        ("{{ [1, 2]|sum }} {{ [{'n': 2}]|sum(attribute='n', start=1) }} {{ 2.567|round(1) }}", "3 3 2.6"),
        ("{% for row in [1, 2, 3]|batch(2, 0) %}{{ row|join }},{% endfor %}", "12,30,"),
        ("{% for row in [1, 2, 3]|slice(2) %}{{ row|join }},{% endfor %}", "12,3,"),
        ("{{ [3, 1, 2]|sort|reverse|map('string')|select('ne', '2')|list|join }}", "31"),
        ("{{ 'a b'|title|trim|truncate(9)|urlencode }} {{ '<b>x</b>'|striptags }} {{ '<'|e }}", "A%20B x &lt;"),
        ("{{ [{'k': 1, 'v': 2}]|selectattr('k', 'eq', 1)|map(attribute='v')|first }}", "2"),
        ("{{ {'b': 1, 'a': 2}|dictsort|first|join }}", "a2"),
        ("{{ {'a': 1}.values()|join }} {{ {'a': [1, {'b': 'c'}]}|length }}", "1 1"),
    ],
)
def test_filters_do_what_they_say(tmp_path: Path, template: str, text: str) -> None:
    assert said(tmp_path, template) == text


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ 'x'|int }}", "'x' is no number in `attach`; correct it, or say what stands for it, as in |int(0)"),
        ("{{ 'nan'|int }}", "'nan' is no number in `attach`;"),
        ("{{ none|float }}", "null can't stand in a text"),
        ("{{ x|int(0) }}", "'x' is undefined in `attach`"),
        ("{{ x|version }}", "'x' is undefined in `attach`"),
        ("{{ x|datetime }}", "'x' is undefined in `attach`"),
        ("{{ x|tojson }}", "'x' is undefined in `attach`"),
        ("{{ [x]|join }}", "'x' is undefined in `attach`"),
        ("{{ '1.x'|version }}", "'1.x' is no version in `attach`; one looks like 2.4.0;"),
        ("{{ '31.1.2026'|datetime }}", "'31.1.2026' is no date in `attach`; one looks like 2026-01-31"),
        ("{{ [none]|join }}", "null can't stand in a text in `attach`"),
        ("{{ ('1'|version)|tojson }}", "this can't be JSON: Type is not JSON serializable: Version in `attach`"),
        ("{{ [1]|version }}", "unhashable type: 'list' (TypeError) in `attach`"),
    ],
)
def test_what_does_not_fit_is_an_error(tmp_path: Path, template: str, message: str) -> None:
    assert refusal(tmp_path, template).startswith(f"c.yaml:9:11: {message}")


@given(JSON)
def test_tojson_is_json(value: Any) -> None:
    assert orjson.loads(filters(Budget())["tojson"](value)) == value


def test_no_filter_makes_texts_that_cannot_be_reviewed() -> None:
    assert not LEFT_OUT & filters(Budget()).keys()
