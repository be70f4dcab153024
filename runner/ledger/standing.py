"""Where a campaign stands in the ledger: how often its rows were changed, its tags, the plan file of a run. Writes."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import orjson

ONCE_MORE = "ON CONFLICT (campaign) DO UPDATE SET serial = serial + 1"


class Mark(NamedTuple):
    """What a run leaves beside its messages: the checksum of the plan file that it carries out, the campaign's tags."""

    plan: str = ""
    tags: Sequence[str] = ()


UNMARKED = Mark()


def bump(db: sqlite3.Connection, campaign: int) -> None:
    """One change more; a saved plan that was made before it is stale. Inside the transaction of the change itself."""
    db.execute(f"INSERT INTO standing (campaign, serial) VALUES (?, 1) {ONCE_MORE}", (campaign,))


def bump_unsettled(db: sqlite3.Connection, account: str) -> None:
    """One change more for every campaign of an account with messages under way, which are about to be settled."""
    db.execute(
        "INSERT INTO standing (campaign, serial) SELECT DISTINCT m.campaign, 1 FROM message m "
        f"JOIN campaign c ON c.id = m.campaign WHERE m.status = 1 AND c.account = ? {ONCE_MORE}",
        (account,),
    )


def note(db: sqlite3.Connection, campaign: int, run: int, mark: Mark) -> None:
    """A run begins: one change more, the campaign's tags of today, and the plan that it carries out, if any."""
    bump(db, campaign)
    tags = orjson.dumps(list(mark.tags)).decode()
    db.execute("UPDATE standing SET tags = ? WHERE campaign = ?", (tags, campaign))
    if mark.plan:
        db.execute("INSERT INTO carried (run, plan) VALUES (?, ?)", (run, mark.plan))
