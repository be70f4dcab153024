"""One mapping of a campaign file against the table of its fields: entries, shapes, unknown and missing keys. Pure."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple, TypeVar

from runner.campaign.fields import FileField, Kind, homes
from runner.campaign.secret import LookUp, leave
from runner.campaign.target import Target
from runner.campaign.values import Wrong
from runner.errors import Place, Problem
from runner.project import Project
from runner.provider import ProviderType
from runner.source import ListNode, MapNode, Node, Scalar

T = TypeVar("T")

_WHOLE = frozenset({"campaign", "project"})  # these tables are a file of their own
_SHAPES: Mapping[type[Node], str] = {Scalar: "a text", ListNode: "a list", MapNode: "a mapping"}
_TEXT: tuple[type[Node], ...] = (Scalar,)
_MAPPING: tuple[type[Node], ...] = (MapNode,)
_ALLOWED: Mapping[Kind, tuple[type[Node], ...]] = {
    "endpoint": (Scalar, ListNode),
    "paths": (Scalar, ListNode),
    "rows": (ListNode,),
    "vars": _MAPPING,
    "limits": _MAPPING,
    "parameters": _MAPPING,
    "section": _MAPPING,
    "recipients": (MapNode, Scalar),
    "words": (Scalar, ListNode),
    "languages": (Scalar, ListNode),
    "sizes": (ListNode,),
    "budgets": (Scalar, ListNode),
    "hours": (Scalar, ListNode),
    "expectations": (ListNode,),
    "translations": _MAPPING,
    "names": (ListNode,),
    "ledger": (Scalar, MapNode),
    "sections": _MAPPING,
}


class Entry(NamedTuple):
    """A key of a mapping and its value."""

    key: Scalar
    node: Node


def no_problem(_type: str) -> str:
    """No package offers a provider of that type."""
    return ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reading of one file needs: its project, its surroundings, and the problems found so far.

    `problem(type)`: why a provider type that a package offers can't be used; empty where none does. `target`: where it
    is to be sent. `look_up`: finds secrets that stand elsewhere. `homes`: which section a field belongs to.
    """

    project: Project
    folder: Path
    shown: str
    providers: Mapping[str, Sequence[ProviderType]]
    environ: Mapping[str, str]
    allow_paths: tuple[Path, ...] = ()
    problem: Callable[[str], str] = no_problem
    target: Target = field(default_factory=Target)
    look_up: LookUp = leave
    homes: Mapping[str, str] = field(default_factory=homes)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, place: Place, what: str, todo: str) -> None:
        """One more problem."""
        self.problems.append(Problem(place, what, todo))


def entries(
    reading: Reading, table: FileField, node: Node, place: Place, later: Container[str] = ()
) -> dict[str, Entry]:
    """The entries of a section that have the right shape, by field; complains about all else.

    `place`: where to say that a required field is missing. `later`: fields whose absence the caller complains about.
    """
    if not isinstance(node, MapNode):
        return {}
    found = {key.text: Entry(key, value) for key, value in node.items}
    known = table.by_name
    for name, entry in found.items():
        if name not in known:
            reading.complain(entry.key.place, *_unknown(name, table, reading.homes))
    for name, inner in known.items():
        if inner.required and name not in found and name not in later:
            under = "" if table.name in _WHOLE else f" under `{table.name}`"
            reading.complain(place, f"`{name}` is missing{under}", f"it is {inner.about}")
    return {name: entry for name, entry in found.items() if name in known and shaped(reading, known[name], entry)}


def shaped(reading: Reading, table: FileField, entry: Entry) -> bool:
    """Whether a field's value has the shape of its kind; complains where not."""
    node = entry.node
    if is_empty(node):
        reading.complain(node.place, f"`{table.name}` has no value", f"give it one (it is {table.about}) or delete it")
        return False
    allowed = _ALLOWED.get(table.kind, _TEXT)
    if isinstance(node, allowed):
        return True
    wanted = " or ".join(_SHAPES[shape] for shape in allowed)
    reading.complain(node.place, f"`{table.name}` must be {wanted}, not {shape_of(node)}", f"it is {table.about}")
    return False


def is_empty(node: Node) -> bool:
    """Whether nothing was typed after the key."""
    return isinstance(node, Scalar) and node.plain and not node.text


def shape_of(node: Node) -> str:
    """What a node is, for people."""
    return _SHAPES[type(node)]


def _unknown(name: str, table: FileField, elsewhere: Mapping[str, str]) -> tuple[str, str]:
    what = f"unknown key `{name}`" if table.name in _WHOLE else f"unknown key `{name}` under `{table.name}`"
    return what, suggest(name, table.by_name, elsewhere)


def suggest(name: str, known: Iterable[str], elsewhere: Mapping[str, str]) -> str:
    """What an unknown key may have been meant to be: a known one, or one that belongs to another section."""
    known = list(known)
    if name in elsewhere:
        return f"it belongs under `{elsewhere[name]}`"
    folded = {key.casefold(): key for key in known}
    close = get_close_matches(name.casefold(), folded, 1)
    if close:
        return f"did you mean `{folded[close[0]]}`?"
    return f"the keys here are {', '.join(known)}" if known else "delete it"


def read_value(
    reading: Reading, found: Mapping[str, Entry], name: str, parse: Callable[[str], T | Wrong], default: T
) -> T:
    """The value of a scalar field, or the default where it is absent or wrong; complains where it is wrong."""
    entry = found.get(name)
    if entry is None or not isinstance(entry.node, Scalar):
        return default
    value = parse(entry.node.text)
    if isinstance(value, Wrong):
        reading.complain(entry.node.place, f"{name}: {value.what}", value.todo)
        return default
    return value


def scalars(reading: Reading, name: str, node: Node) -> list[Scalar]:
    """The texts of a field that is a text or a list of texts; complains about items that aren't texts."""
    if isinstance(node, Scalar):
        return [node]
    texts: list[Scalar] = []
    for item in node.items if isinstance(node, ListNode) else ():
        if isinstance(item, Scalar) and item.text:
            texts.append(item)
        else:
            shape = "nothing" if isinstance(item, Scalar) else shape_of(item)
            reading.complain(item.place, f"an item of `{name}` must be a text, not {shape}", "write one text an item")
    if not node.items and isinstance(node, ListNode):
        reading.complain(node.place, f"`{name}` is an empty list", "give it an item, or delete it")
    return texts
