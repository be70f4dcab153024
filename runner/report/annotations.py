"""Problems and warnings as commands to GitHub Actions, which shows them beside the lines of a pull request. Pure."""

from collections.abc import Callable, Iterator, Sequence

from runner.report.diagnostics import Diagnostic
from runner.report.words import clean

MOST = 10  # of each severity: GitHub shows no more of one step


def annotations(found: Sequence[Diagnostic], relative: Callable[[str], str]) -> Iterator[str]:
    """`::error file=…,line=…,col=…::what is wrong; what to do`, a line each, the first ten of each severity."""
    for severity in ("error", "warning"):
        for one in [one for one in found if one.severity == severity][:MOST]:
            yield f"::{severity}{_where(one, relative)}::{_data(clean(one.sentence))}"


def _where(one: Diagnostic, relative: Callable[[str], str]) -> str:
    place = one.place
    if place is None:
        return f" title={_property(one.code)}" if one.code else ""
    found = {"file": relative(place.file), "line": place.line or "", "col": place.column or "", "title": one.code}
    return " " + ",".join(f"{name}={_property(str(value))}" for name, value in found.items() if value)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(clean(text)).replace(":", "%3A").replace(",", "%2C")
