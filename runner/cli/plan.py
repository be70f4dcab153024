"""`campaign plan`: what would be sent, to whom, how, how fast, and why."""

from contextlib import ExitStack

import click

from runner.cli import options
from runner.cli.capping import promised_among
from runner.cli.console import say
from runner.cli.governing import govern, reports_of
from runner.cli.ordering import arranged, unfinished, with_order
from runner.cli.planned import planned
from runner.cli.reporting import PLANS, Telling, reported
from runner.cli.saving import Wanted, save, saving
from runner.cli.sought import Sought
from runner.errors import ExitCode
from runner.model import Decision
from runner.planning import Changed, Choices, Unknown
from runner.report import plans
from runner.report.words import clean


@click.command("plan")
@options.reading
@options.deciding
@saving
@reported("plan", PLANS, PLANS)
@click.option("--detailed-exitcode", is_flag=True, help="End with 2 when there is something to send.")
@options.speaking
def command(
    telling: Telling,
    sought: Sought,
    wanted: Wanted,
    unknown: Unknown,
    changed: Changed,
    detailed_exitcode: bool,
    quiet: bool,
    verbose: bool,
) -> ExitCode:
    """Show what `apply` would do with the campaigns at PATHS (files or folders; default: campaigns/).

    The diff: + is sent, = stays, ~ changed since it was sent, ! in doubt, - left out, x breaks a rule. Then samples,
    routes, calls, the least time it takes, and a fingerprint for `apply --expect`. Nothing is sent, no ledger is made.
    """
    choices = Choices(unknown, changed)
    with ExitStack() as block:
        loaded, saved = arranged(sought), wanted.out is not None
        promised = block.enter_context(promised_among(loaded))
        made = [block.enter_context(planned(one, choices, declaring=saved, promised=promised)) for one in loaded]
        reports = reports_of(made, verbose=verbose)
        for problem in unfinished(made, sought):
            say(clean(str(problem)), colour="yellow")
        text = plans.brief(reports) if quiet else plans.text(reports, verbose=verbose)
        telling.planned(reports, with_order(text, loaded))
        refused = any(one.plan.count(Decision.REFUSE) for one in made)
        save(made, reports, sought, choices, wanted)
    govern(reports)
    if refused:
        return ExitCode.INVALID
    return ExitCode.USAGE if detailed_exitcode and plans.has_changes([one.plan for one in made]) else ExitCode.DONE
