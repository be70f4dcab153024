"""The entries of a draft by their ids, whatever the order of the lists; ids may be shown as something else. Reads.

Streamed: the index of the entries gives the order, or a sort on disk where ids are shown as something else.
"""

import sqlite3
from collections.abc import Callable, Iterator
from typing import NamedTuple

from runner.ledger.draft import Draft
from runner.model import Decision

AS_IT_IS = "e.recipient"
SHOWN = "shown(e.recipient)"
LISTED = """
SELECT {name} AS name, v.decision, coalesce(f.problems, v.reason), lower(hex(e.digest)), {params}
FROM entry e JOIN verdict v ON v.id = e.verdict LEFT JOIN refusal f ON f.seq = e.seq {text}
WHERE ?1 IS NULL OR v.decision = ?1 ORDER BY name LIMIT ?2
"""


class Listed(NamedTuple):
    """One entry: its id as it is shown, why, the text's digest in hexadecimal (empty: no text), its params as JSON."""

    recipient: str
    decision: str
    reason: str
    digest: str
    params: str | None


def listed(
    draft: Draft,
    decision: Decision | None = None,
    most: int = -1,
    *,
    shown_as: Callable[[str], str] | None = None,
    with_params: bool = False,
) -> Iterator[Listed]:
    """The entries of one decision, or all, by the id as it is shown, in the order of its UTF-8 bytes."""
    if shown_as:
        draft.db.create_function("shown", 1, shown_as, deterministic=True)
    sql = LISTED.format(
        name=SHOWN if shown_as else AS_IT_IS,
        params="t.params" if with_params else "NULL",
        text="LEFT JOIN text t ON t.id = e.text" if with_params else "",
    )
    rows: sqlite3.Cursor = draft.db.execute(sql, (str(decision) if decision else None, most))
    yield from map(Listed._make, rows)
