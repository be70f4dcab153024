"""Sentences for what goes wrong in templates."""

from pathlib import Path

import pytest

from runner.errors import CampaignInvalid, Place
from runner.rendering.failures import Known, Value, failure, place_in
from runner.source import Scalar
from tests.rendering.written import compiled, person, refusal

TEMPLATES: dict[str, str | bytes] = {
    "outer.j2": "x\n{% include 'inner.j2' %}",
    "inner.j2": "y\n\n{{ nmae }}",
    "macros.j2": "\n{% macro m(a) %}\n{{ a / 0 }}{% endmacro %}",
    "broken.j2": "fine\n{% if %}",
}


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            "{% include 'outer.j2' %}",
            "'nmae' is undefined in templates/inner.j2:3, used by `attach` for recipient u1",
        ),
        (
            "a {% include 'inner.j2' %}",
            "'nmae' is undefined in templates/inner.j2:3, used by `attach` for recipient u1",
        ),
        (
            "{% import 'macros.j2' as m %}{{ m.m(1) }}",
            "division by zero (ZeroDivisionError) in templates/macros.j2:3, used by `attach`;",
        ),
        (
            "{% from 'macros.j2' import n %}{{ n() }}",
            "the template 'macros.j2' (imported on line 1) does not export the requested name 'n'",
        ),
        (
            "{{ vars.relase }}",
            "'relase' is undefined in vars in `attach`; the vars are release; did you mean 'release'?",
        ),
        (
            "{{ recipient.nmae }}",
            "'nmae' is undefined in recipient in `attach` for recipient u1 (people.csv:2); the fields are",
        ),
        ("{{ order.x }}", "there is no 'x' in this mapping in `attach` for recipient u1"),
        ("{{ order.x.y }}", "there is no 'x' in this mapping in `attach` for recipient u1"),
        ("{{ 'x' * (order.n * 400) }}" + "{{ nope }}", "'nope' is undefined"),
        ("{{ ('x' * 400)|int }}", "'" + "x" * 80 + "' is no number"),
    ],
)
def test_what_is_said(tmp_path: Path, template: str, message: str) -> None:
    said = refusal(tmp_path, template, templates=TEMPLATES, variables={"release": "2"}, name="Li", order={"n": 1})
    assert said.startswith(f"c.yaml:9:11: {message}")


def test_a_fault_in_a_file_is_named_there_once(tmp_path: Path) -> None:
    content = "attach: \"{% include 'broken.j2' %}\"\nenv: \"{% include 'broken.j2' %}\""
    with pytest.raises(CampaignInvalid) as raised:
        compiled(tmp_path, content, templates=TEMPLATES)
    assert str(raised.value).startswith(
        "templates/broken.j2:2: expected an expression, got 'end of statement block'; correct"
    )
    assert len(raised.value.problems) == 1


def test_lines_of_blocks_are_counted(tmp_path: Path) -> None:
    content = "attach: |\n  one\n  two\n  {{ nmae }}\nenv: >\n  {% if %}"
    with pytest.raises(CampaignInvalid, match=r"^c.yaml:14: expected an expression"):
        compiled(tmp_path, content)
    rendering = compiled(tmp_path, content.replace("{% if %}", "x"))
    with pytest.raises(CampaignInvalid, match=r"^c.yaml:12: 'nmae' is undefined in `attach`"):
        rendering.text(person())


def test_places_of_values() -> None:
    place = Place("c.yaml", 3, 7)
    assert place_in(Scalar("a\nb", place, plain=False), 2) == place
    assert place_in(Scalar("a\nb", place, plain=False, block=True), 2) == Place("c.yaml", 5)


def test_long_messages_are_cut() -> None:
    value = Value(Scalar("", Place("c.yaml", 3, 7)), "attach")
    assert len(str(failure(value, ValueError("x" * 10_000), Known(None, {})))) < 500
    problem = failure(value, MemoryError(), Known(None, {}))
    assert problem.what == "the template is nested too deeply, or needs too much memory in `attach`"
