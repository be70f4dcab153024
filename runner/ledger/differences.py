"""A plan's entries beside what the ledger knows: who is new, who is gone, what was sent before. Reads the ledger.

SQLite counts; what comes into memory is as many texts as are asked for.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import orjson

from runner.ledger.comparing import attached
from runner.ledger.draft import Draft, Row
from runner.ledger.schema import ACCEPTED
from runner.model import Decision

Verdict = tuple[Decision, str]
NAMED = "SELECT v.id FROM verdict v JOIN json_each(?2) j ON v.decision = j.value->>0 AND v.reason = j.value->>1"
# the first is answered by the index on recipients and the ledger's key, both in order: ten million are two walks
BOTH = "SELECT count(*) FROM entry e CROSS JOIN known.message m ON m.campaign = ?1 AND m.recipient = e.recipient"
LEFT_OUT = f"{BOTH} WHERE e.verdict IN ({NAMED})"
ACCEPTED_OF = (
    f"SELECT x.digest FROM known.{{}} x WHERE x.campaign = ?1 AND x.recipient = e.recipient AND x.status = {ACCEPTED}"
)
SAID = f"""
SELECT e.recipient, o.params, t.params FROM entry e CROSS JOIN text t ON t.id = e.text
CROSS JOIN known.text o ON o.digest = coalesce(
    ({ACCEPTED_OF.format("message")}), ({ACCEPTED_OF.format("attempt")} ORDER BY x.attempts DESC LIMIT 1))
WHERE e.verdict IN ({NAMED}) ORDER BY e.seq LIMIT ?3
"""


class Headcount(NamedTuple):
    """Recipients of a plan (left out on purpose: none), those of them new to the ledger, and those only it knows."""

    planned: int
    new: int
    gone: int

    @property
    def is_first(self) -> bool:
        """Whether the ledger knows nobody yet: the campaign was never applied."""
        return self.planned == self.new and not self.gone


class Said(NamedTuple):
    """One entry whose text has changed: the vendor's parameters that were accepted last, and those of the plan."""

    row: Row
    sent: dict[str, str]
    planned: dict[str, str]


class Owner(NamedTuple):
    """Which campaign of which account the ledger is asked about."""

    account: str
    campaign: str


def headcount(
    draft: Draft, ledger: Path, owner: Owner, counts: Mapping[Verdict, int], left_out: Collection[Verdict]
) -> Headcount:
    """Recipients of a plan compared with those that the ledger knows of its campaign.

    `counts`: the draft's own; `left_out`: verdicts whose recipients don't count as planned.
    """
    planned = sum(n for verdict, n in counts.items() if verdict not in left_out)
    with _known(draft, ledger, owner) as (campaign, one):
        if campaign is None:
            return Headcount(planned, planned, 0)
        known = one("SELECT count(*) FROM known.message WHERE campaign = ?1", campaign)
        both = one(BOTH, campaign)
        if any(counts.get(verdict) for verdict in left_out):
            both -= one(LEFT_OUT, campaign, orjson.dumps(list(left_out)).decode())
    return Headcount(planned, planned - both, known - both)


def said_before(draft: Draft, ledger: Path, owner: Owner, changed: Collection[Verdict], most: int) -> list[Said]:
    """The first entries with these verdicts, each with the text that the provider took last; at most so many."""
    with _known(draft, ledger, owner) as (campaign, _):
        if campaign is None:
            return []
        wanted = (campaign, orjson.dumps(list(changed)).decode(), most)
        found = draft.db.execute(SAID, wanted).fetchall()
    rows = ((draft.find(who), sent, planned) for who, sent, planned in found)
    return [Said(row, orjson.loads(sent), orjson.loads(planned)) for row, sent, planned in rows if row]


@contextmanager
def _known(draft: Draft, ledger: Path, owner: Owner) -> Iterator[tuple[int | None, Callable[..., int]]]:
    """The campaign's number in the ledger (None: it knows nothing of it), and a way to ask for one number."""

    def one(sql: str, *wanted: object) -> int:
        return int(draft.db.execute(sql, wanted).fetchone()[0])

    with attached(draft, ledger) as is_there:
        if not is_there:
            yield None, one
            return
        sql = "SELECT id FROM known.campaign WHERE account = ? AND name = ?"
        found = draft.db.execute(sql, owner).fetchone()
        yield (found[0] if found else None), one
