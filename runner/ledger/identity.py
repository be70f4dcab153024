"""Which ledger this is, and where each of its campaigns stands: what a saved plan is held against. Reads the ledger."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from runner.ledger.schema import DEFERRED
from runner.ledger.views import View, viewing

STANDINGS = """
SELECT c.account, c.name, coalesce(s.serial, 0), r.id, r.started_at, r.ending, coalesce(p.plan, ''), c.id
FROM campaign c LEFT JOIN standing s ON s.campaign = c.id
LEFT JOIN run r ON r.id = (SELECT max(id) FROM run WHERE run.campaign = c.id)
LEFT JOIN carried p ON p.run = r.id
ORDER BY c.id
"""
STILL_DEFERRED = f"SELECT 1 FROM message WHERE campaign = ? AND status = {DEFERRED} LIMIT 1"


class LastRun(NamedTuple):
    """The latest run of a campaign: its number, when it began (Unix seconds), the plan file that it carried out.

    `complete`: it came to its end, and nothing is left that the same plan would send once more.
    """

    number: int
    started_at: float
    plan: str
    complete: bool


class Standing(NamedTuple):
    """How often a campaign's rows were changed, and its latest run."""

    serial: int
    last: LastRun | None


class Identity(NamedTuple):
    """A ledger's id (empty: it is of version 1, which had none), and its campaigns by account and name."""

    id: str
    standings: Mapping[tuple[str, str], Standing]

    def standing(self, account: str, campaign: str) -> Standing:
        """Where a campaign stands; one that the ledger doesn't know was never changed."""
        return self.standings.get((account, campaign), Standing(0, None))


def identity(path: Path) -> Identity | None:
    """The ledger at `path`; None where there is none."""
    with viewing(path) as view:
        if view is None:
            return None
        known = next(iter(view.read("SELECT id FROM ledger", ())), ("",))
        rows = list(view.read(STANDINGS, ()))
        return Identity(str(known[0]), {(row[0], row[1]): _standing(view, *row[2:]) for row in rows})


def _standing(
    view: View, serial: int, number: int | None, started_at: float, ending: str, plan: str, campaign: int
) -> Standing:
    if number is None:
        return Standing(serial, None)
    complete = ending == "finished" and not (plan and any(view.read(STILL_DEFERRED, (campaign,))))
    return Standing(serial, LastRun(number, started_at, plan, complete))
