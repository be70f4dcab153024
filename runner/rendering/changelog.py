"""`changelog(version)`: what the project's changelog says of a version, as text. Pure but for what it is given to read.

The sections are those of keepachangelog.com: `## [2.4.0] - 2026-12-01`, or `## 2.4.0`, also with a `v` before it.
"""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from runner.rendering.budget import Budget, Unfit, shown
from runner.rendering.loader import CHANGELOG

MOST_LISTED = 5
LONGEST_COMPARED = 80

_HEADING = re.compile(r"##[ \t]+\[?([^\s\[\]]+)\]?")
_FENCE = ("```", "~~~")
_LINK = re.compile(r"\[[^\]]+\]:[ \t]+\S+")


def changelog(read: Callable[[], str], budget: Budget) -> Callable[[Any], str]:
    """The function that templates call; the file is read once, and not before."""

    @cache
    def sections() -> Mapping[str, tuple[str, str]]:
        return parse(read())

    def of(version: Any) -> str:
        wanted, known = str(shown(version)), sections()
        if key(wanted) not in known:
            raise Unfit(f"{CHANGELOG} has no section for {wanted[:80]!r}", _advice(wanted, known))
        name, text = known[key(wanted)]
        if not text:
            raise Unfit(f"the section for {name} in {CHANGELOG} holds no text", "write what changed")
        budget.build(len(text))
        return text

    return of


def parse(text: str) -> dict[str, tuple[str, str]]:
    """Each version, as `key` has it, with its name and its section: without heading, trimmed, of two the first.

    Headings in fenced code are none; link definitions at the end of a section (`[2.4.0]: https://…`) are left out.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    lines: list[str] = []
    fenced = False
    for line in text.splitlines():
        fenced = fenced != line.lstrip().startswith(_FENCE)
        if not fenced and line.startswith(("# ", "## ")):
            lines = []
            if match := _HEADING.match(line):
                found.setdefault(key(match[1]), (match[1], lines))
        else:
            lines.append(line)
    return {key: (name, _trimmed(lines)) for key, (name, lines) in found.items()}


def key(version: str) -> str:
    """What tells versions apart: `v2.4.0` is `2.4.0`."""
    return re.sub(r"^v(?=[0-9])", "", version.strip().casefold())


def _trimmed(lines: list[str]) -> str:
    end = len(lines)
    while end and (not lines[end - 1].strip() or _LINK.fullmatch(lines[end - 1].strip())):
        end -= 1
    return "\n".join(lines[:end]).strip()


def _advice(wanted: str, known: Mapping[str, tuple[str, str]]) -> str:
    comparable = [one for one in known if len(one) <= LONGEST_COMPARED]  # comparing takes the product of the lengths
    if close := get_close_matches(key(wanted)[:LONGEST_COMPARED], comparable, 3):
        return f"the closest are {', '.join(known[one][0] for one in close)}"
    if known:
        return f"it has {', '.join(name for name, _ in [*known.values()][:MOST_LISTED])}"
    return "its headings look like `## [2.4.0] - 2026-12-01`"
