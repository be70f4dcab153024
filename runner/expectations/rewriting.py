"""A test file's text with some of its values replaced; comments, quotes and all else stay as they are. Pure."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from runner.errors import Place
from runner.expectations.judging import Fix
from runner.expectations.mappings import is_empty
from runner.expectations.model import Sheet
from runner.expectations.values import Value, same, value_of
from runner.source import ListNode, MapNode, Node, Scalar, json_literal
from runner.spans import Form, Span, Spans, spans

NOWHERE = Place("")
WIDTH = 120
STEP = 2  # columns that a mapping stands deeper than its key
_PLAIN = re.compile(r"[^\W_](?:[\w ./@+%()-]*[\w./@+%)-])?")
_OTHER = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Edit(NamedTuple):
    """Characters from `start` to before `end` become `text`."""

    start: int
    end: int
    text: str


def rewritten(text: str, sheet: Sheet, fixes: Iterable[Fix]) -> str:
    """The text of a sheet's file with each fixed value in its place; of two fixes of one value the first holds."""
    there = spans(text)
    names = {one.node.place: one.recipient for case in sheet.cases for one in case.expect}
    edits: dict[int, Edit] = {}
    for fix in fixes:
        for edit in _edits(text, there, fix.node, fix.value, names.get(fix.node.place)):
            edits.setdefault(edit.start, edit)
    for edit in sorted(edits.values(), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _edits(text: str, there: Spans, node: Node, value: Value, name: Scalar | None = None) -> Iterator[Edit]:
    """As little as is needed: a mapping or a list with the same keys is entered."""
    if isinstance(node, MapNode) and isinstance(value, dict) and [key.text for key, _ in node.items] == list(value):
        for key, inner in node.items:
            if not same(value_of(inner), value[key.text]):
                yield from _edits(text, there, inner, value[key.text])
    elif isinstance(node, ListNode) and isinstance(value, list) and len(node.items) == len(value) > 0:
        for inner, part in zip(node.items, value, strict=True):
            if not same(value_of(inner), part):
                yield from _edits(text, there, inner, part)
    else:
        span = there[node.place.line, node.place.column, _form(node)]
        yield Edit(span.start, span.end, _written(text, span, node, value, name))


def _form(node: Node) -> Form:
    return "scalar" if isinstance(node, Scalar) else "list" if isinstance(node, ListNode) else "map"


def _written(text: str, span: Span, node: Node, value: Value, name: Scalar | None) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    old = text[span.start : span.end]
    if isinstance(value, dict) and not span.flow:
        if isinstance(node, MapNode) and node.items and not old.startswith("{"):
            return _block(value, node.place.column, newline)
        if name and is_empty(node) and not isinstance(node, MapNode):
            column = name.place.column + STEP
            return newline + " " * (column - 1) + _block(value, column, newline)
    lead = "" if old or text[span.start - 1].isspace() else " "
    if isinstance(node, Scalar) and isinstance(value, str):
        return lead + _text_as(old, value, newline, quoted=not node.plain)
    return lead + flow(value)


def _block(value: dict[str, Value], column: int, newline: str) -> str:
    """A key a line; a mapping that is too long for one is laid out below its key."""
    lead = newline + " " * (column - 1)
    lines = []
    for key, part in value.items():
        line = f"{_scalar(key)}: {flow(part)}"
        if isinstance(part, dict) and part and column + len(line) > WIDTH:
            below = column + STEP
            line = f"{_scalar(key)}:{newline}{' ' * (below - 1)}{_block(part, below, newline)}"
        lines.append(line)
    return lead.join(lines)


def flow(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _scalar(value) if isinstance(value, str) else json.dumps(value)


def _text_as(old: str, value: str, newline: str, *, quoted: bool) -> str:
    """A text in the manner of the one that it replaces, where that can say it."""
    if old.startswith("|") and _fits_block(value):
        first = next((line for line in old.splitlines()[1:] if line.strip()), "  ")
        indent = first[: len(first) - len(first.lstrip())]
        head = "|" if value.endswith("\n") else "|-"
        lines = value.removesuffix("\n").split("\n")
        return newline.join([head, *(indent + line if line else "" for line in lines)])
    return _quoted(value) if quoted else _scalar(value)


def _fits_block(value: str) -> bool:
    lines = value.removesuffix("\n").split("\n")
    blank = not lines[0].strip() or not lines[-1].strip() or lines[0].startswith((" ", "\t"))
    return not blank and all(line.isprintable() for line in lines)


def _scalar(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _OTHER and json_literal(Scalar(text, NOWHERE)) is None
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
