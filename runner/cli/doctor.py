"""`campaign doctor`: what would keep `apply` from working, one line a check; sends nothing."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path

import click
import orjson

from runner.cli import options
from runner.cli.console import show
from runner.cli.doctor_installation import installation
from runner.cli.doctor_ledger import ledger as look_over
from runner.cli.doctor_ledger import state
from runner.cli.doctor_project import project, tracked, unreadable
from runner.cli.doctor_target import chosen
from runner.cli.doctor_vendor import Heard, vendor
from runner.cli.emulated import emulator
from runner.cli.loading import Loaded, Reader, default_folder, load
from runner.cli.selecting import known_of, read_selection
from runner.cli.sought import Sought
from runner.cli.targeting import aim_here
from runner.errors import CampaignInvalid, ExitCode, Problem, UsageError
from runner.project import campaign_files, find_project
from runner.report import checks
from runner.report.checks import Check, failed, ok, warning
from runner.report.words import clean, counted


@click.command("doctor")
@options.reading
@options.allow_commands
@options.ledger
@click.option("--offline", is_flag=True, help="Ask no vendor: neither the clock nor the credentials.")
@options.output
@options.quiet
@options.no_color
def command(sought: Sought, offline: bool, output: str, quiet: bool) -> ExitCode:
    """Check what `apply` of the campaigns at PATHS (default: campaigns/) stands on: versions, project, target, ledger,
    locks, this machine's clock against the vendor's, and whether the vendor takes the credentials.

    Sends nothing: the one signed request to each account lacks sender, recipient and text. That its answer proves the
    credentials is inferred from the vendor's pages. Webhooks have no such request.

    Ends with 0 (warnings included), 3 (project or campaigns have problems), 9 (credentials refused, or the clock is too
    wrong for them), 5 (no address of a vendor answers), 1 (the installation, ledger, disk or state folder).
    """
    found = list(_all(sought, offline=offline))
    if output == "json":
        show(orjson.dumps(checks.document(found), option=orjson.OPT_INDENT_2).decode())
    else:
        show(checks.text(found, quiet=quiet))
    return checks.exit_code(found)


def _all(sought: Sought, *, offline: bool) -> Iterator[Check]:
    yield from installation()
    settings = list(project(Path.cwd()))
    yield from settings
    if any(check.code for check in settings):
        return
    try:
        aimed = aim_here(sought)
    except CampaignInvalid as error:
        yield from unreadable(error)
        return
    yield chosen(aimed, sought)
    loaded: list[Loaded] = []
    yield from _campaigns(sought, loaded)
    demanded = {one.ledger: one.must_exist is not None for one in loaded} or {
        aimed.ledger: aimed.target.must_exist is not None
    }
    yield from tracked(find_project(Path.cwd()).root, demanded)
    for path, must_exist in demanded.items():
        yield from look_over(path, must_exist=must_exist)
    yield from state(dict.fromkeys(one.owner for one in loaded))
    if not offline:
        yield from _vendors(loaded)


def _campaigns(sought: Sought, loaded: list[Loaded]) -> Iterator[Check]:
    """A line for each file with problems, and one for all others; `loaded` gets those."""
    try:
        loaded += load(sought, secrets=True)
    except UsageError as error:
        if sought.paths or campaign_files_here():
            raise
        what, _, todo = str(error).partition("; ")
        yield warning("campaign", "", what, todo)
        return
    except CampaignInvalid as error:
        for file, problems in groupby(sorted(error.problems, key=_file), key=_file):
            yield _broken(file, list(problems))
        loaded += _sound(sought, set(map(_file, error.problems)))
    if loaded:
        yield ok("campaign", "", f"{counted(len(loaded), 'campaign')} can be read")


def campaign_files_here() -> list[Path]:
    """The campaign files that are meant where no path is given; empty where there are none."""
    with suppress(UsageError):
        return campaign_files([default_folder()])
    return []


def _sound(sought: Sought, broken: set[str]) -> Iterator[Loaded]:
    """What is sought and has no problems."""
    reader, selection = Reader(sought, secrets=True), read_selection(sought)
    for file in campaign_files(sought.paths or [default_folder()]):
        with suppress(CampaignInvalid):
            found = reader.read(file)
            if found.campaign.file not in broken and selection.may_take(known_of(found.campaign, file, found.files)):
                yield found


def _file(problem: Problem) -> str:
    return problem.place.file if problem.place else ""


def _broken(file: str, problems: Sequence[Problem]) -> Check:
    first = problems[0]
    more = f" (and {counted(len(problems) - 1, 'problem')} more)" if len(problems) > 1 else ""
    place = f"line {first.place.line}: " if first.place and first.place.line else ""
    return failed("campaign", clean(file), f"{place}{first.what}{more}", first.todo, ExitCode.INVALID)


def _vendors(loaded: Sequence[Loaded]) -> Iterator[Check]:
    """Each account of each API once."""
    once: dict[tuple[object, ...], Loaded] = {}
    heard: dict[str, Heard] = {}
    for one in loaded:
        campaign = one.campaign
        once.setdefault((*one.owner, campaign.provider.api, campaign.endpoints), one)
    with emulator(one.campaign for one in once.values()) as addresses:
        for one in once.values():
            if endpoints := one.campaign.endpoints or tuple(addresses.values())[:1]:
                yield from vendor(one, endpoints, heard)
