"""What a plan comes to under its policies, as people and programs read it. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from runner.campaign.model import Demand
from runner.errors import Problem
from runner.report.words import clean


class Verdict(NamedTuple):
    """Whether a plan keeps to one demand, with the numbers; `todo`: what to do where it doesn't.

    `of_sending`: it concerns when and how it is sent, not the plan; `pending`: so nothing is wrong yet.
    """

    demand: Demand
    ok: bool
    says: str
    todo: str = ""
    pending: bool = False
    of_sending: bool = False

    @property
    def broken(self) -> bool:
        """Whether nothing may be sent as things are."""
        return not self.ok and not self.pending

    def problem(self) -> Problem:
        """The same as a problem, at the line to change."""
        return Problem(self.demand.place, self.says, self.todo)


def problems(verdicts: Iterable[Verdict]) -> list[Problem]:
    """What is broken, each line once, though several campaigns may keep to it or break it."""
    return list(dict.fromkeys(one.problem() for one in verdicts if one.broken))


def pending(verdicts: Iterable[Verdict]) -> list[str]:
    """A line for each demand that would stop sending as things are now, though the plan itself keeps to it."""
    lines = (f"when it is applied: {clean(str(one.problem()))}" for one in verdicts if not one.ok and one.pending)
    return list(dict.fromkeys(lines))


def text(verdicts: Sequence[Verdict]) -> str:
    """One line: how many demands are kept, broken, and only asked once it is sent."""
    counts = Counter(result(one) for one in verdicts)
    said = ", ".join(f"{counts[word]} {word}" for word in ("kept", "broken", "pending") if counts[word])
    return f"policies: {said}" if said else ""


def values(verdicts: Iterable[Verdict]) -> list[dict[str, object]]:
    """Every demand for JSON: its name, place, `kept`, `broken` or `pending`, and what is said."""
    return [
        {"policy": one.demand.name, "place": str(one.demand.place), "result": result(one), "says": one.says}
        for one in verdicts
    ]


def lasting(verdicts: Iterable[Verdict]) -> list[dict[str, object]]:
    """What a saved plan says of its demands: those on the plan itself, which are the same whenever it is made."""
    return [{"demand": one.demand.name, "ok": one.ok, "says": one.says} for one in verdicts if not one.of_sending]


def result(verdict: Verdict) -> str:
    """`kept`, `broken` or `pending`."""
    return "kept" if verdict.ok else "pending" if verdict.pending else "broken"
