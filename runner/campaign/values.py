"""Texts of a campaign file to values: names, durations, rates, numbers. Pure.

Each takes the text as typed and gives a value, or `Wrong`: what is wrong and what to do.
"""

import re
from typing import NamedTuple

RESERVED = frozenset({"recipient", "vars", "id"})
# Names that Jinja's grammar takes for itself.
JINJA_WORDS = r"and|or|not|in|is|if|else|elif|for|[tT]rue|[fF]alse|[nN]one|loop|self|super|caller|varargs|kwargs"
WINDOWS = {"s": 1.0, "min": 60.0, "h": 3600.0, "day": 86400.0}
DURATION = r"(?=[0-9])(?:([0-9]+)h)?(?:([0-9]+)m(?!s))?(?:([0-9]+(?:\.[0-9]+)?)s)?(?:([0-9]+)ms)?"
RATE = r"([1-9][0-9]{0,8}) ?/ ?(s|min|h|day)"
NAME = r"[a-z0-9][a-z0-9._-]{0,63}"
APP_KEY = r"[A-Za-z0-9._-]{1,128}"


class Wrong(NamedTuple):
    """Why a text is no value of this kind, and what to write."""

    what: str
    todo: str


def campaign_name(text: str) -> str | Wrong:
    """A campaign's name."""
    if re.fullmatch(NAME, text):
        return text
    return Wrong(f"`{text}` can't be a campaign's name", "use a-z, 0-9, `.`, `_`, `-`; at most 64; a-z or 0-9 first")


def file_version(text: str) -> int | Wrong:
    """The version of the file's format."""
    return 1 if text == "1" else Wrong(f"`{text}` isn't a known version", "write `version: 1`")


def variable_name(text: str) -> str | Wrong:
    """The name of a var: one that a template can say."""
    if text in RESERVED:
        return Wrong(f"`{text}` is a name that templates have already", "give the var another name")
    if not text.isidentifier() or re.fullmatch(JINJA_WORDS, text):
        return Wrong(f"a template can't say `{text}`", "use letters, digits and `_` only, and no word of Jinja's")
    return text


def integer(text: str, low: float, high: float) -> int | Wrong:
    """A whole number between two bounds, in plain digits."""
    if re.fullmatch(r"[0-9]{1,9}", text) and low <= int(text) <= high:
        return int(text)
    return Wrong(f"`{text}` isn't a whole number from {low:g} to {high:g}", "write it in plain digits")


def duration(text: str, low: float, high: float) -> float | Wrong:
    """Seconds: `500ms`, `10s`, `5m`, `1h30m`; between two bounds."""
    match = re.fullmatch(DURATION, text)
    if match is None:
        return Wrong(f"`{text}` isn't a duration", "write it with its unit: 500ms, 10s, 5m, 1h30m")
    hours, minutes, seconds, thousandths = (float(part or 0) for part in match.groups())
    value = hours * 3600 + minutes * 60 + seconds + thousandths / 1000
    if low <= value <= high:
        return value
    return Wrong(f"`{text}` is out of bounds", f"write a duration from {_spoken(low)} to {_spoken(high)}")


def _spoken(seconds: float) -> str:
    if seconds >= 3600:
        return f"{seconds / 3600:g}h"
    if seconds >= 60:
        return f"{seconds / 60:g}m"
    return f"{seconds:g}s" if seconds >= 1 or not seconds else f"{seconds * 1000:g}ms"


def rate(text: str) -> tuple[int, float] | Wrong:
    """A limit: amount and window in seconds, from `100/s`, `120/min`, `2/h`, `3/day`."""
    match = re.fullmatch(RATE, text)
    if match is None:
        return Wrong(f"`{text}` isn't a limit", "write N/s, N/min, N/h or N/day, N at least 1: 100/s")
    return int(match[1]), WINDOWS[match[2]]


def app_key(text: str) -> str | Wrong:
    """An app key. Its text never stands in the message: it may come from the environment."""
    if text != text.strip():
        return Wrong("the app key has white space around it", "delete it: the provider would refuse the signature")
    if not re.fullmatch(APP_KEY, text):
        return Wrong("the app key has characters that no app key has", "copy it again: letters, digits, `.`, `_`, `-`")
    return text


def choice(text: str, choices: tuple[str, ...]) -> str | Wrong:
    """One of a few words."""
    return text if text in choices else Wrong(f"`{text}` isn't known here", f"write {' or '.join(choices)}")
