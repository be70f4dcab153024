"""Looking over a ledger without changing it: is it one, which, and does SQLite find it whole? Reads files."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from runner.ledger.schema import open_for_reading, unusable

SQLITE = sqlite3.sqlite_version
MOST_PROBLEMS = 5


class Examined(NamedTuple):
    """A ledger's id (empty before version 2), its version, how many messages it knows, what SQLite finds wrong.

    Of a damaged one only the version is known.
    """

    id: str
    version: int
    messages: int
    problems: tuple[str, ...]


def examine(path: Path) -> Examined | None:
    """What stands at a path; None where no ledger is. `LedgerError` where it is none, or can't be read at all."""
    db = open_for_reading(path)
    if db is None:
        return None
    with closing(db):
        try:
            version = int(next(db.execute("PRAGMA user_version"))[0])
            problems = tuple(_problems(db))
            return Examined("", version, 0, problems) if problems else Examined(_id(db), version, _messages(db), ())
        except sqlite3.Error as error:
            raise unusable(path, error) from error


def _id(db: sqlite3.Connection) -> str:
    return str(next(iter(db.execute("SELECT id FROM ledger")), ("",))[0])


def _messages(db: sqlite3.Connection) -> int:
    return int(next(db.execute("SELECT count(*) FROM message"))[0])


def _problems(db: sqlite3.Connection) -> Iterator[str]:
    """The words of `PRAGMA quick_check`, which reads every page but compares no index with its table."""
    try:
        for (said,) in db.execute(f"PRAGMA quick_check({MOST_PROBLEMS})"):
            if said != "ok":
                yield " ".join(str(said).split())
    except sqlite3.DatabaseError as error:  # so broken that it can't even be checked
        yield str(error)
