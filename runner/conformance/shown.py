"""Which values a request shows: the fields of its form, the values in its JSON, its headers. Pure."""

from collections import Counter
from typing import NamedTuple
from urllib.parse import parse_qsl

import orjson

from runner.provider import Request


def leaves(text: str) -> Counter[str]:
    """The values in a text, as texts: itself, or where it is JSON those inside, however deep."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return Counter([text])
    return _inside(value)


def _inside(value: object) -> Counter[str]:
    if isinstance(value, str):
        return leaves(value)
    if isinstance(value, dict | list):
        found: Counter[str] = Counter()
        for item in value.values() if isinstance(value, dict) else value:
            found += _inside(item)
        return found
    return Counter([orjson.dumps(value).decode()])


class Shown(NamedTuple):
    """The values in a request, each as often as it is said; `raw`: a body that is neither JSON nor a form."""

    values: Counter[str]
    raw: str

    def times(self, leaf: str) -> int:
        """How often a value is said."""
        return self.values[leaf] + self.raw.count(leaf)


def shown(request: Request) -> Shown:
    """What a request says."""
    body = request.body.decode(errors="replace")
    types = [text for name, text in request.headers.items() if name.lower() == "content-type"]
    is_form = any("form-urlencoded" in text for text in types)
    said = [text for _, text in parse_qsl(body, keep_blank_values=True)] if is_form else [body]
    found = sum((leaves(text) for text in [*said, *request.headers.values()]), Counter[str]())
    return Shown(found, body if not is_form and body in found else "")
