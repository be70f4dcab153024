"""Whether a campaign was sent to its end: its last run, and what is left of it."""

from contextlib import closing
from pathlib import Path

import pytest

from runner.ledger.endings import state_of
from runner.ledger.store import Ledger
from runner.ledger.views import viewing
from runner.model import Status
from tests.ledger.samples import ACCOUNT, NAME, answer, begin, entries, mark


def state(path: Path, name: str = NAME, account: str | None = ACCOUNT) -> str:
    with viewing(path) as view:
        assert view
        return state_of(view, name, account)


def run(path: Path, status: Status | None, ending: str = "", account: str = ACCOUNT) -> None:
    """A run of one message; without a status it is still under way."""
    with closing(Ledger(path)) as ledger:
        begun = begin(ledger, entries(["u1"], says=f"{status}{ending}"), account=account)
        mark(ledger, begun)
        if status:
            answer(ledger, begun, {"u1": status})
        if ending:
            ledger.finish(begun, ending, 1003.0)


@pytest.mark.parametrize(
    ("status", "ending", "expected"),
    [
        (Status.ACCEPTED, "finished", "finished"),
        (Status.REJECTED, "finished", "finished"),
        (Status.UNKNOWN, "finished", "finished"),
        (Status.DEFERRED, "finished", "unfinished"),
        (Status.ACCEPTED, "stopped", "unfinished"),
        (Status.ACCEPTED, "", "unfinished"),
        (None, "finished", "unfinished"),
    ],
)
def test_the_last_run_and_what_is_left_say_it(
    tmp_path: Path, status: Status | None, ending: str, expected: str
) -> None:
    run(tmp_path / "l.db", status, ending)
    assert state(tmp_path / "l.db") == expected


def test_the_last_run_counts(tmp_path: Path) -> None:
    run(tmp_path / "l.db", Status.ACCEPTED, "stopped")
    run(tmp_path / "l.db", Status.ACCEPTED, "finished")
    assert state(tmp_path / "l.db") == "finished"
    run(tmp_path / "l.db", Status.DEFERRED, "stopped")
    assert state(tmp_path / "l.db") == "unfinished"


def test_a_campaign_that_was_never_begun(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "l.db")) as ledger:
        ledger.campaign(ACCOUNT, NAME)
    assert state(tmp_path / "l.db") == "never"
    assert state(tmp_path / "l.db", "other", None) == "never"


def test_on_another_account_it_is_another(tmp_path: Path) -> None:
    run(tmp_path / "l.db", Status.ACCEPTED, "stopped")
    run(tmp_path / "l.db", Status.ACCEPTED, "finished", account="rongcloud:demo")
    assert state(tmp_path / "l.db") == "unfinished"
    assert state(tmp_path / "l.db", account=None) == "finished"
    assert state(tmp_path / "l.db", account="webhook:x") == "never"
