"""Recipients that stand in the campaign file itself: bare ids, or mappings. Pure."""

from collections.abc import Iterator

from runner.model import Recipient
from runner.recipients.faults import Faults, id_fault, no_such_id
from runner.source import ListNode, MapNode, Node, Scalar


def read_listed(node: ListNode, id_column: str) -> Iterator[Recipient]:
    """The rows of an inline list, every scalar as it was typed; raises CampaignInvalid with up to 20 bad rows."""
    faults = Faults()
    for item in node.items:
        fields = _fields(item, id_column)
        key = fields.get(id_column)
        if fault := _row_fault(item, fields, id_column):
            faults.add(item.place, *fault)
        elif not faults:
            yield Recipient(str(key), fields, item.place.file, item.place.line)
    faults.settle()


def _fields(item: Node, id_column: str) -> dict[str, object]:
    """A mapping's fields; a bare id is its own only field."""
    if isinstance(item, MapNode):
        return {key.text: _value(node) for key, node in item.items}
    return {id_column: _value(item)}


def _value(node: Node) -> object:
    """Text, or lists and mappings of text."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, ListNode):
        return [_value(item) for item in node.items]
    return {key.text: _value(item) for key, item in node.items}


def _row_fault(item: Node, fields: dict[str, object], id_column: str) -> tuple[str, str] | None:
    """What is wrong with a row, if anything."""
    if isinstance(item, ListNode):
        return "a recipient can't be a list", f"write an id, or a mapping: {{{id_column}: u1}}"
    if id_column not in fields:
        return no_such_id(id_column, list(fields))
    key = fields[id_column]
    return id_fault(key) if isinstance(key, str) else (f"the id under {id_column!r} is no text", "write it as text")
