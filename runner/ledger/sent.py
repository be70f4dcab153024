"""What the ledger knows was sent: announcements that still count against a limit, and what can be taken back. Reads."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import orjson

from runner.ledger.schema import ACCEPTED
from runner.ledger.views import viewing

# an announcement's recipient begins with a bracket, and so does its recall's: the index finds them among millions
LEFT = """
SELECT coalesce(m.answered_at, m.sent_at + ?3) FROM campaign c CROSS JOIN {table} m ON m.campaign = c.id
WHERE c.account = ?1 AND m.recipient >= '(' AND m.recipient < ')' AND m.route = ?2 AND m.sent_at > ?4
"""
TAKEN = """
SELECT m.recipient, m.provider_id, m.attempts, m.route, t.params
FROM {table} m JOIN campaign c ON c.id = m.campaign JOIN text t ON t.digest = m.digest
WHERE c.account = ?1 AND c.name = ?2 AND m.status = ?3 AND (?4 IS NULL OR m.recipient = ?4)
ORDER BY m.campaign, m.recipient, m.attempts
"""


class Taken(NamedTuple):
    """One message that the provider took: to whom, its id of it, the number of the try, its route, and what it said."""

    recipient: str
    provider_id: str
    tries: int
    route: str
    params: dict[str, str]


def left_since(ledger: Path, account: str, route: str, since: float, timeout: float) -> list[float]:
    """When announcements of a route, or recalls of such, ended (or may have), in Unix seconds, in order.

    Those that were sent after `since`, whatever became of them. `timeout`: how long one without an answer may last.
    """
    with viewing(ledger) as view:
        if view is None:
            return []
        wanted = (account, route, timeout, since)
        found = [row for table in ("message", "attempt") for row in view.read(LEFT.format(table=table), wanted)]
    return sorted(float(ended) for (ended,) in found)


def taken(ledger: Path, account: str, campaign: str, recipient: str | None) -> Iterator[Taken]:
    """Every accepted message of a campaign, replaced ones too, streamed; one recipient's where one is named."""
    with viewing(ledger) as view:
        if view is None:
            return
        for table in ("message", "attempt"):
            for row in view.read(TAKEN.format(table=table), (account, campaign, ACCEPTED, recipient)):
                who, uid, tries, route, params = row
                yield Taken(who, uid, tries, route, orjson.loads(params))
