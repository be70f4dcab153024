"""`campaign apply`: plan, show, ask, send, record, sum up."""

import shlex
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from runner.account import HeldAccount
from runner.campaign.values import duration
from runner.cli import options
from runner.cli.carrying import carry_out, end_of, has_work, hold_accounts, need_secrets, settle
from runner.cli.consent import check_names, is_wanted
from runner.cli.console import say, show
from runner.cli.emulated import emulator
from runner.cli.loading import Owner, load
from runner.cli.planned import Planned, planned
from runner.errors import CampaignInvalid, ExitCode, Place, PlanChanged, Problem, UsageError
from runner.ledger.schema import Durability
from runner.model import Decision
from runner.planning import Changed, Choices, Unknown, joint_fingerprint
from runner.report import outcomes, plans
from runner.report.words import clean, counted


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks for."""

    choices: Choices
    expect: str | None
    yes: bool
    skip_refused: bool
    lock_timeout: float
    durability: Durability
    quiet: bool
    verbose: bool
    confirmed: tuple[str, ...]


@click.command("apply")
@options.reading
@click.option("--expect", metavar="FINGERPRINT", help="Refuse (exit 7) unless the plan still has this fingerprint.")
@click.option(
    "--confirm",
    "confirmed",
    multiple=True,
    metavar="NAME",
    help="Send the campaign of this name although it reaches everyone; --yes alone doesn't.",
)
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
    confirmed: tuple[str, ...],
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
        Choices(unknown, changed),
        expect,
        yes,
        skip_refused,
        _seconds(lock_timeout),
        durability,
        quiet,
        verbose,
        confirmed,
    )
    loaded = load(paths, variables, allowed, ledger)
    need_secrets(loaded)
    with ExitStack() as block:
        accounts = hold_accounts(block, loaded, wishes.lock_timeout)
        settle(loaded, wishes.durability)
        made = [block.enter_context(planned(one, wishes.choices)) for one in loaded]
        reports = [one.report(verbose=verbose) for one in made]
        show(plans.brief(reports) if quiet else plans.text(reports, verbose=verbose))
        check_names(made, wishes.confirmed)
        _check(made, wishes)
        results = _send_all(block, made, accounts, wishes) if is_wanted(made, wishes.confirmed, yes=wishes.yes) else {}
        ends = [end_of(one, results.get(one.loaded.campaign.file)) for one in made]
    again = ["apply", *map(str, paths), *_options_again(variables, allowed, ledger, wishes)]
    show(outcomes.text(ends, shlex.join(again)))
    return outcomes.exit_code(ends)


def _options_again(variables: Sequence[str], allowed: Sequence[Path], ledger: Path | None, wishes: Wishes) -> list[str]:
    """What the command that goes on from here must say again to send the same; resending doubts is asked for anew."""
    words = options.again(variables, allowed, ledger)
    words += [word for name in wishes.confirmed for word in ("--confirm", name)]
    words += ["--changed", "resend"] if wishes.choices.changed == "resend" else []
    return [*words, *(["--skip-refused"] if wishes.skip_refused else [])]


def _seconds(text: str) -> float:
    found = duration(text, 0, 86400) if text not in {"0", "0s"} else 0.0
    if not isinstance(found, float):
        raise UsageError(f"--lock-timeout {text}: {found.what}; {found.todo}")
    return found


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


def _send_all(
    block: ExitStack, made: Sequence[Planned], accounts: dict[Owner, HeldAccount], wishes: Wishes
) -> dict[str, outcomes.Result]:
    """One campaign after the other, by file; an error or a signal ends them all."""
    emulated = block.enter_context(emulator(one.loaded.campaign for one in made))
    results: dict[str, outcomes.Result] = {}
    for one in made:
        if not has_work(one):
            continue
        account = accounts[one.loaded.owner]
        result = carry_out(one, emulated, account, wishes.durability, quiet=wishes.quiet)
        results[one.loaded.campaign.file] = result
        if result.error or result.interrupted:
            break
    return results
