"""The sign that a decision has in a plan's diff: what is new, what stays, what changed, what nobody knows. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from runner.model import Decision
from runner.planning import HAS_CHANGED, IN_DOUBT


class Sign(StrEnum):
    """One character before each decision, as in a unified diff."""

    SEND = "+"
    SAME = "="
    CHANGED = "~"
    UNKNOWN = "!"
    EXCLUDED = "-"
    REFUSED = "x"


MEANING: Mapping[Sign, str] = {
    Sign.SEND: "is sent",
    Sign.SAME: "stays as it is",
    Sign.CHANGED: "changed since it was sent",
    Sign.UNKNOWN: "in doubt, or waits",
    Sign.EXCLUDED: "left out on purpose",
    Sign.REFUSED: "breaks a rule",
}
LEFT_OUT = ("excluded: ", "not in the sample", "held out: ")  # how the reasons of those left out on purpose begin
_PLAIN: Mapping[Decision, Sign] = {
    Decision.SEND: Sign.SEND,
    Decision.SKIP: Sign.SAME,
    Decision.HOLD: Sign.UNKNOWN,
    Decision.REFUSE: Sign.REFUSED,
}
_KNOWN = {
    **dict.fromkeys(IN_DOUBT.values(), Sign.UNKNOWN),
    **dict.fromkeys(HAS_CHANGED.values(), Sign.CHANGED),
}


def sign(decision: Decision, reason: str) -> Sign:
    """The sign of a decision with its reason."""
    if reason.startswith(LEFT_OUT):
        return Sign.EXCLUDED
    return _KNOWN.get((decision, reason), _PLAIN[decision])


def counted_by_sign(counts: Mapping[tuple[Decision, str], int]) -> dict[Sign, int]:
    """How many recipients there are of each sign, in the order of `Sign`."""
    found = dict.fromkeys(Sign, 0)
    for (decision, reason), n in counts.items():
        found[sign(decision, reason)] += n
    return found
