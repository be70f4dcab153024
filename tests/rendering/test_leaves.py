"""Values made into texts, or into functions that make them."""

from pathlib import Path

import pytest

from runner.errors import Place
from runner.rendering.leaves import Leaf, Leaves
from runner.rendering.sandbox import HOLDS, Sandbox
from runner.source import MapNode, Node, Scalar, parse_yaml


def leaves(variables: dict[str, str] | None = None) -> Leaves:
    """Nothing compiled yet, in a project without templates."""
    return Leaves(Sandbox(Path(), variables or {}), variables or {})


def value(text: str) -> Node:
    """The value of `x` in a YAML mapping."""
    node = parse_yaml(f"x: {text}", "c.yaml")
    assert isinstance(node, MapNode)
    return node.items[0][1]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("plain", "plain"),
        ("0123", "0123"),
        ("'{{ release }}'", "2"),
        ("{a: '{{ release }}', b: 1.50, c: [null, ~, 0x1F], d: }", '{"a":"2","b":1.50,"c":[null,"~","0x1F"],"d":null}'),
        ("[]", "[]"),
        ("{}", "{}"),
        ("{'{{ release }}': 1}", '{"{{ release }}":1}'),
    ],
)
def test_what_is_the_same_for_everybody_is_a_text(text: str, made: str) -> None:
    compiler = leaves({"release": "2"})
    assert compiler.param("x", value(text)) == made
    assert not compiler.problems
    assert not compiler.leaves


def test_what_differs_is_a_function_of_the_context() -> None:
    compiler = leaves({"release": "2"})
    render = compiler.param("x", value("{a: '{{ release }} {{ name }}', b: ['{{ n|upper }}', 1]}"))
    assert not isinstance(render, str)
    context = compiler.context()
    context.vars = {"name": 'L"i', "n": "x"}
    assert render(context) == '{"a":"2 L\\"i","b":["X",1]}'
    assert compiler.fields_read() == {"name", "n"}
    assert compiler.users.keys() == {"name", "n", "release"}


@pytest.mark.parametrize("text", ["'{{ id }}'", "'{{ recipient|length }}'", "'{% include name %}'"])
def test_what_can_read_anything_has_no_known_fields(text: str) -> None:
    compiler = leaves()
    compiler.param("x", value(text))
    assert compiler.fields_read() == frozenset()
    assert len(compiler.leaves) == 1


def test_conditions_are_no_texts() -> None:
    compiler = leaves()
    assert isinstance(compiler.condition(Scalar("a == 1", Place("c.yaml", 1, 1))), Leaf)
    assert compiler.condition(Scalar("1 == 1\n", Place("c.yaml", 1, 1), block=True)) == HOLDS
    assert compiler.condition(Scalar("1 == 2", Place("c.yaml", 1, 1))) == ""
    assert not compiler.leaves
