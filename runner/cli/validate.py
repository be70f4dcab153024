"""`campaign validate`: everything that can be known offline, nothing sent."""

import os
import time
from collections.abc import Sequence

import click

from runner.cli import options
from runner.cli.checking import checked, unreadable
from runner.cli.console import say
from runner.cli.forms import from_repository
from runner.cli.ordering import arranged
from runner.cli.reporting import CHECKS, Telling, reported
from runner.cli.sought import Sought
from runner.errors import CampaignInvalid, ExitCode
from runner.report.annotations import annotations
from runner.report.diagnostics import of_caution, of_problem
from runner.report.record import Checked
from runner.report.words import clean, counted


@click.command("validate")
@options.reading
@reported("validate", ("json", "jsonl"), CHECKS)
@options.speaking
def command(telling: Telling, sought: Sought, quiet: bool, verbose: bool) -> ExitCode:
    """Check the campaigns at PATHS: the files, every recipient, every rendered text, every rule of the provider.

    Problems are said as `file:line:column: what is wrong; what to do`, all of them (of one rule the first).
    So are warnings, unless --quiet; they don't change the exit code. In GitHub Actions they are annotations too.
    """
    try:
        loaded = arranged(sought)
    except CampaignInvalid as error:
        _hand_over(telling, unreadable(error.problems), quiet=quiet)
        raise
    found = []
    for campaign in loaded:
        found.append(checked(campaign, time.monotonic))
        _tell(telling, found[-1], quiet=quiet)
    _hand_over(telling, found, quiet=quiet)
    problems = [problem for one in found for problem in one.problems]
    if problems:
        raise CampaignInvalid(problems)
    if verbose:
        say("nothing was sent")
    return ExitCode.DONE


def _tell(telling: Telling, one: Checked, *, quiet: bool) -> None:
    if quiet:
        return
    for caution in one.cautions:
        say(caution.at_its_place(), colour="yellow")
    if telling.to_people and not one.problems:
        telling.say(f"{clean(one.file)}: {counted(one.recipients or 0, 'recipient')}, valid")


def _hand_over(telling: Telling, found: Sequence[Checked], *, quiet: bool) -> None:
    """To the reports, and to GitHub Actions on stderr: stdout may be a document, and GitHub reads both."""
    telling.checked(found)
    if quiet or os.environ.get("GITHUB_ACTIONS") != "true":
        return
    told = [of_problem(problem) for one in found for problem in one.problems]
    told += [of_caution(caution) for one in found for caution in one.cautions]
    for line in annotations(told, from_repository):
        say(line)
