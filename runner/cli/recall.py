"""`campaign recall`: take back what a campaign sent, where the provider can. Plans, asks, sends, records."""

import shlex
import sys
from contextlib import ExitStack

import click

from runner.cli import options
from runner.cli.carrying import carry_out, end_of, hold_accounts, need_secrets, settle
from runner.cli.console import say, show
from runner.cli.emulated import emulator
from runner.cli.loading import Loaded, load_named
from runner.cli.planned import Planned
from runner.cli.recalled import planned_recall
from runner.cli.sought import Sought
from runner.errors import ExitCode, UsageError
from runner.ledger.views import viewing
from runner.model import Decision, Status
from runner.planning import Choices, Unknown
from runner.report import outcomes, plans
from runner.report.words import clean, counted


@click.command("recall")
@click.argument("campaign", metavar="NAME")
@click.option("-r", "--recipient", metavar="ID", help="Only what this recipient got.")
@click.option("-y", "--yes", "--auto-approve", is_flag=True, help="Don't ask; needed where there is no terminal.")
@click.option("--plan", "only_plan", is_flag=True, help="Show what would be recalled, and end there.")
@options.reading_named
@options.allow_commands
@options.unknown
@options.ledger
@options.speaking
def command(
    campaign: str,
    recipient: str | None,
    yes: bool,
    only_plan: bool,
    sought: Sought,
    unknown: Unknown,
    quiet: bool,
    verbose: bool,
) -> ExitCode:
    """Take back what the campaign NAME (a name, or its file) sent, by the message ids in the ledger.

    RongCloud only: NetEase's custom notifications have no id and can't be recalled. Each recall is recorded under
    NAME/recall; repeating the command takes back only what is left.
    """
    loaded = load_named(campaign, sought, secrets=not only_plan)
    with ExitStack() as block:
        if not only_plan:
            need_secrets([loaded])
            accounts = hold_accounts(block, [loaded], 0.0)
            settle([loaded], "full")
        who = loaded.addressee(recipient) if recipient else None
        made = block.enter_context(planned_recall(loaded, who, Choices(unknown)))
        if not made.plan.counts:
            whom = f" to {recipient}" if recipient else ""
            raise UsageError(f"the ledger {loaded.ledger} knows of nothing that {campaign} sent{whom}")
        reports = [made.report(verbose=verbose)]
        show(plans.brief(reports) if quiet else plans.text(reports, verbose=verbose))
        _say_doubts(loaded)
        if only_plan:
            return ExitCode.DONE
        result = None
        if _is_wanted(made, yes=yes):
            emulated = block.enter_context(emulator([made.loaded.campaign]))
            result = carry_out(made, emulated, accounts[loaded.owner], "full", quiet=quiet)
        ends = [end_of(made, result)]
    words = ["recall", campaign, *(["--recipient", recipient] if recipient else [])]
    show(outcomes.text(ends, shlex.join([*words, *sought.again()])))
    return outcomes.exit_code(ends)


def _say_doubts(loaded: Loaded) -> None:
    """Messages in doubt may have arrived, and have no id."""
    campaign = loaded.campaign
    with viewing(loaded.ledger) as view:
        doubts = view.counts(campaign.name, str(campaign.account)).get(Status.UNKNOWN, 0) if view else 0
    if doubts:
        many = counted(doubts, "message is", "messages are")
        say(f"{many} in doubt and can't be recalled: they may have arrived, but nobody knows their ids")


def _is_wanted(made: Planned, *, yes: bool) -> bool:
    recalls = made.plan.count(Decision.SEND)
    if not recalls or yes:
        return bool(recalls or made.plan.count(Decision.REFUSE))
    if not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask on; look at --plan and say --yes; nothing was recalled")
    if not click.confirm(f"Recall {recalls:,} on {clean(str(made.plan.account))}?", err=True):
        raise click.Abort
    return True
