"""Who is held out is on record for it, and nothing that was tried is ever overwritten."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from runner.ledger.comparing import compare
from runner.ledger.draft import Entry
from runner.ledger.store import Ledger
from runner.model import Status
from tests.ledger.samples import (
    ACCOUNT,
    NAME,
    drafted,
    entries,
    entry,
    history,
    refused,
    resend,
    route,
    rows,
    sent,
    statuses,
)

WHY = "held out: 2% get no message"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def held(path: Path, listed: Iterable[Entry], now: float = 1000.0) -> int:
    """A run that only records who is held out; how many of them were not on record before."""
    with closing(Ledger(path, "process")) as ledger, drafted(listed) as made:
        compare(made, path, ACCOUNT, NAME, resend)
        new = made.to_hold_out()
        route(made)
        run = ledger.begin(ledger.campaign(ACCOUNT, NAME), made, "f" * 32, now)
        ledger.hold_out(run, made, now)
        return new


def test_who_is_held_out_is_recorded_with_the_reason(path: Path) -> None:
    new = held(path, [entry("a", held=WHY), entry("b"), Entry("c", None, None, "list.csv", 4, missed="not drawn")])
    row = rows(path)["a"]
    assert (row.status, row.detail, row.digest, row.attempts, row.planned_at) == ("hold", WHY, "", 0, 1000.0)
    assert (set(rows(path)), new) == ({"a"}, 1)


def test_who_is_on_record_already_is_not_counted_as_new(path: Path) -> None:
    held(path, [entry("a", held=WHY)])
    assert held(path, [entry("a", held=WHY)], now=2000.0) == 0
    assert held(path, [entry("a", held=WHY), entry("b", held=WHY)], now=2000.0) == 1
    assert statuses(path) == {"a": "hold", "b": "hold"}


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.REJECTED, Status.DEFERRED, Status.UNKNOWN])
def test_who_was_sent_to_before_keeps_what_became_of_it(path: Path, status: Status) -> None:
    sent(path, entries("a"), {"a": status})
    assert held(path, [entry("a", held=WHY)]) == 0
    assert statuses(path) == {"a": str(status)}


def test_who_was_refused_may_be_held_out_later_and_the_other_way_round(path: Path) -> None:
    refused(path, [entry("a", refusal="too long [N1]")])
    assert held(path, [entry("a", held=WHY)], now=2000.0) == 1
    row = rows(path)["a"]
    assert (row.status, row.detail, row.planned_at) == ("hold", WHY, 2000.0)
    refused(path, [entry("a", refusal="empty [N2]", held=WHY)], now=3000.0)
    row = rows(path)["a"]
    assert (row.status, row.detail, row.planned_at) == ("refuse", "empty [N2]", 3000.0)


def test_who_is_no_longer_held_out_is_sent_to(path: Path) -> None:
    held(path, [entry("a", held=WHY)])
    sent(path, entries("a"), {"a": Status.ACCEPTED})
    assert [(status, tries) for status, tries, _ in history(path, "a")] == [("hold", 0), ("accepted", 1)]


def test_without_a_holdout_nothing_changes_in_the_ledger(path: Path) -> None:
    sent(path, entries("a"), {"a": Status.ACCEPTED})
    with closing(Ledger(path, "process")) as ledger, drafted(entries("ab")) as made:
        route(made)
        run = ledger.begin(ledger.campaign(ACCOUNT, NAME), made, "f" * 32, 1000.0)
        before = ledger.db.execute("SELECT * FROM standing").fetchall()
        ledger.hold_out(run, made, 1000.0)
        assert ledger.db.execute("SELECT * FROM standing").fetchall() == before
    assert statuses(path) == {"a": "accepted"}
