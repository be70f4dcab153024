"""Which ledger this is, and how often each campaign's rows were changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from runner.errors import LedgerError
from runner.ledger.identity import Identity, Standing, identity
from runner.ledger.standing import Mark
from runner.ledger.store import Ledger
from runner.model import Status
from tests.ledger.samples import ACCOUNT, NAME, answer, begin, drafted, entries, entry, mark, route, sent


def serial(path: Path, name: str = NAME) -> int:
    found = identity(path)
    assert found
    return found.standing(ACCOUNT, name).serial


def carry(ledger: Ledger, plan: str, ending: str, outcomes: dict[str, Status]) -> None:
    with drafted(entries(outcomes)) as made:
        route(made)
        run = ledger.begin(ledger.campaign(ACCOUNT, NAME), made, "f" * 32, 1000.0, Mark(plan, ("ios",)))
    mark(ledger, run)
    answer(ledger, run, outcomes)
    if ending:
        ledger.finish(run, ending, 1003.0)


def test_there_is_none(path: Path) -> None:
    assert identity(path) is None
    assert not path.exists()
    path.touch()
    assert identity(path) is None


def test_every_ledger_has_an_id_of_its_own(tmp_path: Path) -> None:
    for name in ("one.db", "two.db"):
        Ledger(tmp_path / name).close()
    one, two = identity(tmp_path / "one.db"), identity(tmp_path / "two.db")
    assert one
    assert two
    assert one.id != two.id
    assert len(one.id) == 32
    assert identity(tmp_path / "one.db") == one


def test_what_it_does_not_know_was_never_changed(path: Path, ledger: Ledger) -> None:
    ledger.campaign(ACCOUNT, "other")
    assert serial(path) == serial(path, "other") == 0


def test_every_change_counts_for_its_campaign_alone(path: Path, ledger: Ledger) -> None:
    sent(path, entries(["x"]), {"x": Status.ACCEPTED}, name="other")
    other = serial(path, "other")
    run = begin(ledger, entries(["a", "b"]))
    serials = [serial(path)]
    mark(ledger, run)
    answer(ledger, run, {"a": Status.ACCEPTED})
    assert ledger.settle(ACCOUNT) == 1
    serials.append(serial(path))
    ledger.finish(run, "stopped", 1003.0)
    serials.append(serial(path))
    assert ledger.resolve(run.campaign, "resend", "b", 1004.0) == 1
    serials.append(serial(path))
    with drafted([entry("c", refusal="no")]) as made:
        ledger.refuse(run, made, 1005.0)
    serials.append(serial(path))
    assert serials == sorted(set(serials))
    assert serial(path, "other") == other


def test_what_changes_nothing_does_not_count(path: Path, ledger: Ledger) -> None:
    run = begin(ledger, entries(["a"]))
    before = serial(path)
    assert ledger.settle(ACCOUNT) == ledger.settle("netease:another") == 0
    assert ledger.resolve(run.campaign, "resend", None, 1004.0) == 0
    assert serial(path) == before


@pytest.mark.parametrize(
    ("ending", "outcome", "complete"),
    [
        ("finished", Status.ACCEPTED, True),
        ("finished", Status.REJECTED, True),
        ("finished", Status.DEFERRED, False),
        ("stopped", Status.ACCEPTED, False),
        ("", Status.ACCEPTED, False),
    ],
)
def test_the_latest_run_and_the_plan_that_it_carried_out(
    path: Path, ledger: Ledger, ending: str, outcome: Status, complete: bool
) -> None:
    carry(ledger, "one", "finished", {"a": Status.ACCEPTED})
    carry(ledger, "two", ending, {"b": outcome})
    found = identity(path)
    assert found
    last = found.standing(ACCOUNT, NAME).last
    assert last
    assert (last.plan, last.started_at, last.complete) == ("two", 1000.0, complete)


def test_a_run_of_no_plan_file(path: Path) -> None:
    sent(path, entries(["a"]), {"a": Status.ACCEPTED})
    found = identity(path)
    assert found
    last = found.standing(ACCOUNT, NAME).last
    assert last
    assert last.plan == ""


def test_a_campaigns_tags_are_kept_as_its_latest_run_had_them(path: Path, ledger: Ledger) -> None:
    carry(ledger, "one", "finished", {"a": Status.ACCEPTED})
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT tags FROM standing").fetchall() == [('["ios"]',)]


def test_a_ledger_of_version_1_has_no_id_and_no_serials(path: Path) -> None:
    sent(path, entries(["a"]), {"a": Status.ACCEPTED})
    with closing(sqlite3.connect(path)) as db:
        for table in ("ledger", "standing", "carried", "stage"):
            db.execute(f"DROP TABLE {table}")
        db.execute("PRAGMA user_version = 1")
        db.commit()
    found = identity(path)
    assert found
    assert (found.id, found.standing(ACCOUNT, NAME).serial) == ("", 0)
    assert found.standing(ACCOUNT, NAME).last


def test_what_is_no_ledger_is_said_so(path: Path) -> None:
    path.write_text("not a database", encoding="utf-8")
    with pytest.raises(LedgerError):
        identity(path)


def test_nothing_known_is_a_standing_too() -> None:
    assert Identity("x", {}).standing(ACCOUNT, NAME) == Standing(0, None)
