"""Budgets: counted over the run or over its last messages, and what a run does that has used one up."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.campaign.model import Budget
from runner.errors import ExitCode, Stopped
from runner.model import Outcome, Status
from runner.provider import NoAnswer
from runner.sending.budget import Tally
from tests.sending.desk import ACCEPTED, DEFERRED, REJECTED, TOGETHER, UNKNOWN, Desk, all_of, crowd, people
from tests.sending.vendor import Vendor, code

A, R, D, U = Status.ACCEPTED, Status.REJECTED, Status.DEFERRED, Status.UNKNOWN


def rejected(most: int, last: int | None = None) -> Budget:
    return Budget(f"rejected > {most}" + (f" over last {last}" if last else ""), R, most, last)


def stops_at(budget: Budget, answers: Sequence[Status]) -> int | None:
    """After how many answers of one message each the run must stop."""
    tally = Tally([budget])
    return next((n for n, status in enumerate(answers, 1) if tally.look([Outcome(status)])), None)


@pytest.mark.parametrize(
    ("budget", "answers", "stop"),
    [
        (rejected(2), [R, R], None),
        (rejected(2), [R, A, R, A, R], 5),
        (rejected(0), [A, A, R], 3),
        (rejected(2), [R, R, U, D, D], None),
        (rejected(1, last=3), [R, A, A, R, A, A, R], None),
        (rejected(1, last=3), [R, A, A, R, A, R], 6),
        (rejected(1, last=3), [R, D, D, D, R], 5),  # what isn't settled doesn't count as one of the last
        (rejected(10, last=500), [R] * 11, 11),
        (Budget("unknown > 0", U, 0), [R, R, U], 3),
    ],
)
def test_a_budget_is_used_up_by_one_message_more_than_it_allows(
    budget: Budget, answers: list[Status], stop: int | None
) -> None:
    assert stops_at(budget, answers) == stop


@given(st.lists(st.sampled_from(list(Status)), max_size=60), st.integers(0, 5), st.integers(1, 20))
def test_only_the_last_messages_count(answers: list[Status], most: int, last: int) -> None:
    settled: list[Status] = []
    expected = None
    for number, status in enumerate(answers, 1):
        settled += [status] if status is not D else []
        if expected is None and settled[-last:].count(R) > most and status is not D:
            expected = number
    assert stops_at(rejected(most, last), answers) == expected


def test_what_is_used_up_says_its_numbers_its_line_and_what_to_do() -> None:
    tally = Tally([Budget("unknown > 20", U, 20), rejected(1, last=500)])
    assert tally.look([Outcome(A)] * 30) is None
    stopped = tally.look([Outcome(R)] * 2)
    assert str(stopped) == (
        "2 of the 32 last settled messages are rejected, and `rejected > 1 over last 500` allows 1: see why with "
        "`campaign ledger export --status rejected`, correct it, or raise that line of delivery.stop; then apply again"
    )
    assert stopped
    assert stopped.exit_code == ExitCode.STOPPED


def test_a_run_stops_when_too_many_are_rejected_and_the_rest_stays_planned(desk: Desk) -> None:
    vendor = Vendor(lambda call: code(404) if call.number % 3 == 0 else code(200))

    sending = desk.send(people(300), vendor, concurrency=1, tally=Tally([rejected(5)]))

    assert isinstance(sending.error, Stopped)
    assert "6 of the 18 settled messages are rejected" in str(sending.error)
    assert len(vendor.calls) == 18
    found = list(desk.statuses().values())
    assert (found.count(REJECTED), found.count(ACCEPTED), len(found)) == (6, 12, 18)


def test_answers_that_are_under_way_are_waited_for_and_recorded(desk: Desk) -> None:
    vendor = Vendor(lambda call: code(404) if call.number > 20 else code(200), latency=0.05)

    sending = desk.send(people(300), vendor, concurrency=8, tally=Tally([rejected(0)]))

    assert "1 of the" in str(sending.error)
    found = list(desk.statuses().values())
    assert len(found) == len(vendor.calls) < 40
    assert set(found) == {ACCEPTED, REJECTED}


def test_unknown_messages_have_a_budget_too(desk: Desk) -> None:
    vendor = Vendor(lambda call: NoAnswer(written=True, detail="no answer in time") if call.number > 3 else code(200))

    sending = desk.send(people(100), vendor, concurrency=1, tally=Tally([Budget("unknown > 2", U, 2)]))

    assert "settle them with `campaign resolve`" in str(sending.error)
    assert list(desk.statuses().values()).count(UNKNOWN) == 3


def test_each_message_of_a_batch_counts(desk: Desk) -> None:
    vendor = Vendor(lambda _: code(404))

    sending = desk.send(crowd(12_000), vendor, TOGETHER, concurrency=1, tally=Tally([rejected(5_000)]))

    assert len(vendor.calls) == 2
    assert "10,000 of the 10,000 settled messages are rejected" in str(sending.error)


def test_messages_of_earlier_runs_do_not_count(desk: Desk) -> None:
    desk.send(people(4), Vendor(lambda _: code(404)), tally=None)

    sending = desk.send({**people(4), **people(4, "v")}, Vendor(lambda _: code(200)), tally=Tally([rejected(0)]))

    assert sending.error is None
    assert list(desk.statuses().values()).count(REJECTED) == 4


def test_messages_that_a_retry_takes_do_not_count(desk: Desk) -> None:
    vendor = Vendor(lambda call: code(500) if call.number <= 10 else code(200))

    sending = desk.send(people(10), vendor, tally=Tally([rejected(0), Budget("unknown > 0", U, 0)]))

    assert sending.error is None
    assert set(desk.statuses().values()) == {ACCEPTED}


def test_a_budget_that_the_credentials_may_have_used_up_leaves_nobody_rejected(desk: Desk) -> None:
    """All answers are one refusal that bad credentials give too: who knows whether it was the messages' fault?"""
    vendor = Vendor(lambda _: code(414, "check what"))

    sending = desk.send(people(100), vendor, concurrency=1, tally=Tally([rejected(2)]))

    assert isinstance(sending.error, Stopped)
    assert desk.statuses() == all_of(people(3), DEFERRED)
    assert sending.progress.done[D] == 3
    assert sending.progress.done[R] == 0


def test_nothing_leaves_once_the_time_is_over(desk: Desk) -> None:
    times = iter([0.0] * 9)
    vendor = Vendor(lambda _: code(200))

    sending = desk.send(people(50), vendor, concurrency=4, until=10.0, wall=lambda: next(times, 10.0))

    assert (sending.closed, sending.error) == (True, None)
    assert 0 < len(vendor.calls) < 10
    assert desk.statuses() == dict.fromkeys((one for call in vendor.calls for one in call.recipients), ACCEPTED)
    assert desk.ask("SELECT count(*) FROM planned") == [(50,)]


def test_the_ledger_has_the_clock_on_the_wall_and_the_vendor_its_own(desk: Desk) -> None:
    vendor = Vendor(lambda _: code(200))

    desk.send(people(1), vendor, wall=lambda: 7e9, signing=lambda: 1_700_000_000.0)

    assert vendor.calls[0].request.headers["CurTime"] == "1700000000"
    assert desk.rows()["u00001"].sent_at == 7e9
