"""Values as a test file writes them, as the vendor gets them, and how two of them differ. Pure."""

import json
from collections.abc import Iterator
from difflib import unified_diff

from runner.source import ListNode, Node, Scalar, json_literal

Value = object
"""What JSON can say; a parameter that is no JSON mapping or list is a text."""


def value_of(node: Node) -> Value:
    """A node as content reads it: plain numbers, `true`, `null` are JSON; all else is text."""
    if isinstance(node, Scalar):
        literal = json_literal(node)
        return node.text if literal is None else json.loads(literal)
    if isinstance(node, ListNode):
        return [value_of(item) for item in node.items]
    return {key.text: value_of(item) for key, item in node.items}


def as_sent(text: str) -> Value:
    """A parameter as a value: what its JSON mapping or list says, or the text itself."""
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def as_typed(text: str) -> Value:
    """A parameter as one would type it in a file: also numbers, `true`, `false` and `null` as such."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, dict | list) or json.dumps(value) == text else text


def alike(node: Node, text: str) -> bool:
    """Whether a parameter is what a test file says: by value where it is JSON, else letter for letter."""
    came = as_sent(text)
    if isinstance(node, Scalar):
        return node.text == text or (not isinstance(came, str) and as_sent(node.text) == came)
    return same(value_of(node), came)


def same(one: Value, other: Value) -> bool:
    """Whether two values are equal; `true` is no 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def differences(expected: Value, came: Value) -> tuple[str, ...]:
    """A unified diff of two values, without its file names."""
    texts = isinstance(expected, str) and isinstance(came, str)
    before, after = (_lines(value, texts=texts) for value in (expected, came))
    return tuple(unified_diff(before, after, "expected", "came", lineterm="", n=2))


def _lines(value: Value, *, texts: bool) -> list[str]:
    """Texts line by line; anything else as JSON, an item a line."""
    if texts:
        return list(_parts(str(value)))
    return json.dumps(value, ensure_ascii=False, indent=2).splitlines()


def _parts(text: str) -> Iterator[str]:
    parts = text.split("\n")
    yield from (f"{part}\\n" for part in parts[:-1])
    yield parts[-1]
