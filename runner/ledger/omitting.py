"""Who gets nothing, and is on record for it: refused by a rule, or held out. Writes, inside a transaction.

The draft is attached as `draft`. What was ever tried keeps its row: that says more than why it isn't tried now.
"""

import sqlite3

from runner.ledger.schema import HELD, REFUSED
from runner.ledger.standing import bump

OMIT = f"""
INSERT INTO message (campaign, recipient, status, digest, detail, planned_at, run)
SELECT ?1, e.recipient, {{status}}, x'', {{why}}, ?2, ?3 FROM draft.entry e JOIN {{of}} WHERE true
ON CONFLICT (campaign, recipient) DO UPDATE SET status = excluded.status, detail = excluded.detail,
    planned_at = excluded.planned_at, run = excluded.run WHERE status IN ({REFUSED}, {HELD})
"""
REFUSE = OMIT.format(status=REFUSED, why="f.problems", of="draft.refusal f ON f.seq = e.seq")
ASIDE = "draft.aside a ON a.verdict = e.verdict AND a.held JOIN draft.verdict v ON v.id = a.verdict"
HOLD_OUT = OMIT.format(status=HELD, why="v.reason", of=ASIDE)


def refuse(db: sqlite3.Connection, campaign: int, run: int, now: float) -> None:
    """Record the recipients of the draft that are left out because they break a rule."""
    bump(db, campaign)
    db.execute(REFUSE, (campaign, now, run))


def hold_out(db: sqlite3.Connection, campaign: int, run: int, now: float) -> None:
    """Record the recipients of the draft that are held out, so that the effect on the others can be measured."""
    if db.execute("SELECT 1 FROM draft.aside WHERE held").fetchone():
        bump(db, campaign)
        db.execute(HOLD_OUT, (campaign, now, run))
