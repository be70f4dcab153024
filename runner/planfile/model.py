"""What a plan file says, as `apply` and the comparisons read it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

FORMAT = 1
KIND = "campaign-plan"


class Command(NamedTuple):
    """What the plan was asked for; every path relative to the project, so that any clone can apply it.

    `ledger`: the one that was named, None for the project's own; `ledger_elsewhere`: it was named by a path that holds
    on one machine only, so `apply` must name it again.
    """

    paths: Sequence[str]
    vars: Mapping[str, str]
    target: str = ""
    unknown: str = "hold"
    changed: str = "hold"
    var_files: Sequence[str] = ()
    allow_paths: Sequence[str] = ()
    select: Sequence[str] = ()
    exclude: Sequence[str] = ()
    ledger: str | None = None
    ledger_elsewhere: bool = False


class Input(NamedTuple):
    """A file that the plan rests on. `kind`: `file`, its bytes; `rows`, its lines whatever their order."""

    path: str
    kind: str
    sha256: str


class Made(NamedTuple):
    """The ledger that a campaign was planned on: its id (empty: of version 1), and the campaign's serial there."""

    id: str
    serial: int


class Saved(NamedTuple):
    """One campaign of a plan file; `ledger` is None where there was none; `work`: how many to send, or to refuse."""

    name: str
    file: str
    account: str
    ledger: Made | None
    work: int
    declared: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Entries:
    """The file with every recipient that was written beside a plan; `sha256`: of its lines, uncompressed."""

    file: str
    sha256: str
    count: int


class PlanFile(NamedTuple):
    """A plan file that is whole. `values`: all of it, as plain JSON values of the documented shape."""

    checksum: str
    version: str
    fingerprint: str
    command: Command
    campaigns: Sequence[Saved]
    inputs: Sequence[Input]
    entries: Entries | None
    values: Mapping[str, Any]
