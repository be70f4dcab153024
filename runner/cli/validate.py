"""`campaign validate`: everything that can be known offline, nothing sent."""

from contextlib import ExitStack
from pathlib import Path

import click

from runner.cli import options
from runner.cli.console import say, show
from runner.cli.loading import load
from runner.cli.planned import planned
from runner.errors import CampaignInvalid, ExitCode, Problem
from runner.model import Decision
from runner.planning import Policy
from runner.report.words import clean, counted


@click.command("validate")
@options.reading
@options.speaking
def command(
    paths: tuple[Path, ...],
    variables: tuple[str, ...],
    allowed: tuple[Path, ...],
    quiet: bool,
    verbose: bool,
    no_color: bool,
) -> ExitCode:
    """Check the campaigns at PATHS: the files, every recipient, every rendered text, every rule of the provider.

    Problems are said as `file:line:column: what is wrong; what to do`, all of them.
    """
    problems: list[Problem] = []
    with ExitStack() as open_drafts:
        for loaded in load(paths, variables, allowed):
            try:
                made = open_drafts.enter_context(planned(loaded, Policy(), afresh=True))
            except CampaignInvalid as error:
                problems += error.problems
                continue
            problems += [
                Problem(sample.place, f"{sample.recipient}: {sample.reason}", "correct it, or leave the recipient out")
                for sample in made.report().samples
                if sample.decision is Decision.REFUSE
            ]
            if not quiet:
                total = sum(made.plan.counts.values())
                show(f"{clean(loaded.campaign.file)}: {counted(total, 'recipient')}, valid")
    if problems:
        raise CampaignInvalid(problems)
    if verbose:
        say("nothing was sent")
    return ExitCode.DONE
