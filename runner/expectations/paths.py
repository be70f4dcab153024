"""The JMESPath of a test file: read, followed, and kept from building more than a test can need. Pure.

The library bounds nothing: `[@,@]|[@,@]|…` doubles what it has at every step, and `join` multiplies.
"""

from collections.abc import Iterator
from math import prod
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions, signature

MOST_MADE = 8  # lists, mappings and calls that an expression makes
MOST_TIMES = 64  # how often it may say one value
MOST_CHARACTERS = 1 << 20

_MADE = ("multi_select_list", "multi_select_dict", "function_expression")


def fault(path: str) -> str:
    """Why a text is no path that can be followed; empty where it is one."""
    try:
        made = list(_made(jmespath.compile(path).parsed))
    except (JMESPathError, RecursionError) as error:
        return _line(error)
    if len(made) > MOST_MADE or prod(made) > MOST_TIMES:
        return "it makes too much of what it finds: name the parts one by one"
    return ""


def follow(path: str, document: object) -> object:
    """What stands there; `ValueError` where the path can't be followed."""
    try:
        return jmespath.search(path, document, jmespath.Options(custom_functions=_Bounded()))
    except Exception as error:  # noqa: BLE001  besides its own errors it raises Python's: [::0] is a ValueError
        raise ValueError(_line(error)) from None


def _made(node: Any) -> Iterator[int]:
    """For each list, mapping and call that an expression makes, how many values it is made of."""
    children = [child for child in node["children"] if isinstance(child, dict)]
    if node["type"] in _MADE:
        yield max(len(children), 1)
    for child in children:
        yield from _made(child)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


class _Bounded(Functions):
    """JMESPath's own functions; the one that makes long texts of short ones is bounded."""

    @signature({"types": ["string"]}, {"types": ["array-string"]})
    def _func_join(self, separator: str, texts: list[str]) -> str:
        if len(separator) * len(texts) + sum(map(len, texts)) > MOST_CHARACTERS:
            raise ValueError("join() would make too long a text")
        return separator.join(texts)
