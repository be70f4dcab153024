"""What the vendor still allows of announcements: a few an hour or a day, counted in the ledger. Reads the ledger."""

from runner.cli.loading import Loaded
from runner.ledger.sent import left_since
from runner.pacing import next_free
from runner.planning import Plan
from runner.provider import Route
from runner.report.waits import Wait

ANNOUNCED = ("everyone", "online")  # to whom an announcement's row in the ledger is addressed


def is_rare(loaded: Loaded, route: Route) -> bool:
    """Whether what a route carries is counted in the ledger: announcements, and what has quotas."""
    return loaded.campaign.to_everyone or bool(route.quotas)


def wait_of(loaded: Loaded, plan: Plan, now: float) -> Wait | None:
    """How long the announcements of a plan must wait, by what the ledger knows of earlier ones; `now`: Unix seconds."""
    campaign = loaded.campaign
    waits = []
    for route in (way.route for way in plan.ways if is_rare(loaded, way.route)):
        limits = (route.limit, *route.quotas)
        since = now - max(limit.window for limit in limits) - campaign.delivery.timeout
        ended = left_since(
            loaded.ledger, str(campaign.account), ANNOUNCED, [route.name], since, campaign.delivery.timeout
        )
        free, limit = next_free(limits, ended)
        if limit and free > now:
            waits.append(Wait(free - now, free, limit))
    return max(waits, key=lambda wait: wait.seconds, default=None)
