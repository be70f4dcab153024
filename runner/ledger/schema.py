"""The ledger's tables, and how its file is opened. Touches files.

`message` holds the latest try of each (campaign, recipient); `attempt` the tries before it; `planned` what the running
plan still sends, in the order of sending; `text` each distinct text once, as the vendor's parameters in JSON.
Since version 2: `ledger` is its id; `standing` how often a campaign's rows were changed, and its tags; `carried` the
plan files that runs carried out; `stage` which stages a campaign has reached. A ledger of version 1 is read as if they
were empty, and gets them when it is written.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from runner.errors import LedgerError
from runner.model import Status

VERSION = 2
READABLE = (1, 2)
APPLICATION = 0x43_52_4C_31  # "CRL1"

SENDING, ACCEPTED, REJECTED, DEFERRED, UNKNOWN, REFUSED, HELD = 1, 2, 3, 4, 5, 6, 7
NUMBER: dict[Status, int] = {
    Status.ACCEPTED: ACCEPTED,
    Status.REJECTED: REJECTED,
    Status.DEFERRED: DEFERRED,
    Status.UNKNOWN: UNKNOWN,
}
WORD: dict[int, str] = {
    SENDING: "unknown",
    **{number: str(status) for status, number in NUMBER.items()},
    REFUSED: "refuse",
    HELD: "hold",
}

STATUS: dict[int, Status | None] = {
    SENDING: Status.UNKNOWN,
    REFUSED: None,
    HELD: None,
    **{n: s for s, n in NUMBER.items()},
}

Durability = Literal["full", "process"]
SINCE_2 = """
CREATE {kind} IF NOT EXISTS ledger (id TEXT NOT NULL);
CREATE {kind} IF NOT EXISTS standing (
    campaign INTEGER PRIMARY KEY, serial INTEGER NOT NULL, tags TEXT NOT NULL DEFAULT '[]'
);
CREATE {kind} IF NOT EXISTS carried (run INTEGER PRIMARY KEY, plan TEXT NOT NULL);
CREATE {kind} IF NOT EXISTS stage (
    campaign INTEGER NOT NULL, number INTEGER NOT NULL, opened_at REAL NOT NULL, ended_at REAL,
    PRIMARY KEY (campaign, number)
);
"""
TABLES = f"""
CREATE TABLE IF NOT EXISTS campaign (
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (account, name)
);
CREATE TABLE IF NOT EXISTS run (
    id INTEGER PRIMARY KEY, campaign INTEGER NOT NULL, fingerprint TEXT NOT NULL,
    started_at REAL NOT NULL, ended_at REAL, ending TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS text (digest BLOB PRIMARY KEY, params TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS planned (
    campaign INTEGER NOT NULL, batch INTEGER NOT NULL, n INTEGER NOT NULL,
    recipient TEXT NOT NULL, digest BLOB NOT NULL, route TEXT NOT NULL,
    PRIMARY KEY (campaign, batch, n)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS message (
    campaign INTEGER NOT NULL, recipient TEXT NOT NULL, status INTEGER NOT NULL, digest BLOB NOT NULL,
    route TEXT NOT NULL DEFAULT '', code TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '',
    provider_id TEXT NOT NULL DEFAULT '', request_id TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0,
    planned_at REAL, sent_at REAL, answered_at REAL, run INTEGER NOT NULL,
    PRIMARY KEY (campaign, recipient)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attempt AS SELECT * FROM message WHERE 0;
CREATE INDEX IF NOT EXISTS attempt_of ON attempt (campaign, recipient, attempts);
{SINCE_2.format(kind="TABLE")}
INSERT INTO ledger SELECT lower(hex(randomblob(16))) WHERE NOT EXISTS (SELECT 1 FROM ledger);
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
"""


def open_for_writing(path: Path, durability: Durability) -> sqlite3.Connection:
    """The ledger at `path`, made (mode 0600) where there is none. `LedgerError` when it can't be used."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _ignore_in_git(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise unusable(path, error) from error
    with _opened(path, path.resolve().as_uri()) as connection:
        if is_blank(connection) or check_version(connection, path) < VERSION:
            connection.executescript(f"BEGIN IMMEDIATE; {TABLES} COMMIT;")
        _write_ahead(connection)
        connection.execute(f"PRAGMA synchronous = {'FULL' if durability == 'full' else 'NORMAL'}")
        connection.execute("PRAGMA cache_size = -8000")
        connection.execute("PRAGMA temp_store = FILE")
        return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log; SQLite's own patience doesn't cover this, when two processes make one ledger."""
    for left in reversed(range(100)):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if not left:
                raise
            time.sleep(0.02)
        else:
            return


@contextmanager
def _opened(path: Path, uri: str) -> Iterator[sqlite3.Connection]:
    """A connection that is closed again where the block fails; what SQLite refuses is a `LedgerError`."""
    connection = None
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=30)
        yield connection
    except BaseException as error:
        if connection:
            connection.close()
        if isinstance(error, sqlite3.Error):
            raise unusable(path, error) from error
        raise


def _ignore_in_git(folder: Path) -> None:
    if folder.name == ".campaign" and not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def open_for_reading(path: Path) -> sqlite3.Connection | None:
    """The ledger at `path`, read only; None where there is none, or none yet: a run was killed while it made one."""
    if not path.exists():
        return None
    with _opened(path, f"{path.resolve().as_uri()}?mode=ro") as connection:
        if is_blank(connection):
            connection.close()
            return None
        if check_version(connection, path) < VERSION:  # it is made anew only where it is written
            connection.executescript(SINCE_2.format(kind="TEMP TABLE"))
        return connection


def is_blank(connection: sqlite3.Connection) -> bool:
    """Whether the file holds nothing at all."""
    with closing(connection.execute("SELECT count(*) FROM sqlite_master")) as cursor:
        return not cursor.fetchone()[0]


def check_version(connection: sqlite3.Connection, path: Path) -> int:
    """The ledger's version; `LedgerError` unless the file is a ledger that this program can read."""
    with closing(connection.execute("PRAGMA application_id")) as cursor:
        application = cursor.fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application != APPLICATION:
        raise LedgerError(f"{path} is not a ledger; move it away, or name another with --ledger")
    if version not in READABLE:
        raise LedgerError(
            f"{path} is a ledger of version {version}, this program writes {VERSION}; upgrade campaign-runner"
        )
    return version


def unusable(path: Path, error: Exception) -> LedgerError:
    """The error for a ledger that the system or SQLite refuses."""
    return LedgerError(f"the ledger {path} can't be used: {error}; nothing is sent without it")
