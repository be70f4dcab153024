"""`campaign validate`: everything that can be known offline, nothing sent."""

from pathlib import Path

import click

from runner.cli import options
from runner.cli.console import say, show
from runner.cli.loading import Loaded, load
from runner.cli.planned import planned
from runner.errors import CampaignInvalid, ExitCode, Place, Problem
from runner.model import Decision
from runner.planning import Choices
from runner.report.cautions import Caution
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
) -> ExitCode:
    """Check the campaigns at PATHS: the files, every recipient, every rendered text, every rule of the provider.

    Problems are said as `file:line:column: what is wrong; what to do`, all of them (of one rule the first).
    So are warnings, unless --quiet; they don't change the exit code.
    """
    problems: list[Problem] = []
    for loaded in load(paths, variables, allowed):
        total, found, doubts = _check(loaded)
        problems += found
        for doubt in () if quiet else doubts:
            say(doubt.at_its_place(), colour="yellow")
        if not (found or quiet):
            show(f"{clean(loaded.campaign.file)}: {counted(total, 'recipient')}, valid")
    if problems:
        raise CampaignInvalid(problems)
    if verbose:
        say("nothing was sent")
    return ExitCode.DONE


def _check(loaded: Loaded) -> tuple[int, list[Problem], tuple[Caution, ...]]:
    """How many recipients a campaign has, all that is wrong with it, and all that is doubtful."""
    try:
        with planned(loaded, Choices(), afresh=True) as made:
            refused = made.draft.rows(Decision.REFUSE, -1)
            doubts = made.warnings()
    except CampaignInvalid as error:
        return 0, list(error.problems), ()
    todo = "correct it, or leave the recipient out"
    problems = [Problem(Place(row.file, row.line), f"{row.recipient}: {row.reason}", todo) for row in refused]
    return sum(made.plan.counts.values()), problems, doubts
