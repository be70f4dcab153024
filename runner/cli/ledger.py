"""`campaign ledger`: make an empty one; export one row a message, as JSON lines or CSV."""

import csv
import sys
from collections.abc import Iterable, Iterator
from itertools import chain

import click
import orjson

from runner.cli import options
from runner.cli.console import read_by_somebody, say, show
from runner.cli.loading import default_ledger
from runner.cli.sought import Sought
from runner.errors import UsageError
from runner.ledger.store import Ledger
from runner.ledger.views import MessageRow, View, viewing
from runner.model import Status
from runner.project import shown_path
from runner.report.words import moment

WORDS = [*map(str, Status), "refuse", "hold"]
TIMES = frozenset({"planned_at", "sent_at", "answered_at"})
RISKY = ("=", "+", "-", "@", "\t", "\r")


@click.group("ledger")
def command() -> None:
    """The ledger: what was sent to whom, and what the provider said."""


@command.command("init")
@options.targeting
@options.ledger
def init(sought: Sought) -> None:
    """Make an empty ledger, where project.yaml asks for one that exists (`must_exist`); never over one that is there.

    Once a campaign was sent, a ledger that is missing is to be brought back: a new one would send it again.
    """
    path = default_ledger(sought)
    if path.exists():
        raise UsageError(f"there is a ledger at {shown_path(path)} already; nothing to do")
    Ledger(path).close()
    show(f"made {shown_path(path)}, empty: keep it, for it alone knows who got what")


@command.command("export")
@click.option("--format", "shape", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option("--campaign", metavar="NAME", help="Only this campaign.")
@click.option("--status", "statuses", multiple=True, type=click.Choice(WORDS), help="Only these; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Also what a stopped run planned and did not get to.")
@options.targeting
@options.ledger
def export(shape: str, campaign: str | None, statuses: tuple[str, ...], everything: bool, sought: Sought) -> None:
    """Write one row a message to stdout: identity, status, the vendor's answer, times (RFC 3339, UTC)."""
    path = default_ledger(sought)
    with viewing(path) as view:
        if view is None:
            say(f"there is no ledger at {path} yet: nothing was ever applied")
            return
        if campaign and campaign not in {name for name, _ in view.campaigns()}:
            say(f"the ledger {path} has no campaign {campaign!r}; `campaign status` lists the names")
        with read_by_somebody(sys.stdout):
            (_as_lines if shape == "jsonl" else _as_table)(_rows(view, campaign, statuses, everything=everything))


def _rows(
    view: View, campaign: str | None, statuses: tuple[str, ...], *, everything: bool
) -> Iterator[dict[str, str | int]]:
    planned: Iterable[MessageRow] = view.planned(campaign) if everything else ()
    for row in chain(view.messages(campaign), planned):
        if not statuses or row.status in statuses:
            yield {name: moment(value) if name in TIMES else value for name, value in row._asdict().items()}


def _as_lines(rows: Iterable[dict[str, str | int]]) -> None:
    for row in rows:
        sys.stdout.write(orjson.dumps(row).decode() + "\n")


def _as_table(rows: Iterable[dict[str, str | int]]) -> None:
    """CSV; a cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    writer = csv.DictWriter(sys.stdout, MessageRow._fields, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: f"'{value}" if str(value).startswith(RISKY) else value for name, value in row.items()})
