"""Where values begin and end: what a span cuts out is the value as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.source import ListNode, MapNode, Node, Scalar, parse_yaml
from runner.spans import Form, spans

TEXT = """\
# a comment
a: plain # and one behind
b: "quoted: yes"
c:
  d: |
    two
    lines

  # between
  e: [1, {f: g}]

h:
- x
-   y: 1
    z:   # nothing
"""


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ((2, 4, "scalar"), "plain"),
        ((3, 4, "scalar"), '"quoted: yes"'),
        ((5, 6, "scalar"), "|\n    two\n    lines"),
        ((5, 3, "map"), "d: |\n    two\n    lines\n\n  # between\n  e: [1, {f: g}]"),
        ((10, 6, "list"), "[1, {f: g}]"),
        ((10, 10, "map"), "{f: g}"),
        ((13, 1, "list"), "- x\n-   y: 1\n    z:"),
        ((15, 7, "scalar"), ""),
    ],
)
def test_a_span_cuts_out_the_value_as_it_was_typed(place: tuple[int, int, Form], said: str) -> None:
    span = spans(TEXT)[place]
    assert TEXT[span.start : span.end] == said


def test_what_stands_in_brackets_is_known() -> None:
    found = spans(TEXT)
    assert found[10, 7, "scalar"].flow
    assert not found[2, 4, "scalar"].flow


def nodes(node: Node) -> list[tuple[int, int, Form]]:
    line, column = node.place.line, node.place.column
    if isinstance(node, Scalar):
        return [(line, column, "scalar")]
    if isinstance(node, ListNode):
        return [(line, column, "list"), *(one for item in node.items for one in nodes(item))]
    assert isinstance(node, MapNode)
    return [(line, column, "map"), *(one for item in node.items for part in item for one in nodes(part))]


@given(st.lists(st.text("aä积🎉", min_size=1, max_size=4), min_size=1, max_size=5))
def test_every_value_that_is_read_has_a_span_whatever_its_letters(words: list[str]) -> None:
    text = "".join(f"{word}{number}: [{word}, {{{word}: |x}}]\n" for number, word in enumerate(words)).replace(
        "|x", "x"
    )
    found = spans(text)
    assert set(nodes(parse_yaml(text, "x.yaml"))) == set(found)
    assert all(text[span.start : span.end] for span in found.values())
