"""`campaign apply`: plan, show, ask, send, record, sum up."""

import shlex
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from runner.account import HeldAccount
from runner.campaign.values import duration
from runner.cli import options
from runner.cli.capping import promised_among
from runner.cli.carrying import carry_out, end_of, hold_accounts, need_secrets, settle
from runner.cli.consent import check_names, is_wanted
from runner.cli.console import say
from runner.cli.emulated import emulator
from runner.cli.governing import govern, reports_of
from runner.cli.loading import Loaded, Owner
from runner.cli.ordering import arranged, check_done_before, held_back, with_order
from runner.cli.planned import Planned, planned
from runner.cli.reporting import PLANS, Telling, reported
from runner.cli.reviewed import Reviewed, review
from runner.cli.sought import Sought
from runner.errors import CampaignInvalid, ExitCode, Place, PlanChanged, Problem, UsageError
from runner.ledger.caps import Promises
from runner.ledger.schema import Durability
from runner.model import Decision
from runner.planfile.staleness import Progress
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
    reviewed: Reviewed | None

    @property
    def carries_plan(self) -> bool:
        """Whether a saved plan is carried out."""
        return self.reviewed is not None


@click.command("apply")
@options.reading
@options.allow_commands
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Send what this saved plan says, once; refuse (exit 7) if anything has changed since. It needs no --yes.",
)
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
@reported("apply", ("json", "jsonl"), PLANS)
@options.speaking
def command(
    telling: Telling,
    sought: Sought,
    plan_file: Path | None,
    expect: str | None,
    confirmed: tuple[str, ...],
    yes: bool,
    skip_refused: bool,
    unknown: Unknown,
    changed: Changed,
    lock_timeout: str,
    durability: Durability,
    quiet: bool,
    verbose: bool,
) -> ExitCode:
    """Send what the plan of the campaigns at PATHS says, within the provider's limits, and record every result.

    Safe to repeat: what was accepted is not sent again, and what was interrupted goes on where it stopped.
    A saved plan (--plan) says by itself which campaigns, variables and target are meant.
    """
    reviewed = review(plan_file) if plan_file else None
    wishes = Wishes(
        reviewed.choices if reviewed else Choices(unknown, changed),
        expect,
        yes or reviewed is not None,
        skip_refused,
        read_seconds(lock_timeout),
        durability,
        quiet,
        verbose,
        confirmed,
        reviewed,
    )
    asked = reviewed.sought(sought) if reviewed else sought
    loaded = arranged(asked, secrets=True)
    with ExitStack() as block:
        accounts = hold_accounts(block, loaded, wishes.lock_timeout)
        far = reviewed.hold_to_ledgers(loaded) if reviewed else {}
        settle(loaded, wishes.durability)
        promised = block.enter_context(promised_among(loaded))
        made = [block.enter_context(_planned(one, wishes, far, promised)) for one in loaded]
        reports = reports_of(made, verbose=verbose, sending=True, reviewed=reviewed is not None)
        text = plans.brief(reports) if quiet else plans.text(reports, verbose=verbose)
        telling.planned(reports, with_order(text, loaded))
        check_names(made, wishes.confirmed)
        check_plans(made, wishes)
        govern(reports)
        check_done_before(made, asked)
        need_secrets(one.loaded for one in made if one.plan.count(Decision.SEND))
        left = made
        if reviewed:
            reviewed.hold_to_plans(made, far)
            left = reviewed.left(made, far)
        wanted = is_wanted(left, wishes.confirmed, yes=wishes.yes)
        results = _send_all(block, left, accounts, wishes, telling) if wanted else {}
        ends = [end_of(one, results.get(one.loaded.campaign.file), held_back(one, left, results)) for one in made]
    named = ["--plan", str(plan_file)] if plan_file else map(str, sought.paths)
    again = ["apply", *named, *_options_again(sought, wishes)]
    telling.ended(ends, outcomes.text(ends, shlex.join(again)))
    return outcomes.exit_code(ends)


def _planned(
    one: Loaded, wishes: Wishes, far: Mapping[str, Progress], promised: Promises | None
) -> AbstractContextManager[Planned]:
    choices = wishes.reviewed.choices_for(one, far) if wishes.reviewed else wishes.choices
    return planned(one, choices, declaring=wishes.carries_plan, promised=promised)


def _options_again(sought: Sought, wishes: Wishes) -> list[str]:
    """What the command that goes on from here must say again to send the same; resending doubts is asked for anew."""
    words = sought.again()
    words += [word for name in wishes.confirmed for word in ("--confirm", name)]
    words += ["--changed", "resend"] if wishes.choices.changed == "resend" and not wishes.carries_plan else []
    return [*words, *(["--skip-refused"] if wishes.skip_refused else [])]


def read_seconds(text: str) -> float:
    """A length of time on the command line, in seconds."""
    found = duration(text, 0, 86400) if text not in {"0", "0s"} else 0.0
    if not isinstance(found, float):
        raise UsageError(f"--lock-timeout {text}: {found.what}; {found.todo}")
    return found


def check_plans(made: Sequence[Planned], wishes: Wishes) -> None:
    """End here where the plans aren't those that were expected, or refuse somebody."""
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
    block: ExitStack, made: Sequence[Planned], accounts: dict[Owner, HeldAccount], wishes: Wishes, telling: Telling
) -> dict[str, outcomes.Result]:
    """One campaign after the other, by file; an error or a signal ends them all."""
    emulated = block.enter_context(emulator(one.loaded.campaign for one in made))
    results: dict[str, outcomes.Result] = {}
    for one in made:
        if not one.has_work or held_back(one, made, results):
            continue
        account = accounts[one.loaded.owner]
        plan = wishes.reviewed.plan.checksum if wishes.reviewed else ""
        told = telling.sending(one.plan)
        result = carry_out(one, emulated, account, wishes.durability, quiet=wishes.quiet, plan=plan, told=told)
        telling.sent(one.plan, result)
        results[one.loaded.campaign.file] = result
        if result.error or result.interrupted:
            break
    return results
