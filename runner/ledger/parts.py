"""A draft cut into parts that are sent one after the other: by stage, then by the recipient's time zone.

Touches the draft's file. Who is in which stage hangs on the campaign's name, the recipient's id and how many there are
in all, never on the lists' order or on what was sent before: a stage is the same people in every run. So a draft is
divided before it is compared with the ledger: whoever has no other verdict yet is one of those who are to get it.
A draft without stages, seeds and zones isn't divided: all its entries are in part 0, and nothing is spent on it.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from runner.ledger.draft import CHUNK, Draft
from runner.stages import SEEDS, Sized

PLACES = """
CREATE TABLE part (number INTEGER PRIMARY KEY, stage INTEGER NOT NULL, zone TEXT NOT NULL);
CREATE TABLE upto (stage INTEGER PRIMARY KEY, rank INTEGER NOT NULL);
CREATE TABLE place (seq INTEGER PRIMARY KEY, stage INTEGER NOT NULL, zone TEXT NOT NULL);
"""
OF_ALL = "FROM entry e LEFT JOIN seed s ON s.seq = e.seq LEFT JOIN zone z ON z.seq = e.seq WHERE e.verdict = 0"
SEEDED = f"INSERT INTO place SELECT e.seq, {SEEDS}, coalesce(z.zone, '') {OF_ALL} AND s.seq IS NOT NULL"
UNRANKED = f"INSERT INTO place SELECT e.seq, 1, coalesce(z.zone, '') {OF_ALL} AND s.seq IS NULL"
RANKED = f"""
INSERT INTO place SELECT seq, (SELECT min(stage) FROM upto WHERE upto.rank >= r.rank), zone FROM (
    SELECT e.seq, coalesce(z.zone, '') AS zone, row_number() OVER (ORDER BY lot(e.recipient), e.recipient) AS rank
    {OF_ALL} AND s.seq IS NULL
) r
"""
NUMBERED = """
INSERT INTO part SELECT row_number() OVER (ORDER BY stage, zone), stage, zone
FROM (SELECT DISTINCT stage, zone FROM place);
UPDATE entry SET part = f.number FROM (
    SELECT p.number, l.seq FROM place l CROSS JOIN part p ON p.stage = l.stage AND p.zone = l.zone LIMIT -1
) f WHERE f.seq = entry.seq;
"""
PARTS = """
SELECT p.number, p.stage, p.zone, count(*), sum(v.decision = 'send') FROM entry e JOIN verdict v ON v.id = e.verdict
CROSS JOIN part p ON p.number = e.part GROUP BY p.number ORDER BY p.number
"""
LOADS = """
SELECT p.stage, c.route, sum(c.n), sum((c.n + c.capacity - 1) / c.capacity) FROM (
    SELECT e.part, r.route, r.capacity, count(*) AS n FROM entry e JOIN verdict v ON v.id = e.verdict
    CROSS JOIN routed r ON r.text = e.text WHERE v.decision = 'send'
    GROUP BY e.part, r.route, r.capacity, r.company, e.prior
) c CROSS JOIN part p ON p.number = c.part GROUP BY p.stage, c.route ORDER BY p.stage, c.route
"""


class Part(NamedTuple):
    """One part of a draft: its number in the order of sending, and how many are in it and are sent to by this plan."""

    number: int
    stage: int
    zone: str
    recipients: int
    sends: int


class Load(NamedTuple):
    """What one stage sends on one route."""

    stage: int
    route: str
    messages: int
    calls: int


def divide(draft: Draft, campaign: str, stages: Sequence[Sized]) -> bool:
    """Give every entry that may be sent to its part; False: nothing divides this draft. Seeds are counted apart."""
    db = draft.db
    seeds, zones = (db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in ("seed", "zone"))
    if not (stages or seeds or zones):
        return False
    db.executescript(PLACES)
    db.execute("BEGIN")
    if seeds:
        db.execute(SEEDED)
    if stages:
        _rank(draft, campaign, stages)
    else:
        db.execute(UNRANKED)
    db.execute("COMMIT")
    db.executescript(NUMBERED)
    return True


def _rank(draft: Draft, campaign: str, stages: Sequence[Sized]) -> None:
    drawing = blake2b(f"{campaign}\0".encode(), digest_size=8)

    def lot(recipient: str) -> bytes:
        drawn = drawing.copy()
        drawn.update(recipient.encode())
        return drawn.digest()

    draft.db.create_function("lot", 1, lot, deterministic=True)
    total = draft.db.execute(f"SELECT count(*) {OF_ALL} AND s.seq IS NULL").fetchone()[0]
    sizes = [(number, size.of(total)) for number, size in enumerate(stages, start=1)]
    sizes[-1] = (sizes[-1][0], total)  # nobody is left without a stage
    draft.db.executemany("INSERT INTO upto VALUES (?, ?)", sizes)
    draft.db.execute(RANKED)


def is_divided(draft: Draft) -> bool:
    """Whether a draft has parts."""
    return draft.db.execute("SELECT 1 FROM sqlite_master WHERE name = 'part'").fetchone() is not None


def parts(draft: Draft) -> list[Part]:
    """The parts that somebody is in, in the order of sending; of a draft that isn't divided none."""
    return [Part(*row) for row in draft.db.execute(PARTS)] if is_divided(draft) else []


def loads(draft: Draft) -> list[Load]:
    """What each stage of a divided draft sends on each route; routes are chosen already."""
    return [Load(*row) for row in draft.db.execute(LOADS)]


def told_apart(draft: Draft) -> Iterator[bytes]:
    """Who is in which part, as bytes, by recipient, whatever the lists' order."""
    rows = draft.db.execute(
        "SELECT e.recipient, p.stage, p.zone FROM entry e CROSS JOIN part p ON p.number = e.part ORDER BY e.recipient"
    )
    while chunk := rows.fetchmany(CHUNK):
        yield b"".join([b"%b\0%d %b\n" % (who.encode(), stage, zone.encode()) for who, stage, zone in chunk])
