"""Looking back: rows for export in the eight words, counts, what is left, one message's tries."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy

import orjson
import pytest

from runner.errors import LedgerError
from runner.ledger.store import Handover, Ledger
from runner.ledger.views import UNDER_WAY, View, viewing
from runner.model import Decision, Status, Text
from tests.ledger.samples import ACCOUNT, NAME, answer, begin, entries, entry, mark, record, refused, sent

OTHER = "netease:other"
WORDS = {*map(str, Status), *map(str, Decision)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a message of each status, two campaigns and two accounts, and one message still planned."""
    path = tmp_path_factory.mktemp("whole") / "ledger.db"
    listed = entries(["accepted", "deferred", "rejected", "sending", "unknown"])
    sent(path, listed, {str(status): status for status in Status})
    refused(path, [entry("refused", refusal="too long [N1]")])
    sent(path, entries("ab"), {"a": Status.ACCEPTED, "b": Status.ACCEPTED}, "another")
    sent(path, entries(["accepted"]), {"accepted": Status.REJECTED}, NAME, OTHER)
    with closing(Ledger(path)) as ledger:
        begin(ledger, entries(["planned"]))
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(copy(whole, tmp_path))


@pytest.fixture
def view(path: Path) -> Iterator[View]:
    with viewing(path) as opened:
        assert opened
        yield opened


def test_where_there_is_no_ledger_there_is_no_view(tmp_path: Path) -> None:
    with viewing(tmp_path / "ledger.db") as view:
        assert view is None


@pytest.mark.parametrize(
    ("latest", "accepted"),
    [(Status.ACCEPTED, True), (Status.REJECTED, False), (Status.DEFERRED, False), (Status.UNKNOWN, False)],
)
def test_whether_an_account_ever_had_a_message_taken(tmp_path: Path, latest: Status, accepted: bool) -> None:
    sent(tmp_path / "ledger.db", entries("a"), {"a": latest})
    with viewing(tmp_path / "ledger.db") as view:
        assert view
        assert (view.has_accepted(ACCOUNT), view.has_accepted(OTHER)) == (accepted, False)


def test_a_message_that_was_taken_before_a_later_text_was_refused_counts(tmp_path: Path) -> None:
    for status in (Status.ACCEPTED, Status.REJECTED):
        sent(tmp_path / "ledger.db", entries("a", says=status), {"a": status})
    with viewing(tmp_path / "ledger.db") as view:
        assert view
        assert view.counts(NAME, ACCOUNT) == {"rejected": 1}
        assert view.has_accepted(ACCOUNT)


def test_each_message_is_shown_in_one_of_the_eight_words(view: View) -> None:
    shown = [*view.messages(), *view.planned()]
    assert {row.status for row in shown} <= WORDS
    assert {row.recipient: row.status for row in shown if (row.account, row.campaign) == (ACCOUNT, NAME)} == {
        "accepted": "accepted",
        "deferred": "deferred",
        "planned": "send",
        "refused": "refuse",
        "rejected": "rejected",
        "sending": "unknown",
        "unknown": "unknown",
    }


def test_who_is_under_way_is_told_from_who_is_in_doubt(view: View) -> None:
    details = {row.recipient: row.detail for row in view.messages(NAME, ACCOUNT)}
    assert (details["sending"], details["unknown"]) == (UNDER_WAY, "")


def test_messages_come_by_campaign_and_recipient_and_can_be_narrowed(view: View) -> None:
    assert [row.recipient for row in view.messages()] == [
        "accepted", "deferred", "refused", "rejected", "sending", "unknown", "a", "b", "accepted",
    ]  # fmt: skip
    assert [row.recipient for row in view.messages("another")] == ["a", "b"]
    assert [row.status for row in view.messages(account=OTHER)] == ["rejected"]
    assert [row.status for row in view.messages(recipient="accepted")] == ["accepted", "rejected"]
    assert list(view.messages("no such")) == []


def test_times_and_digests_are_there_only_where_they_are_known(view: View) -> None:
    rows = {row.recipient: row for row in [*view.messages(NAME, ACCOUNT), *view.planned()]}
    digest = Text.of({"attach": "hi"}).digest.hex()
    times = {who: (row.digest, row.planned_at, row.sent_at, row.answered_at) for who, row in rows.items()}
    assert times["accepted"] == (digest, 1000.0, 1001.5, 1002.0)
    assert times["sending"] == (digest, 1000.0, 1001.0, None)
    assert times["refused"] == ("", 1000.0, None, None)
    assert times["planned"] == (digest, 1000.0, None, None)


def test_statuses_are_counted_by_their_words(view: View) -> None:
    assert view.counts(NAME, ACCOUNT) == {"accepted": 1, "rejected": 1, "deferred": 1, "unknown": 2, "refuse": 1}
    assert view.counts(NAME, OTHER) == {"rejected": 1}
    assert view.counts("no such", ACCOUNT) == {}


def test_a_campaign_is_found_on_all_its_accounts(view: View) -> None:
    assert [account for _, account in view.accounts_of(NAME)] == [ACCOUNT, OTHER]
    assert len({number for number, _ in view.accounts_of(NAME)}) == 2
    assert view.accounts_of("no such") == []


def test_a_text_is_found_by_its_digest(view: View) -> None:
    text = view.text(Text.of({"attach": "hi"}).digest.hex())
    assert text
    assert orjson.loads(text) == {"attach": "hi"}
    assert view.text("00" * 16) is None


def test_only_what_its_last_run_did_not_get_to_is_still_planned(path: Path) -> None:
    with closing(Ledger(path)) as ledger:
        run = begin(ledger, entries(["deferred", "next", "planned", "then"]))
        ledger.exchange(run, Handover(marks=[(1, "r1"), (2, "r2")]), 2001.0)
        ledger.exchange(run, Handover(records=[record("deferred", Status.ACCEPTED)], taken_back=["next"]), 2002.0)
    with viewing(path) as view:
        assert view
        assert [row.recipient for row in view.planned()] == ["next", "planned", "then"]
        assert [row.recipient for row in view.planned(NAME, ACCOUNT)] == ["next", "planned", "then"]
        assert list(view.planned("another")) == []
        assert list(view.planned(account=OTHER)) == []


def test_tries_before_the_latest_come_oldest_first(path: Path) -> None:
    with closing(Ledger(path)) as ledger:
        for prefix in ("x", "y"):
            run = begin(ledger, entries(["deferred"]))
            mark(ledger, run, prefix)
            answer(ledger, run, {"deferred": Status.DEFERRED})
    with viewing(path) as view:
        assert view
        tries = view.earlier_tries(NAME, ACCOUNT, "deferred")
        (latest,) = view.messages(NAME, ACCOUNT, "deferred")
    assert [(row.attempts, row.request_id) for row in [*tries, latest]] == [(1, "r2"), (2, "x1"), (3, "y1")]


def test_a_ledger_that_cannot_be_read_any_more_is_said(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE message")
    with viewing(path) as view:
        assert view
        with pytest.raises(LedgerError, match=r"can't be used: no such table: message; nothing is sent without it"):
            list(view.messages())
