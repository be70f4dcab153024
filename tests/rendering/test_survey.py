"""What is known of templates before they run."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from runner.rendering.sandbox import Sandbox
from runner.rendering.survey import Fault, Survey, changes_context, only_included, survey

OPEN = "unexpected end of template, expected 'end of print statement'"
ALL = "the files in templates/ are all that can be loaded"
FILES = {
    "a.j2": "{{ in_a }}{% include 'b.j2' %}",
    "b.j2": "{% include 'a.j2' ignore missing %}{{ recipient.in_b }}",
    "bad.j2": "fine\n{{ bad",
    "filter.j2": "\n{{ x|uper }}",
    "block.j2": "{% block a %}{{ in_block }}{% endblock %}",
    "macro.j2": "{% macro m(x) %}{{ x }}{{ in_macro }}{% endmacro %}",
    "lost.j2": "\n\n{% include 'lost/zz.txt' %}",
}


def surveyed(root: Path, text: str, files: Mapping[str, str] | None = None) -> Survey | list[Fault]:
    """The survey of a template, or its faults."""
    (root / "templates").mkdir()
    for name, content in (FILES if files is None else files).items():
        (root / "templates" / name).write_text(content)
    sandbox = Sandbox(root, {"release": "2"})
    return survey(sandbox, sandbox.parse(text))


@pytest.mark.parametrize(
    ("text", "names", "fields", "whole"),
    [
        ("{{ a }}{{ b.c|upper }}{{ d['e'] }}", {"a", "b", "d"}, set(), False),
        ("{{ release }}{{ range(3) }}{{ vars.x }}{{ id }}", {"release", "range", "vars", "id"}, set(), False),
        ("{% set a = b %}{{ a }}{% for c in d %}{{ c }}{{ loop.index }}{% endfor %}", {"b", "d"}, set(), False),
        ("{% if x %}{% set a = 1 %}{% endif %}{{ a }}", {"x", "a"}, set(), False),
        (
            "{% macro m(a, b=c) %}{{ a }}{{ d }}{{ caller() }}{{ varargs }}{% endmacro %}{{ m(1) }}",
            {"c", "d"},
            set(),
            False,
        ),
        ("{% block b %}{{ self.b() }}{{ x }}{% endblock %}", {"x"}, set(), False),
        ("{{ recipient.a }}{{ recipient['b'] }}{{ recipient.c.d }}", {"recipient"}, {"a", "b", "c"}, False),
        ("{{ recipient|length }}", {"recipient"}, set(), True),
        ("{{ recipient.a }}{{ recipient[b] }}", {"recipient", "b"}, {"a"}, True),
        ("{% set r = recipient %}", {"recipient"}, set(), True),
        ("{% include 'a.j2' %}", {"in_a", "recipient"}, {"in_b"}, False),
        ("{% include ['no.j2', 'a.j2'] %}", {"in_a", "recipient"}, {"in_b"}, False),
        ("{% include x %}", {"x"}, set(), True),
        ("{% include x ~ '.j2' %}", {"x"}, set(), True),
        ("{% include 'no.j2' ignore missing %}", set(), set(), False),
        ("{% extends 'block.j2' %}{% block a %}{{ b }}{% endblock %}", {"in_block", "b"}, set(), False),
        ("{% import 'macro.j2' as m %}{{ m.m(y) }}", {"in_macro", "y"}, set(), False),
        ("{% from 'macro.j2' import m with context %}{{ m(y) }}", {"in_macro", "y"}, set(), False),
        ("{% from ['macro.j2'] import m %}", {"in_macro"}, set(), False),
    ],
)
def test_what_is_read(tmp_path: Path, text: str, names: set[str], fields: set[str], whole: bool) -> None:
    found = surveyed(tmp_path, text)
    assert isinstance(found, Survey)
    assert (set(found.names), set(found.fields), found.whole) == (names, fields, whole)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("{% include 'a2.j2' %}", [Fault(None, 1, "there is no templates/a2.j2", "did you mean 'a.j2'?")]),
        (
            "\n{% include 'bad.j2' %}",
            [Fault("bad.j2", 2, OPEN)],
        ),
        (
            "{% include 'filter.j2' %}{{ x|uper }}",
            [
                Fault(None, 1, "there is no filter 'uper'", "did you mean 'upper'?"),
                Fault("filter.j2", 2, "there is no filter 'uper'", "did you mean 'upper'?"),
            ],
        ),
        ("{{ x is odder }}", [Fault(None, 1, "there is no test 'odder'", "did you mean 'odd'?")]),
        (
            "{% include 'lost.j2' %}",
            [Fault("lost.j2", 3, "there is no templates/lost/zz.txt", ALL)],
        ),
        ("{% include '../x' %}", [Fault(None, 1, "'../x' leads out of templates/", "name a file below templates/")]),
        (
            "{% include 'bad.j2' %}{% include 'bad.j2' %}",
            [Fault("bad.j2", 2, OPEN)],
        ),
        ("{% block a %}{% endblock %}\n{% block a %}{% endblock %}", [Fault(None, 2, "block 'a' defined twice")]),
    ],
)
def test_what_is_wrong(tmp_path: Path, text: str, faults: list[Fault]) -> None:
    assert surveyed(tmp_path, text) == faults


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("{{ a }}{% for b in c %}{{ b }}{% endfor %}{% include 'a.j2' %}", False),
        ("{% set a = 1 %}", True),
        ("{% set a %}x{% endset %}", True),
        ("{% macro m() %}{% endmacro %}", True),
        ("{% import 'a.j2' as m %}", True),
        ("{% from 'a.j2' import m %}", True),
        ("{% block a %}{% endblock %}", True),
        ("{% extends 'a.j2' %}", True),
        ("{% autoescape true %}{% endautoescape %}", True),
    ],
)
def test_what_changes_the_context(tmp_path: Path, text: str, changes: bool) -> None:
    assert changes_context(Sandbox(tmp_path, {}).parse(text)) is changes


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{% include 'a.j2' %}", "a.j2"),
        ("{% include 'a.j2' without context %}", ""),
        ("{% include 'a.j2' ignore missing %}", ""),
        ("{% include ['a.j2'] %}", ""),
        ("{% include x %}", ""),
        ("{% include 'a.j2' %}.", ""),
        ("", ""),
    ],
)
def test_templates_that_only_include(tmp_path: Path, text: str, name: str) -> None:
    assert only_included(Sandbox(tmp_path, {}).parse(text)) == name
