"""Recipients inside the campaign file."""

import pytest

from runner.model import Recipient
from runner.recipients import read_listed
from runner.source import ListNode, parse_yaml
from tests.recipients.lists import problems


def listed(text: str) -> ListNode:
    """The YAML sequence that a text holds."""
    node = parse_yaml(text, "c.yaml")
    assert isinstance(node, ListNode)
    return node


def test_scalars_keep_their_source_text() -> None:
    rows = list(read_listed(listed("- {id: 0123, v: 2.40, ok: no}\n- 1e5\n- '12:30'\n"), "id"))
    assert rows[0] == Recipient("0123", {"id": "0123", "v": "2.40", "ok": "no"}, "c.yaml", 1)
    assert [(row.id, row.fields, row.line) for row in rows[1:]] == [
        ("1e5", {"id": "1e5"}, 2),
        ("12:30", {"id": "12:30"}, 3),
    ]


def test_values_may_be_nested() -> None:
    (row,) = read_listed(listed("- id: u1\n  order: {total: 9.90, items: [a, 1]}\n"), "id")
    assert row.fields["order"] == {"total": "9.90", "items": ["a", "1"]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- [u1]\n", "c.yaml:1:3: a recipient can't be a list; write an id, or a mapping: {id: u1}"),
        ("- {name: Li}\n", "c.yaml:1:3: there is no 'id' that could be the id; there is: name;"),
        ("- {id: [u1]}\n", "c.yaml:1:3: the id under 'id' is no text; write it as text"),
        ("- u1\n- ''\n", "c.yaml:2:3: the id is empty;"),
        ("- ' u1'\n", "c.yaml:1:3: the id ' u1' has white space around it;"),
    ],
)
def test_a_mistake_is_named_where_it_stands(text: str, said: str) -> None:
    assert problems(read_listed(listed(text), "id"))[0].startswith(said)


def test_all_bad_rows_are_named() -> None:
    assert len(problems(read_listed(listed("- ''\n- u1\n- [x]\n"), "id"))) == 2
