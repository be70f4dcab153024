"""When a campaign may be sent and how it is cut into stages, as its file and its policies say."""

from datetime import datetime
from zoneinfo import ZoneInfo

from runner.campaign.model import Campaign
from runner.hours import Calendar, Times
from runner.report.words import moment
from runner.stages import Division


def division(campaign: Campaign) -> Division:
    """How it is cut into stages, and what else of its delivery a review must see."""
    delivery = campaign.delivery
    stop = tuple(budget.text for budget in delivery.stop)
    window = _said(delivery.window.times, delivery.window.zone_field) if delivery.window else ()
    terms = (stop, window) if stop or window else ()
    return Division(delivery.stages, delivery.pause, terms)


def _said(times: Times, zone_field: str) -> tuple[object, ...]:
    denied = tuple(one.text for one in times.denied)
    return times.not_before, times.not_after, denied, times.zone, zone_field


def calendar(campaign: Campaign, zone: str = "") -> Calendar:
    """When it may be sent, to recipients of a time zone (empty: the window's own); policies' hours stay where they are.

    What a window or a policy denies is denied, whatever the other says.
    """
    window = campaign.delivery.window
    own = [window.times.in_zone(zone or window.times.zone)] if window else []
    denied = [one.value for one in campaign.policy if one.name == "deny_windows" and isinstance(one.value, Times)]
    return Calendar((*own, *denied))


def spoken(unix: float, zone: str) -> str:
    """A moment for people, on the clocks of a time zone and in UTC."""
    utc = moment(unix)
    if not zone or zone == "UTC":
        return utc
    return f"{datetime.fromtimestamp(unix, ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone} ({utc})"
