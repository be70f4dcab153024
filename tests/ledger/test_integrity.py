"""Looking over a ledger: which one it is, and whether SQLite finds it whole; it stays as it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from runner.errors import LedgerError
from runner.ledger.integrity import examine
from runner.ledger.schema import VERSION
from runner.ledger.store import Ledger


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """An empty ledger."""
    path = tmp_path / "ledger.db"
    Ledger(path, "process").close()
    return path


def test_none_is_none(tmp_path: Path) -> None:
    assert examine(tmp_path / "ledger.db") is None
    (tmp_path / "ledger.db").touch()
    assert examine(tmp_path / "ledger.db") is None


def test_a_whole_one_has_an_id_and_is_left_as_it_is(made: Path) -> None:
    before = made.read_bytes()
    found = examine(made)
    assert found is not None
    assert (len(found.id), found.version, found.messages, found.problems) == (32, VERSION, 0, ())
    assert made.read_bytes() == before


def test_a_damaged_page_is_found(made: Path) -> None:
    with closing(sqlite3.connect(made)) as db:
        rows = ((f"{n:08}", b"x" * 200) for n in range(2000))
        db.executemany("INSERT INTO text (digest, params) VALUES (?, ?)", rows)
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(made.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    made.write_bytes(content)
    found = examine(made)
    assert found is not None
    assert found.problems
    assert all("\n" not in problem for problem in found.problems)


def test_what_is_no_database_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("no database " * 500, encoding="utf-8")
    with pytest.raises(LedgerError):
        examine(tmp_path / "ledger.db")
