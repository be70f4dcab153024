"""Carry out a plan: hold its account, settle what an earlier run left, send, record, sum up. Touches everything."""

import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace

from runner.account import HeldAccount, hold, state_folder
from runner.campaign.model import Campaign
from runner.cli.allowance import allowance, journaled, ledgered, rare_way, remember
from runner.cli.console import say
from runner.cli.dispatch import Manner, send
from runner.cli.loading import Loaded, Owner
from runner.cli.planned import Planned
from runner.errors import CampaignInvalid, Stopped, UsageError
from runner.ledger.schema import Durability
from runner.ledger.store import Ledger
from runner.ledger.views import viewing
from runner.model import Decision
from runner.planning import Way
from runner.report import outcomes
from runner.report.waits import Wait
from runner.report.words import counted


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
    one: Planned, emulated: Mapping[str, str], account: HeldAccount, durability: Durability, *, quiet: bool
) -> outcomes.Result:
    """Send what a plan says; `emulated`: the emulator's addresses by provider type."""
    campaign = one.loaded.campaign
    endpoints = campaign.endpoints or _emulated(emulated, campaign.provider.type)
    way = rare_way(one.loaded, one.plan)
    if way is None:
        return _send(one, Manner(endpoints, quiet=quiet), account, durability)
    return _send_rare(one, way, Manner(endpoints, distrusts=True, quiet=quiet), account, durability)


def _send_rare(one: Planned, way: Way, manner: Manner, account: HeldAccount, durability: Durability) -> outcomes.Result:
    """Send as many as the vendor allows of what may go out only now and then; the journal knows of them before."""
    loaded, campaign, route = one.loaded, one.loaded.campaign, way.route
    calls, wait = allowance(loaded, route, time.time())
    if wait and wait.seconds > campaign.delivery.max_wait:
        return outcomes.Result(campaign.name, {}, 0, 0.0, _too_long(wait, campaign))
    if wait:
        say(f"{campaign.name}: {wait}: waiting")
        time.sleep(wait.seconds)
    before, now = journaled(loaded, route), time.time()
    remember(loaded, route, [*before, *[now + campaign.delivery.timeout] * min(calls, way.calls)])
    result = _send(one, manner, account, durability, most=calls)
    remember(loaded, route, [*before, *ledgered(loaded, route, now)])
    if result.error or result.interrupted or calls >= way.calls:
        return result
    later = allowance(loaded, route, time.time()).wait
    return replace(result, error=_too_long(later, campaign)) if later else result


def _too_long(wait: Wait, campaign: Campaign) -> Stopped:
    return Stopped(f"{wait}, more than delivery.max_wait ({campaign.delivery.max_wait:g} s); apply again then")


def _send(
    one: Planned, manner: Manner, account: HeldAccount, durability: Durability, most: int | None = None
) -> outcomes.Result:
    """`most`: calls of each lane."""
    campaign = one.loaded.campaign
    with closing(Ledger(one.loaded.ledger, durability)) as ledger:
        began, now = time.monotonic(), time.time()
        run = ledger.begin(ledger.campaign(str(campaign.account), campaign.name), one.draft, one.plan.fingerprint, now)
        ledger.refuse(run, one.draft, now)
        part = run if most is None else run.first(most)
        sent = send(campaign, manner, account, ledger, part)
        stopped = sent.interrupted or sent.error is not None or part != run
        ledger.finish(run, "stopped" if stopped else "finished", time.time())
    progress, took = sent.progress, time.monotonic() - began
    return outcomes.Result(
        campaign.name, progress.done, progress.calls, took, sent.error, sent.interrupted, progress.why
    )


def _emulated(addresses: Mapping[str, str], type_: str) -> tuple[str, ...]:
    if type_ not in addresses:
        raise UsageError(f"the built-in emulator doesn't know the provider `{type_}`; give its campaign an address")
    return (addresses[type_],)


def has_work(one: Planned) -> bool:
    """Whether carrying out this plan sends or records anything."""
    return bool(one.plan.count(Decision.SEND) or one.plan.count(Decision.REFUSE))


def end_of(one: Planned, result: outcomes.Result | None) -> outcomes.End:
    """How it ended for one campaign."""
    campaign = one.loaded.campaign
    with viewing(one.loaded.ledger) as view:
        counts = view.counts(campaign.name, str(campaign.account)) if view else {}
    return outcomes.End(campaign.file, one.plan, result, counts)
