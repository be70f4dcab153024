"""The doctor's look at what the program stands on: its version, Python, SQLite, its libraries."""

import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from runner.errors import ExitCode
from runner.ledger.integrity import SQLITE
from runner.report.checks import Check, failed, ok, warning

PACKAGE = "campaign-runner"
LEAST_PYTHON = (3, 11)
REPAIR = "install campaign-runner anew into a venv of its own"


def installation() -> Iterator[Check]:
    """Each version, in the order of dependence."""
    yield ok("program", "", f"{PACKAGE} {version(PACKAGE)}")
    yield _python(sys.version_info[:3])
    yield ok("sqlite", "", f"SQLite {SQLITE}")
    yield from libraries(requires(PACKAGE) or ())


def _python(found: tuple[int, ...]) -> Check:
    said = f"Python {'.'.join(map(str, found))}"
    if found[:2] < LEAST_PYTHON:
        return failed("python", "", said, "Python 3.11 or newer is needed", ExitCode.INTERNAL)
    return ok("python", "", said)


def libraries(wanted: Iterable[str]) -> Iterator[Check]:
    """One line for all that fit, one for each that doesn't; uvloop is a speed-up that may be missing."""
    asked = [one for one in map(Requirement, wanted) if not one.marker or one.marker.evaluate({"extra": ""})]
    found = [_library(one) for one in asked if one.name != "uvloop"]
    wrong = [check for check in found if check.said]
    yield from wrong
    if not wrong:
        yield ok("library", "", f"all {len(found)} libraries are of the versions that this program was made for")
    yield from (_loop(one) for one in asked if one.name == "uvloop")


def _library(wanted: Requirement) -> Check:
    """Its check; `said` is empty where it fits."""
    there = _installed(wanted.name)
    if there and wanted.specifier.contains(there, prereleases=True):
        return ok("library", wanted.name, "")
    what = f"{there} is installed, {wanted.specifier} is wanted" if there else f"missing, {wanted.specifier} is wanted"
    return failed("library", wanted.name, what, REPAIR, ExitCode.INTERNAL)


def _loop(wanted: Requirement) -> Check:
    there = _installed(wanted.name)
    if there:
        return ok("loop", "", f"uvloop {there}")
    return warning("loop", "", "uvloop isn't installed: sending takes more of the processor", f"pip install {wanted}")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
