"""What the tests of reports share: a plan with everything in it."""

from collections.abc import Mapping
from typing import Any

from runner.model import Account, Decision
from runner.planning import Plan, Way
from runner.provider import Limit, Route

SINGLE = Route("single", "/single", 1, Limit(100, 1.0, "calls", 10.0), "single")
BATCH = Route("batch", "/batch", 5000, Limit(120, 60.0, "calls", 60.0), "batch")
COUNTS: Mapping[tuple[Decision, str], int] = {
    (Decision.SEND, ""): 12_000,
    (Decision.SKIP, "accepted"): 30,
    (Decision.SKIP, "excluded: on the list of those who are never sent to"): 2,
    (Decision.HOLD, "changed: accepted before, with another text"): 4,
    (Decision.HOLD, "in doubt: nobody can know whether it was taken"): 1,
}
WAYS = (Way(BATCH, 11_900, 3, 1.6), Way(SINGLE, 100, 100, 1.1))
WHOLE = Plan("hello", Account("netease", "demo"), COUNTS, 7, 5, WAYS, "a" * 32)


def planned(counts: Mapping[tuple[Decision, str], int] = COUNTS, **more: Any) -> Plan:
    """A plan with these counts, and nothing else to tell."""
    return Plan("hello", Account("netease", "demo"), counts, 0, 0, (), "a" * 32, **more)
