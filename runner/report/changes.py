"""What a text said when it was sent, and what it says now, as a unified diff that people can read. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff

import orjson

from runner.errors import Place
from runner.report.words import clean, counted

WIDTH = 100  # characters of one line: a long text is broken, so that a change far inside it is seen
MOST_COMPARED = 1000  # lines of one parameter: what takes difflib no time
MOST_SHOWN = 80  # lines of one recipient's diff


@dataclass(frozen=True, slots=True)
class Change:
    """One recipient whose text has changed: the diff's lines, and how many more of them there are."""

    recipient: str
    place: Place
    diff: tuple[str, ...]
    more: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The diff, and a sentence where it was cut."""
        return (*self.diff, f"… {counted(self.more, 'more line')}") if self.more else self.diff

    def as_values(self) -> dict[str, object]:
        """For JSON."""
        return {
            "recipient": self.recipient,
            "place": str(self.place),
            "diff": list(self.diff),
            "more_lines": self.more,
        }


def change(recipient: str, place: Place, sent: Mapping[str, str], planned: Mapping[str, str]) -> Change:
    """What differs between the vendor's parameters that were sent and those that are planned."""
    lines = list(difference(sent, planned))
    return Change(recipient, place, tuple(lines[:MOST_SHOWN]), max(0, len(lines) - MOST_SHOWN))


def difference(
    sent: Mapping[str, str], planned: Mapping[str, str], words: tuple[str, str] = ("sent", "planned")
) -> Iterator[str]:
    """The unified diff, parameter by parameter, in the order of the new text; nothing in it can move a terminal.

    `words`: what the old text and the new one are.
    """
    for name in dict.fromkeys((*planned, *sent)):
        old, new = sent.get(name), planned.get(name)
        if old != new:
            yield from _of_parameter(clean(name), old, new, words)


def _of_parameter(name: str, old: str | None, new: str | None, words: tuple[str, str]) -> Iterator[str]:
    before, after = _lines(old), _lines(new)
    if before == after:  # numbers that JSON can't hold, keys that stand twice: only the text itself shows it
        before, after = _broken(old or ""), _broken(new or "")
    was = "nothing" if old is None else f"{name} ({words[0]})"
    becomes = "nothing" if new is None else f"{name} ({words[1]})"
    yield from unified_diff(before[:MOST_COMPARED], after[:MOST_COMPARED], was, becomes, lineterm="")


def _lines(text: str | None) -> list[str]:
    return [] if text is None else _broken(_pretty(text))


def _pretty(text: str) -> str:
    """JSON with a line for each key; any other text as it is."""
    try:
        value = orjson.loads(text)
        return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() if isinstance(value, dict | list) else text
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):  # the latter: nested too deep to be indented
        return text


def _broken(text: str) -> list[str]:
    """Its lines, none too long, without what a terminal would obey."""
    whole = map(clean, text.split("\n"))
    return [line[at : at + WIDTH] for line in whole for at in range(0, max(len(line), 1), WIDTH)]
