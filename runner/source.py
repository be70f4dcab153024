"""YAML text to nodes that know their place. Reads files."""

import re
import stat
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from runner.errors import CampaignInvalid, Place, Problem
from runner.syntax import QUOTE_TEMPLATE, Complaint, advise

MOST_BYTES = 8 * 1024 * 1024
MOST_NODES = 200_000
DEEPEST = 50

Loader = type[yaml.SafeLoader] | type[yaml.CSafeLoader]
LOADER: Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


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


class Scanned(NamedTuple):
    """What a YAML text says as far as it can be read (None: not at all), and all that is wrong with it as YAML."""

    node: Node | None
    problems: tuple[Problem, ...]


def read_yaml(path: Path, shown: str) -> Node:
    """The YAML document in a file, an empty scalar where it is empty; CampaignInvalid with all that is wrong."""
    return _whole(scan_file(path, shown))


def parse_yaml(text: str, shown: str) -> Node:
    """The YAML document in a text; CampaignInvalid with all that is wrong with it as YAML."""
    return _whole(scan_yaml(text, shown))


def _whole(scanned: Scanned) -> Node:
    if scanned.problems or scanned.node is None:
        raise CampaignInvalid(scanned.problems)
    return scanned.node


def scan_file(path: Path, shown: str) -> Scanned:
    """As `read_yaml`, but the problems come as a value, beside what could be read in spite of them."""
    content = _read(path)
    if not isinstance(content, bytes):
        return Scanned(None, (Problem(Place(shown), *content),))
    content = content.removeprefix(BOM_UTF8)
    try:
        return scan_yaml(content.decode(), shown)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        problem = Problem(_place_at(before, len(before), shown), "the file isn't UTF-8", "save it as UTF-8")
        return Scanned(None, (problem,))


def _read(path: Path) -> bytes | tuple[str, str]:
    """The bytes of a regular file, or what keeps them from being read and what to do."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return "this is not a file", "name a YAML file"
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return "there is no such file", "check the path"
    except OSError as error:
        return f"the file can't be read: {error.strerror}", "check the path and who may read it"
    if len(content) > MOST_BYTES:
        return "the file is larger than 8 MiB", "move its recipients into a .csv or .jsonl file"
    return content


def _place_at(text: str, offset: int, shown: str) -> Place:
    return Place(shown, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def scan_yaml(text: str, shown: str, loader: Loader = LOADER) -> Scanned:
    """As `parse_yaml`, but the problems come as a value, beside what could be read in spite of them."""
    if unprintable := tuple(_unprintable(text, shown)):
        return Scanned(None, unprintable)
    composer = _Composer(text, shown, yaml.parse(text, Loader=loader))
    try:
        return Scanned(composer.document(), tuple(composer.problems))
    except _TooMuch as error:
        problem = error.problem
    except yaml.MarkedYAMLError as error:
        problem = _syntax_problem(error, text, shown)
    except ValueError:  # PyYAML's own scanner on "\\U00110000"; libyaml says it as a complaint of its own
        problem = Problem(Place(shown, 1, 1), "an escape names no character", "look at the texts in double quotes")
    return Scanned(None, tuple(dict.fromkeys((*composer.problems, problem))))


def _unprintable(text: str, shown: str) -> Iterator[Problem]:
    for match in islice(_UNPRINTABLE.finditer(text), 20):
        character = f"U+{ord(match[0]):04X}"
        what = f"the character {character} can't be seen and mustn't stand here as it is"
        yield Problem(_place_at(text, match.start(), shown), what, "delete it")


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, shown: str) -> Problem:
    """What opens and never closes is shown where it opens; all else where the parser stopped."""
    stop: Any = error.problem_mark
    line = text.split("\n")[min(stop.line, text.count("\n"))]
    said = f"{error.context or ''}: {error.problem}"
    advice = advise(Complaint(said, line, text[: stop.index][-1:], text[stop.index :][:1]))
    mark: Any = error.context_mark if advice.opening else stop
    column = mark.column if advice is not QUOTE_TEMPLATE else max(line.find("{{"), line.find("{%"), 0)
    noticed = f" (noticed at line {stop.line + 1})" if mark.line < stop.line else ""
    return Problem(Place(shown, mark.line + 1, column + 1), advice.what + noticed, advice.todo)


class _TooMuch(Exception):
    """Reading stops here: the document asks for more than a campaign can need."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class _Composer:
    """Builds nodes from the parser's events and collects what is wrong; a stand-in takes a broken value's place."""

    def __init__(self, text: str, shown: str, events: Iterator[Any]) -> None:
        self.text = text
        self.shown = shown
        self.events = events
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node | None] = {}
        self.unused: dict[str, Place] = {}
        self.count = 0

    def document(self) -> Node:
        """The only document of the text; an empty scalar where there is none."""
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return Scalar("", Place(self.shown, 1, 1))
        node = self.node(next(self.events), 0)
        next(self.events)
        if not isinstance(after := next(self.events), yaml.StreamEndEvent):
            self.complain(self.place(after), "a second document begins here", "write one campaign a file")
        for name, place in self.unused.items():
            todo = "delete it, or quote the text if it should begin with `&`"
            self.complain(place, f"the anchor `&{name}` is used nowhere", todo)
        return node

    def node(self, event: Any, depth: int) -> Node:
        """The node that begins with this event."""
        self.spend(event, 1, depth)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, depth)
        place = self.place(event)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.complain(place, f"the tag `{tag}` isn't allowed", "delete it; quote a value that is meant as text")
        if event.anchor:
            self.anchors[event.anchor] = None
            self.unused[event.anchor] = place
        node = self.content(event, place, depth)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def content(self, event: Any, place: Place, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            if event.style == '"' and _SURROGATE.search(event.value):
                self.complain(place, "an escape in this text is half a character", "write the whole character")
            return Scalar(event.value, place, plain=not event.style, block=event.style in ("|", ">"))
        if isinstance(event, yaml.SequenceStartEvent):
            return ListNode(tuple(self.node(item, depth + 1) for item in self.until(yaml.SequenceEndEvent)), place)
        return self.mapping(event, place, depth)

    def until(self, end: type[Any]) -> Iterator[Any]:
        while not isinstance(event := next(self.events), end):
            yield event

    def mapping(self, event: Any, place: Place, depth: int) -> Node:
        items: dict[str, tuple[Scalar, Node]] = {}
        templated = self.text.startswith(("{{", "{%"), event.start_mark.index)
        for start in self.until(yaml.MappingEndEvent):
            key = self.node(start, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if isinstance(key, Scalar):
                self.enter(items, key, value)
            elif not templated:
                self.complain(key.place, "a key must be a text", "quote it if it should begin with { or [")
        if templated:
            self.complain(place, QUOTE_TEMPLATE.what, QUOTE_TEMPLATE.todo)
            return Scalar("", place, plain=False)
        return MapNode(tuple(items.values()), place)

    def enter(self, items: dict[str, tuple[Scalar, Node]], key: Scalar, value: Node) -> None:
        if key.plain and key.text == "<<":
            self.complain(key.place, "merge keys (`<<`) aren't supported", "write the keys out")
        elif key.text in items:
            first = items[key.text][0].place
            self.complain(key.place, f"duplicate key `{key.text}`: it stands at {first} already", "keep one of the two")
        else:
            items[key.text] = (key, value)

    def alias(self, event: Any, depth: int) -> Node:
        place = self.place(event)
        self.unused.pop(event.anchor, None)
        node = self.anchors.get(event.anchor)
        if node is not None:
            size, height = _extent(node)
            self.spend(event, size - 1, depth + height)
            return node
        known = event.anchor in self.anchors
        what = f"the alias `*{event.anchor}` " + ("stands inside its own anchor" if known else "has no anchor")
        self.complain(place, what, "put the text in quotes if it should begin with `*`")
        return Scalar(f"*{event.anchor}", place, plain=False)

    def spend(self, event: Any, nodes: int, depth: int) -> None:
        self.count += nodes
        if self.count > MOST_NODES:
            what = f"the file has more than {MOST_NODES:,} values, aliases written out"
            raise _TooMuch(Problem(self.place(event), what, "use fewer aliases, or move its recipients into a .csv"))
        if depth > DEEPEST:
            raise _TooMuch(Problem(self.place(event), f"values are nested deeper than {DEEPEST}", "write them flatter"))

    def complain(self, place: Place, what: str, todo: str) -> None:
        self.problems.append(Problem(place, what, todo))

    def place(self, event: Any) -> Place:
        return Place(self.shown, event.start_mark.line + 1, event.start_mark.column + 1)


def _extent(node: Node) -> tuple[int, int]:
    """How many nodes a node is, and how many levels lie below it."""
    if isinstance(node, Scalar):
        return 1, 0
    inner = node.items if isinstance(node, ListNode) else tuple(part for item in node.items for part in item)
    extents = [_extent(part) for part in inner]
    return 1 + sum(size for size, _ in extents), 1 + max((height for _, height in extents), default=0)


def json_literal(scalar: Scalar) -> str | None:
    """The JSON that a leaf of content stands for: `true`, `null`, `2.40` as typed; None where it is a text.

    Only plain scalars, only what JSON itself would take: `no`, `~`, `0123`, `1_000`, `12:30`, `0x1F` are texts.
    """
    if not scalar.plain:
        return None
    if scalar.text in ("", "true", "false", "null"):
        return scalar.text or "null"
    return scalar.text if _JSON_NUMBER.fullmatch(scalar.text) else None
