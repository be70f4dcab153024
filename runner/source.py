"""YAML text to nodes that know their place; `${ENV}` references. Reads files."""

from dataclasses import dataclass

from runner.errors import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it was typed: `text` is the source text; `plain` unless quoted; `block` for `|` and `>` texts."""

    text: str
    place: Place
    plain: bool = True
    block: bool = False


@dataclass(frozen=True, slots=True)
class ListNode:
    """A YAML sequence."""

    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class MapNode:
    """A YAML mapping, in the file's order; no key stands twice."""

    items: tuple[tuple[Scalar, "Node"], ...]
    place: Place


Node = Scalar | ListNode | MapNode
