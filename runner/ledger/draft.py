"""A plan's entries on disk while it is made: one row a recipient, each distinct text once. Touches a temporary file.

Nothing here grows in memory with the recipients: what must be ordered, grouped or compared is so by SQLite.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from runner.ledger.scratch import scratch
from runner.model import Decision, Text
from runner.provider import Ways

CHUNK = 2000
RECENT = 8192  # digests remembered so that a text that many share is stored once

TABLES = """
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY, recipient TEXT NOT NULL, digest BLOB, text INTEGER, file INTEGER NOT NULL,
    line INTEGER NOT NULL, verdict INTEGER NOT NULL, prior TEXT NOT NULL DEFAULT '', part INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE text (
    id INTEGER PRIMARY KEY, ways INTEGER NOT NULL, frame BLOB NOT NULL, digest BLOB NOT NULL, params TEXT NOT NULL
);
CREATE TABLE verdict (id INTEGER PRIMARY KEY, decision TEXT NOT NULL, reason TEXT NOT NULL, UNIQUE (decision, reason));
CREATE TABLE duplicate (seq INTEGER PRIMARY KEY, first INTEGER NOT NULL);
CREATE TABLE refusal (seq INTEGER PRIMARY KEY, problems TEXT NOT NULL);
CREATE TABLE excluded (recipient TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE seed (seq INTEGER PRIMARY KEY);
CREATE TABLE zone (seq INTEGER PRIMARY KEY, zone TEXT NOT NULL);
CREATE TABLE aside (verdict INTEGER PRIMARY KEY, held INTEGER NOT NULL);
"""


class Entry(NamedTuple):
    """One recipient of a plan before it is compared with the ledger.

    `text` and `ways` are None where nothing is rendered (excluded). `refusal`: the provider's rules that it breaks.
    `skipped`: why it is never sent to. `missed`: why the sample leaves it out; `held`: why it is held out; both yield
    to what the ledger knows. `seed`: it stands on a seed list. `zone`: the time zone whose hours count, if one does.
    """

    recipient: str
    text: Text | None
    ways: Ways | None
    file: str
    line: int
    refusal: str = ""
    skipped: str = ""
    missed: str = ""
    held: str = ""
    seed: bool = False
    zone: str = ""


class Row(NamedTuple):
    """One entry as a person may be shown it."""

    recipient: str
    decision: Decision
    reason: str
    file: str
    line: int


class Draft:
    """The entries of one plan; made by `draft()`."""

    def __init__(self, path: Path) -> None:
        """Begin an empty draft in the file `path`."""
        self.path = path
        self.db = sqlite3.connect(f"{path.as_uri()}", uri=True, isolation_level=None, check_same_thread=False)
        self.db.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000; "
            f"PRAGMA temp_store = FILE; {TABLES}"
        )
        self._verdicts: dict[tuple[Decision, str], int] = {}
        self._files: dict[str, int] = {}
        self.ways: dict[tuple[str, ...], int] = {}
        self._recent: dict[bytes, int] = {}
        self._texts = self._entries = 0
        self._new_refusals: list[tuple[int, str]] = []
        self._new_seeds: list[tuple[int]] = []
        self._new_zones: list[tuple[int, str]] = []
        self.left_out = 0
        self.recorded = 0  # of those who are held out: how many the ledger has already
        self._new_texts: list[tuple[int, int, bytes, bytes, str]] = []

    def verdict(self, decision: Decision, reason: str) -> int:
        """The number of a decision with its reason."""
        key = (decision, reason)
        if key not in self._verdicts:
            self._verdicts[key] = len(self._verdicts)
            self.db.execute("INSERT INTO verdict VALUES (?, ?, ?)", (self._verdicts[key], str(decision), reason))
        return self._verdicts[key]

    def exclude(self, recipients: Iterable[str]) -> None:
        """These ids are never sent to."""
        self.db.execute("SAVEPOINT excluding")  # entries may be under way in a transaction already
        self.db.executemany("INSERT OR IGNORE INTO excluded VALUES (?)", ((recipient,) for recipient in recipients))
        self.db.execute("RELEASE excluding")

    def is_excluded(self, recipient: str) -> bool:
        """Whether this id is never to be sent to."""
        return self.db.execute("SELECT 1 FROM excluded WHERE recipient = ?", (recipient,)).fetchone() is not None

    def add(self, entries: Iterable[Entry]) -> None:
        """Store the entries, in their order."""
        self.verdict(Decision.SEND, "")
        self.db.execute("BEGIN")
        rows = map(self._row, entries)
        while chunk := list(islice(rows, CHUNK)):
            self.db.executemany(
                "INSERT INTO entry (seq, recipient, digest, text, file, line, verdict) VALUES (?, ?, ?, ?, ?, ?, ?)",
                chunk,
            )
            self._flush()
        self.db.execute("CREATE INDEX entry_of ON entry (recipient, digest)")
        self.db.execute("COMMIT")
        if self._texts > len(self._recent):
            self._unite_texts()

    def _flush(self) -> None:
        """Write what the rows of a chunk have beside them, if anything."""
        beside: tuple[tuple[str, list[Any]], ...] = (
            ("INSERT INTO refusal VALUES (?, ?)", self._new_refusals),
            ("INSERT INTO text VALUES (?, ?, ?, ?, ?)", self._new_texts),
            ("INSERT INTO seed VALUES (?)", self._new_seeds),
            ("INSERT INTO zone VALUES (?, ?)", self._new_zones),
        )
        for insert, rows in beside:
            if rows:
                self.db.executemany(insert, rows)
                rows.clear()

    def _row(self, entry: Entry) -> tuple[int, str, bytes | None, int | None, int, int, int]:
        recipient, text, ways, file, line, refusal, skipped, missed, held, seed, zone = entry
        self._entries += 1
        number = self._files.get(file)
        if number is None:
            number = self._files[file] = len(self._files)
        verdict = 0
        if refusal:
            verdict = self.verdict(Decision.REFUSE, "")
            self._new_refusals.append((self._entries, refusal))
        elif skipped:
            verdict = self.verdict(Decision.SKIP, skipped)
        elif missed or held:
            verdict = self._aside(missed, held)
        if seed:
            self._new_seeds.append((self._entries,))
        if zone:
            self._new_zones.append((self._entries, zone))
        if text is None or ways is None:
            return self._entries, recipient, None, None, number, line, verdict
        known = self._recent.get(text.digest) or self._store(text, ways)
        return self._entries, recipient, text.digest, known, number, line, verdict

    def _aside(self, missed: str, held: str) -> int:
        """The verdict on those that the campaign itself leaves aside: out of its sample, or held out."""
        key = (Decision.SKIP, missed) if missed else (Decision.HOLD, held)
        known = self._verdicts.get(key)
        if known is None:
            known = self.verdict(*key)
            self.db.execute("INSERT INTO aside VALUES (?, ?)", (known, not missed))
        return known

    def _store(self, text: Text, ways: Ways) -> int:
        if len(self._recent) >= RECENT:
            self._recent.clear()
        self._texts += 1
        self._recent[text.digest] = self._texts
        number = self.ways.setdefault(ways.routes, len(self.ways))
        self._new_texts.append((self._texts, number, ways.frame, text.digest, text.encoded.decode()))
        return self._texts

    def _unite_texts(self) -> None:
        """Texts that were stored twice, since more than `RECENT` others came between, become one."""
        self.db.execute("CREATE INDEX text_of ON text (digest)")
        if self.db.execute("SELECT 1 FROM text GROUP BY digest HAVING count(*) > 1 LIMIT 1").fetchone():
            self.db.executescript("""
                CREATE TABLE twin AS SELECT id, first FROM
                    (SELECT id, min(id) OVER (PARTITION BY digest) AS first FROM text) WHERE id != first;
                CREATE UNIQUE INDEX twin_of ON twin (id);
                UPDATE entry SET text = twin.first FROM twin WHERE twin.id = entry.text;
            """)

    def deduplicate(self) -> int:
        """Keep the first of the entries that share a recipient; how many were dropped."""
        twice = "SELECT recipient FROM entry GROUP BY recipient HAVING count(*) > 1"
        self.db.execute(
            "INSERT INTO duplicate SELECT seq, first FROM ("
            "SELECT seq, min(seq) OVER (PARTITION BY recipient) AS first FROM entry "
            f"WHERE recipient IN ({twice})) WHERE seq != first"
        )
        self.db.execute("CREATE TABLE dropped AS SELECT e.* FROM entry e JOIN duplicate d ON d.seq = e.seq")
        self.db.execute("DELETE FROM entry WHERE seq IN (SELECT seq FROM duplicate)")
        return self._one("SELECT count(*) FROM duplicate")

    def counts(self) -> dict[tuple[Decision, str], int]:
        """How many entries there are for each decision and reason."""
        rows = self.db.execute(
            "SELECT v.decision, v.reason, c.n FROM (SELECT verdict, count(*) AS n FROM entry GROUP BY verdict) c "
            "JOIN verdict v ON v.id = c.verdict ORDER BY v.id"
        )
        return {(Decision(decision), reason): n for decision, reason, n in rows}

    def to_hold_out(self) -> int:
        """How many are held out and not on record for it yet."""
        if not self.db.execute("SELECT 1 FROM aside WHERE held").fetchone():
            return 0
        held = "SELECT count(*) FROM entry WHERE verdict IN (SELECT verdict FROM aside WHERE held)"
        return self._one(held) - self.recorded

    def rows(self, decision: Decision, most: int) -> list[Row]:
        """The first entries of a decision, in the order of the recipient lists."""
        return self._rows("v.decision = ? ORDER BY e.seq LIMIT ?", str(decision), most)

    def each(self, decision: Decision) -> Iterator[Row]:
        """All entries of a decision, streamed, in the order of the recipient lists."""
        yield from self._found("v.decision = ? ORDER BY e.seq", str(decision))

    def find(self, recipient: str) -> Row | None:
        """The entry of one recipient."""
        return next(iter(self._rows("e.recipient = ?", recipient)), None)

    def _rows(self, which: str, *wanted: str | int) -> list[Row]:
        return list(self._found(which, *wanted))

    def _found(self, which: str, *wanted: str | int) -> Iterator[Row]:
        files = {number: file for file, number in self._files.items()}
        rows = self.db.execute(
            "SELECT e.recipient, v.decision, coalesce(f.problems, v.reason), e.file, e.line FROM entry e "
            f"JOIN verdict v ON v.id = e.verdict LEFT JOIN refusal f ON f.seq = e.seq WHERE {which}", wanted
        )  # fmt: skip
        for recipient, word, why, file, line in rows:
            yield Row(recipient, Decision(word), why, files[file], line)

    def params(self, row: Row) -> dict[str, str] | None:
        """What an entry says, as the vendor's parameters; None where nothing was rendered."""
        found = self.db.execute(
            "SELECT t.params FROM entry e JOIN text t ON t.id = e.text WHERE e.recipient = ?", (row.recipient,)
        ).fetchone()
        return orjson.loads(found[0]) if found else None

    def alike_but_for_case(self) -> int:
        """How many recipients differ from another one only in case."""
        return self._one("SELECT count(*) - count(DISTINCT lower(recipient)) FROM entry")

    def duplicates(self, most: int) -> list[tuple[str, str, str]]:
        """Recipients that stand twice: the id, the place that is dropped, the place that is kept."""
        files = {number: file for file, number in self._files.items()}
        rows = self.db.execute(
            "SELECT e.recipient, e.file, e.line, f.file, f.line FROM dropped e JOIN duplicate d ON d.seq = e.seq "
            "JOIN entry f ON f.seq = d.first ORDER BY e.seq LIMIT ?", (most,)
        )  # fmt: skip
        return [(who, f"{files[f1]}:{l1}", f"{files[f2]}:{l2}") for who, f1, l1, f2, l2 in rows]

    def ordered(self) -> Iterator[bytes]:
        """Every entry as bytes, by recipient, whatever the lists' order: ids and digests, then what isn't new."""
        rows = self.db.execute("SELECT recipient, digest FROM entry ORDER BY recipient, digest")
        while chunk := rows.fetchmany(CHUNK):
            yield b"".join([b"%b\0%b\n" % (who.encode(), digest or b"") for who, digest in chunk])
        named = {number: f"{decision} {reason}".encode() for (decision, reason), number in self._verdicts.items()}
        rows = self.db.execute("SELECT recipient, verdict FROM entry WHERE verdict != 0 ORDER BY recipient")
        while chunk := rows.fetchmany(CHUNK):
            yield b"".join([b"%b\0%b\n" % (who.encode(), named[verdict]) for who, verdict in chunk])

    def _one(self, sql: str) -> int:
        return int(self.db.execute(sql).fetchone()[0])


@contextmanager
def draft() -> Iterator[Draft]:
    """An empty draft, whose file goes with the block."""
    with scratch() as folder:
        made = Draft(folder / "plan.db")
        try:
            yield made
        finally:
            made.db.close()
