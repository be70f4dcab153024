"""`campaign apply`: plan, show, ask, send, record, sum up."""

import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import click

from runner.account import HeldAccount, hold, state_folder
from runner.campaign.values import duration
from runner.cli import options
from runner.cli.console import say, show
from runner.cli.dispatch import send
from runner.cli.emulated import emulator
from runner.cli.loading import Loaded, Owner, load
from runner.cli.planned import Planned, planned
from runner.errors import CampaignInvalid, ExitCode, Place, PlanChanged, Problem, UsageError
from runner.ledger.schema import Durability
from runner.ledger.store import Ledger
from runner.ledger.views import viewing
from runner.model import Decision
from runner.planning import Changed, Policy, Unknown, joint_fingerprint
from runner.report import outcomes, plans
from runner.report.words import clean, counted


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks for."""

    policy: Policy
    expect: str | None
    yes: bool
    skip_refused: bool
    lock_timeout: float
    durability: Durability
    quiet: bool
    verbose: bool


@click.command("apply")
@options.reading
@click.option("--expect", metavar="FINGERPRINT", help="Refuse (exit 7) unless the plan still has this fingerprint.")
@click.option("-y", "--yes", "--auto-approve", is_flag=True, help="Don't ask; needed where there is no terminal.")
@click.option(
    "--skip-refused", is_flag=True, help="Send the rest when recipients break a rule; without it nothing is sent."
)
@options.deciding
@click.option(
    "--lock-timeout", default="0s", metavar="TIME", help="Wait so long for another run on the account (30s, 5m)."
)
@click.option(
    "--durability",
    type=click.Choice(["full", "process"]),
    default="full",
    show_default=True,
    help="What the ledger survives: a power cut, or only the end of the process (faster).",
)
@options.speaking
def command(
    paths: tuple[Path, ...],
    variables: tuple[str, ...],
    expect: str | None,
    yes: bool,
    skip_refused: bool,
    allowed: tuple[Path, ...],
    unknown: Unknown,
    changed: Changed,
    ledger: Path | None,
    lock_timeout: str,
    durability: Durability,
    quiet: bool,
    verbose: bool,
) -> ExitCode:
    """Send what the plan of the campaigns at PATHS says, within the provider's limits, and record every result.

    Safe to repeat: what was accepted is not sent again, and what was interrupted goes on where it stopped.
    """
    wishes = Wishes(
        Policy(unknown, changed), expect, yes, skip_refused, _seconds(lock_timeout), durability, quiet, verbose
    )
    loaded = load(paths, variables, allowed, ledger)
    _need_secrets(loaded)
    with ExitStack() as block:
        accounts = _hold(block, loaded, wishes)
        _settle(loaded, wishes)
        made = [block.enter_context(planned(one, wishes.policy)) for one in loaded]
        reports = [one.report(verbose=verbose) for one in made]
        show(plans.brief(reports) if quiet else plans.text(reports, verbose=verbose))
        _check(made, wishes)
        results = _send_all(block, made, accounts, wishes) if _has_work(made, wishes) else {}
        ends = [_end(one, results.get(one.loaded.campaign.file)) for one in made]
    again = _options_again(variables, allowed, ledger, wishes)
    show(outcomes.text(ends, [*map(str, paths), *again]))
    return outcomes.exit_code(ends)


def _options_again(variables: Sequence[str], allowed: Sequence[Path], ledger: Path | None, wishes: Wishes) -> list[str]:
    """What the command that goes on from here must say again to send the same; resending doubts is asked for anew."""
    words = [word for one in variables for word in ("--var", one)]
    words += [word for one in allowed for word in ("--allow-path", str(one))]
    words += ["--ledger", str(ledger)] if ledger else []
    words += ["--changed", "resend"] if wishes.policy.changed == "resend" else []
    return [*words, *(["--skip-refused"] if wishes.skip_refused else [])]


def _seconds(text: str) -> float:
    found = duration(text, 0, 86400) if text not in {"0", "0s"} else 0.0
    if not isinstance(found, float):
        raise UsageError(f"--lock-timeout {text}: {found.what}; {found.todo}")
    return found


def _need_secrets(loaded: Sequence[Loaded]) -> None:
    problems = [one.campaign.missing_secret for one in loaded if one.campaign.missing_secret]
    if problems:
        raise CampaignInvalid(problems)


def _hold(block: ExitStack, loaded: Sequence[Loaded], wishes: Wishes) -> dict[Owner, HeldAccount]:
    """Every account once, in one order for all processes, so that two of them can't wait for each other."""
    return {
        owner: block.enter_context(hold(*owner, state_folder(), wishes.lock_timeout))
        for owner in sorted({one.owner for one in loaded}, key=str)
    }


def _settle(loaded: Sequence[Loaded], wishes: Wishes) -> None:
    for one in loaded:
        if one.ledger.exists():
            with closing(Ledger(one.ledger, wishes.durability)) as ledger:
                lost = ledger.settle(str(one.campaign.account))
            if lost:
                say(f"{counted(lost, 'message')} under way when an earlier run ended: nobody knows what became of them")


def _check(made: Sequence[Planned], wishes: Wishes) -> None:
    now = joint_fingerprint([one.plan for one in made])
    if wishes.expect and wishes.expect != now:
        raise PlanChanged(
            f"the plan's fingerprint is {now}, {wishes.expect} was expected: the campaign, its lists, the texts or the "
            "ledger have changed since; review `campaign plan` again; nothing was sent"
        )
    refused = sum(one.plan.count(Decision.REFUSE) for one in made)
    if refused and not wishes.skip_refused:
        for row in (row for one in made for row in one.draft.each(Decision.REFUSE)):
            say(clean(f"{Place(row.file, row.line)}: {row.recipient}: {row.reason}; correct it"), colour="red")
        what = f"{counted(refused, 'recipient')} can't be sent to, so nothing was sent"
        raise CampaignInvalid([Problem(None, what, "correct them, or apply with --skip-refused")])


def _has_work(made: Sequence[Planned], wishes: Wishes) -> bool:
    sends = sum(one.plan.count(Decision.SEND) for one in made)
    if not sends:
        return any(one.plan.count(Decision.REFUSE) for one in made)
    if wishes.yes:
        return True
    if not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask on; review the plan and say --yes; nothing was sent")
    accounts = " and ".join(sorted({clean(str(one.plan.account)) for one in made if one.plan.count(Decision.SEND)}))
    if not click.confirm(f"Send to {sends:,} on {accounts}?", err=True):
        raise click.Abort
    return True


def _send_all(
    block: ExitStack, made: Sequence[Planned], accounts: dict[Owner, HeldAccount], wishes: Wishes
) -> dict[str, outcomes.Result]:
    """One campaign after the other, by file; an error or a signal ends them all."""
    emulated = block.enter_context(emulator(one.loaded.campaign for one in made))
    results: dict[str, outcomes.Result] = {}
    for one in made:
        if not (one.plan.count(Decision.SEND) or one.plan.count(Decision.REFUSE)):
            continue
        result = _send_one(one, emulated.get(one.loaded.campaign.provider.type, ""), accounts, wishes)
        results[one.loaded.campaign.file] = result
        if result.error or result.interrupted:
            break
    return results


def _send_one(one: Planned, emulated: str, accounts: dict[Owner, HeldAccount], wishes: Wishes) -> outcomes.Result:
    campaign = one.loaded.campaign
    endpoints = (emulated,) if campaign.account.emulated else campaign.endpoints
    with closing(Ledger(one.loaded.ledger, wishes.durability)) as ledger:
        began = time.monotonic()
        number = ledger.campaign(str(campaign.account), campaign.name)
        run = ledger.begin(number, one.draft, one.plan.fingerprint, time.time())
        ledger.refuse(run, one.draft, time.time())
        sent = send(campaign, endpoints, accounts[one.loaded.owner], ledger, run, wishes.quiet)
        stopped = sent.interrupted or sent.error is not None
        ledger.finish(run, "stopped" if stopped else "finished", time.time())
    progress, took = sent.progress, time.monotonic() - began
    return outcomes.Result(
        campaign.name, progress.done, progress.calls, took, sent.error, sent.interrupted, progress.why
    )


def _end(one: Planned, result: outcomes.Result | None) -> outcomes.End:
    campaign = one.loaded.campaign
    with viewing(one.loaded.ledger) as view:
        counts = view.counts(campaign.name, str(campaign.account)) if view else {}
    return outcomes.End(campaign.file, one.plan, result, counts)
