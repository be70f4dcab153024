"""`success` of a webhook: whether a JMESPath expression holds of an answer. Pure. Source: W-JMES.

The expression comes from a campaign file, which nobody may have read: it can look at the answer, but not build anything
out of it that could fill the memory (a list of two copies, of two copies …). Nor is the answer the author's: it may be
as long as its sender likes. While it is judged everything else waits, so length, loops and steps have a bound.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import orjson

LONGEST = 500
FUNCTIONS = frozenset({"contains", "ends_with", "length", "not_null", "starts_with", "type"})
MOST_LOOPS = 2
MOST_BYTES = 65_536  # of an answer
_LOOPS = frozenset({"filter_projection", "projection", "value_projection"})
_BUILDING = frozenset({"expref", "flatten", "multi_select_dict", "multi_select_list"})


@lru_cache(maxsize=16)
def wrong(expression: str) -> str:
    """What is wrong with an expression, as the end of a sentence about it; nothing where it can be used."""
    if len(expression) > LONGEST:
        return f"has {len(expression)} characters, over {LONGEST}"
    try:
        nodes = list(_nodes(parsed(expression)))
    except (ValueError, RecursionError) as error:
        return f"is no JMESPath expression: {' '.join(str(error).split())[:120]}"
    if any(node["type"] in _BUILDING for node in nodes):
        return "builds new lists or objects: only look at the answer"
    if sum(node["type"] in _LOOPS for node in nodes) > MOST_LOOPS:
        return f"goes through lists or objects ([*], [?…], [:], *) more than {MOST_LOOPS} times"
    named = {node["value"] for node in nodes if node["type"] == "function_expression"}
    strange = sorted(named - FUNCTIONS)
    return f"calls {strange[0]}(), which isn't one of {', '.join(sorted(FUNCTIONS))}" if strange else ""


def holds(expression: str, body: bytes) -> bool | None:
    """Whether the expression is true of a JSON answer, as JMESPath sees truth; None where that can't be told.

    It can't of an answer that is too long, or takes too many steps.
    """
    from runner.providers.webhook_steps import Steps  # noqa: PLC0415 - needed by webhooks only, and slow to import

    if len(body) > MOST_BYTES or wrong(expression):
        return None
    try:
        value = Steps().visit(parsed(expression), orjson.loads(body))
    except (ValueError, RecursionError):
        return None
    return not (value is None or value is False or value in ("", [], {}))


@lru_cache(maxsize=16)
def parsed(expression: str) -> Any:
    """The tree of an expression; `ValueError` where it is none."""
    from jmespath import compile as compiled  # noqa: PLC0415 - needed by webhooks only, and slow to import

    return compiled(expression).parsed


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _nodes(child)
