"""Between the ledger and the senders when a run stops: what is taken back, and a ledger that breaks."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from runner.errors import LedgerError
from runner.model import Outcome, Status
from runner.sending.supply import Line, Supply
from tests.sending.desk import (
    ACCEPTED,
    DEFERRED,
    REJECTED,
    SENDING,
    UNKNOWN,
    Desk,
    people,
)
from tests.sending.supplies import SOON, TAKEN, finish_off, names, outcome, play, put_off, take
from tests.sending.vendor import Vendor, code


def test_a_mark_that_is_taken_back_leaves_no_trace(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        first, second = await take(supply, line, 2)
        supply.stop()
        supply.take_back(line, first)
        supply.leaves(line, second)
        supply.settle(line, outcome(second, TAKEN), None, 0.0)

    play(desk, people(100), scene)

    assert desk.statuses() == {"u00002": ACCEPTED}
    assert desk.ask("SELECT count(*) FROM attempt") == [(0,)]


def test_a_second_mark_that_is_taken_back_leaves_what_was_before(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        (first,) = await take(supply, line, 1)
        put_off(supply, line, first, 30.0)
        (second,) = await take(supply, line, 1)
        assert desk.rows()["u00001"].attempts == 2
        supply.stop()
        supply.take_back(line, second)

    play(desk, people(1), scene)

    row = desk.rows()["u00001"]
    assert (row.status, row.code, row.attempts, row.answered_at) == (DEFERRED, "500", 1, 52.0)
    assert desk.ask("SELECT count(*) FROM attempt") == [(0,)]


@pytest.mark.parametrize(
    ("number", "attempts", "earlier"), [(500, 2, [(1,)]), (404, 1, [])], ids=["deferred", "rejected"]
)
def test_a_mark_of_a_later_run_that_is_taken_back_leaves_what_the_earlier_run_recorded(
    desk: Desk, number: int, attempts: int, earlier: list[tuple[int]]
) -> None:
    desk.send(people(3), Vendor(lambda _: code(number, "why")), attempts=2)
    before = desk.rows()
    changed = {who: {**params, "attach": '{"new":1}'} for who, params in people(3).items()}

    async def scene(supply: Supply, line: Line) -> None:
        (parcel,) = await take(supply, line, 1)
        assert desk.statuses()[names(parcel)[0]] == SENDING
        supply.stop()
        supply.take_back(line, parcel)

    play(desk, changed, scene)

    assert desk.rows() == before
    assert {row.attempts for row in before.values()} == {attempts}
    assert desk.ask("SELECT attempts FROM attempt WHERE recipient = 'u00001'") == earlier


def test_stopping_takes_back_what_nobody_took_and_hands_out_nothing(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        (parcel,) = await take(supply, line, 1)
        await asyncio.sleep(SOON)
        assert len(desk.under_mark()) == 8

        supply.stop()

        assert await supply.next(line) is None
        assert not await line.gate.take(1)
        await asyncio.sleep(SOON)
        assert desk.under_mark() == {"u00001"}
        finish_off(supply, line, parcel)

    play(desk, people(100), scene)

    assert desk.statuses() == {"u00001": ACCEPTED}


def test_what_is_being_marked_when_the_run_stops_is_taken_back(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        waiting = asyncio.create_task(supply.next(line))
        while not line.marked:
            await asyncio.sleep(0)

        supply.stop()

        assert await waiting is None

    play(desk, people(100), scene)

    assert desk.statuses() == {}


def test_what_was_to_be_tried_again_after_the_stop_stays_deferred(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        early, late = await take(supply, line, 2)
        put_off(supply, line, early, 30.0)
        supply.stop()
        put_off(supply, line, late, 30.0)
        await asyncio.sleep(100)
        assert line.unfinished == line.backing_off == 0

    play(desk, people(2), scene)

    assert desk.statuses() == {"u00001": DEFERRED, "u00002": DEFERRED}


def test_a_retry_that_is_due_when_the_run_stops_is_not_marked(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        (parcel,) = await take(supply, line, 1)
        put_off(supply, line, parcel, 30.0)
        await asyncio.sleep(100)
        assert len(line.again) == 1
        assert len(desk.under_mark()) == 8

        supply.stop()

    play(desk, people(30), scene)

    assert desk.statuses() == {"u00001": DEFERRED}


def test_an_outcome_can_be_amended_before_and_after_it_is_recorded(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        first, second = await take(supply, line, 2)
        finish_off(supply, line, first)
        await asyncio.sleep(SOON)
        assert desk.statuses()["u00001"] == ACCEPTED
        finish_off(supply, line, second)
        for parcel, status in [(first, Status.REJECTED), (second, Status.UNKNOWN)]:
            supply.amend(outcome(parcel, Outcome(status, "414")))

    play(desk, people(2), scene)

    assert desk.statuses() == {"u00001": REJECTED, "u00002": UNKNOWN}


def test_a_ledger_that_can_no_longer_be_written_ends_everything(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        (parcel,) = await take(supply, line, 1)
        with closing(sqlite3.connect(desk.path)) as other:
            other.execute("DROP TABLE message")
        finish_off(supply, line, parcel)
        await asyncio.sleep(3600)

    with pytest.raises(ExceptionGroup) as raised:
        play(desk, people(100), scene)

    (error,) = raised.value.exceptions
    assert isinstance(error, LedgerError)
    assert "no such table: message; nothing is sent without it" in str(error)
