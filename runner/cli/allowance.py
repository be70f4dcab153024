"""What the vendor still allows of what may go out only now and then: announcements, and recalls of them. Reads files.

Counted twice, in the ledger and in the account's own journal; the stricter count holds.
"""

from collections.abc import Sequence
from typing import NamedTuple

from runner.account import journal_of, state_folder
from runner.cli.loading import Loaded
from runner.errors import RunnerError
from runner.journal import read_sends, write_sends
from runner.ledger.sent import left_since
from runner.pacing import next_free, room
from runner.planning import Plan, Way
from runner.provider import Route
from runner.report.waits import Wait


class Allowance(NamedTuple):
    """How many calls of a route may leave at one time, and how long that time is still to come (None: it is now)."""

    calls: int
    wait: Wait | None


def is_rare(loaded: Loaded, route: Route) -> bool:
    """Whether what a route carries is counted in ledger and journal: announcements, and what has quotas."""
    return loaded.campaign.to_everyone or bool(route.quotas)


def rare_way(loaded: Loaded, plan: Plan) -> Way | None:
    """The way of a plan that goes out only now and then; an announcement has one."""
    return next((way for way in plan.ways if is_rare(loaded, way.route)), None)


def allowance(loaded: Loaded, route: Route, now: float) -> Allowance:
    """What is allowed of a rare route; `now`: Unix seconds."""
    limits = (route.limit, *route.quotas)
    counts = _counts(loaded, route, now)
    free, limit = max((next_free(limits, sends) for sends in counts), key=lambda pair: pair[0])
    at = max(free, now)
    wait = Wait(free - now, free, limit) if limit and free > now else None
    return Allowance(min(room(limits, sends, at) for sends in counts), wait)


def wait_of(loaded: Loaded, plan: Plan, now: float) -> Wait | None:
    """How long the announcement of a plan must wait."""
    way = rare_way(loaded, plan)
    return allowance(loaded, way.route, now).wait if way else None


def remember(loaded: Loaded, route: Route, sends: Sequence[float]) -> None:
    """Keep in the account's journal when sends of a route ended, or will have ended; an emulated account keeps none."""
    if loaded.campaign.account.emulated:
        return
    journal = journal_of(*loaded.owner, state_folder())
    try:
        write_sends(journal, route.name, sends)
    except OSError as error:
        raise RunnerError(
            f"the account's journal {journal} can't be written: {error}; nothing is sent without it"
        ) from error


def journaled(loaded: Loaded, route: Route) -> list[float]:
    """The sends of a route in the account's journal; an emulated account, whose emulator begins anew, has none."""
    if loaded.campaign.account.emulated:
        return []
    return read_sends(journal_of(*loaded.owner, state_folder()), route.name)


def ledgered(loaded: Loaded, route: Route, since: float) -> list[float]:
    """The sends of a route after `since` that the ledger knows of."""
    campaign = loaded.campaign
    return left_since(loaded.ledger, str(campaign.account), route.name, since, campaign.delivery.timeout)


def _counts(loaded: Loaded, route: Route, now: float) -> tuple[list[float], list[float]]:
    longest = max(limit.window for limit in (route.limit, *route.quotas))
    return ledgered(loaded, route, now - longest - loaded.campaign.delivery.timeout), journaled(loaded, route)
