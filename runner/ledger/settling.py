"""What becomes of messages whose outcome nobody knows: unknown at the next run, then as a person decides. Writes.

Each runs inside the ledger's transaction, and makes the plans of the campaigns that it changes stale.
"""

import sqlite3
from typing import Literal

from runner.ledger.standing import bump, bump_unsettled

Verdict = Literal["accepted", "resend"]


def settle(db: sqlite3.Connection, account: str) -> int:
    """What an earlier run of this account left under way is unknown; how many messages."""
    bump_unsettled(db, account)
    return db.execute(
        "UPDATE message SET status = 5, detail = 'the run ended before the answer was recorded' "
        "WHERE status = 1 AND campaign IN (SELECT id FROM campaign WHERE account = ?)", (account,)
    ).rowcount  # fmt: skip


def resolve(db: sqlite3.Connection, campaign: int, verdict: Verdict, recipient: str | None, now: float) -> int:
    """A person's decision about messages in doubt; how many it changed."""
    number = 2 if verdict == "accepted" else 4
    detail = f"{'accepted' if number == 2 else 'to be sent again'}, as a person decided"
    changed = db.execute(
        "UPDATE message SET status = ?1, detail = ?2, answered_at = ?3 "
        "WHERE campaign = ?4 AND status = 5 AND (?5 IS NULL OR recipient = ?5)",
        (number, detail, now, campaign, recipient),
    ).rowcount
    if changed:
        bump(db, campaign)
    return changed
