"""Texts of a campaign file to values: names, durations, rates, numbers. Pure.

Each takes the text as typed and gives a value, or `Wrong`: what is wrong and what to do.
"""

import re
from datetime import datetime
from typing import NamedTuple

from runner.campaign.model import Budget, Cap, Size
from runner.hours import Denied, Hours, Span, is_zone
from runner.model import Status

RESERVED = frozenset({"recipient", "vars", "id"})
# Names that Jinja's grammar takes for itself.
JINJA_WORDS = r"and|or|not|in|is|if|else|elif|for|[tT]rue|[fF]alse|[nN]one|loop|self|super|caller|varargs|kwargs"
WINDOWS = {"s": 1.0, "min": 60.0, "h": 3600.0, "day": 86400.0}
DURATION = r"(?=[0-9])(?:([0-9]+)h)?(?:([0-9]+)m(?!s))?(?:([0-9]+(?:\.[0-9]+)?)s)?(?:([0-9]+)ms)?"
RATE = r"([1-9][0-9]{0,8}) ?/ ?(s|min|h|day)"
NAME = r"[a-z0-9][a-z0-9._-]{0,63}"
APP_KEY = r"[A-Za-z0-9._-]{1,128}"
LANGUAGE = r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}"
TAG = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
SHARE = r"(?:100|[0-9]{1,2})(?:\.[0-9]{1,4})?%"
SIZE = rf"(?:[1-9][0-9]{{0,8}}|{SHARE})"
ZONE = r"[A-Za-z0-9_+-]{1,40}(?:/[A-Za-z0-9_+-]{1,40}){0,2}"
CAP = r"([1-9][0-9]{0,3}) per ([1-9][0-9]{0,3})(h|d)"
BUDGET = rf"(rejected|unknown) ?> ?([0-9]{{1,9}}|{SHARE})(?: over last ([1-9][0-9]{{0,6}}))?"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = r"([01][0-9]|2[0-3]):([0-5][0-9])"
HOURS = rf"(?:((?:{'|'.join(DAYS)})(?:,(?:{'|'.join(DAYS)}))*) )?{_CLOCK}-(?:{_CLOCK}|(24):(00))"


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


def word(text: str) -> str | Wrong:
    """A tag, or the name of a target."""
    if re.fullmatch(TAG, text):
        return text
    return Wrong(
        f"`{text}` can't stand here", "use letters, digits, `.`, `_`, `-`; at most 64; a letter or digit first"
    )


def share(text: str) -> float | Wrong:
    """A share as a number from 0 to 1, from `5%` or `0.5%`."""
    if not re.fullmatch(SHARE, text) or float(text[:-1]) > 100:
        return Wrong(f"`{text}` isn't a share", "write it in per cent, at most 100%: 5%, 0.5%")
    return float(text[:-1]) / 100


def size(text: str) -> Size | Wrong:
    """How many recipients a stage reaches: a number, or a share."""
    if not re.fullmatch(SIZE, text):
        return Wrong(f"`{text}` isn't a stage", "write a number of recipients or a share: 10, 1%, 100%")
    if not text.endswith("%"):
        return Size(text, recipients=int(text))
    part = share(text)
    return part if isinstance(part, Wrong) else Size(text, share=part)


def budget(text: str) -> Budget | Wrong:
    """When sending stops by itself: `unknown > 20`, `rejected > 2% over last 500`."""
    match = re.fullmatch(BUDGET, text)
    if match is None:
        return Wrong(f"`{text}` isn't a budget", "write `unknown > 20` or `rejected > 2% over last 500`")
    status = Status(match[1])
    last = int(match[3]) if match[3] else None
    if not match[2].endswith("%"):
        return Budget(text, status, int(match[2]), last=last)
    if last is None:
        return Wrong(f"`{text}` doesn't say of how many", f"write `{text} over last 500`")
    part = share(match[2])
    return part if isinstance(part, Wrong) else Budget(text, status, int(part * last), last=last)


def cap(text: str) -> Cap | Wrong:
    """How many messages in how many seconds: `2 per 7d`, `1 per 12h`."""
    match = re.fullmatch(CAP, text)
    if match is None:
        return Wrong(f"`{text}` isn't a cap", "write N per so many days or hours: 2 per 7d, 1 per 12h")
    return Cap(text, int(match[1]), int(match[2]) * {"h": 3600.0, "d": 86400.0}[match[3]])


def moment(text: str) -> float | Wrong:
    """A time in Unix seconds, from RFC 3339 with an offset."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        return Wrong(f"`{text}` isn't a moment", "write date, time and offset: 2026-12-01T09:00:00+08:00")
    return found.timestamp()


def zone(text: str) -> str | Wrong:
    """A time zone by its name."""
    return text if is_zone(text) else Wrong(f"there is no time zone `{text}`", "write its name: Asia/Shanghai, UTC")


def hours(text: str) -> Denied | Wrong:
    """Hours of a day, with days of the week before them: `22:00-08:00`, `sat,sun 00:00-24:00`."""
    match = re.fullmatch(HOURS, text)
    if match is None:
        return Wrong(f"`{text}` names no hours", "write them so: 22:00-08:00, or `sat,sun 00:00-24:00`")
    days, h1, m1, h2, m2, h24, m24 = match.groups()
    named = frozenset(DAYS.index(day) for day in days.split(",")) if days else frozenset(range(7))
    first, last = int(h1) * 60 + int(m1), int(h2 or h24) * 60 + int(m2 or m24)
    if first == last:
        return Wrong(f"`{text}` is no time at all, or all of it", "write 00:00-24:00 for a whole day")
    return Hours(text, named, first, last)


def denied(text: str) -> Denied | Wrong:
    """Hours, or two moments with a slash between them."""
    first, slash, last = text.partition("/")
    if not slash:
        return hours(text)
    begins, ends = moment(first), moment(last)
    if isinstance(begins, Wrong):
        return begins
    if isinstance(ends, Wrong):
        return ends
    return Span(text, begins, ends) if begins < ends else Wrong(f"`{text}` ends before it begins", "swap the two")


def flag(text: str) -> bool | Wrong:
    """True or false."""
    return text == "true" if text in {"true", "false"} else Wrong(f"`{text}` isn't true or false", "write one of them")


def language(text: str) -> str | Wrong:
    """A language, as folders of templates and recipients name it."""
    if re.fullmatch(LANGUAGE, text):
        return text
    return Wrong(f"`{text}` isn't a language", "write it as lists and folders do: zh-CN, en, pt_BR")
