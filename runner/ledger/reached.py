"""Which stages a campaign has reached, and what is left of a run that goes on part by part. Changes the ledger."""

from dataclasses import replace
from pathlib import Path

from runner.ledger.draft import Draft
from runner.ledger.schema import DEFERRED, SENDING, UNKNOWN
from runner.ledger.store import CHUNK, Lane, Ledger, Run
from runner.ledger.views import viewing
from runner.stages import Reached

STAGES = """
SELECT s.number, s.opened_at, s.ended_at FROM stage s JOIN campaign c ON c.id = s.campaign
WHERE c.account = ? AND c.name = ?
"""
SETTLED = f"""
DELETE FROM planned WHERE (campaign, batch, n) IN (
    SELECT p.campaign, p.batch, p.n FROM planned p
    CROSS JOIN message m ON m.campaign = p.campaign AND m.recipient = p.recipient
    WHERE p.campaign = ?1 AND p.batch BETWEEN ?2 AND ?3 AND m.run = ?4 AND m.status != {DEFERRED} LIMIT {CHUNK}
)
"""
LEFT = "SELECT min(batch), max(batch), count(*) FROM planned WHERE campaign = ? AND batch BETWEEN ? AND ?"
IN_DOUBT = f"""
SELECT count(*) FROM draft.part p JOIN draft.entry e ON e.part = p.number
CROSS JOIN message m ON m.campaign = ?1 AND m.recipient = e.recipient
WHERE p.stage < ?2 AND m.status IN ({SENDING}, {UNKNOWN})
"""


def reached(ledger: Path, account: str, campaign: str) -> dict[int, Reached]:
    """The stages that a campaign has reached, by number."""
    with viewing(ledger) as view:
        rows = view.read(STAGES, (account, campaign)) if view else ()
        return {number: Reached(opened_at, ended_at) for number, opened_at, ended_at in rows}


def open_stage(ledger: Ledger, campaign: int, number: int, now: float) -> None:
    """A stage begins."""
    with ledger.transaction():
        ledger.db.execute("INSERT OR IGNORE INTO stage VALUES (?, ?, ?, NULL)", (campaign, number, now))


def end_stage(ledger: Ledger, campaign: int, number: int, now: float) -> None:
    """A stage that was opened has nothing left."""
    with ledger.transaction():
        ended = "UPDATE stage SET ended_at = ? WHERE campaign = ? AND number = ? AND ended_at IS NULL"
        ledger.db.execute(ended, (now, campaign, number))


def forget_stages(ledger: Ledger, campaign: int) -> None:
    """What is sent from here on begins with the first stage."""
    with ledger.transaction():
        ledger.db.execute("DELETE FROM stage WHERE campaign = ?", (campaign,))


def in_doubt(ledger: Ledger, campaign: int, draft: Draft, stage: int) -> int:
    """How many messages of the stages before one nobody can know about."""
    with ledger.attached(draft), ledger.transaction():
        return int(ledger.db.execute(IN_DOUBT, (campaign, stage)).fetchone()[0])


def left(ledger: Ledger, run: Run) -> Run:
    """What these lanes of a run, which was stopped, still have to send, so that it can go on."""
    lanes = []
    for lane in run.lanes:
        _drop_settled(ledger, run, lane)
        with ledger.transaction():
            first, last, messages = ledger.db.execute(LEFT, (run.campaign, lane.first, lane.last)).fetchone()
        lanes += [lane._replace(first=first, last=last, messages=messages)] if messages else []
    return replace(run, lanes=tuple(lanes), fresh=False)


def _drop_settled(ledger: Ledger, run: Run, lane: Lane) -> None:
    """Plan no more what this run has settled: a batch that is sent again must not carry it."""
    gone = CHUNK
    while gone == CHUNK:
        with ledger.transaction():
            gone = ledger.db.execute(SETTLED, (run.campaign, lane.first, lane.last, run.id)).rowcount
