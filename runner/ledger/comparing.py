"""A plan's entries against what the ledger knows: each known one gets its decision. Reads the ledger."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from runner.ledger.draft import Draft
from runner.ledger.schema import ACCEPTED, DEFERRED, REFUSED, SENDING, STATUS, UNKNOWN, open_for_reading, unusable
from runner.model import Decision, Status

Decide = Callable[[Status | None, bool, bool | None], tuple[Decision, str]]
"""status, whether the text is the same, whether an earlier accepted try's is (None: no such try) -> decision, reason"""
STATE = f"""
CREATE TEMP TABLE state AS SELECT e.seq, m.status, m.digest = e.digest AS same,
    iif(m.status = {ACCEPTED}, -1, coalesce((SELECT a.digest = e.digest FROM known.attempt a
        WHERE a.campaign = m.campaign AND a.recipient = m.recipient AND a.status = {ACCEPTED}
        ORDER BY a.attempts DESC LIMIT 1), -1)) AS before,
    iif(m.status IN ({SENDING}, {DEFERRED}, {UNKNOWN}) AND m.digest = e.digest AND m.sent_at IS NOT NULL,
        m.request_id, '') AS prior
FROM entry e CROSS JOIN known.message m ON m.campaign = ? AND m.recipient = e.recipient WHERE e.verdict = 0
"""
RULED = """
UPDATE entry SET verdict = r.verdict, prior = r.prior FROM (
    SELECT s.seq, g.verdict, s.prior FROM state s
    CROSS JOIN ruling g ON g.status = s.status AND g.same = s.same AND g.before = s.before LIMIT -1
) r WHERE r.seq = entry.seq
"""
ASIDE = f"""
UPDATE entry SET verdict = r.verdict FROM (
    SELECT e.seq, iif(m.status IN ({SENDING}, {UNKNOWN}), ?2, ?3) AS verdict
    FROM entry e CROSS JOIN known.message m ON m.campaign = ?1 AND m.recipient = e.recipient
    WHERE e.verdict IN (SELECT verdict FROM aside) AND (m.status IN ({SENDING}, {UNKNOWN}, {ACCEPTED}) OR EXISTS
        (SELECT 1 FROM known.attempt a WHERE a.campaign = m.campaign AND a.recipient = m.recipient
            AND a.status = {ACCEPTED})) LIMIT -1
) r WHERE r.seq = entry.seq AND r.verdict IS NOT NULL
"""
RECORDED = f"""
SELECT count(*) FROM entry e CROSS JOIN known.message m ON m.campaign = ? AND m.recipient = e.recipient
WHERE e.verdict IN (SELECT verdict FROM aside WHERE held) AND m.status != {REFUSED}
"""


@contextmanager
def attached(draft: Draft, ledger: Path) -> Iterator[bool]:
    """The ledger as `known` beside the draft for the length of the block, in one transaction; False: there is none."""
    reading = open_for_reading(ledger)
    if reading is None:
        yield False
        return
    reading.close()
    draft.db.execute("ATTACH ? AS known", (f"{ledger.resolve().as_uri()}?mode=ro",))
    try:
        draft.db.execute("BEGIN")
        yield True
        draft.db.execute("COMMIT")
    except BaseException as error:
        draft.db.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise unusable(ledger, error) from error
        raise
    finally:
        draft.db.execute("DETACH known")


def compare(draft: Draft, ledger: Path, account: str, name: str, decide: Decide) -> None:
    """Decide each entry that the ledger knows; see `Decide`."""
    with attached(draft, ledger) as is_there:
        if is_there:
            _compare(draft, account, name, decide)


def _compare(draft: Draft, account: str, name: str, decide: Decide) -> None:
    db = draft.db
    found = db.execute("SELECT id FROM known.campaign WHERE account = ? AND name = ?", (account, name)).fetchone()
    if found is None:
        return
    _compare_aside(draft, found[0], decide)
    db.execute(STATE, found)
    db.execute("CREATE TEMP TABLE ruling (status, same, before, verdict, PRIMARY KEY (status, same, before))")
    for status, same, before in db.execute("SELECT DISTINCT status, same, before FROM state").fetchall():
        known = None if before < 0 else bool(before)
        ruling = draft.verdict(*decide(STATUS[status], bool(same), known))
        db.execute("INSERT INTO ruling VALUES (?, ?, ?, ?)", (status, same, before, ruling))
    db.execute(RULED)


def _compare_aside(draft: Draft, campaign: int, decide: Decide) -> None:
    """Who is out of the sample, or held out, and has got a message already, or may have: that is what counts then."""
    if draft.db.execute("SELECT 1 FROM aside").fetchone():
        doubtful = decide(Status.UNKNOWN, False, None)  # where doubts are sent again, these are not
        doubt = None if doubtful[0] is Decision.SEND else draft.verdict(*doubtful)
        draft.db.execute(ASIDE, (campaign, doubt, draft.verdict(*decide(Status.ACCEPTED, True, True))))
        draft.recorded = int(draft.db.execute(RECORDED, (campaign,)).fetchone()[0])
