"""The ledger as sending uses it: what was committed is there whatever dies, what was taken back never was."""

from pathlib import Path

import pytest

from runner.ledger.store import CHUNK, Claim, Handover, Ledger
from runner.ledger.views import MessageRow
from runner.model import Status, Text
from tests.ledger.samples import (
    ACCOUNT,
    NAME,
    TOGETHER,
    answer,
    begin,
    claims,
    entries,
    entry,
    framed,
    history,
    ids,
    left,
    mark,
    record,
    rows,
    sent,
    statuses,
)

HI = Text.of({"attach": "hi"})


def test_a_campaign_has_one_number_for_each_account(ledger: Ledger) -> None:
    first = ledger.campaign(ACCOUNT, NAME)
    assert ledger.campaign(ACCOUNT, NAME) == first
    assert len({first, ledger.campaign("netease:other", NAME), ledger.campaign(ACCOUNT, "bye")}) == 3


def test_a_run_takes_over_what_its_draft_sends_lane_by_lane(ledger: Ledger, path: Path) -> None:
    listed = [*entries("abcd", ways=TOGETHER), entry("e", "one"), entry("f", "two"), entry("g", refusal="no [N1]")]
    run = begin(ledger, listed)
    assert run.fresh
    lanes = {lane.route: lane for lane in run.lanes}
    single, batch = lanes["single"], lanes["batch"]
    assert (single.messages, single.last - single.first) == (2, 1)
    assert (batch.messages, batch.last - batch.first) == (4, 1)
    assert single.last < batch.first or batch.last < single.first
    assert ledger.read(run, single.first, single.last) == [
        Claim(single.first, "e", Text.of({"attach": "one"}), ""),
        Claim(single.last, "f", Text.of({"attach": "two"}), ""),
    ]
    assert ids(ledger.read(run, batch.first, batch.first)) == ["a", "b", "c"]
    assert ids(ledger.read(run, batch.last, batch.last)) == ["d"]
    assert sorted(left(path)) == list("abcdef")
    assert statuses(path) == {}


def test_nothing_to_send_is_no_lane(ledger: Ledger) -> None:
    run = begin(ledger, [])
    assert run.lanes == ()
    assert ledger.read(run, 1, 9) == []


def test_texts_come_back_byte_for_byte(ledger: Ledger) -> None:
    said = ['"}{\\', "\n\r\t", "🎉 é 长", "{{ name }}", "null", "1e400"]
    run = begin(ledger, [entry(f"u{i}", text) for i, text in enumerate(said)])
    assert [claim.text for claim in claims(ledger, run)] == [Text.of({"attach": text}) for text in said]


def test_more_than_a_chunk_is_taken_over_whole(ledger: Ledger) -> None:
    run = begin(ledger, entries((f"u{i}" for i in range(CHUNK + 5)), ways=TOGETHER))
    (lane,) = run.lanes
    assert (lane.first, lane.last, lane.messages) == (1, (CHUNK + 5 + 2) // 3, CHUNK + 5)
    assert ids(ledger.read(run, lane.last, lane.last)) == [f"u{CHUNK + 4}"]


def test_a_new_run_replaces_what_the_last_one_had_left(ledger: Ledger, path: Path) -> None:
    begin(ledger, entries("abc"))
    begin(ledger, entries("xy"), "another")
    run = begin(ledger, entries("cd"))
    assert ids(claims(ledger, run)) == ["c", "d"]
    assert left(path) == ["c", "d"]


def test_marks_and_outcomes_of_one_handover_are_durable_together(ledger: Ledger, path: Path) -> None:
    run = begin(ledger, entries("abc"))
    ledger.exchange(run, Handover(marks=[(1, "r1"), (2, "r2")]), 1001.0)
    assert statuses(path) == {"a": "unknown", "b": "unknown"}
    ledger.exchange(run, Handover(records=[record("a", Status.ACCEPTED, provider_id="m1")], marks=[(3, "r3")]), 1002.0)
    assert statuses(path) == {"a": "accepted", "b": "unknown", "c": "unknown"}
    assert left(path) == []
    assert rows(path)["a"] == MessageRow(
        account=ACCOUNT, campaign=NAME, recipient="a", status="accepted", code="200", detail="", provider_id="m1",
        request_id="r1", digest=HI.digest.hex(), route="single", attempts=1, planned_at=1000.0, sent_at=1001.5,
        answered_at=1002.0,
    )  # fmt: skip
    assert (rows(path)["b"].sent_at, rows(path)["b"].answered_at) == (1001.0, None)


def test_an_empty_handover_changes_nothing(ledger: Ledger, path: Path) -> None:
    run = begin(ledger, entries("ab"))
    mark(ledger, run)
    before = rows(path)
    ledger.exchange(run, Handover(), 1003.0)
    assert rows(path) == before


@pytest.mark.parametrize("status", Status)
def test_each_outcome_is_kept_with_what_the_provider_said(ledger: Ledger, path: Path, status: Status) -> None:
    run = begin(ledger, entries("a"))
    mark(ledger, run)
    ledger.exchange(run, Handover(records=[record("a", status, "414", 'it said "no"', "m1")]), 1002.0)
    row = rows(path)["a"]
    assert (row.status, row.code, row.detail, row.provider_id) == (status, "414", 'it said "no"', "m1")


def test_outcomes_of_one_campaign_leave_the_others_alone(ledger: Ledger, path: Path) -> None:
    other = begin(ledger, entries("ab"), "another")
    mark(ledger, other)
    run = begin(ledger, entries("ab"))
    mark(ledger, run)
    answer(ledger, run, {"a": Status.ACCEPTED})
    assert {who: row.status for who, row in rows(path, "another").items()} == {"a": "unknown", "b": "unknown"}


def test_a_deferred_message_is_marked_again_and_its_first_try_is_kept(ledger: Ledger, path: Path) -> None:
    run = begin(ledger, entries("ab", ways=TOGETHER))
    mark(ledger, run)
    ledger.exchange(run, Handover(records=[record("a", Status.DEFERRED, "416"), record("b", Status.ACCEPTED)]), 1002.0)
    ledger.exchange(run, Handover(remarks=[("a", "r9")]), 1003.0)
    assert history(path, "a") == [("deferred", 1, "r1"), ("unknown", 2, "r9")]
    row = rows(path)["a"]
    assert (row.code, row.sent_at, row.answered_at) == ("", 1003.0, None)
    answer(ledger, run, {"a": Status.ACCEPTED})
    assert history(path, "a") == [("deferred", 1, "r1"), ("accepted", 2, "r9")]
    assert history(path, "b") == [("accepted", 1, "r1")]


def test_a_later_run_keeps_the_tries_of_earlier_ones(path: Path) -> None:
    sent(path, entries("ab"), {"a": Status.REJECTED, "b": Status.ACCEPTED})
    sent(path, [entry("a", "better")], {"a": Status.ACCEPTED})
    assert history(path, "a") == [("rejected", 1, "r1"), ("accepted", 2, "r1")]
    assert rows(path)["a"].digest == Text.of({"attach": "better"}).digest.hex()
    assert history(path, "b") == [("accepted", 1, "r2")]


def test_a_later_run_is_told_which_request_carried_a_message_last(ledger: Ledger) -> None:
    first = begin(ledger, entries("ab"))
    mark(ledger, first, "old")
    run = begin(ledger, entries("abc"))
    assert not run.fresh
    assert {claim.recipient: claim.prior for claim in claims(ledger, run)} == {"a": "old1", "b": "old2", "c": ""}


def test_a_first_mark_that_is_taken_back_never_was(ledger: Ledger, path: Path) -> None:
    run = begin(ledger, entries("abc"))
    mark(ledger, run)
    ledger.exchange(run, Handover(records=[record("a", Status.ACCEPTED)], taken_back=["b", "c"]), 1002.0)
    assert statuses(path) == {"a": "accepted"}
    assert left(path) == ["b", "c"]
    assert history(path, "b") == []


@pytest.mark.parametrize("before", [Status.DEFERRED, Status.UNKNOWN, Status.REJECTED, Status.ACCEPTED])
def test_a_mark_that_is_taken_back_restores_what_was_known(ledger: Ledger, path: Path, before: Status) -> None:
    first = begin(ledger, entries("ab"))
    mark(ledger, first, "old")
    answer(ledger, first, {"a": before, "b": before})
    known = rows(path)
    run = begin(ledger, entries("ab", "better"))
    mark(ledger, run)
    ledger.exchange(run, Handover(taken_back=["a"]), 2002.0)
    assert rows(path)["a"] == known["a"]
    assert history(path, "a") == [(before, 1, "old1")]
    assert history(path, "b") == [(before, 1, "old2"), ("unknown", 2, "r2")]
    assert left(path) == []  # one row a recipient: the ledger knows this one already


def test_a_second_try_that_is_taken_back_leaves_the_first_deferred(ledger: Ledger, path: Path) -> None:
    first = begin(ledger, entries("ab"))
    mark(ledger, first, "old")
    answer(ledger, first, {"a": Status.UNKNOWN, "b": Status.UNKNOWN})
    run = begin(ledger, entries("ab"))
    mark(ledger, run)
    answer(ledger, run, {"a": Status.DEFERRED, "b": Status.DEFERRED})
    ledger.exchange(run, Handover(remarks=[("a", "again"), ("b", "again")]), 2003.0)
    ledger.exchange(run, Handover(taken_back=["a", "b"]), 2003.0)
    assert history(path, "a") == [("unknown", 1, "old1"), ("deferred", 2, "r1")]
    assert history(path, "b") == [("unknown", 1, "old2"), ("deferred", 2, "r2")]


def test_an_outcome_is_not_taken_back(ledger: Ledger, path: Path) -> None:
    first = begin(ledger, entries("a"))
    mark(ledger, first, "old")
    answer(ledger, first, {"a": Status.DEFERRED})
    run = begin(ledger, entries("a"))
    mark(ledger, run)
    answer(ledger, run, {"a": Status.ACCEPTED})
    ledger.exchange(run, Handover(taken_back=["a"]), 2002.0)
    assert history(path, "a") == [("deferred", 1, "old1"), ("accepted", 2, "r1")]


def test_frames_travel_mixed_and_come_back_with_their_own_texts(ledger: Ledger) -> None:
    run = begin(ledger, [entry("a", "one", framed("f")), entry("b", "two", framed("f"))])
    assert [(claim.batch, claim.text.params["attach"]) for claim in claims(ledger, run)] == [(1, "one"), (1, "two")]
