"""Carry out a plan: hold its account, settle what an earlier run left, send, record, sum up. Touches everything."""

import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing

from runner.account import HeldAccount, hold, state_folder
from runner.cli.allowance import is_rare, wait_of
from runner.cli.console import say
from runner.cli.dispatch import Manner, send
from runner.cli.loading import Loaded, Owner
from runner.cli.planned import Planned
from runner.errors import Stopped, UsageError
from runner.ledger.schema import Durability
from runner.ledger.store import Ledger
from runner.ledger.views import viewing
from runner.model import Decision
from runner.report import outcomes
from runner.report.words import counted


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
    wait = wait_of(one.loaded, one.plan, time.time())
    if wait and wait.seconds > campaign.delivery.max_wait:
        error = Stopped(f"{wait}, more than delivery.max_wait ({campaign.delivery.max_wait:g} s); apply again then")
        return outcomes.Result(campaign.name, {}, 0, 0.0, error)
    if wait:
        say(f"{campaign.name}: {wait}: waiting")
    endpoints = campaign.endpoints or _emulated(emulated, campaign.provider.type)
    rare = any(is_rare(one.loaded, way.route) for way in one.plan.ways)
    manner = Manner(endpoints, distrusts=rare, rest=wait.seconds if wait else 0.0, quiet=quiet)
    with closing(Ledger(one.loaded.ledger, durability)) as ledger:
        began = time.monotonic()
        number = ledger.campaign(str(campaign.account), campaign.name)
        run = ledger.begin(number, one.draft, one.plan.fingerprint, time.time())
        ledger.refuse(run, one.draft, time.time())
        sent = send(campaign, manner, account, ledger, run)
        stopped = sent.interrupted or sent.error is not None
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
