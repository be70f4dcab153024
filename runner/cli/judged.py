"""The cases of one test file carried out and judged, and the file brought up to date. Reads and writes that file."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.cli.sheets import Pair
from runner.cli.sinks import write_whole
from runner.cli.trying import Bench
from runner.errors import CampaignInvalid, Place, Problem, RunnerError
from runner.expectations.judging import Came, Failure, Fix, fill, judge
from runner.expectations.model import Case, Sheet
from runner.expectations.reading import read_sheet
from runner.expectations.rewriting import rewritten
from runner.project import inner_paths, look_for_project, shown_path
from runner.report.record import Case as Told
from runner.report.record import Checked
from runner.source import scan_yaml


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one case. `seconds`: how long it took; `updated`: the file says now what came."""

    file: str
    case: Case
    came: Mapping[str, Came]
    failures: tuple[Failure, ...]
    seconds: float = 0.0
    updated: bool = False


def judged(pair: Pair, bench: Bench, picked: Callable[[str], bool], *, update: bool = False) -> list[Judged]:
    """Every picked case of a test file; `update`: what came is written into the file first."""
    if not inner_paths(look_for_project(pair.campaign), pair.sheet, bench.allowed):
        what, todo = "the file is a link that leads outside the project", "put the file itself there"
        raise CampaignInvalid([Problem(Place(shown_path(pair.sheet)), what, todo)])
    sheet = read_sheet(pair.sheet, shown_path(pair.sheet), filling=update)
    found = [_judged(sheet.file, case, bench) for case in sheet.cases if picked(case.name)]
    fixes = [fix for one in found for fix in _fixes(one)] if update else []
    return _updated(pair.sheet, sheet, found, fixes) if fixes else found


def _judged(file: str, case: Case, bench: Bench) -> Judged:
    began = time.monotonic()
    try:
        came = bench.try_out(case)
    except CampaignInvalid as error:
        broken = (Failure(problem.place or case.place, _said(problem.what, problem.todo)) for problem in error.problems)
        return Judged(file, case, {}, tuple(broken), time.monotonic() - began)
    return Judged(file, case, came, _failures(case, came), time.monotonic() - began)


def _said(what: str, todo: str) -> str:
    return f"{what}; {todo}" if todo else what


def _failures(case: Case, came: Mapping[str, Came]) -> tuple[Failure, ...]:
    return tuple(failure for one in case.expect for failure in judge(one, came.get(one.recipient.text)))


def _fixes(one: Judged) -> Iterable[Fix]:
    for wanted in one.case.expect:
        came = one.came.get(wanted.recipient.text)
        if wanted.is_empty and came:
            yield fill(wanted, came)
    yield from (failure.fix for failure in one.failures if failure.fix)


def _updated(path: Path, sheet: Sheet, found: Sequence[Judged], fixes: Sequence[Fix]) -> list[Judged]:
    """Write the file, and judge it anew by what came."""
    before = path.read_bytes().decode()
    mark = "\ufeff" if before.startswith("\ufeff") else ""
    after = rewritten(before.removeprefix(mark), sheet, fixes)
    if scan_yaml(after, sheet.file).problems:
        raise RunnerError(f"{sheet.file} can't be brought up to date by itself; correct it by hand, it is as it was")
    try:
        write_whole(path, mark + after)
    except OSError as error:
        raise RunnerError(f"{sheet.file} can't be written: {error.strerror}; nothing of it was changed") from error
    cases = {case.name: case for case in read_sheet(path, sheet.file, filling=True).cases}
    return [_anew(one, cases[one.case.name]) for one in found]


def _anew(one: Judged, case: Case) -> Judged:
    fixed = any(True for _ in _fixes(one))
    failures = _failures(case, one.came) if fixed else one.failures
    return Judged(one.file, case, one.came, failures, one.seconds, updated=fixed)


def as_checked(file: str, found: Iterable[Judged]) -> Checked:
    """A test file and its cases, for reports."""
    return Checked(file, tuple(Told(one.case.name, tuple(map(_problem, one.failures)), one.seconds) for one in found))


def _problem(failure: Failure) -> Problem:
    return Problem(failure.place, "\n".join([failure.what, *failure.diff]), "")
