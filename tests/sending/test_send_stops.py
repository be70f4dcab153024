"""Runs that end before their work does: refused credentials, doubts, signals, a broken ledger."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing

import pytest

from runner.errors import CredentialsRefused, ExitCode, LedgerError, Stopped
from runner.model import Status
from runner.provider import NoAnswer, Response
from runner.sending.send import Sending
from runner.sending.watch import FIRST
from tests.sending.desk import (
    ACCEPTED,
    DEFERRED,
    REJECTED,
    SECRET,
    TOGETHER,
    UNKNOWN,
    Desk,
    all_of,
    crowd,
    people,
)
from tests.sending.vendor import Call, Vendor, code

PLANNED = "SELECT count(*) FROM planned"


def test_bad_credentials_cost_one_request(desk: Desk) -> None:
    vendor = Vendor(lambda _: code(414, "CheckSum check failed"))

    sending = desk.send(people(1000), vendor, concurrency=64)

    assert len(vendor.calls) == 1
    assert isinstance(sending.error, CredentialsRefused)
    assert sending.error.exit_code == ExitCode.REFUSED
    assert "CheckSum check failed" in str(sending.error)
    assert SECRET not in str(sending.error)
    assert desk.statuses() == {"u00001": DEFERRED}
    assert desk.ask(PLANNED) == [(1000,)]
    assert sending.progress.done == {**dict.fromkeys(Status, 0), Status.DEFERRED: 1}


def test_the_secret_is_in_no_file(desk: Desk) -> None:
    desk.send(people(3), Vendor(lambda _: code(414, "CheckSum check failed")))

    files = [file for file in desk.folder.rglob("*") if file.is_file()]
    assert desk.path in files
    assert not [file for file in files if SECRET.encode() in file.read_bytes()]


def test_credentials_that_are_refused_later_stop_at_once(desk: Desk) -> None:
    vendor = Vendor(lambda call: code(403) if call.number >= 100 else code(200))

    sending = desk.send(people(1000), vendor)

    assert isinstance(sending.error, CredentialsRefused)
    assert len(vendor.calls) <= 100 + 8
    assert Counter(desk.statuses().values()) == {ACCEPTED: 99, DEFERRED: len(vendor.calls) - 99}
    assert not desk.under_mark()


@pytest.mark.parametrize("concurrency", [1, 64])
def test_one_refusal_of_all_the_first_answers_refuses_the_credentials_and_no_message(
    desk: Desk, concurrency: int
) -> None:
    vendor = Vendor(lambda _: code(414, "check attach"))

    sending = desk.send(people(200), vendor, concurrency=concurrency)

    assert isinstance(sending.error, CredentialsRefused)
    assert FIRST <= len(vendor.calls) <= FIRST + concurrency
    assert desk.statuses() == all_of(vendor.recipients, DEFERRED)
    assert sending.progress.done == {**dict.fromkeys(Status, 0), Status.DEFERRED: len(vendor.calls)}
    assert {row.code for row in desk.rows().values()} == {"414"}
    again = Vendor()
    desk.send(people(200), again)
    assert sorted(again.recipients) == sorted(people(200))


def test_one_refusal_of_the_first_batches_refuses_no_message_either(desk: Desk) -> None:
    groups = {who: {**text, "attach": f'{{"group":{i % 30}}}'} for i, (who, text) in enumerate(crowd(300).items())}
    vendor = Vendor(lambda _: code(414, "check attach"))

    sending = desk.send(groups, vendor, limits=TOGETHER, concurrency=2)

    assert isinstance(sending.error, CredentialsRefused)
    assert desk.statuses() == all_of(vendor.recipients, DEFERRED)
    assert sending.progress.done[Status.DEFERRED] == len(vendor.recipients) >= 10 * FIRST


def test_refusals_that_a_success_follows_stand(desk: Desk) -> None:
    vendor = Vendor(lambda call: code(414, "check attach") if call.number < FIRST else code(200))

    sending = desk.send(people(200), vendor, concurrency=1)

    assert sending.error is None
    assert Counter(desk.statuses().values()) == {REJECTED: FIRST - 1, ACCEPTED: 200 - FIRST + 1}


def test_a_small_campaign_whose_messages_are_all_refused_has_them_rejected(desk: Desk) -> None:
    sending = desk.send(people(FIRST - 1), Vendor(lambda _: code(414, "check attach")))

    assert sending.error is None
    assert set(desk.statuses().values()) == {REJECTED}


def test_a_code_that_nobody_knows_again_and_again_stops_the_run(desk: Desk) -> None:
    vendor = Vendor(lambda call: code(200) if call.number < 30 else code(20033, "what?"))

    sending = desk.send(people(300), vendor, concurrency=1)

    assert isinstance(sending.error, Stopped)
    assert "20 answers in a row said 20033 (what?)" in str(sending.error)
    assert Counter(desk.statuses().values()) == {ACCEPTED: 29, UNKNOWN: 20}
    assert len(vendor.calls) == 49


def test_nobody_there_for_a_minute_stops_the_run(desk: Desk) -> None:
    vendor = Vendor(lambda _: NoAnswer(False, "no connection to a.example: refused"), latency=2.0)

    sending = desk.send(people(3000), vendor)

    assert isinstance(sending.error, Stopped)
    assert "no connection to a.example: refused, for 6" in str(sending.error)
    assert 1055 <= vendor.calls[-1].at < 1065
    statuses = desk.statuses()
    assert statuses == all_of(set(vendor.recipients), DEFERRED)
    assert sending.progress.done[Status.DEFERRED] == len(statuses) < 3000
    assert max(row.attempts for row in desk.rows().values()) <= 5


@pytest.mark.parametrize("limits", [{"single": (10**6, 1.0)}, {}, {"single": (2000, 1.0)}], ids=str)
@pytest.mark.parametrize("at", [1, 2, 50, 193])
def test_a_stop_finishes_what_is_under_way_and_takes_back_the_rest(
    desk: Desk, limits: dict[str, tuple[int, float]], at: int
) -> None:
    stopped_after = []

    def answer(call: Call) -> Response:
        if call.number == at:
            desk.sending.stop()
            stopped_after.append(len(vendor.calls))
        return code(200)

    vendor = Vendor(answer)
    sending = desk.send(people(200), vendor, limits=limits)

    assert sending.error is None
    assert stopped_after == [len(vendor.calls)]
    assert desk.statuses() == all_of(vendor.recipients, ACCEPTED)
    assert desk.ask(PLANNED) == [(200,)]
    rest = Vendor()
    desk.send(people(200), rest, limits=limits)
    assert sorted(vendor.recipients + rest.recipients) == sorted(people(200))
    assert desk.statuses() == all_of(people(200), ACCEPTED)


def test_a_stop_leaves_earlier_outcomes_as_they_were(desk: Desk) -> None:
    desk.send(people(200), Vendor(lambda call: code(404) if call.number % 2 else code(500)), attempts=2)
    before, tries = desk.rows(), sorted(desk.ask("SELECT recipient, attempts, status, code FROM attempt"))
    changed = {who: {**text, "attach": '{"new":' + who[1:].lstrip("0") + "}"} for who, text in people(200).items()}

    def answer(call: Call) -> Response:
        if call.number == 20:
            desk.sending.stop()
        return code(200)

    vendor = Vendor(answer)
    desk.send(changed, vendor)

    sent = set(vendor.recipients)
    assert 20 <= len(sent) <= 20 + 2 * 8
    after = desk.rows()
    assert {who: row for who, row in after.items() if who not in sent} == {
        who: row for who, row in before.items() if who not in sent
    }
    assert all(after[who].status == ACCEPTED and after[who].attempts == before[who].attempts + 1 for who in sent)
    others = [row for row in desk.ask("SELECT recipient, attempts, status, code FROM attempt") if row[0] not in sent]
    assert sorted(others) == [row for row in tries if row[0] not in sent]


def test_a_stop_counts_what_was_to_be_tried_again_as_deferred(desk: Desk) -> None:
    def answer(call: Call) -> Response:
        if call.number == 60:
            desk.sending.stop()
        return code(500) if call.number % 2 else code(200)

    vendor = Vendor(answer)
    sending = desk.send(people(500), vendor)

    statuses = Counter(desk.statuses().values())
    assert set(statuses) == {ACCEPTED, DEFERRED}
    assert sending.progress.done[Status.DEFERRED] == statuses[DEFERRED]
    assert sending.progress.done[Status.ACCEPTED] == statuses[ACCEPTED]


def test_a_stop_before_the_beginning_lets_nothing_leave(desk: Desk) -> None:
    desk.prepare = Sending.stop
    vendor = Vendor()

    desk.send(people(50), vendor)

    assert vendor.calls == []
    assert desk.statuses() == {}


def test_the_first_reason_to_stop_is_the_one_that_is_told(desk: Desk) -> None:
    def answer(call: Call) -> Response:
        desk.sending.stop(Stopped("enough"))
        desk.sending.stop()
        return code(403)

    assert str(desk.send(people(5), Vendor(answer)).error) == "enough"


def drop(desk: Desk) -> None:
    """Someone else spoils the ledger's tables."""
    with closing(sqlite3.connect(desk.path)) as other:
        other.execute("DROP TABLE message")


def fill(desk: Desk) -> None:
    """The disk is full."""
    desk.sending._supply.ledger.db.execute("PRAGMA max_page_count = 1")


@pytest.mark.parametrize(("spoil", "why"), [(drop, "no such table"), (fill, "database or disk is full")])
def test_a_ledger_that_breaks_ends_the_run_and_nothing_more_is_posted(
    desk: Desk, spoil: Callable[[Desk], None], why: str
) -> None:
    def look(call: Call) -> None:
        if call.number == 100:
            spoil(desk)

    vendor = Vendor(arrives=look)
    with pytest.raises(ExceptionGroup) as raised:
        desk.send(people(2000), vendor)

    (error,) = raised.value.exceptions
    assert isinstance(error, LedgerError)
    assert why in str(error)
    assert len(vendor.calls) <= 100 + 64 + 2 * 16
    assert vendor.under_way == 0
