"""The doctor's look at where things are kept: ledger, disk, state folder, locks of accounts. Reads files."""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from runner.account import is_held, state_folder
from runner.cli.loading import Owner
from runner.errors import ExitCode, LedgerError
from runner.ledger.integrity import Examined, examine
from runner.ledger.schema import VERSION
from runner.project import shown_path
from runner.report.checks import Check, failed, ok, warning
from runner.report.words import clean, counted

MEGABYTE = 2**20
LITTLE, TOO_LITTLE = 1024 * MEGABYTE, 64 * MEGABYTE


def ledger(path: Path, *, must_exist: bool) -> Iterator[Check]:
    """One ledger: that it is there and whole, that it can be written, and what its disk has left."""
    name = shown_path(path)
    try:
        found = examine(path)
    except LedgerError as error:
        what, _, todo = str(error).partition("; ")
        yield failed("ledger", name, what, todo, ExitCode.INTERNAL)
        return
    yield _whole(name, found) if found else _absent(name, must_exist=must_exist)
    yield _writable(name, path)
    yield _disk(path)


def _absent(name: str, *, must_exist: bool) -> Check:
    if must_exist:
        todo = "bring it back: without it all would be sent again; `campaign ledger init` makes the first one"
        return failed(
            "ledger", name, "there is none, and the project says that there must be one", todo, ExitCode.INVALID
        )
    return ok("ledger", name, "there is none yet; the first `campaign apply` makes it")


def _whole(name: str, found: Examined) -> Check:
    if found.problems:
        todo = "don't send with it; bring back a copy, or export what can be read: campaign ledger export"
        return failed("ledger", name, f"SQLite finds it damaged: {'; '.join(found.problems)}", todo, ExitCode.INTERNAL)
    version = f"version {found.version}"
    if found.version < VERSION:
        version += f" (the next `campaign apply` makes it {VERSION})"
    identity = f"id {found.id}, " if found.id else ""
    return ok("ledger", name, f"{identity}{version}, {counted(found.messages, 'message')}, whole")


def _writable(name: str, path: Path) -> Check:
    """SQLite writes files beside the ledger, so its folder must be writable as well."""
    wanted = [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")]
    closed = [one for one in [*wanted, _nearest(path)] if one.exists() and not os.access(one, os.W_OK)]
    if closed:
        return failed("ledger", name, f"{closed[0]} can't be written", "give yourself the right to", ExitCode.INTERNAL)
    waiting = wanted[1].stat().st_size if wanted[1].exists() else 0
    beside = f"; {waiting / MEGABYTE:.1f} MB wait in {wanted[1].name}" if waiting else ""
    return ok("ledger", name, f"it can be written{beside}")


def _disk(path: Path) -> Check:
    folder = _nearest(path)
    free = shutil.disk_usage(folder).free
    said = f"{free / MEGABYTE:,.0f} MB are free"
    if free < TOO_LITTLE:
        return failed("disk", str(folder), said, "make room: a full disk stops a run", ExitCode.INTERNAL)
    if free < LITTLE:
        return warning("disk", str(folder), said, "make room before a large campaign")
    return ok("disk", str(folder), said)


def _nearest(path: Path) -> Path:
    """The folder of a path, or the nearest one above it that exists."""
    return next(folder for folder in path.resolve().parents if folder.exists())


def state(owners: Iterable[Owner]) -> Iterator[Check]:
    """The state folder, and who sends now."""
    folder = state_folder()
    there = folder if folder.exists() else _nearest(folder)
    if not os.access(there, os.W_OK):
        todo = "name another with XDG_STATE_HOME: nothing is sent without it"
        yield failed("state", str(folder), "it can't be written", todo, ExitCode.INTERNAL)
        return
    yield ok("state", str(folder), "it can be written")
    for account, scope in owners:
        if is_held(account, scope, folder):
            todo = "wait for it, or give `apply` time with --lock-timeout 5m"
            yield warning("lock", clean(str(account)), "another run sends on this account now", todo)
        else:
            yield ok("lock", clean(str(account)), "no run holds this account")
