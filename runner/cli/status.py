"""`campaign status`: declared against done, a line a campaign; what needs a person first."""

from pathlib import Path

import click
import orjson

from runner.cli import options
from runner.cli.console import show
from runner.cli.loading import load
from runner.cli.planned import Planned, planned
from runner.errors import ExitCode
from runner.ledger.views import viewing
from runner.model import Decision, Status
from runner.planning import Policy
from runner.report.words import clean, columns

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

    Ends with 6 when messages are in doubt.
    """
    rows = []
    for loaded in load(paths, variables, allowed, ledger):
        with planned(loaded, Policy()) as made:
            rows.append(_row(made))
    rows.sort(key=lambda row: (-int(row["unknown"]), -int(row["deferred"]), str(row["campaign"])))
    if output == "json":
        show(orjson.dumps({"format_version": 1, "campaigns": rows}, option=orjson.OPT_INDENT_2).decode())
    else:
        lines = [tuple(clean(f"{row[head.replace(' ', '_')]}") for head in HEADS) for row in rows]
        show("\n".join(columns([HEADS, *lines], right=frozenset(range(2, len(HEADS))), indent="")))
    return ExitCode.UNKNOWN if any(row["unknown"] for row in rows) else ExitCode.DONE


def _row(made: Planned) -> dict[str, str | int]:
    campaign, plan = made.loaded.campaign, made.plan
    account = str(campaign.account)
    with viewing(made.loaded.ledger) as view:
        known = view.counts(campaign.name, account) if view else {}
    held = sum(n for (decision, why), n in plan.counts.items() if decision is Decision.HOLD and "changed" in why)
    return {
        "campaign": campaign.name,
        "account": account,
        "declared": sum(plan.counts.values()),
        "unknown": known.get(Status.UNKNOWN, 0),
        "deferred": known.get(Status.DEFERRED, 0),
        "held": held,
        "refuse": plan.count(Decision.REFUSE),
        "to_send": plan.count(Decision.SEND),
        "accepted": known.get(Status.ACCEPTED, 0),
        "rejected": known.get(Status.REJECTED, 0),
    }
