"""What the ledger knows was sent: announcements that still count against a limit, and what can be taken back. Reads."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import orjson

from runner.ledger.schema import ACCEPTED
from runner.ledger.views import viewing

LEFT = """
SELECT coalesce(m.answered_at, m.sent_at + ?4) FROM campaign c CROSS JOIN {table} m ON m.campaign = c.id
WHERE c.account = ?1 AND m.recipient IN (SELECT value FROM json_each(?2))
    AND m.route IN (SELECT value FROM json_each(?3)) AND m.sent_at > ?5
"""
TAKEN = """
SELECT m.recipient, m.provider_id, m.attempts, {latest}, t.params
FROM {table} m JOIN campaign c ON c.id = m.campaign JOIN text t ON t.digest = m.digest
WHERE c.account = ?1 AND c.name = ?2 AND m.status = ?3 AND (?4 IS NULL OR m.recipient = ?4)
ORDER BY m.campaign, m.recipient, m.attempts
"""


class Taken(NamedTuple):
    """One message that the provider took: to whom, the vendor's id of it, the number of the try, and what it said.

    `latest`: the recipient got none after it.
    """

    recipient: str
    provider_id: str
    tries: int
    latest: bool
    params: dict[str, str]


def left_since(
    ledger: Path, account: str, recipients: Collection[str], routes: Collection[str], since: float, timeout: float
) -> list[float]:
    """When requests of these routes to these few recipients ended (or may have), in Unix seconds, in order.

    Those that were sent after `since`, whatever became of them. `timeout`: how long one without an answer may last.
    """
    with viewing(ledger) as view:
        if view is None:
            return []
        wanted = (account, _json(recipients), _json(routes), timeout, since)
        found = [row for table in ("message", "attempt") for row in view.read(LEFT.format(table=table), wanted)]
    return sorted(float(ended) for (ended,) in found)


def taken(ledger: Path, account: str, campaign: str, recipient: str | None) -> Iterator[Taken]:
    """Every accepted message of a campaign, replaced ones too, streamed; one recipient's where one is named."""
    with viewing(ledger) as view:
        for table, latest in (("message", 1), ("attempt", 0)) if view else ():
            sql = TAKEN.format(table=table, latest=latest)
            for who, provider_id, tries, last, params in view.read(sql, (account, campaign, ACCEPTED, recipient)):  # type: ignore[union-attr]
                yield Taken(who, provider_id, tries, bool(last), orjson.loads(params))


def _json(texts: Collection[str]) -> str:
    return orjson.dumps(list(texts)).decode()
