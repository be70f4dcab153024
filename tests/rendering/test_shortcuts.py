"""Ways round Jinja2: the text is the same with them and without."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes

from runner.rendering.sandbox import Sandbox
from runner.rendering.shortcuts import direct, inline, plain_parts

CONSTANTS = {"release": "2.4.0", "other": "{{ x }} 'quoted' \\n"}
PIECES = [
    "{{ name }}",
    "{{ city }}",
    "{{ release }}",
    "{{ other }}",
    "{{ n }}",
    "text ",
    "100%s {}",
    "\n",
    "{{ 'const' }}",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.text(), st.text(), st.integers() | st.booleans() | st.text())
def test_the_text_is_jinja_s(pieces: list[str], name: str, city: str, n: object) -> None:
    sandbox = Sandbox(Path(), CONSTANTS)
    fields = {"name": name, "city": city, "n": n}
    tree = sandbox.parse("".join(pieces))
    expected = sandbox.from_string("".join(pieces)).render(**fields)
    inline(tree, CONSTANTS)
    parts = plain_parts(tree, frozenset())
    template = sandbox.compiled(tree, None)
    render = direct(parts, lambda context: "".join(template.root_render_func(context)))
    context = template.new_context({})
    context.vars = fields
    assert render(context) == expected


@pytest.mark.parametrize(
    ("text", "inlined"),
    [
        ("{{ release }}", True),
        ("{{ release|upper ~ release }}", True),
        ("{% set release = 1 %}{{ release }}", False),
        ("{% for release in x %}{{ release }}{% endfor %}", False),
        ("{% macro release() %}{% endmacro %}{{ release }}", False),
        ("{% macro m(release) %}{{ release }}{% endmacro %}", False),
        ("{% import 'a' as release %}{{ release }}", False),
        ("{% from 'a' import release %}{{ release }}", False),
        ("{% from 'a' import b as release %}{{ release }}", False),
        ("{% with release = 1 %}{{ release }}{% endwith %}", False),
    ],
)
def test_vars_are_written_in_unless_a_template_has_the_name_for_itself(text: str, inlined: bool) -> None:
    tree = Sandbox(Path(), CONSTANTS).parse(text)
    inline(tree, CONSTANTS)
    left = [name for name in tree.find_all(nodes.Name) if name.name == "release" and name.ctx == "load"]
    assert (not left) is inlined or not tree.find(nodes.Name)


@pytest.mark.parametrize(
    "text", ["{{ name|upper }}", "{{ name.x }}", "{% if a %}{% endif %}", "{{ 1 }}", "{{ range }}", "{{ a ~ b }}"]
)
def test_anything_more_is_left_to_jinja(text: str) -> None:
    assert plain_parts(Sandbox(Path(), {}).parse(text), frozenset({"range"})) == []
