"""Wait until a campaign may be sent, where that is worth waiting for; else say when it may. Reads the clock."""

from collections.abc import Sequence
from typing import NamedTuple

from runner.campaign.model import Campaign
from runner.cli.clock import Clock
from runner.cli.console import say
from runner.cli.schedule import calendar, spoken
from runner.errors import RunnerError, Stopped
from runner.report.words import clean, span


class Ending(NamedTuple):
    """Why sending ends before or after its work: an error, a signal, or a sentence about what it waits for."""

    error: RunnerError | None = None
    interrupted: bool = False
    note: str = ""


def open_up(campaign: Campaign, zones: Sequence[str], clock: Clock) -> Ending | None:
    """Wait until it may be sent to recipients of one of these time zones, all of which are denied now, or end."""
    now = clock.now()
    opening = {zone: calendar(campaign, zone).opens(now) for zone in zones}
    moments = sorted((at, zone) for zone, at in opening.items() if at is not None)
    denial = calendar(campaign, zones[0]).denial(now)
    if not moments:
        return Ending(Stopped(_for_good(campaign, denial)))
    at, zone = moments[0]
    if at <= now:
        return None
    denial = calendar(campaign, zone).denial(now)
    window, most = campaign.delivery.window, campaign.delivery.max_wait
    moment = spoken(at, zone or (window.times.zone if window else ""))
    if at - now > most:
        what = f"`{denial}` lets nothing be sent before {moment}, in {span(at - now)}"
        return Ending(Stopped(f"{what}, more than delivery.max_wait ({most:g} s); apply again then"))
    say(f"{clean(campaign.name)}: `{denial}` lets nothing be sent before {moment}: waits {span(at - now)}")
    return None if clock.sleep_until(at) else Ending(interrupted=True)


def _for_good(campaign: Campaign, denial: str) -> str:
    window = campaign.delivery.window
    if denial == "not_after" and window and window.times.not_after is not None:
        over = spoken(window.times.not_after, window.times.zone)
        return f"its time was over at {over} (delivery.window.not_after); move that, if it may still be sent"
    return f"`{denial}` and what stands beside it never let anything be sent; correct delivery.window or the policy"
