"""Carry out a plan: hold its account, settle what an earlier run left, send, record, sum up. Touches everything."""

import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace

from runner.account import HeldAccount, hold, state_folder
from runner.campaign.model import Campaign
from runner.cli.allowance import allowance, journaled, ledgered, rare_way, remember
from runner.cli.clock import Clock, clock
from runner.cli.console import say
from runner.cli.dispatch import Manner, send
from runner.cli.loading import Loaded, Owner
from runner.cli.opening import Ending, open_up
from runner.cli.planned import Planned
from runner.cli.progress import Told
from runner.cli.schedule import calendar
from runner.cli.staged import send_in_parts
from runner.errors import CampaignInvalid, Stopped, UsageError
from runner.ledger.schema import Durability
from runner.ledger.standing import Mark
from runner.ledger.store import Ledger
from runner.ledger.views import viewing
from runner.planning import Way
from runner.report import outcomes
from runner.report.waits import Wait
from runner.report.words import counted
from runner.sending.budget import Tally


def need_secrets(loaded: Iterable[Loaded]) -> None:
    """`CampaignInvalid` names every campaign that can't be signed for."""
    problems = [one.campaign.missing_secret for one in loaded if one.campaign.missing_secret]
    if problems:
        raise CampaignInvalid(problems)


def hold_accounts(block: ExitStack, loaded: Iterable[Loaded], lock_timeout: float) -> dict[Owner, HeldAccount]:
    """Every account once, in one order for all processes, so that two of them can't wait for each other."""
    return {
        owner: block.enter_context(hold(*owner, state_folder(), lock_timeout))
        for owner in sorted({one.owner for one in loaded}, key=str)
    }


def settle(loaded: Iterable[Loaded], durability: Durability) -> None:
    """What an earlier run left under way is in doubt now; says how many messages that are."""
    for one in loaded:
        if one.ledger.exists():
            with closing(Ledger(one.ledger, durability)) as ledger:
                lost = ledger.settle(str(one.campaign.account))
            if lost:
                say(f"{counted(lost, 'message')} under way when an earlier run ended: nobody knows what became of them")


def carry_out(
    one: Planned,
    emulated: Mapping[str, str],
    account: HeldAccount,
    durability: Durability,
    *,
    quiet: bool,
    plan: str = "",
    continues: bool = False,
    told: Told | None = None,
) -> outcomes.Result:
    """Send what a plan says; `emulated`: the emulator's addresses by provider type; `plan`: a plan file's checksum.

    `continues`: a person opens the next stage. `told`: who is told how it goes, every few seconds.
    """
    campaign = one.loaded.campaign
    stop = campaign.delivery.stop
    manner = Manner(
        campaign.endpoints or _emulated(emulated, campaign.provider.type),
        quiet=quiet,
        plan=plan,
        clock=clock(campaign),
        tally=Tally(stop) if stop else None,
        told=told,
    )
    way = rare_way(one.loaded, one.plan)
    if way is None:
        return send_in_parts(one, manner, account, durability, continues=continues)
    return _send_rare(one, way, replace(manner, distrusts=True), account, durability)


def _send_rare(one: Planned, way: Way, manner: Manner, account: HeldAccount, durability: Durability) -> outcomes.Result:
    """Send as many as the vendor allows of what may go out only now and then; the journal knows of them before."""
    loaded, campaign, route = one.loaded, one.loaded.campaign, way.route
    ending = _await_turn(loaded, way, manner.clock)
    if ending:
        return outcomes.Result(campaign.name, {}, 0, 0.0, ending.error, ending.interrupted)
    calls, before, now = (
        allowance(loaded, route, manner.clock.now()).calls,
        journaled(loaded, route),
        manner.clock.now(),
    )
    remember(loaded, route, [*before, *[now + campaign.delivery.timeout] * min(calls, way.calls)])
    result = _send(one, replace(manner, until=calendar(campaign).closes(now)), account, durability, calls)
    remember(loaded, route, [*before, *ledgered(loaded, route, now)])
    if result.error or result.interrupted or calls >= way.calls:
        return result
    later = allowance(loaded, route, manner.clock.now()).wait
    return replace(result, error=_too_long(later, campaign)) if later else result


def _await_turn(loaded: Loaded, way: Way, clock: Clock) -> Ending | None:
    """Wait until both the vendor's limit and the campaign's window let it out, or say why that takes too long."""
    campaign = loaded.campaign
    while True:
        now = clock.now()
        wait = allowance(loaded, way.route, now).wait
        if wait and wait.seconds > campaign.delivery.max_wait:
            return Ending(_too_long(wait, campaign))
        if wait:
            say(f"{campaign.name}: {wait}: waiting")
            ending = None if clock.sleep_until(wait.until) else Ending(interrupted=True)
        elif calendar(campaign).denial(now):
            ending = open_up(campaign, [""], clock)
        else:
            return None
        if ending:
            return ending


def _too_long(wait: Wait, campaign: Campaign) -> Stopped:
    return Stopped(f"{wait}, more than delivery.max_wait ({campaign.delivery.max_wait:g} s); apply again then")


def _send(one: Planned, manner: Manner, account: HeldAccount, durability: Durability, most: int) -> outcomes.Result:
    """`most`: calls of each lane."""
    campaign = one.loaded.campaign
    with closing(Ledger(one.loaded.ledger, durability)) as ledger:
        began, now = time.monotonic(), manner.clock.now()
        number, mark = ledger.campaign(str(campaign.account), campaign.name), Mark(manner.plan, campaign.tags)
        run = ledger.begin(number, one.draft, one.plan.fingerprint, now, mark)
        ledger.refuse(run, one.draft, now)
        ledger.hold_out(run, one.draft, now)
        part = run.first(most)
        sent = send(campaign, manner, account, ledger, part)
        stopped = sent.interrupted or sent.closed or sent.error is not None or part != run
        ledger.finish(run, "stopped" if stopped else "finished", manner.clock.now())
    progress, took = sent.progress, time.monotonic() - began
    error = sent.error or (Stopped("its window closed while it was sent; apply again") if sent.closed else None)
    return outcomes.Result(campaign.name, progress.done, progress.calls, took, error, sent.interrupted, progress.why)


def _emulated(addresses: Mapping[str, str], type_: str) -> tuple[str, ...]:
    if type_ not in addresses:
        raise UsageError(f"the built-in emulator doesn't know the provider `{type_}`; give its campaign an address")
    return (addresses[type_],)


def end_of(one: Planned, result: outcomes.Result | None, behind: str = "") -> outcomes.End:
    """How it ended for one campaign; `behind`: which campaign, that isn't done, it comes after."""
    campaign = one.loaded.campaign
    with viewing(one.loaded.ledger) as view:
        counts = view.counts(campaign.name, str(campaign.account)) if view else {}
    return outcomes.End(campaign.file, one.plan, result, counts, behind)
