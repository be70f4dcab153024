"""Looking back: counts, rows for export, one message's history. Reads the ledger, never changes it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from runner.ledger.schema import ACCEPTED, SENDING, WORD, open_for_reading, unusable

PLANNED = "send"
UNDER_WAY = "under way when last recorded: nobody knows until its run ends or `campaign apply` settles it"
ROWS = """
SELECT c.account, c.name, m.recipient, m.status, m.code, m.detail, m.provider_id, m.request_id,
    iif(m.digest = x'', '', lower(hex(m.digest))), m.route, m.attempts, m.planned_at, m.sent_at, m.answered_at
FROM {table} m JOIN campaign c ON c.id = m.campaign
WHERE (?1 IS NULL OR c.name = ?1) AND (?2 IS NULL OR c.account = ?2) AND (?3 IS NULL OR m.recipient = ?3)
ORDER BY m.campaign, m.recipient, m.attempts
"""
STILL_PLANNED = """
SELECT c.account, c.name, p.recipient, lower(hex(p.digest)), p.route, r.started_at
FROM planned p JOIN campaign c ON c.id = p.campaign
JOIN run r ON r.id = (SELECT max(id) FROM run WHERE run.campaign = p.campaign)
WHERE (?1 IS NULL OR c.name = ?1) AND (?2 IS NULL OR c.account = ?2) AND NOT EXISTS
    (SELECT 1 FROM message m WHERE m.campaign = p.campaign AND m.recipient = p.recipient)
ORDER BY p.campaign, p.batch, p.n
"""


class MessageRow(NamedTuple):
    """One message as it is exported; times in Unix seconds. `status` is one of the eight words."""

    account: str
    campaign: str
    recipient: str
    status: str
    code: str
    detail: str
    provider_id: str
    request_id: str
    digest: str
    route: str
    attempts: int
    planned_at: float | None
    sent_at: float | None
    answered_at: float | None


class View:
    """A ledger, open for reading."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        """Use `viewing()` instead."""
        self.path, self.db = path, db

    def messages(
        self, campaign: str | None = None, account: str | None = None, recipient: str | None = None
    ) -> Iterator[MessageRow]:
        """Messages that were attempted or decided, streamed by campaign and recipient."""
        yield from self._rows("message", campaign, account, recipient)

    def earlier_tries(self, campaign: str, account: str, recipient: str) -> list[MessageRow]:
        """The tries of one message before its latest, oldest first."""
        return list(self._rows("attempt", campaign, account, recipient))

    def planned(self, campaign: str | None = None, account: str | None = None) -> Iterator[MessageRow]:
        """What an unfinished run planned and did not get to, in the order of sending."""
        for owner, name, recipient, digest, route, planned_at in self.read(STILL_PLANNED, (campaign, account)):
            yield MessageRow(owner, name, recipient, PLANNED, "", "", "", "", digest, route, 0, planned_at, None, None)

    def counts(self, campaign: str, account: str) -> dict[str, int]:
        """How many messages there are of each status, by its word."""
        rows = self.read(
            "SELECT m.status, count(*) FROM message m JOIN campaign c ON c.id = m.campaign "
            "WHERE c.name = ? AND c.account = ? GROUP BY m.status", (campaign, account)
        )  # fmt: skip
        found: dict[str, int] = {}
        for status, n in rows:
            found[WORD[status]] = found.get(WORD[status], 0) + n
        return found

    def under_way(self, campaign: str, account: str) -> int:
        """How many messages were last recorded as sending: of a run that goes on, or of one that is dead."""
        sending = "SELECT count(*) FROM message m JOIN campaign c ON c.id = m.campaign "
        rows = self.read(f"{sending}WHERE c.name = ? AND c.account = ? AND m.status = {SENDING}", (campaign, account))
        return sum(int(n) for (n,) in rows)

    def has_accepted(self, account: str) -> bool:
        """Whether the provider has ever taken a message of this account, now or on an earlier try."""
        accepted = "SELECT 1 FROM {} m JOIN campaign c ON c.id = m.campaign WHERE c.account = ?1 AND m.status = ?2"
        both = " UNION ALL ".join(accepted.format(table) for table in ("message", "attempt"))
        return any(self.read(f"{both} LIMIT 1", (account, ACCEPTED)))

    def campaigns(self) -> list[tuple[str, str]]:
        """Every campaign that was ever applied: its name and account."""
        return [(str(name), str(account)) for name, account in self.read("SELECT name, account FROM campaign", ())]

    def accounts_of(self, campaign: str) -> list[tuple[int, str]]:
        """The accounts that a campaign of this name was sent on, each with the campaign's number there."""
        rows = self.read("SELECT id, account FROM campaign WHERE name = ? ORDER BY account", (campaign,))
        return [(int(number), str(account)) for number, account in rows]

    def text(self, digest: str) -> str | None:
        """The vendor's parameters, as JSON, of a text by its digest in hexadecimal."""
        rows = list(self.read("SELECT params FROM text WHERE digest = ?", (bytes.fromhex(digest),)))
        return str(rows[0][0]) if rows else None

    def _rows(self, table: str, *wanted: str | None) -> Iterator[MessageRow]:
        for found in self.read(ROWS.format(table=table), wanted):
            row = list(found)
            row[5] = row[5] or (UNDER_WAY if row[3] == SENDING else "")
            row[3] = WORD[row[3]]
            yield MessageRow._make(row)

    def read(self, sql: str, wanted: tuple[object, ...]) -> Iterator[tuple[Any, ...]]:
        """The rows of a question in this room's SQL; `LedgerError` where the database can't answer."""
        try:
            yield from self.db.execute(sql, wanted)
        except sqlite3.Error as error:
            raise unusable(self.path, error) from error


@contextmanager
def viewing(path: Path) -> Iterator[View | None]:
    """The ledger at `path` for the length of the block; None where there is none."""
    db = open_for_reading(path)
    if db is None:
        yield None
        return
    with closing(db):
        yield View(path, db)
