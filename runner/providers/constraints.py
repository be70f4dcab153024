"""What a documented constraint on parameters can be: each maker gives a check for `Rule.broken`. Pure.

A check looks only at parameters that are there; `required` alone minds those that are not. Neither vendor says what a
character is: a text is too long when it is by both counts (code points, and the UTF-16 units of the vendors' Java
servers), and in doubt when it is by the second alone.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from runner import inside
from runner.gauge import utf16_units
from runner.rule import Check, Params

NOT_JSON: Final = inside.NOT_JSON
parsed = inside.parsed  # the same reading of a text serves all checks and gauges

_SHOWN = 40
_NOTHING: Mapping[str, str] = MappingProxyType({})


def required(name: str) -> Check:
    """The parameter is there and not empty."""
    return lambda params: "" if params.get(name) else f"{name} is {'empty' if name in params else 'missing'}"


def longest(name: str, most: int) -> Check:
    """At most so many characters, however they are counted."""

    def check(params: Params) -> str:
        text = params.get(name, "")
        return "" if len(text) <= most else too_long(name, text, most)

    return check


def maybe_longer(name: str, most: int) -> Check:
    """Within so many code points, but over as many UTF-16 units."""
    fewest = most // 2

    def check(params: Params) -> str:
        text = params.get(name, "")
        return "" if len(text) <= fewest or text.isascii() else maybe_too_long(name, text, most)

    return check


def too_long(name: str, text: str, most: int) -> str:
    """What is wrong with a text that has more characters by both counts."""
    if len(text) <= most:
        return ""
    return f"{name} has {len(text)} characters ({utf16_units(text)} UTF-16 units), over {most}"


def maybe_too_long(name: str, text: str, most: int) -> str:
    """What may be wrong with a text that has more characters by UTF-16 units alone."""
    if not most // 2 < len(text) <= most or (units := utf16_units(text)) <= most:
        return ""
    return (
        f"{name} has {len(text)} code points and {units} UTF-16 units, the limit is {most} characters, and the vendor "
        "doesn't say which it counts: it may refuse"
    )


def most_bytes(name: str, most: int) -> Check:
    """At most so many bytes of UTF-8."""

    def check(params: Params) -> str:
        value = params.get(name, "")
        if len(value) * 4 <= most or (length := len(value.encode(errors="surrogatepass"))) <= most:
            return ""
        return f"{name} has {length} bytes of UTF-8, over {most}"

    return check


def one_of(name: str, *choices: str) -> Check:
    """One of these texts."""

    def check(params: Params) -> str:
        value = params.get(name)
        return "" if value is None or value in choices else f"{name} is {quoted(value)}, not {' or '.join(choices)}"

    return check


def written_with(name: str, pattern: str, said: str) -> Check:
    """The whole text matches a pattern; `said`: what that allows, in words."""
    matches = re.compile(pattern).fullmatch

    def check(params: Params) -> str:
        value = params.get(name)
        return "" if not value or matches(value) else f"{name} is {quoted(value)}, which is not {said}"

    return check


def integer(name: str, least: int, most: int) -> Check:
    """A whole number in decimal digits, within bounds."""

    def check(params: Params) -> str:
        value = params.get(name)
        if value is None or (re.fullmatch(r"-?[0-9]{1,20}", value) and least <= int(value) <= most):
            return ""
        return f"{name} is {quoted(value)}, not a whole number from {least} to {most}"

    return check


def json_text(name: str) -> Check:
    """Valid JSON of any kind."""
    return _json(name, object, "valid JSON")


def json_object(name: str) -> Check:
    """A JSON object."""
    return _json(name, dict, "a JSON object")


def json_texts(name: str) -> Check:
    """A JSON array of texts."""

    def check(params: Params) -> str:
        value = params.get(name)
        items = None if value is None else parsed(value)
        if value is None or (isinstance(items, list) and all(isinstance(item, str) for item in items)):
            return ""
        return f"{name} is {quoted(value)}, not a JSON array of texts"

    return check


def most_items(name: str, most: int) -> Check:
    """A JSON array of at most so many items; what is no array is another rule's to find."""

    def check(params: Params) -> str:
        items = parsed(params.get(name, "[]"))
        return f"{name} has {len(items)} items, over {most}" if isinstance(items, list) and len(items) > most else ""

    return check


def where(condition: Callable[[Params], bool], check: Check) -> Check:
    """A check for only those parameters that meet a condition."""
    return lambda params: check(params) if condition(params) else ""


def meant(name: str, known: Iterable[str], also: Mapping[str, str] = _NOTHING) -> str | None:
    """The known name that an unknown one is like, in whatever case; `also`: other words for known names."""
    words = {**{word.casefold(): named for word, named in also.items()}, **{word.casefold(): word for word in known}}
    close = get_close_matches(name.casefold(), words, 1)
    return words[close[0]] if close else None


def strange(owner: str, name: str, known: Iterable[str], also: Mapping[str, str] = _NOTHING) -> str:
    """What is wrong with an unknown name: `pushExt has no 'Title'; did you mean 'title'?`."""
    known = list(known)
    like = meant(name, known, also)
    return f"{owner} has no {quoted(name)}; " + (f"did you mean '{like}'?" if like else f"it has {', '.join(known)}")


def quoted(value: object) -> str:
    """A value as a message shows it: on one line, and short."""
    line = repr(value)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _json(name: str, kind: type, said: str) -> Check:
    def check(params: Params) -> str:
        value = params.get(name)
        if value is None:
            return ""
        found = parsed(value)
        return "" if found is not NOT_JSON and isinstance(found, kind) else f"{name} is {quoted(value)}, not {said}"

    return check
