"""Where the values of a YAML text begin and end, to change one and leave all else as it is. Pure."""

from typing import Any, Literal, NamedTuple

import yaml

from runner.source import LOADER

Form = Literal["scalar", "list", "map"]
_FORMS: dict[type[Any], Form] = {yaml.SequenceStartEvent: "list", yaml.MappingStartEvent: "map"}


class Span(NamedTuple):
    """Offsets of a value's first character and of the one after its last. `flow`: it stands in brackets or braces."""

    start: int
    end: int
    flow: bool


Spans = dict[tuple[int, int, Form], Span]
"""By line and column, from 1, and the form: a mapping begins where its first key does."""


def spans(text: str) -> Spans:
    """Every value of a YAML text that can be read; block values end with their last line that isn't blank."""
    found: Spans = {}
    opened: list[tuple[Any, bool]] = []
    last = 0
    for event in yaml.parse(text, Loader=LOADER):
        ends: Any = event.end_mark  # what a text was read from has both its marks
        inside = bool(opened) and opened[-1][1]
        if isinstance(event, yaml.ScalarEvent):
            start, last = _extent(event, text)
            found[_key(event, "scalar")] = Span(start, last, inside)
        elif isinstance(event, yaml.CollectionStartEvent):
            opened.append((event, inside or bool(event.flow_style)))
        elif isinstance(event, yaml.CollectionEndEvent):
            begun, _ = opened.pop()
            last = ends.index if begun.flow_style else last
            found[_key(begun, _FORMS[type(begun)])] = Span(begun.start_mark.index, last, bool(begun.flow_style))
        elif isinstance(event, yaml.AliasEvent):
            last = ends.index
    return found


def _extent(event: Any, text: str) -> tuple[int, int]:
    start, end = event.start_mark.index, event.end_mark.index
    return (start, start + len(text[start:end].rstrip())) if event.style in ("|", ">") else (start, end)


def _key(event: Any, form: Form) -> tuple[int, int, Form]:
    return event.start_mark.line + 1, event.start_mark.column + 1, form
