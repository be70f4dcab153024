"""Every error that a user may meet, and the exit code that each kind ends the program with. Pure.

    RunnerError                 1   something that should not happen, said in one sentence
    ├── UsageError              2   the command line asks for something that can't be
    ├── CampaignInvalid         3   problems in files, all of them, each with its place
    ├── Stopped                 5   the run stopped before its end; the same command resumes it
    ├── PlanChanged             7   what would be sent is not what was reviewed
    ├── AccountLocked           8   another process sends on this account
    ├── CredentialsRefused      9   the provider refused the credentials or the app
    └── LedgerError             1   the ledger can't be read or written

Usage: a command raises, `cli` prints `str(error)` on stderr and exits with `error.exit_code`.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple


class ExitCode(IntEnum):
    """What the program's exit code says. Stable: scripts rely on it."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    INVALID = 3
    REJECTED = 4
    STOPPED = 5
    UNKNOWN = 6
    CHANGED = 7
    LOCKED = 8
    REFUSED = 9
    INTERRUPTED = 130


MEANING: dict[ExitCode, str] = {
    ExitCode.DONE: "done, or nothing to do",
    ExitCode.INTERNAL: "internal error, or the ledger can't be used",
    ExitCode.USAGE: "usage error; `plan --detailed-exitcode`: there are changes",
    ExitCode.INVALID: "a campaign is invalid or a recipient is refused; nothing was sent",
    ExitCode.REJECTED: "finished; some messages were rejected or refused",
    ExitCode.STOPPED: "stopped, or deferred messages are left; the same command resumes",
    ExitCode.UNKNOWN: "messages are in doubt; `campaign status` lists them",
    ExitCode.CHANGED: "the plan is not the one that was expected; nothing was sent",
    ExitCode.LOCKED: "another run holds the account",
    ExitCode.REFUSED: "the provider refused the credentials or the app",
    ExitCode.INTERRUPTED: "interrupted; everything known is recorded",
}


class Place(NamedTuple):
    """Where something stands: file as the user would name it, line and column from 1 (0: unknown)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """`file`, `file:line` or `file:line:column`."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


class Problem(NamedTuple):
    """One thing that is wrong, where, and what to do about it."""

    place: Place | None
    what: str
    todo: str
    rule: str = ""

    def __str__(self) -> str:
        """`file:line:column: what; todo [RULE]`, on one line."""
        start = f"{self.place}: " if self.place else ""
        end = f" [{self.rule}]" if self.rule else ""
        return f"{start}{self.what}; {self.todo}{end}" if self.todo else f"{start}{self.what}{end}"


class RunnerError(Exception):
    """Something went wrong; the message says what and what to do."""

    exit_code = ExitCode.INTERNAL


class UsageError(RunnerError):
    """The command line asks for something that can't be."""

    exit_code = ExitCode.USAGE


class CampaignInvalid(RunnerError):
    """Files with problems: all of them at once."""

    exit_code = ExitCode.INVALID

    def __init__(self, problems: Iterable[Problem]) -> None:
        """One line a problem."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class Stopped(RunnerError):
    """The run ended before its work did; everything known is recorded."""

    exit_code = ExitCode.STOPPED


class PlanChanged(RunnerError):
    """What would be sent is not what was reviewed."""

    exit_code = ExitCode.CHANGED


class AccountLocked(RunnerError):
    """Another process sends on the same account."""

    exit_code = ExitCode.LOCKED


class CredentialsRefused(RunnerError):
    """The provider refused the credentials, the app or the address."""

    exit_code = ExitCode.REFUSED


class LedgerError(RunnerError):
    """The ledger can't be read or written."""
