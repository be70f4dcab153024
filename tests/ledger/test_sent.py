"""What the ledger knows was sent: announcements that still count, and what can be taken back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from runner.ledger.schema import NUMBER, open_for_writing
from runner.ledger.sent import Taken, left_since, taken
from runner.model import Status, Text

ACCOUNT = "rongcloud:demo"
HI = Text.of({"content": "hi"})
BYE = Text.of({"content": "bye"})


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """An empty ledger with two campaigns of one account and one of another."""
    path = tmp_path / "ledger.db"
    with closing(open_for_writing(path, "process")) as db:
        rows = [(1, ACCOUNT, "one"), (2, ACCOUNT, "two"), (3, "rongcloud:other", "one")]
        db.executemany("INSERT INTO campaign VALUES (?, ?, ?)", rows)
        db.executemany("INSERT INTO text VALUES (?, ?)", [(text.digest, text.encoded.decode()) for text in (HI, BYE)])
    return path


def put(
    ledger: Path,
    campaign: int,
    recipient: str,
    route: str,
    sent: float | None,
    answered: float | None = None,
    status: Status = Status.ACCEPTED,
    *,
    table: str = "message",
    tries: int = 1,
    text: Text = HI,
) -> None:
    """One row."""
    provider_id = f"uid-{recipient}-{tries}"
    values = (campaign, recipient, NUMBER[status], text.digest, route, provider_id, tries, sent, answered)
    with closing(sqlite3.connect(ledger)) as db, db:
        db.execute(
            f"INSERT INTO {table} (campaign, recipient, status, digest, route, code, detail, provider_id, request_id, "
            "attempts, sent_at, answered_at, run) VALUES (?, ?, ?, ?, ?, '200', '', ?, '', ?, ?, ?, 1)",
            values,
        )


def since(ledger: Path, moment: float) -> list[float]:
    return left_since(ledger, ACCOUNT, "broadcast", moment, 10.0)


def test_announcements_count_over_all_campaigns_of_the_account_and_all_tries(ledger: Path) -> None:
    put(ledger, 1, "(everyone)", "broadcast", 100.0, 101.0)
    put(ledger, 2, "(everyone)", "broadcast", 300.0, 302.0, Status.REJECTED)
    put(ledger, 2, "(everyone)", "broadcast", 200.0, 201.0, Status.UNKNOWN, table="attempt")
    put(ledger, 3, "(everyone)", "broadcast", 250.0, 251.0)  # another account
    put(ledger, 1, "(online)", "online", 260.0, 261.0)  # another route
    put(ledger, 1, "u1", "broadcast", 270.0, 271.0)  # nobody's announcement
    put(ledger, 1, "(everyone)~7", "broadcast", 400.0, 401.0)  # the recall of one

    assert since(ledger, 0.0) == [101.0, 201.0, 302.0, 401.0]
    assert since(ledger, 100.0) == [201.0, 302.0, 401.0]


def test_one_without_an_answer_may_have_taken_all_of_its_time(ledger: Path) -> None:
    put(ledger, 1, "(everyone)", "broadcast", 100.0, None, Status.UNKNOWN)
    assert since(ledger, 0.0) == [110.0]


def test_what_never_left_does_not_count(ledger: Path) -> None:
    put(ledger, 1, "(everyone)", "broadcast", None, 5.0, Status.DEFERRED)
    assert since(ledger, 0.0) == []


def test_there_is_no_ledger_yet(tmp_path: Path) -> None:
    assert since(tmp_path / "none.db", 0.0) == []
    assert list(taken(tmp_path / "none.db", ACCOUNT, "one", None)) == []


def test_taken_are_the_accepted_ones_and_those_that_they_replaced(ledger: Path) -> None:
    put(ledger, 1, "u1", "publish", 1.0, 2.0, tries=3, text=BYE)
    put(ledger, 1, "u1", "publish", 1.0, 2.0, table="attempt", tries=1)
    put(ledger, 1, "u1", "publish", 1.0, 2.0, Status.DEFERRED, table="attempt", tries=2)
    put(ledger, 1, "u2", "publish", 1.0, 2.0, Status.REJECTED)
    put(ledger, 2, "u3", "publish", 1.0, 2.0)
    put(ledger, 3, "u4", "publish", 1.0, 2.0)

    found = list(taken(ledger, ACCOUNT, "one", None))

    assert found == [
        Taken("u1", "uid-u1-3", 3, "publish", {"content": "bye"}),
        Taken("u1", "uid-u1-1", 1, "publish", {"content": "hi"}),
    ]
    assert [one.recipient for one in taken(ledger, ACCOUNT, "two", "u3")] == ["u3"]
    assert list(taken(ledger, ACCOUNT, "two", "u1")) == []
