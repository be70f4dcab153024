"""Warnings and longest texts beside a plan, for people and for programs. Pure."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from runner.errors import Place
from runner.gauge import Longest
from runner.report.words import clean

ALL = "everyone"  # whose text it is, where everybody has the same


class Caution(NamedTuple):
    """One warning: of which rule, what it says, where; of how many recipients, the first by name (0: of everybody)."""

    id: str
    what: str
    place: Place
    recipient: str = ""
    many: int = 0

    def at_its_place(self) -> str:
        """As `validate` says it: `file:line:column: warning: what; for 4,312 recipients, first u_83 [ID]`."""
        told = "" if "; " in self.what else "correct it, or disable the rule"
        said = "; ".join(filter(None, (self.what, self.whom or told)))
        return clean(f"{self.place}: warning: {said} [{self.id}]")

    def with_its_place(self) -> str:
        """As a plan says it: `warning: what; for 4,312 recipients, first u_83 (file:line) [ID]`."""
        whom = self.whom
        return clean(f"warning: {self.what}{f'; {whom}' if whom else ''} ({self.place}) [{self.id}]")

    @property
    def whom(self) -> str:
        """Whom it is about: `for 4,312 recipients, first u_83`; empty: everybody."""
        if not self.many:
            return ""
        return f"for {self.many:,} recipients, first {self.recipient}" if self.many > 1 else f"for {self.recipient}"

    def as_values(self) -> dict[str, object]:
        """For JSON; `count` and `recipient` are null where it is said of everybody."""
        return {
            "id": self.id,
            "severity": "warning",
            "what": self.what,
            "count": self.many or None,
            "recipient": self.recipient or None,
            "place": str(self.place),
        }


def lengths(longest: Sequence[Longest], *, all_of_them: bool) -> Iterator[str]:
    """The longest texts by field, a line; those that are the same for everybody only where all are wanted."""
    told = [one for one in longest if one.recipient or all_of_them]
    if told:
        yield f"  longest: {', '.join(map(_length, told))}"


def _length(one: Longest) -> str:
    unit = " bytes" if one.gauge.unit == "bytes" else ""
    return f"{one.gauge.name} {one.length:,}/{one.gauge.most:,}{unit} ({clean(one.recipient) or ALL})"


def longest_values(longest: Sequence[Longest]) -> list[dict[str, object]]:
    """The same for JSON, all of them; `recipient` is null where everybody has the same."""
    return [
        {
            "field": one.gauge.name,
            "length": one.length,
            "most": one.gauge.most,
            "unit": one.gauge.unit,
            "recipient": one.recipient or None,
        }
        for one in longest
    ]
