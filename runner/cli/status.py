"""`campaign status`: declared against done, a line a campaign; what needs a person first."""

import shlex
from collections.abc import Mapping
from pathlib import Path

import click
import orjson

from runner.account import is_held, state_folder
from runner.cli import options
from runner.cli.console import say, show
from runner.cli.loading import Loaded, default_ledger, load
from runner.cli.planned import Planned, planned
from runner.cli.sought import Sought
from runner.errors import ExitCode
from runner.ledger.views import viewing
from runner.model import Decision, Status
from runner.planning import IN_DOUBT, Choices
from runner.report.words import clean, columns, counted
from runner.stages import named

HEADS = ("campaign", "account", "declared", "unknown", "deferred", "held", "refuse", "to send", "accepted", "rejected")


@click.command("status")
@options.reading
@options.ledger
@options.output
@options.speaking
def command(
    sought: Sought,
    output: str,
    quiet: bool,
    verbose: bool,
) -> ExitCode:
    """Show how far the campaigns at PATHS (default: the project's) are: those with messages in doubt first.

    Without PATHS or a selection also those that only the ledger knows, as declared 0. Ends with 6 when messages are in
    doubt.
    """
    rows = []
    for loaded in load(sought):
        with planned(loaded, Choices()) as made:
            rows.append(_declared(made))
    if not (sought.paths or sought.select or sought.exclude):
        rows += _undeclared(default_ledger(sought), {(str(row["campaign"]), str(row["account"])) for row in rows})
    rows.sort(key=lambda row: (-int(row["unknown"]), -int(row["deferred"]), str(row["campaign"])))
    if output == "json":
        show(orjson.dumps({"format_version": 1, "campaigns": rows}, option=orjson.OPT_INDENT_2).decode())
    else:
        lines = [tuple(clean(f"{row[head.replace(' ', '_')]}") for head in HEADS) for row in rows]
        staged = [clean(f"{row['campaign']}: {row['stage']}") for row in rows if row["stage"]]
        show("\n".join([*columns([HEADS, *lines], right=frozenset(range(2, len(HEADS))), indent=""), *staged]))
    return ExitCode.UNKNOWN if any(row["unknown"] for row in rows) else ExitCode.DONE


def _declared(made: Planned) -> dict[str, str | int]:
    campaign, plan = made.loaded.campaign, made.plan
    known = _known(made.loaded)
    return {
        **_row(campaign.name, str(campaign.account), known),
        "declared": sum(plan.counts.values()),
        "held": plan.count(Decision.HOLD) - plan.counts.get(IN_DOUBT["hold"], 0),
        "refuse": plan.count(Decision.REFUSE),
        "to_send": plan.count(Decision.SEND),
        "stage": stage_of(made),
    }


def stage_of(made: Planned) -> str:
    """Which stage comes next, and what it waits for; empty where all are done, or where there are none."""
    stage = next((stage for stage in made.plan.stages if stage.to_send), None)
    if stage is None:
        return ""
    campaign = made.loaded.campaign
    state = f"waits for: campaign continue {shlex.quote(campaign.name)}" if stage.state == "waiting" else "is next"
    return f"{named(stage.number, [size.text for size in campaign.delivery.stages])} {state}"


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
        "held": known.get(Decision.HOLD, 0),
        "refuse": known.get(Decision.REFUSE, 0),
        "to_send": 0,
        "stage": "",
        "accepted": known.get(Status.ACCEPTED, 0),
        "rejected": known.get(Status.REJECTED, 0),
    }
