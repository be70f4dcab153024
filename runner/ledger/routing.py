"""Which route carries which text of a draft, and the order of sending. Touches the draft's temporary file."""

from collections.abc import Mapping
from typing import NamedTuple

from runner.ledger.draft import Draft
from runner.ledger.parts import is_divided
from runner.provider import Route

KINDS = """
CREATE TABLE kind (text INTEGER PRIMARY KEY, n INTEGER, ways INTEGER, frame BLOB, frame_n INTEGER);
INSERT INTO kind SELECT s.text, s.n, t.ways, t.frame, s.n FROM (
    SELECT e.text, count(*) AS n FROM entry e JOIN verdict v ON v.id = e.verdict
    WHERE v.decision = 'send' GROUP BY e.text
) s CROSS JOIN text t ON t.id = s.text;
CREATE TABLE framed AS SELECT frame, sum(n) AS n FROM kind WHERE frame != x'' GROUP BY frame;
CREATE UNIQUE INDEX framed_of ON framed (frame);
UPDATE kind SET frame_n = (SELECT n FROM framed WHERE framed.frame = kind.frame) WHERE frame != x'';
CREATE TABLE choice (
    ways INTEGER, n INTEGER, frame_n INTEGER, route TEXT, capacity INTEGER, mixed INTEGER,
    PRIMARY KEY (ways, n, frame_n)
);
CREATE VIEW routed AS SELECT k.text, k.n, c.route, c.capacity,
    CASE WHEN c.mixed THEN k.frame WHEN c.capacity > 1 THEN k.text ELSE 0 END AS company
    FROM kind k CROSS JOIN choice c ON c.ways = k.ways AND c.n = k.n AND c.frame_n = k.frame_n;
"""
SUMS = """
SELECT route, sum(n), sum((n + capacity - 1) / capacity) FROM (
    SELECT r.route, r.capacity, count(*) AS n FROM entry e JOIN verdict v ON v.id = e.verdict
    JOIN routed r ON r.text = e.text WHERE v.decision = 'send' AND r.capacity > 1
    GROUP BY r.route, e.part, r.company, e.prior
) GROUP BY route
UNION ALL
SELECT route, sum(n), sum(n) FROM routed WHERE capacity = 1 GROUP BY route
"""
QUEUE = """
CREATE TABLE queue (
    pos INTEGER PRIMARY KEY, batch INTEGER, recipient TEXT, digest BLOB, text INTEGER, route TEXT, part INTEGER
);
"""
SENT = "e.verdict IN (SELECT id FROM verdict WHERE decision = 'send')"
ALONE = f"""
INSERT INTO queue (recipient, digest, text, route, part) SELECT e.recipient, e.digest, e.text, r.route, 0
FROM entry e CROSS JOIN routed r ON r.text = e.text WHERE {SENT} AND r.route = ? ORDER BY e.seq
"""
TOGETHER = f"""
INSERT INTO queue (batch, recipient, digest, text, route, part)
SELECT (SELECT coalesce(max(coalesce(batch, pos)), 0) FROM queue) + dense_rank() OVER (ORDER BY company, prior, nth),
    recipient, digest, text, route, 0
FROM (
    SELECT r.route, r.company, e.prior, e.seq, e.recipient, e.digest, e.text,
        (row_number() OVER (PARTITION BY r.company, e.prior ORDER BY e.seq) - 1) / r.capacity AS nth
    FROM entry e CROSS JOIN routed r ON r.text = e.text WHERE {SENT} AND r.route = ?
) ORDER BY company, prior, nth, seq
"""
DIVIDED = f"""
INSERT INTO queue (batch, recipient, digest, text, route, part)
SELECT dense_rank() OVER (ORDER BY part, many, route, company, prior, nth), recipient, digest, text, route, part
FROM (
    SELECT e.part, r.capacity > 1 AS many, r.route, r.company, e.prior, e.seq, e.recipient, e.digest, e.text,
        (row_number() OVER (PARTITION BY e.part, r.route, r.company, e.prior ORDER BY e.seq) - 1) / r.capacity AS nth
    FROM entry e CROSS JOIN routed r ON r.text = e.text WHERE {SENT}
) ORDER BY part, many, route, company, prior, nth, seq
"""


class Group(NamedTuple):
    """Texts of one kind: the routes that may carry them, how many recipients share each, how many share its frame."""

    ways: tuple[str, ...]
    same_text: int
    same_frame: int


def groups(draft: Draft) -> list[Group]:
    """The kinds of text that are to be sent: few, however many texts there are."""
    draft.db.executescript(KINDS)
    names = {number: routes for routes, number in draft.ways.items()}
    rows = draft.db.execute("SELECT DISTINCT ways, n, frame_n FROM kind ORDER BY 1, 2, 3")
    return [Group(names[ways], n, frame_n) for ways, n, frame_n in rows]


def choose_routes(draft: Draft, choices: Mapping[Group, Route]) -> dict[str, tuple[int, int]]:
    """Give each kind of text its route; the messages and the calls that each route then carries, by its name."""
    draft.db.executemany(
        "INSERT INTO choice VALUES (?, ?, ?, ?, ?, ?)",
        (
            (draft.ways[group.ways], group.same_text, group.same_frame, route.name, route.capacity, route.mixed)
            for group, route in choices.items()
        ),
    )
    return {route: (messages, calls) for route, messages, calls in draft.db.execute(SUMS)}


def enqueue(draft: Draft) -> None:
    """Put what is to be sent into the order of sending, numbered by batch: equal texts (or frames) side by side.

    Messages in doubt keep the company of the request that carried them, so that the same request can be repeated. Part
    comes before part, and no batch carries messages of two.
    """
    draft.db.execute(QUEUE)
    routes = draft.db.execute("SELECT DISTINCT capacity > 1, route FROM choice ORDER BY 1, 2").fetchall()
    draft.db.execute("BEGIN")
    if is_divided(draft):
        draft.db.execute(DIVIDED)
    else:
        for many, route in routes:
            draft.db.execute(TOGETHER if many else ALONE, (route,))
    draft.db.execute("COMMIT")
