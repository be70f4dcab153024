"""What `campaign doctor` found, one line a check, for people and for programs. Pure.

The document is `schemas/doctor.json`; its areas, states and exit codes are stable.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from runner.errors import ExitCode
from runner.report.words import clean, columns, counted

FORMAT = 1
Area = Literal[
    "program", "python", "sqlite", "library", "loop", "project", "campaign", "templates", "git", "target", "ledger",
    "disk", "state", "lock", "clock", "credentials",
]  # fmt: skip
_FIRST = (ExitCode.INTERNAL, ExitCode.REFUSED, ExitCode.INVALID, ExitCode.STOPPED)


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


class Check(NamedTuple):
    """One thing that was looked at: of what (`subject`, may be empty), what was found, what to do about it.

    `code`: what a failed one ends the command with.
    """

    area: Area
    subject: str
    state: State
    said: str
    todo: str = ""
    code: ExitCode = ExitCode.DONE


def ok(area: Area, subject: str, said: str) -> Check:
    """All is well."""
    return Check(area, subject, State.OK, said)


def warning(area: Area, subject: str, said: str, todo: str) -> Check:
    """Something that a person should know; it doesn't change the exit code."""
    return Check(area, subject, State.WARNING, said, todo)


def failed(area: Area, subject: str, said: str, todo: str, code: ExitCode) -> Check:
    """Something that would end `apply`."""
    return Check(area, subject, State.FAILED, said, todo, code)


def exit_code(checks: Iterable[Check]) -> ExitCode:
    """The first that holds of 1, 9, 3, 5, 0."""
    found = {check.code for check in checks if check.state is State.FAILED}
    return next((code for code in _FIRST if code in found), ExitCode.DONE)


def text(checks: Sequence[Check], *, quiet: bool = False) -> str:
    """Aligned lines, and a count; `quiet`: only what isn't well."""
    shown = [check for check in checks if not (quiet and check.state is State.OK)]
    lines = columns([_row(check) for check in shown], indent="")
    return "\n".join([*lines, _sum(checks)])


def _row(check: Check) -> tuple[str, str, str]:
    about = f"{check.subject}: " if check.subject else ""
    todo = f"; {check.todo}" if check.todo else ""
    return str(check.state), check.area, clean(f"{about}{check.said}{todo}")


def _sum(checks: Sequence[Check]) -> str:
    doubts = [check.state for check in checks].count(State.WARNING)
    broken = [check.state for check in checks].count(State.FAILED)
    return f"{counted(len(checks), 'check')}: {broken} failed, {counted(doubts, 'warning')}"


def document(checks: Sequence[Check]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "format_version": FORMAT,
        "kind": "doctor",
        "exit_code": int(exit_code(checks)),
        "checks": [{**check._asdict(), "state": str(check.state), "code": int(check.code)} for check in checks],
    }
