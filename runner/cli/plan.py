"""`campaign plan`: what would be sent, to whom, how, how fast, and why."""

from contextlib import ExitStack
from pathlib import Path

import click
import orjson

from runner.cli import options
from runner.cli.console import show
from runner.cli.loading import load
from runner.cli.planned import planned
from runner.errors import ExitCode
from runner.model import Decision
from runner.planning import Changed, Choices, Unknown
from runner.report import plans


@click.command("plan")
@options.reading
@options.deciding
@options.output
@click.option("--detailed-exitcode", is_flag=True, help="End with 2 when there is something to send.")
@options.speaking
def command(
    paths: tuple[Path, ...],
    variables: tuple[str, ...],
    allowed: tuple[Path, ...],
    unknown: Unknown,
    changed: Changed,
    ledger: Path | None,
    output: str,
    detailed_exitcode: bool,
    quiet: bool,
    verbose: bool,
) -> ExitCode:
    """Show what `apply` would do with the campaigns at PATHS (files or folders; default: campaigns/).

    Decisions and reasons, samples, routes, calls, the least time it takes, and a fingerprint for `apply --expect`.
    Nothing is sent and no ledger is made.
    """
    with ExitStack() as open_drafts:
        made = [
            open_drafts.enter_context(planned(loaded, Choices(unknown, changed)))
            for loaded in load(paths, variables, allowed, ledger)
        ]
        reports = [one.report(verbose=verbose) for one in made]
    if output == "json":
        show(orjson.dumps(plans.document(reports), option=orjson.OPT_INDENT_2).decode())
    else:
        show(plans.brief(reports) if quiet else plans.text(reports, verbose=verbose))
    if any(one.plan.count(Decision.REFUSE) for one in made):
        return ExitCode.INVALID
    return ExitCode.USAGE if detailed_exitcode and plans.has_changes([one.plan for one in made]) else ExitCode.DONE
