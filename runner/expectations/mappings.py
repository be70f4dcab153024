"""One mapping of a test file against the table of its keys: shapes, unknown and missing keys. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from runner.errors import Place, Problem
from runner.expectations.keys import Key, Shape
from runner.source import ListNode, MapNode, Node, Scalar

_SAID: Mapping[type[Node], str] = {Scalar: "a text", ListNode: "a list", MapNode: "a mapping"}
_SHAPES: Mapping[Shape, type[Node]] = {
    "section": MapNode,
    "words": ListNode,
    "rows": ListNode,
    "cases": ListNode,
    "texts": MapNode,
    "words by name": MapNode,
    "values": MapNode,
    "by recipient": MapNode,
}


class Entry(NamedTuple):
    """A key and its value."""

    key: Scalar
    node: Node


@dataclass(frozen=True, slots=True)
class Complaints:
    """What was found wrong so far."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, place: Place, what: str, todo: str) -> None:
        """One more."""
        self.problems.append(Problem(place, what, todo))

    def in_order(self) -> list[Problem]:
        """All of them as they stand in the file, each once."""
        return sorted(set(self.problems), key=lambda one: (one.place or Place(""), one.what))


def entries(wrong: Complaints, table: Key, node: Node, place: Place) -> dict[str, Entry]:
    """The entries of a mapping that have the right shape; `place`: where to say that a required one is missing."""
    if not isinstance(node, MapNode):
        wrong.add(node.place, f"this must be a mapping, not {_said(node)}", f"its keys are {', '.join(table.by_name)}")
        return {}
    found = {key.text: Entry(key, value) for key, value in node.items}
    known = table.by_name
    for name, entry in found.items():
        if name not in known:
            wrong.add(entry.key.place, f"unknown key `{name}`", _advice(name, known))
    for name, key in known.items():
        if key.required and name not in found:
            wrong.add(place, f"`{name}` is missing", f"it is {key.about}")
    return {name: entry for name, entry in found.items() if name in known and _is_shaped(wrong, known[name], entry)}


def _advice(name: str, known: Mapping[str, Key]) -> str:
    close = get_close_matches(name, known, 1)
    return f"did you mean `{close[0]}`?" if close else f"the keys here are {', '.join(known)}"


def _is_shaped(wrong: Complaints, key: Key, entry: Entry) -> bool:
    node, wanted = entry.node, _SHAPES.get(key.shape, Scalar)
    if is_empty(node):
        wrong.add(node.place, f"`{key.name}` has no value", f"give it one (it is {key.about}) or delete it")
    elif not isinstance(node, wanted):
        wrong.add(node.place, f"`{key.name}` must be {_SAID[wanted]}, not {_said(node)}", f"it is {key.about}")
    else:
        return True
    return False


def is_empty(node: Node) -> bool:
    """Whether nothing was typed after the key, or an empty mapping."""
    return node.items == () if isinstance(node, MapNode) else isinstance(node, Scalar) and node.plain and not node.text


def _said(node: Node) -> str:
    return "nothing" if isinstance(node, Scalar) and is_empty(node) else _SAID[type(node)]


def choice_of(wrong: Complaints, key: Key, node: Node | None) -> Scalar | None:
    """A text that is one of the key's choices, if it is."""
    if not isinstance(node, Scalar):
        return None
    if node.text in key.choices:
        return node
    wrong.add(node.place, f"{key.name}: `{node.text}` isn't known here", f"write {' or '.join(key.choices)}")
    return None
