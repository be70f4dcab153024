"""Problems and warnings in one shape for programs: that of Terraform's diagnostics. Pure."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from runner.errors import Place, Problem
from runner.report.cautions import Caution

Severity = Literal["error", "warning"]


class Diagnostic(NamedTuple):
    """One thing that is wrong or doubtful. `code`: the rule's id, empty where none says it."""

    severity: Severity
    code: str
    summary: str
    detail: str
    place: Place | None

    def as_values(self) -> dict[str, object]:
        """For JSON; `range` is null where nothing is known of the place, a line or column 0 is unknown."""
        place = self.place
        where = place and {"filename": place.file, "start": {"line": place.line, "column": place.column}}
        return {
            "severity": self.severity,
            "code": self.code,
            "summary": self.summary,
            "detail": self.detail,
            "range": where,
        }

    @property
    def sentence(self) -> str:
        """What is wrong; what to do."""
        return "; ".join(filter(None, (self.summary, self.detail)))


def of_problem(problem: Problem) -> Diagnostic:
    """A problem as an error."""
    return Diagnostic("error", problem.rule, problem.what, problem.todo, problem.place)


def of_caution(caution: Caution) -> Diagnostic:
    """A warning; of whom it is said stands in the detail."""
    return Diagnostic("warning", caution.id, caution.what, caution.whom, caution.place)


def values(problems: Iterable[Problem], cautions: Iterable[Caution] = ()) -> list[dict[str, object]]:
    """All of them for JSON, errors first."""
    found = [*map(of_problem, problems), *map(of_caution, cautions)]
    return [one.as_values() for one in found]
