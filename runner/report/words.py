"""Numbers, spans and foreign text as people read them on a terminal. Pure."""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.cells import cell_len


def span(seconds: float) -> str:
    """A length of time: `0.4 s`, `10 s`, `3 min 20 s`, `2 h 46 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s" if seconds else "0 s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if minutes:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{rest} s"


def counted(n: int, one: str, many: str | None = None) -> str:
    """`1 call`, `12,000 calls`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def moment(unix: float | None) -> str:
    """A time as RFC 3339 in UTC; empty for none."""
    if unix is None:
        return ""
    return datetime.fromtimestamp(unix, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clean(text: str) -> str:
    """Foreign text without what a terminal would obey: control and direction characters show as `\\x..`."""
    if text.isprintable():
        return text
    return "".join(c if _harmless(c) else f"\\x{ord(c):02x}" for c in text)


def _harmless(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} or character in "\u200c\u200d"


def shorten(text: str, most: int) -> str:
    """At most `most` terminal cells, cut with an ellipsis."""
    if cell_len(text) <= most:
        return text
    kept = bisect_right(range(len(text)), most - 1, key=lambda n: cell_len(text[:n])) - 1
    return text[: max(kept, 0)] + "…"


def columns(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset(), indent: str = "  ") -> list[str]:
    """Rows as aligned lines; columns in `right` (from 0) are right-aligned, the last one is never padded."""
    if not rows:
        return []
    widths = [max(cell_len(row[i]) for row in rows) for i in range(len(rows[0]))]

    def cell(i: int, text: str) -> str:
        room = " " * (widths[i] - cell_len(text))
        if i in right:
            return room + text
        return text if i == len(widths) - 1 else text + room

    return [(indent + "  ".join(cell(i, text) for i, text in enumerate(row))).rstrip() for row in rows]
