"""`campaign diff`: two saved plans, or two revisions of the project, side by side."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click
import orjson

from runner.cli import options
from runner.cli.console import show
from runner.cli.loading import load
from runner.cli.planned import Planned, planned
from runner.cli.reviewed import read
from runner.cli.sought import Sought
from runner.errors import CampaignInvalid, ExitCode, Place, Problem, UsageError
from runner.ledger.listing import listed
from runner.model import Decision
from runner.planfile.comparing import Entry, Side, compare, document, text
from runner.planfile.entries import read_entries
from runner.planfile.inputs import relative
from runner.planfile.model import Entries, PlanFile
from runner.planning import Choices
from runner.project import look_for_project, shown_path
from runner.repository import show_tree

HERE = "the files here"


@click.command("diff")
@click.argument("then", metavar="A")
@click.argument("now", metavar="B", required=False)
@options.reading_named
@click.option(
    "--samples", type=click.IntRange(0, 100), default=3, show_default=True, help="At most so many texts a campaign."
)
@click.option("--detailed-exitcode", is_flag=True, help="End with 2 when anything differs.")
@options.output
@options.no_color
def command(then: str, now: str | None, sought: Sought, samples: int, detailed_exitcode: bool, output: str) -> ExitCode:
    """Compare two saved plans, or two git revisions, A and B; without B: A with the files here.

    A name that is a file is a plan, any other one a revision. Revisions are planned as if nothing was ever sent.
    """
    with ExitStack() as block:
        sides = [_sides(block, name, sought) for name in (then, now)]
        pairs = compare(sides[0].beside(sides[1]), sides[1].beside(sides[0]), samples)
    names = then, now or HERE
    if output == "json":
        show(orjson.dumps(document(pairs, names), option=orjson.OPT_INDENT_2).decode())
    else:
        show(text(pairs))
    differs = any(pair.state != "same" for pair in pairs)
    return ExitCode.USAGE if detailed_exitcode and differs else ExitCode.DONE


class Sides(NamedTuple):
    """The campaigns of one plan; `redacted`: its ids are digests."""

    campaigns: Sequence[Side]
    redacted: bool = False

    def beside(self, others: "Sides") -> Sequence[Side]:
        """Its campaigns to be compared with others; ids and digests of ids can't be."""
        if self.redacted == others.redacted:
            return self.campaigns
        return [side._replace(entries=None) for side in self.campaigns]


def _sides(block: ExitStack, name: str | None, sought: Sought) -> Sides:
    root = look_for_project(Path.cwd() / "campaign.yaml").root
    if name is None:
        return _of_files(block, root, sought)
    path = Path(name)
    if path.is_file():
        return _of_plan(read(path), path)
    folder = block.enter_context(show_tree(root, name))
    try:
        return _of_files(block, folder, sought)
    except CampaignInvalid as error:
        raise CampaignInvalid([_at(problem, folder, name) for problem in error.problems]) from error


def _at(problem: Problem, folder: Path, revision: str) -> Problem:
    """A problem where the revision has it, not where it was laid out."""
    place = problem.place
    if place is None:
        return problem
    file = place.file.replace(f"{shown_path(folder)}/", f"{revision}:")
    return problem._replace(place=Place(file, place.line, place.column))


def _of_files(block: ExitStack, root: Path, sought: Sought) -> Sides:
    folder = root / "campaigns"
    if not folder.is_dir():
        return Sides(())
    loaded = load(replace(sought, paths=(folder,)))
    made = [block.enter_context(planned(one, Choices(), afresh=True, declaring=True)) for one in loaded]
    return Sides([_of_planned(one) for one in made])


def _of_planned(one: Planned) -> Side:
    plan, campaign = one.plan, one.loaded.campaign
    return Side(
        name=plan.campaign,
        file=relative(Path(campaign.file), campaign.root),
        account=str(plan.account),
        counts={str(decision): plan.count(decision) for decision in Decision},
        calls=sum(way.calls for way in plan.ways),
        eta=plan.eta,
        declared=plan.declared,
        entries=partial(_drafted, one),
    )


def _drafted(one: Planned) -> Iterator[Entry]:
    for entry in listed(one.draft, with_params=True):
        if entry.digest:
            yield Entry(entry.recipient, entry.digest, entry.params)


def _of_plan(plan: PlanFile, path: Path) -> Sides:
    found = zip(plan.campaigns, plan.values["campaigns"], strict=True)
    sides = [
        Side(
            name=saved.name,
            file=saved.file,
            account=saved.account,
            counts=values["counts"],
            calls=sum(route["calls"] for route in values["routes"]),
            eta=values["eta_s"],
            declared=saved.declared,
            entries=_beside(plan, path, saved.name),
        )
        for saved, values in found
    ]
    return Sides(sides, bool(plan.values["redacted"]))


def _beside(plan: PlanFile, path: Path, campaign: str) -> Callable[[], Iterator[Entry]] | None:
    """A way to read a campaign's entries, where they stand beside the plan."""
    if plan.entries is None or not (path.parent / plan.entries.file).exists():
        return None
    return partial(_written, path.parent / plan.entries.file, plan.entries, campaign)


def _written(path: Path, expected: Entries, campaign: str) -> Iterator[Entry]:
    """The entries of one campaign; the whole file is read, so that it is known to be the plan's."""
    last = ""
    for line in read_entries(path, expected):
        if line.campaign != campaign or line.digest is None:
            continue
        if line.recipient < last:
            raise UsageError(f"{path} isn't in the order of ids; make it anew with the plan")
        last = line.recipient
        yield Entry(line.recipient, line.digest, line.params)
