"""`campaign test`: the tests beside campaigns, on a throw-away ledger and emulator."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from runner.cli import options
from runner.cli.checking import unreadable
from runner.cli.console import say
from runner.cli.judged import Judged, as_checked, judged
from runner.cli.loading import Reader, default_folder
from runner.cli.reporting import Telling, reported
from runner.cli.selecting import Selection, declared_in, known_of, read_selection
from runner.cli.sheets import Pair, pairs
from runner.cli.sought import Sought
from runner.cli.trying import Bench
from runner.errors import CampaignInvalid, ExitCode, Problem
from runner.report.words import clean, counted


@click.command("test")
@options.trying
@click.option("-k", "--case", "text", default="", metavar="TEXT", help="Only cases whose name holds this text.")
@click.option("--update", is_flag=True, help="Write what came into the test files; all else in them stays as it is.")
@reported("test", ("json", "jsonl"), ("json", "jsonl", "junit"))
@options.speaking
def command(telling: Telling, sought: Sought, text: str, update: bool, quiet: bool, verbose: bool) -> ExitCode:
    """Try what the test files beside the campaigns at PATHS say: for campaigns/x.yaml it is campaigns/x.test.yaml.

    A case gives recipients, vars and earlier outcomes, and expects decisions, reasons, broken rules, texts, outcomes.
    No ledger of the project is looked at and no credential needed; a case that expects an outcome is sent to an
    emulator of its own. Ends with 3 when something isn't as expected. `campaign schema test` is for editors.
    """
    found: list[list[Judged]] = []
    problems: list[Problem] = []
    reader, selection = Reader(sought), read_selection(sought)
    with TemporaryDirectory(prefix="campaign-test-") as folder:
        for number, pair in enumerate(pairs(sought.paths or [default_folder()])):
            bench = Bench(pair.campaign, reader.overrides, sought.allowed, Path(folder) / f"{number}")
            if selection and not _is_selected(selection, pair, bench):
                continue
            try:
                found.append(judged(pair, bench, lambda name: text in name, update=update))
            except CampaignInvalid as error:
                problems += error.problems
                continue
            for line in (line for one in found[-1] for line in _told(one, quiet=quiet, verbose=verbose)):
                telling.say(line)
    telling.checked([*(as_checked(cases[0].file, cases) for cases in found if cases), *unreadable(problems)])
    if problems:
        raise CampaignInvalid(problems)
    return _summed_up(telling, [one for cases in found for one in cases])


def _is_selected(selection: Selection, pair: Pair, bench: Bench) -> bool:
    """By what the campaign's file says; for what has changed, the test file is one that it reads."""
    if not selection.may_take(declared_in(pair.campaign)):
        return False
    try:
        loaded = bench.load()
    except CampaignInvalid:
        return True
    return selection.may_take(known_of(loaded.campaign, pair.campaign, {*loaded.files, pair.sheet.resolve()}))


def _told(one: Judged, *, quiet: bool, verbose: bool) -> Iterator[str]:
    """A line a case; of what isn't as expected its place and a diff."""
    if one.failures:
        yield clean(f"FAIL  {one.case.place}: {one.case.name}")
    elif not quiet or one.updated:
        yield clean(f"{'new ' if one.updated else 'ok  '}  {one.file}: {one.case.name}")
    for failure in one.failures:
        yield clean(f"  {failure.place}: {failure.what}")
        yield from (f"    {clean(line)}" for line in failure.diff)
    if verbose:
        for who, came in one.came.items():
            facts = [came.decision, came.outcome, came.reason, *came.rules]
            yield clean(f"  {who}: {', '.join(filter(None, facts))}")


def _summed_up(telling: Telling, found: Sequence[Judged]) -> ExitCode:
    if not found:
        say("there is no case to try; a test of campaigns/x.yaml stands in campaigns/x.test.yaml")
        return ExitCode.DONE
    failed = sum(1 for one in found if one.failures)
    updated = sum(1 for one in found if one.updated)
    written = f", {updated} brought up to date" if updated else ""
    telling.say(f"{counted(len(found), 'case')}: {len(found) - failed} as expected{written}, {failed} not")
    return ExitCode.INVALID if failed else ExitCode.DONE
