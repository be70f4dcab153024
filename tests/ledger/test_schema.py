"""The ledger's file: made for its owner alone, opened only when it is one."""

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from runner.errors import ExitCode, LedgerError
from runner.ledger.schema import (
    HELD,
    NUMBER,
    REFUSED,
    SENDING,
    STATUS,
    VERSION,
    WORD,
    open_for_reading,
    open_for_writing,
)
from runner.model import Decision, Status
from tests.ledger.samples import entries, sent, statuses


def make_newer(path: Path) -> None:
    open_for_writing(path, "full").close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")


def make_foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE bookmark (url TEXT)")


def make_folder(path: Path) -> None:
    path.mkdir()


def make_garbage(path: Path) -> None:
    path.write_bytes(b"not a database, but long enough to be taken for one" * 99)


UNUSABLE: list[tuple[Callable[[Path], None], str]] = [
    (make_newer, f"is a ledger of version {VERSION + 1}, this program writes {VERSION}; upgrade campaign-runner"),
    (make_foreign, "is not a ledger; move it away, or name another with --ledger"),
    (make_folder, "can't be used: .*; nothing is sent without it"),
    (make_garbage, "can't be used: file is not a database; nothing is sent without it"),
]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_every_number_has_a_word_and_a_meaning() -> None:
    assert set(WORD) == set(STATUS) == {*NUMBER.values(), SENDING, REFUSED, HELD}
    assert set(WORD.values()) == {*Status, Decision.REFUSE, Decision.HOLD}
    assert all(STATUS[number] is status for status, number in NUMBER.items())
    assert (STATUS[SENDING], STATUS[REFUSED]) == (Status.UNKNOWN, None)


def test_a_ledger_and_its_folder_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "project" / ".campaign" / "ledger.db"
    umask = os.umask(0)
    try:
        with closing(open_for_writing(path, "full")) as db:
            db.execute("INSERT INTO campaign (account, name) VALUES ('netease:demo', 'hello')")
            beside = sorted(file.name for file in path.parent.iterdir())
            assert beside == [".gitignore", "ledger.db", "ledger.db-shm", "ledger.db-wal"]
            assert {mode(path.parent / name) for name in beside if name != ".gitignore"} == {0o600}
    finally:
        os.umask(umask)
    assert mode(path.parent) == 0o700


def test_git_does_not_take_the_ledger(tmp_path: Path) -> None:
    open_for_writing(tmp_path / ".campaign" / "ledger.db", "full").close()
    assert (tmp_path / ".campaign" / ".gitignore").read_text() == "*\n"
    (tmp_path / ".campaign" / ".gitignore").write_text("ledger.*\n")
    open_for_writing(tmp_path / ".campaign" / "ledger.db", "full").close()
    assert (tmp_path / ".campaign" / ".gitignore").read_text() == "ledger.*\n"


def test_a_ledger_elsewhere_leaves_its_folder_alone(tmp_path: Path) -> None:
    open_for_writing(tmp_path / "sent.db", "full").close()
    assert [file.name for file in tmp_path.iterdir()] == ["sent.db"]


@pytest.mark.parametrize(("durability", "synchronous"), [("full", 2), ("process", 1)])
def test_durability_is_what_was_asked_for(tmp_path: Path, durability: str, synchronous: int) -> None:
    with closing(open_for_writing(tmp_path / "ledger.db", "full" if durability == "full" else "process")) as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (synchronous,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_ledger_is_opened_again_with_all_that_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "ledger #1?.db"
    sent(path, entries("ab"), {"a": Status.ACCEPTED})
    open_for_writing(path, "full").close()
    assert statuses(path) == {"a": "accepted", "b": "unknown"}
    assert path.exists()


@pytest.mark.parametrize(("make", "said"), UNUSABLE)
def test_what_is_no_ledger_is_refused_and_not_touched(tmp_path: Path, make: Callable[[Path], None], said: str) -> None:
    path = tmp_path / "ledger.db"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    sentence = f"{re.escape(str(path))} {said}"
    with pytest.raises(LedgerError, match=sentence) as raised:
        open_for_writing(path, "full")
    assert raised.value.exit_code is ExitCode.INTERNAL
    with pytest.raises(LedgerError, match=sentence):
        open_for_reading(path)
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.mark.parametrize("under", ["a file", "/proc", "/dev/null"])
def test_a_place_where_nothing_can_be_written_is_said(tmp_path: Path, under: str) -> None:
    (tmp_path / "a file").touch()
    path = tmp_path / under / "ledger.db"
    with pytest.raises(LedgerError, match=f"the ledger {re.escape(str(path))} can't be used: .*; nothing is sent"):
        open_for_writing(path, "full")


def test_reading_makes_nothing(tmp_path: Path) -> None:
    assert open_for_reading(tmp_path / "ledger.db") is None
    assert list(tmp_path.iterdir()) == []


def test_reading_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    open_for_writing(path, "full").close()
    db = open_for_reading(path)
    assert db
    with closing(db), pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM message")


def test_a_ledger_whose_making_was_cut_off_is_none_yet_and_made_by_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.touch()
    assert open_for_reading(path) is None
    open_for_writing(path, "full").close()
    db = open_for_reading(path)
    assert db
    db.close()


def test_a_ledger_of_version_1_is_read_as_it_is_and_becomes_version_2_once_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    sent(path, entries("ab"), {"a": Status.ACCEPTED})
    with closing(sqlite3.connect(path)) as db:
        db.executescript("DROP TABLE ledger; DROP TABLE standing; DROP TABLE carried; DROP TABLE stage;")
        db.execute("PRAGMA user_version = 1")
    before = path.read_bytes()
    reading = open_for_reading(path)
    assert reading
    with closing(reading):
        assert [*reading.execute("SELECT id FROM ledger")] == []
        assert [*reading.execute("SELECT serial FROM standing")] == []
    assert path.read_bytes() == before
    open_for_writing(path, "full").close()
    with closing(open_for_writing(path, "full")) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (2,)
        assert [len(row[0]) for row in db.execute("SELECT id FROM ledger")] == [32]
    assert statuses(path) == {"a": "accepted", "b": "unknown"}
