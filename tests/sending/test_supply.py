"""Between the ledger and the senders: marks, outcomes, what is tried again."""

import asyncio

from runner.sending.supply import BACKING_OFF, Line, Supply
from tests.sending.desk import (
    ACCEPTED,
    DEFERRED,
    SENDING,
    TOGETHER,
    Desk,
    crowd,
    people,
)
from tests.sending.supplies import SOON, TAKEN, finish_off, names, outcome, play, put_off, take


def test_batches_come_in_the_order_of_the_plan_and_are_marked_before(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        for number in range(1, 31):
            (parcel,) = await take(supply, line, 1)
            assert names(parcel) == [f"u{number:05}"]
            assert desk.rows()[f"u{number:05}"].status == SENDING
            finish_off(supply, line, parcel)
        assert await supply.next(line) is None

    play(desk, people(30), scene)

    assert set(desk.statuses().values()) == {ACCEPTED}
    assert desk.ask("SELECT count(*) FROM message") == [(30,)]


def test_a_mark_keeps_the_request_the_route_and_the_times(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        (parcel,) = await take(supply, line, 1)
        row = desk.rows()["u00001"]
        assert (row.request_id, row.route, row.attempts) == (parcel.batch.request_id, "single", 1)
        assert (row.sent_at, row.answered_at) == (50.0, None)
        finish_off(supply, line, parcel)

    play(desk, people(1), scene)

    row = desk.rows()["u00001"]
    assert (row.status, row.code, row.sent_at, row.answered_at) == (ACCEPTED, "200", 51.0, 52.0)


def test_no_more_than_so_many_are_marked_until_some_have_left(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        taken = await take(supply, line, 8)
        ninth = asyncio.create_task(supply.next(line))
        await asyncio.sleep(100)
        assert not ninth.done()
        assert len(desk.under_mark()) == 8

        for parcel in taken[:4]:
            supply.leaves(line, parcel)

        await ninth
        await asyncio.sleep(100)
        assert len(desk.under_mark()) == 12
        supply.stop()

    play(desk, people(30), scene)


def test_a_batch_of_more_is_marked_alone_and_the_next_once_it_has_left(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        (first,) = await take(supply, line, 1)
        assert first.size == 5000
        second = asyncio.create_task(supply.next(line))
        await asyncio.sleep(100)
        assert not second.done()
        assert len(desk.under_mark()) == 5000

        supply.leaves(line, first)

        parcel = await second
        assert parcel is not None
        assert parcel.size == 2000
        finish_off(supply, line, parcel)
        supply.settle(line, outcome(first, TAKEN), None, 0.0)

    play(desk, crowd(7000), scene, limits=TOGETHER)

    assert list(desk.statuses().values()) == [ACCEPTED] * 7000


def test_outcomes_are_durable_soon_without_more_to_do(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        first, second = await take(supply, line, 2)
        finish_off(supply, line, first)
        await asyncio.sleep(SOON)
        assert desk.statuses() == {"u00001": ACCEPTED, "u00002": SENDING}
        finish_off(supply, line, second)

    play(desk, people(2), scene)


def test_everybody_who_waits_is_dismissed_when_nothing_is_left(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        (parcel,) = await take(supply, line, 1)
        waiting = [asyncio.create_task(supply.next(line)) for _ in range(5)]
        await asyncio.sleep(SOON)
        assert not any(task.done() for task in waiting)

        finish_off(supply, line, parcel)

        assert await asyncio.gather(*waiting) == [None] * 5

    play(desk, people(1), scene)


def test_a_waiting_sender_that_is_cancelled_gets_no_batch(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        first, second = (asyncio.create_task(supply.next(line)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        parcel = await second
        assert parcel is not None
        assert names(parcel) == ["u00001"]
        finish_off(supply, line, parcel, *await take(supply, line, 2))

    play(desk, people(3), scene)

    assert len(desk.statuses()) == 3


def test_a_cancelled_sender_that_still_waits_when_the_run_ends_disturbs_nobody(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        (parcel,) = await take(supply, line, 1)
        first, second = (asyncio.create_task(supply.next(line)) for _ in range(2))
        await asyncio.sleep(SOON)
        first.cancel()
        await asyncio.sleep(0)

        finish_off(supply, line, parcel)

        assert await second is None

    play(desk, people(1), scene)


def test_what_was_deferred_comes_again_after_its_delay_as_the_same_request(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        (first,) = await take(supply, line, 1)
        put_off(supply, line, first, 30.0)
        second = asyncio.create_task(supply.next(line))
        await asyncio.sleep(29)
        assert not second.done()
        assert desk.statuses() == {"u00001": DEFERRED}

        parcel = await second

        assert parcel is not None
        assert (parcel.batch.request_id, parcel.batch.tried, parcel.tries) == (first.batch.request_id, True, 1)
        row = desk.rows()["u00001"]
        assert (row.status, row.attempts, row.code, row.answered_at) == (SENDING, 2, "", None)
        assert desk.ask("SELECT recipient, status, code, attempts FROM attempt") == [("u00001", DEFERRED, "500", 1)]
        finish_off(supply, line, parcel)

    play(desk, people(1), scene)

    assert desk.rows()["u00001"].attempts == 2


def test_what_is_due_again_goes_first_and_is_marked_within_the_same_bound(desk: Desk) -> None:
    async def scene(supply: Supply, line: Line) -> None:
        for number in range(12):
            (parcel,) = await take(supply, line, 1)
            put_off(supply, line, parcel, 30.0 + number)
        await asyncio.sleep(100)
        assert len(desk.under_mark()) == 8

        for parcel in await take(supply, line, 8):
            assert parcel.number
            finish_off(supply, line, parcel)
        await asyncio.sleep(100)

        assert sorted(desk.under_mark()) == [f"u{number:05}" for number in range(1, 9)]
        assert names(*await take(supply, line, 8)) == sorted(desk.under_mark())
        supply.stop()

    play(desk, people(100), scene)


def test_new_ones_wait_while_many_are_backing_off(desk: Desk) -> None:
    most = BACKING_OFF * 8 + 1

    async def scene(supply: Supply, line: Line) -> None:
        for _ in range(most):
            (parcel,) = await take(supply, line, 1)
            put_off(supply, line, parcel, 1000.0)
        fresh = await take(supply, line, len(line.ready))
        for parcel in fresh:
            finish_off(supply, line, parcel)
        more = asyncio.create_task(supply.next(line))
        await asyncio.sleep(900)
        assert not more.done()
        assert len(desk.statuses()) <= most + 8

        again = await more

        assert again is not None
        assert again.tries == 1
        supply.stop()

    play(desk, people(300), scene)
