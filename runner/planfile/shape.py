"""Whether JSON values have a declared shape, and what the first one is that hasn't. Pure.

A shape is a type (`object`: anything), `Maybe(shape)` (null is allowed), a list with the shape of its items, a mapping
with the shape of each key (keys that it doesn't name are allowed: a later program may write more), or `Pairs(shape)`
for free keys.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

WORDS: Mapping[type, str] = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


class Maybe(NamedTuple):
    """Null, or a value of this shape."""

    shape: Any


class Pairs(NamedTuple):
    """A mapping with any keys, whose values have this shape."""

    shape: Any


def fault(value: object, shape: Any, at: str) -> str:
    """Where the value first differs from its shape, e.g. `campaigns[0].file isn't a text`; empty: nowhere."""
    if isinstance(shape, Maybe):
        return "" if value is None else fault(value, shape.shape, at)
    if isinstance(shape, type):
        return "" if _is_one(value, shape) else f"{at} isn't {WORDS[shape]}"
    if isinstance(shape, list):
        return _of_items(value, shape[0], at)
    if not isinstance(value, dict):
        return f"{at or 'it'} isn't a mapping"
    if isinstance(shape, Pairs):
        return next(filter(None, (fault(item, shape.shape, f"{at}.{key}") for key, item in value.items())), "")
    return _of_keys(value, shape, at)


def _of_items(value: object, shape: Any, at: str) -> str:
    if not isinstance(value, list):
        return f"{at} isn't a list"
    return next(filter(None, (fault(item, shape, f"{at}[{i}]") for i, item in enumerate(value))), "")


def _of_keys(value: Mapping[str, object], shape: Mapping[str, Any], at: str) -> str:
    for key, inner in shape.items():
        name = f"{at}.{key}" if at else key
        if key not in value:
            return f"{name} is missing"
        if found := fault(value[key], inner, name):
            return found
    return ""


def _is_one(value: object, kind: type) -> bool:
    """A flag is no number here, and a whole number is one."""
    if isinstance(value, bool):
        return kind in {bool, object}
    return isinstance(value, int if kind is int else (int, float) if kind is float else kind)
