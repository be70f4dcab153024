"""Where in a campaign file a key or an item of a JSON parameter stands. Pure."""

from collections.abc import Sequence

from runner.errors import Place
from runner.parameter import Field
from runner.source import ListNode, MapNode, Node


def inner_place(node: Node, fields: Sequence[Field], path: Sequence[str | int]) -> Place:
    """The place of what a path leads to: its value, or its key where that is none of the documented ones.

    A path that goes on where the file has no more (a JSON text, a key that is missing) ends there. `fields`: the
    documented keys, none where any is allowed. One mapping may stand for a list of one-key mappings.
    """
    place = node.place
    for step in path:
        key, value = _entered(node, step)
        if value is None:
            return place
        if isinstance(step, str) and fields:
            known = next((field for field in fields if field.name == step), None)
            if known is None:
                return key.place
            fields = known.fields
        node, place = value, value.place
    return place


def _entered(node: Node, step: str | int) -> tuple[Node, Node | None]:
    """The key and the value of one step inside a node (an item is its own key); no value where there is none."""
    if isinstance(step, str) and isinstance(node, MapNode):
        return next((item for item in node.items if item[0].text == step), (node, None))
    if isinstance(step, int) and isinstance(node, MapNode):
        return node, node
    if isinstance(step, int) and isinstance(node, ListNode) and step < len(node.items):
        return node.items[step], node.items[step]
    return node, None
