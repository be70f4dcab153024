"""What one command found and did, from which every report is made: text, JSON, Markdown, HTML, JUnit, SARIF. Pure."""

from dataclasses import dataclass
from typing import NamedTuple

from runner.errors import ExitCode, Problem
from runner.report.cautions import Caution
from runner.report.outcomes import End
from runner.report.plans import PlanReport


class Case(NamedTuple):
    """One thing that was checked, and what is wrong there; `seconds`: how long it took."""

    name: str
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Checked:
    """One file that was checked, case by case. `campaign`: its name, `recipients`: how many; None where unknown."""

    file: str
    cases: tuple[Case, ...]
    campaign: str | None = None
    recipients: int | None = None
    cautions: tuple[Caution, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with it."""
        return tuple(problem for case in self.cases for problem in case.problems)


@dataclass(frozen=True, slots=True)
class Record:
    """What a command came to. `at`: Unix seconds of its end; `version`: this program's.

    `problems`: why it failed as a whole; those of checked files stand there.
    """

    command: str
    version: str
    at: float
    code: ExitCode = ExitCode.DONE
    plans: tuple[PlanReport, ...] = ()
    ends: tuple[End, ...] = ()
    checked: tuple[Checked, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Those of checked files, then the command's own."""
        return (*(problem for one in self.checked for problem in one.problems), *self.problems)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Every warning: of plans and of checked files."""
        return (*(one for plan in self.plans for one in plan.warnings), *(c for f in self.checked for c in f.cautions))
