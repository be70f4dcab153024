"""`campaign continue`: open the next stage of a campaign, and send it as `apply` does."""

import shlex
from contextlib import ExitStack, closing

import click

from runner.cli import options
from runner.cli.apply import Wishes, check_plans, read_seconds
from runner.cli.carrying import carry_out, end_of, hold_accounts, need_secrets, settle
from runner.cli.clock import clock
from runner.cli.consent import is_wanted
from runner.cli.console import show
from runner.cli.emulated import emulator
from runner.cli.governing import govern, reports_of
from runner.cli.loading import load_named
from runner.cli.planned import Planned, planned
from runner.cli.sought import Sought
from runner.errors import ExitCode, UsageError
from runner.ledger.reached import in_doubt, open_stage, reached
from runner.ledger.schema import Durability
from runner.ledger.store import Ledger
from runner.planning import Choices
from runner.report import outcomes, plans
from runner.report.words import clean, counted
from runner.stages import Stage, is_over, named


@click.command("continue")
@click.argument("name", metavar="NAME")
@options.reading_named
@options.allow_commands
@click.option("--expect", metavar="FINGERPRINT", help="Refuse (exit 7) unless the plan still has this fingerprint.")
@click.option("-y", "--yes", "--auto-approve", is_flag=True, help="Don't ask; needed where there is no terminal.")
@click.option("--skip-refused", is_flag=True, help="Send the rest when recipients break a rule.")
@click.option(
    "--only-open",
    is_flag=True,
    help="Send nothing: the next apply does, be it of a saved plan (--plan).",
)
@options.ledger
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
    name: str,
    sought: Sought,
    expect: str | None,
    yes: bool,
    skip_refused: bool,
    only_open: bool,
    lock_timeout: str,
    durability: Durability,
    quiet: bool,
    verbose: bool,
) -> ExitCode:
    """Open the next stage of the campaign NAME (a name, or its file), and send it.

    Also where a timed pause isn't over. Refuses while the stages before it have messages that are in doubt, or unsent.
    """
    wishes = Wishes(
        Choices(), expect, yes, skip_refused, read_seconds(lock_timeout), durability, quiet, verbose, (), None
    )
    loaded = load_named(name, sought, secrets=not only_open, of_now=True)
    if not only_open:
        need_secrets([loaded])
    with ExitStack() as block:
        accounts = hold_accounts(block, [loaded], wishes.lock_timeout)
        settle([loaded], durability)
        made = block.enter_context(planned(loaded, wishes.choices))
        stage = _next_stage(made)
        if stage is None:
            return ExitCode.DONE
        if only_open:
            return _open(made, stage, durability)
        reports = reports_of([made], verbose=verbose, sending=True)
        show(plans.brief(reports) if quiet else plans.text(reports, verbose=verbose))
        check_plans([made], wishes)
        govern(reports)
        result = None
        if is_wanted([made], (), yes=yes):
            emulated = block.enter_context(emulator([loaded.campaign]))
            result = carry_out(made, emulated, accounts[loaded.owner], durability, quiet=quiet, continues=True)
        ends = [end_of(made, result)]
    words = ["apply", loaded.campaign.file, *sought.again(), *(["--skip-refused"] if skip_refused else [])]
    show(outcomes.text(ends, shlex.join(words)))
    return outcomes.exit_code(ends)


def _next_stage(made: Planned) -> int | None:
    """The stage that may be opened now; None, and said, where there is none. `UsageError` where another isn't done."""
    campaign, plan, ledger = made.loaded.campaign, made.plan, made.loaded.ledger
    name, account = clean(campaign.name), str(campaign.account)
    known = reached(ledger, account, campaign.name)
    stages = [Stage(stage.number, stage.to_send, known.get(stage.number)) for stage in plan.stages]
    waiting = next((stage for stage in stages if stage.left), None)
    if waiting is None:
        show(f"{name}: nothing to continue: {'all stages are done' if stages else 'it has no stages'}")
        return None
    said = _named(made, waiting.number)
    begun = [] if is_over(stages) else [stage for stage in stages if stage.reached]
    if not any(stage.number < waiting.number for stage in begun):
        what = "has begun and isn't done" if waiting in begun else "hasn't begun"
        raise UsageError(f"{name}: {said} {what}; send it with: campaign apply {clean(campaign.file)}")
    if waiting.reached:
        many = counted(waiting.left, "message")
        raise UsageError(f"{name}: {said} is open and has {many} to send; campaign apply {clean(campaign.file)}")
    _check_doubts(made, waiting.number)
    return waiting.number


def _check_doubts(made: Planned, stage: int) -> None:
    campaign = made.loaded.campaign
    with closing(Ledger(made.loaded.ledger)) as ledger:
        number = ledger.campaign(str(campaign.account), campaign.name)
        doubts = in_doubt(ledger, number, made.draft, stage)
    if doubts:
        many = counted(doubts, "message of the stages before is", "messages of the stages before are")
        todo = f"settle them with `campaign resolve {clean(shlex.quote(campaign.name))}`, then continue"
        raise UsageError(f"{clean(campaign.name)}: {many} in doubt; {todo}")


def _open(made: Planned, stage: int, durability: Durability) -> ExitCode:
    campaign = made.loaded.campaign
    with closing(Ledger(made.loaded.ledger, durability)) as ledger:
        open_stage(ledger, ledger.campaign(str(campaign.account), campaign.name), stage, clock(campaign).now())
    show(f"{clean(campaign.name)}: {_named(made, stage)} is open; the next apply sends it")
    return ExitCode.DONE


def _named(made: Planned, stage: int) -> str:
    return named(stage, [size.text for size in made.loaded.campaign.delivery.stages])
