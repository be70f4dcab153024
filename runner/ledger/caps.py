"""Who has had enough: messages of campaigns that share a tag, counted for each recipient. Reads the ledger.

What counts is what the provider took or may have taken, on the same account, however often one text was tried. Rows
that stand for no recipient don't count: announcements, and recalls. Of campaigns that were last applied before ledgers
kept tags nobody knows which they had.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import orjson

from runner.ledger.comparing import attached
from runner.ledger.draft import Draft
from runner.ledger.schema import ACCEPTED, SENDING, UNKNOWN
from runner.ledger.scratch import scratch
from runner.model import Decision

COUNTED = """
INSERT INTO counted SELECT c.id FROM known.campaign c
WHERE c.account = :account AND c.name NOT LIKE '%/recall' AND (c.name = :campaign OR {tagged})
AND EXISTS (SELECT 1 FROM known.run r WHERE r.campaign = c.id AND (r.ended_at IS NULL OR r.ended_at > :since))
"""
TAGGED = """EXISTS (SELECT 1 FROM known.standing s, json_each(s.tags) t
    WHERE s.campaign = c.id AND t.value IN (SELECT value FROM json_each(:tags)))"""
HAD = f"""(SELECT count(*) FROM counted c CROSS JOIN known.{{table}} m
    ON m.campaign = c.campaign AND m.recipient = e.recipient
    WHERE m.status IN ({SENDING}, {ACCEPTED}, {UNKNOWN}) AND m.sent_at > :since)"""
IN_LEDGER = f"{HAD.format(table='message')} + {HAD.format(table='attempt')}"
WILL_GET = """(SELECT count(*) FROM promised.campaign c CROSS JOIN promised.promise p
    ON p.campaign = c.id AND p.recipient = e.recipient WHERE c.counts)"""
CAPPED = """
INSERT INTO capped SELECT seq, had, gets FROM (
    SELECT e.seq, {had} AS had, {gets} AS gets FROM entry e
    WHERE e.verdict IN (SELECT id FROM verdict WHERE decision = 'send') AND e.seq NOT IN (SELECT seq FROM seed) LIMIT -1
) WHERE had + gets >= :most
"""
RULED = """
UPDATE entry SET verdict = r.verdict FROM (
    SELECT c.seq, g.verdict FROM capped c CROSS JOIN capping g ON g.had = c.had AND g.gets = c.gets LIMIT -1
) r WHERE r.seq = entry.seq
"""
PROMISED = """
CREATE TABLE promised.campaign (
    id INTEGER PRIMARY KEY, ledger TEXT NOT NULL, account TEXT NOT NULL, tags TEXT NOT NULL, counts INTEGER
);
CREATE TABLE promised.promise (campaign INTEGER, recipient TEXT, PRIMARY KEY (campaign, recipient)) WITHOUT ROWID;
"""
COUNTS = """
UPDATE promised.campaign SET counts = ledger = :ledger AND account = :account AND EXISTS (
    SELECT 1 FROM json_each(tags) t WHERE t.value IN (SELECT value FROM json_each(:tags)))
"""
PROMISE = """
INSERT INTO promised.promise SELECT (SELECT max(id) FROM promised.campaign), recipient FROM entry
WHERE verdict IN (SELECT id FROM verdict WHERE decision = 'send') ORDER BY recipient
"""


class Kin(NamedTuple):
    """Whose messages count: of this ledger, account and campaign, and of campaigns that share one of these tags."""

    ledger: Path
    account: str
    campaign: str
    tags: tuple[str, ...]

    def named(self) -> dict[str, str]:
        """As SQLite takes them."""
        path, tags = str(self.ledger.resolve()), orjson.dumps(self.tags).decode()
        return {"ledger": path, "account": self.account, "campaign": self.campaign, "tags": tags}


class Frequency(NamedTuple):
    """At most so many messages in so many seconds before `now` (Unix seconds)."""

    messages: int
    seconds: float
    now: float


class Promises:
    """What the campaigns of one command are going to send, on disk; made by `promises()`. `tags`: whose count."""

    def __init__(self, path: Path, tags: frozenset[str]) -> None:
        """Nothing is promised yet; the first that promises makes the file."""
        self.path, self.tags = path, tags
        self.any = False

    def add(self, draft: Draft, kin: Kin) -> None:
        """All that this draft sends."""
        with self.beside(draft):
            if not self.any:
                draft.db.executescript(PROMISED)
                self.any = True
            draft.db.execute("BEGIN")
            draft.db.execute(
                "INSERT INTO promised.campaign (ledger, account, tags) VALUES (:ledger, :account, :tags)", kin.named()
            )
            draft.db.execute(PROMISE)
            draft.db.execute("COMMIT")

    @contextmanager
    def beside(self, draft: Draft) -> Iterator[None]:
        """As `promised` beside the draft for the length of the block."""
        draft.db.execute("ATTACH ? AS promised", (self.path.as_uri(),))
        draft.db.execute("PRAGMA promised.journal_mode = OFF")
        draft.db.execute("PRAGMA promised.synchronous = OFF")
        try:
            yield
        finally:
            draft.db.execute("DETACH promised")


@contextmanager
def promises(tags: frozenset[str]) -> Iterator[Promises]:
    """No promises yet, whose file goes with the block; `tags`: those of campaigns that have a cap."""
    with scratch() as folder:
        yield Promises(folder / "promises.db", tags)


def hold_capped(draft: Draft, kin: Kin, frequency: Frequency, promised: Promises | None = None) -> None:
    """Hold each entry that was decided to be sent, to somebody who has had enough; never a seed."""
    db = draft.db
    wanted = {**kin.named(), "since": frequency.now - frequency.seconds, "most": frequency.messages}
    db.execute("CREATE TEMP TABLE counted (campaign INTEGER PRIMARY KEY)")
    db.execute("CREATE TEMP TABLE capped (seq INTEGER PRIMARY KEY, had INTEGER, gets INTEGER)")
    with _promised(draft, promised) as are_promised, attached(draft, kin.ledger) as is_known:
        if is_known:
            keeps_tags = db.execute("SELECT 1 FROM known.sqlite_master WHERE name = 'standing'").fetchone()
            db.execute(COUNTED.format(tagged=TAGGED if keeps_tags else "0"), wanted)
        if are_promised:
            db.execute(COUNTS, wanted)
        had, gets = IN_LEDGER if is_known else "0", WILL_GET if are_promised else "0"
        db.execute(CAPPED.format(had=had, gets=gets), wanted)
    _rule(draft, kin, frequency)


@contextmanager
def _promised(draft: Draft, promised: Promises | None) -> Iterator[bool]:
    if promised is None or not promised.any:
        yield False
        return
    with promised.beside(draft):
        yield True


def _rule(draft: Draft, kin: Kin, frequency: Frequency) -> None:
    """Each who is capped gets the verdict, with the numbers."""
    db = draft.db
    db.execute("CREATE TEMP TABLE capping (had, gets, verdict, PRIMARY KEY (had, gets))")
    for had, gets in db.execute("SELECT DISTINCT had, gets FROM capped ORDER BY 1, 2").fetchall():
        verdict = draft.verdict(Decision.HOLD, _reason(had, gets, kin.tags, frequency.seconds))
        db.execute("INSERT INTO capping VALUES (?, ?, ?)", (had, gets, verdict))
    db.execute(RULED)


def _reason(had: int, gets: int, tags: tuple[str, ...], seconds: float) -> str:
    """`capped: had 2 messages tagged promo in 7 days`; those that this command sends are told apart."""
    tagged = f"tagged {' or '.join(tags)} in {_period(seconds)}"
    if not gets:
        return f"capped: had {_messages(had)} {tagged}"
    return f"capped: gets {gets} of this command's messages {tagged}" + (f", had {had} before" if had else "")


def _messages(n: int) -> str:
    return "1 message" if n == 1 else f"{n:,} messages"


def _period(seconds: float) -> str:
    hours = round(seconds / 3600)
    count, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"{count} {unit}{'' if count == 1 else 's'}"
