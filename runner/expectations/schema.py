"""The JSON Schema (draft-07) of a test file, for editors: from the table of its keys. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from runner.campaign.values import RESERVED
from runner.expectations.keys import FILE, Key, Shape

Schema = dict[str, Any]
SCALAR: Schema = {"type": ["string", "number", "boolean"]}


def json_schema() -> Schema:
    """The schema of a file `x.test.yaml` beside a campaign `x.yaml`."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Tests of a notification campaign",
        **_section(FILE),
    }


def _of(key: Key) -> Schema:
    return {"description": key.about, **_SHAPES[key.shape](key)}


def _section(key: Key) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [inner.name for inner in key.keys if inner.required],
        "properties": {inner.name: _of(inner) for inner in key.keys},
    }


def _mapping(inner: Schema) -> Schema:
    return {"type": "object", "minProperties": 1, "additionalProperties": inner}


def _texts(key: Key) -> Schema:
    return _mapping(SCALAR) | ({"propertyNames": {"not": {"enum": sorted(RESERVED)}}} if key.name == "vars" else {})


_SHAPES: Mapping[Shape, Callable[[Key], Schema]] = {
    "version": lambda _: {"enum": [1, "1"]},
    "text": lambda _: SCALAR,
    "choice": lambda key: {"enum": list(key.choices)},
    "words": lambda _: {"type": "array", "items": {"type": "string"}},
    "rows": lambda _: {"type": "array", "minItems": 1, "items": {"type": ["string", "number", "boolean", "object"]}},
    "texts": _texts,
    "words by name": lambda key: _mapping({"enum": list(key.choices)}),
    "values": lambda _: _mapping({}),
    "section": _section,
    "cases": lambda key: {"type": "array", "minItems": 1, "items": _section(key)},
    "by recipient": lambda key: _mapping(_section(key) | {"minProperties": 1}),
}
