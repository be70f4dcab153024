"""How the last run of a campaign ended, and whether anything of it is left to send. Reads the ledger."""

from typing import Literal

from runner.ledger.schema import DEFERRED, SENDING
from runner.ledger.views import View

State = Literal["never", "unfinished", "finished"]
ENDINGS = f"""
SELECT coalesce((SELECT ending FROM run WHERE run.campaign = c.id ORDER BY run.id DESC LIMIT 1), 'none'),
    EXISTS (SELECT 1 FROM message m WHERE m.campaign = c.id AND m.status IN ({SENDING}, {DEFERRED}))
FROM campaign c WHERE c.name = ?1 AND (?2 IS NULL OR c.account = ?2)
"""


def state_of(view: View, name: str, account: str | None) -> State:
    """Whether a campaign was sent to its end, on an account or, for None, on any.

    Messages in doubt don't count as left: nothing sends them again by itself, so waiting for them would be for ever.
    """
    found = {
        "finished" if ending == "finished" and not left else "never" if ending == "none" else "unfinished"
        for ending, left in view.read(ENDINGS, (name, account))
    }
    states: tuple[State, ...] = ("finished", "unfinished")
    return next((state for state in states if state in found), "never")
