"""The ledger as sending and people change it: begin a run, exchange outcomes for claims, resolve. Touches the database.

One thread owns a `Ledger`. What the sending loop hands over at one time travels as one JSON text into one statement: a
statement a row would wait for the interpreter's lock at each row, while the sending loop keeps it busy.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import orjson

from runner.ledger.draft import Draft
from runner.ledger.omitting import hold_out, refuse
from runner.ledger.routing import enqueue
from runner.ledger.schema import Durability, open_for_writing, unusable
from runner.ledger.settling import Verdict, resolve, settle
from runner.ledger.standing import UNMARKED, Mark, bump, note
from runner.ledger.statements import BEFORE, MARK, NAMED, OF_NAMED, RECORD, REMARK, SUPERSEDE
from runner.model import Text

CHUNK = 20_000  # planned rows a transaction: the write-ahead log stays small
LANES = """
SELECT route, min(coalesce(batch, pos)), max(coalesce(batch, pos)), count(*), part
FROM draft.queue GROUP BY part, route ORDER BY part, route
"""


class Lane(NamedTuple):
    """The batches of one route in one part of the draft, by number, first and last included."""

    route: str
    first: int
    last: int
    messages: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """One apply of one campaign. `fresh`: the ledger knew nobody of this campaign before."""

    id: int
    campaign: int
    lanes: tuple[Lane, ...]
    fresh: bool

    def first(self, batches: int) -> "Run":
        """The same run, with only the first batches of lanes that carry one message in each."""
        lanes = (
            lane._replace(last=min(lane.last, lane.first + batches - 1), messages=min(lane.messages, batches))
            for lane in self.lanes
        )
        return replace(self, lanes=tuple(lanes))

    def only(self, part: int) -> "Run":
        """The same run, with only what is in one part."""
        return replace(self, lanes=tuple(lane for lane in self.lanes if lane.part == part))


class Claim(NamedTuple):
    """One message of a planned batch as it is read for sending.

    `prior`: the request that carried it last, if any left; `edition`: how many of its tries were accepted before.
    """

    batch: int
    recipient: str
    text: Text
    prior: str
    edition: int = 0


Record = tuple[str, int, str, str, str, float | None, float | None]
"""recipient, status number, code, detail, provider id, sent at, answered at (Unix seconds)"""


class Handover(NamedTuple):
    """What the sending loop gives the ledger at one time, all of it durable together.

    `records`: outcomes. `marks`: batches about to be sent, (number, request id). `remarks`: (recipient, request id) of
    messages about to be sent again. `taken_back`: recipients whose mark never became a request.
    """

    records: Sequence[Record] = ()
    marks: Sequence[tuple[int, str]] = ()
    remarks: Sequence[tuple[str, str]] = ()
    taken_back: Sequence[str] = ()


class Ledger:
    """The ledger, open for writing. Every method is a whole transaction, or opens one for its block."""

    def __init__(self, path: Path, durability: Durability = "full") -> None:
        """Open or make the ledger at `path`; `LedgerError` when that can't be."""
        self.path = path
        self.db = open_for_writing(path, durability)

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    @contextmanager
    def _usable(self) -> Iterator[None]:
        """`LedgerError` for what the database, or a text that it gives back, goes wrong with."""
        try:
            yield
        except (sqlite3.Error, orjson.JSONDecodeError, KeyError) as error:
            raise unusable(self.path, error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Statements that are durable together, or not at all; `LedgerError` where the database refuses."""
        with self._usable():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def settle(self, account: str) -> int:
        """What an earlier run of this account left under way is unknown now; how many. The caller holds the account."""
        with self.transaction():
            return settle(self.db, account)

    def campaign(self, account: str, name: str) -> int:
        """The number of a campaign of an account."""
        with self.transaction():
            self.db.execute("INSERT OR IGNORE INTO campaign (account, name) VALUES (?, ?)", (account, name))
            found = self.db.execute(
                "SELECT id FROM campaign WHERE account = ? AND name = ?", (account, name)
            ).fetchone()
        return int(found[0])

    def begin(self, campaign: int, draft: Draft, fingerprint: str, now: float, mark: Mark = UNMARKED) -> Run:
        """Take over what the draft will send, in the order of sending."""
        enqueue(draft)
        self._forget(campaign)
        with self.transaction():
            known = self.db.execute("SELECT 1 FROM message WHERE campaign = ? LIMIT 1", (campaign,)).fetchone()
            run = self.db.execute(
                "INSERT INTO run (campaign, fingerprint, started_at) VALUES (?, ?, ?)", (campaign, fingerprint, now)
            ).lastrowid
            note(self.db, campaign, run or 0, mark)
        return Run(run or 0, campaign, self._copy(campaign, draft), fresh=known is None)

    def _copy(self, campaign: int, draft: Draft) -> tuple[Lane, ...]:
        with self.attached(draft):
            lanes = self.db.execute(LANES).fetchall()
            last = self.db.execute("SELECT coalesce(max(pos), 0) FROM draft.queue").fetchone()[0]
            for first in range(1, last + 1, CHUNK):
                within = {"campaign": campaign, "first": first, "last": first + CHUNK - 1}
                with self.transaction():
                    self.db.execute(
                        "INSERT OR IGNORE INTO text SELECT t.digest, t.params FROM "
                        "(SELECT DISTINCT text FROM draft.queue WHERE pos BETWEEN :first AND :last) q "
                        "CROSS JOIN draft.text t ON t.id = q.text", within
                    )  # fmt: skip
                    self.db.execute(
                        "INSERT INTO planned (campaign, batch, n, recipient, digest, route) "
                        "SELECT :campaign, coalesce(batch, pos), pos, recipient, digest, route FROM draft.queue "
                        "WHERE pos BETWEEN :first AND :last", within
                    )  # fmt: skip
        return tuple(Lane(*row) for row in lanes)

    @contextmanager
    def attached(self, draft: Draft) -> Iterator[None]:
        """The draft's file as `draft` beside the ledger, for the length of the block."""
        self.db.execute("ATTACH ? AS draft", (str(draft.path),))
        try:
            yield
        finally:
            self.db.execute("DETACH draft")

    def exchange(self, run: Run, handover: Handover, now: float) -> None:
        """Make all of a handover durable in one commit."""
        records, marks, remarks, taken_back = (orjson.dumps(part).decode() for part in handover)
        with self.transaction():
            if handover.records:
                self.db.execute(RECORD, (run.campaign, records))
            if handover.taken_back:
                self._take_back(run, taken_back)
            if handover.marks:
                if not run.fresh:
                    self.db.execute(SUPERSEDE, (run.campaign, marks))
                self.db.execute(MARK, (run.id, marks, now))
            if handover.remarks:
                again = orjson.dumps([recipient for recipient, _ in handover.remarks]).decode()
                self.db.execute(
                    f"INSERT INTO attempt SELECT * FROM message WHERE campaign = ?1 AND recipient IN ({NAMED})",
                    (run.campaign, again),
                )
                self.db.execute(REMARK, (run.campaign, remarks, now))

    def _take_back(self, run: Run, recipients: str) -> None:
        named = (run.campaign, recipients)
        self.db.execute(f"DELETE FROM message WHERE campaign = ?1 AND recipient IN ({NAMED}) AND status = 1", named)
        self.db.execute(
            f"INSERT OR IGNORE INTO message SELECT * FROM {OF_NAMED} a WHERE attempts = "
            "(SELECT max(attempts) FROM attempt b WHERE b.campaign = a.campaign AND b.recipient = a.recipient)", named
        )  # fmt: skip
        self.db.execute(
            f"DELETE FROM attempt WHERE campaign = ?1 AND recipient IN ({NAMED}) AND attempts = "
            "(SELECT attempts FROM message m WHERE m.campaign = attempt.campaign AND m.recipient = attempt.recipient)",
            named,
        )

    def read(self, run: Run, first: int, last: int) -> list[Claim]:
        """The planned messages of the batches `first` to `last`, with their texts."""
        known = "'', 0" if run.fresh else BEFORE
        within = (run.campaign, first, last)
        with self._usable():
            rows = self.db.execute(
                f"SELECT json_group_array(json_array(batch, recipient, hex(digest), {known})) FROM planned p "
                "WHERE campaign = ? AND batch BETWEEN ? AND ?", within
            ).fetchone()[0]  # fmt: skip
            texts = self.db.execute(
                "SELECT '[' || coalesce(group_concat('[\"' || hex(t.digest) || '\",' || t.params || ']'), '') || ']' "
                "FROM (SELECT DISTINCT digest FROM planned WHERE campaign = ? AND batch BETWEEN ? AND ?) d "
                "CROSS JOIN text t ON t.digest = d.digest", within
            ).fetchone()[0]  # fmt: skip
            said = {key: Text(bytes.fromhex(key), orjson.dumps(params), params) for key, params in orjson.loads(texts)}
            return [Claim(batch, recipient, said[key], *last) for batch, recipient, key, *last in orjson.loads(rows)]

    def finish(self, run: Run, ending: str, now: float) -> None:
        """The run is over; what it planned and did not send stays planned only if it was stopped."""
        with self.transaction():
            self.db.execute("UPDATE run SET ended_at = ?, ending = ? WHERE id = ?", (now, ending, run.id))
            bump(self.db, run.campaign)
        if ending == "finished":
            self._forget(run.campaign)

    def _forget(self, campaign: int) -> None:
        """Nothing of this campaign is planned any more."""
        some = "SELECT campaign, batch, n FROM planned WHERE campaign = ? LIMIT ?"
        gone = CHUNK
        while gone == CHUNK:
            with self.transaction():
                gone = self.db.execute(
                    f"DELETE FROM planned WHERE (campaign, batch, n) IN ({some})", (campaign, CHUNK)
                ).rowcount

    def refuse(self, run: Run, draft: Draft, now: float) -> None:
        """Record the recipients of the draft that are left out because they break a rule."""
        with self.attached(draft), self.transaction():
            refuse(self.db, run.campaign, run.id, now)

    def hold_out(self, run: Run, draft: Draft, now: float) -> None:
        """Record the recipients of the draft that are held out."""
        with self.attached(draft), self.transaction():
            hold_out(self.db, run.campaign, run.id, now)

    def resolve(self, campaign: int, verdict: Verdict, recipient: str | None, now: float) -> int:
        """A person's decision about messages in doubt; how many it changed."""
        with self.transaction():
            return resolve(self.db, campaign, verdict, recipient, now)
