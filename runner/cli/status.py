"""`campaign status`: declared against done, a line a campaign; what needs a person first."""

from collections.abc import Mapping
from pathlib import Path

import click
import orjson

from runner.account import is_held, state_folder
from runner.cli import options
from runner.cli.console import say, show
from runner.cli.loading import Loaded, default_ledger, load
from runner.cli.planned import Planned, planned
from runner.errors import ExitCode
from runner.ledger.views import viewing
from runner.model import Decision, Status
from runner.planning import Choices
from runner.report.words import clean, columns, counted

HEADS = ("campaign", "account", "declared", "unknown", "deferred", "held", "refuse", "to send", "accepted", "rejected")


@click.command("status")
@options.reading
@click.option("--ledger", type=click.Path(path_type=Path), metavar="FILE", help="The ledger; default: the project's.")
@options.output
@options.speaking
def command(
    paths: tuple[Path, ...],
    variables: tuple[str, ...],
    allowed: tuple[Path, ...],
    ledger: Path | None,
    output: str,
    quiet: bool,
    verbose: bool,
) -> ExitCode:
    """Show how far the campaigns at PATHS (default: the project's) are: those with messages in doubt first.

    Without PATHS also those that only the ledger knows, as declared 0. Ends with 6 when messages are in doubt.
    """
    rows = []
    for loaded in load(paths, variables, allowed, ledger):
        with planned(loaded, Choices()) as made:
            rows.append(_declared(made))
    if not paths:
        rows += _undeclared(ledger or default_ledger(), {(str(row["campaign"]), str(row["account"])) for row in rows})
    rows.sort(key=lambda row: (-int(row["unknown"]), -int(row["deferred"]), str(row["campaign"])))
    if output == "json":
        show(orjson.dumps({"format_version": 1, "campaigns": rows}, option=orjson.OPT_INDENT_2).decode())
    else:
        lines = [tuple(clean(f"{row[head.replace(' ', '_')]}") for head in HEADS) for row in rows]
        show("\n".join(columns([HEADS, *lines], right=frozenset(range(2, len(HEADS))), indent="")))
    return ExitCode.UNKNOWN if any(row["unknown"] for row in rows) else ExitCode.DONE


def _declared(made: Planned) -> dict[str, str | int]:
    campaign, plan = made.loaded.campaign, made.plan
    known = _known(made.loaded)
    return {
        **_row(campaign.name, str(campaign.account), known),
        "declared": sum(plan.counts.values()),
        "held": plan.held_changed,
        "refuse": plan.count(Decision.REFUSE),
        "to_send": plan.count(Decision.SEND),
    }


def _known(loaded: Loaded) -> dict[str, int]:
    """The ledger's counts; what a run that goes on has under way is not in doubt yet."""
    campaign = loaded.campaign
    with viewing(loaded.ledger) as view:
        if view is None:
            return {}
        known = view.counts(campaign.name, str(campaign.account))
        sending = view.under_way(campaign.name, str(campaign.account))
    if sending and is_held(*loaded.owner, state_folder()):
        known[Status.UNKNOWN] -= sending
        say(f"{clean(campaign.name)}: a run is going on, {counted(sending, 'message')} under way")
    return known


def _undeclared(ledger: Path, declared: set[tuple[str, str]]) -> list[dict[str, str | int]]:
    """What the ledger knows of campaigns whose file is gone, or has another name or account now."""
    with viewing(ledger) as view:
        if view is None:
            return []
        gone = [one for one in view.campaigns() if one not in declared]
        return [_row(name, account, view.counts(name, account)) for name, account in gone]


def _row(campaign: str, account: str, known: Mapping[str, int]) -> dict[str, str | int]:
    return {
        "campaign": campaign,
        "account": account,
        "declared": 0,
        "unknown": known.get(Status.UNKNOWN, 0),
        "deferred": known.get(Status.DEFERRED, 0),
        "held": 0,
        "refuse": known.get(Decision.REFUSE, 0),
        "to_send": 0,
        "accepted": known.get(Status.ACCEPTED, 0),
        "rejected": known.get(Status.REJECTED, 0),
    }
