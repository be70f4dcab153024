"""The gate that senders wait at: places, order, pace."""

import asyncio
from random import Random

import pytest

from runner.account import HeldAccount
from runner.pacing import CREDIT, HEADROOM
from runner.sending.gate import Gate
from tests.sending.desk import TIMEOUT
from tests.sending.gates import LIMIT, Play, remembered


async def fill(gate: Gate) -> None:
    """Take all places that there are."""
    for _ in range(gate.window.limit.amount):
        assert await gate.take(1)


def test_the_first_passes_at_once_and_the_next_are_spread(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        began = gate.clock()
        passed = []
        for _ in range(5):
            assert await gate.take(1)
            passed.append(gate.clock() - began)

        spacing = HEADROOM * LIMIT.window / LIMIT.amount
        assert passed[0] == 0
        assert passed[1:] == pytest.approx([i * spacing for i in range(1, 5)], abs=CREDIT)

    play(scene)


def test_several_units_take_as_many_places(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        began = gate.clock()
        assert await gate.take(5)
        assert await gate.take(5)
        assert gate.clock() - began == pytest.approx(0.45, abs=CREDIT)
        third = asyncio.create_task(gate.take(1))
        await asyncio.sleep(5)
        assert not third.done()
        gate.answered(5)
        await asyncio.sleep(0.99)
        assert not third.done()
        await asyncio.sleep(0.02)
        assert third.done()

    play(scene)


def test_first_come_first_served_though_a_later_one_needs_less(play: Play) -> None:
    order: list[str] = []

    async def pass_through(gate: Gate, name: str, units: int) -> None:
        assert await gate.take(units)
        order.append(name)
        await asyncio.sleep(0.1)
        gate.answered(units)

    async def scene(gate: Gate) -> None:
        async with asyncio.TaskGroup() as tasks:
            for name, units in [("a", 6), ("b", 10), ("c", 1), ("d", 4), ("e", 1)]:
                tasks.create_task(pass_through(gate, name, units))

    play(scene)

    assert order == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize("seed", range(5))
def test_never_more_than_the_limit_in_any_window_wherever_the_network_delays(play: Play, seed: int) -> None:
    chance = Random(seed)
    arrivals: list[float] = []

    async def send(gate: Gate) -> None:
        for _ in range(10):
            assert await gate.take(1)
            sent = gate.clock()
            await asyncio.sleep(chance.uniform(0, 0.3))
            arrivals.append(gate.clock())
            await asyncio.sleep(chance.uniform(0, 0.3))
            if chance.random() < 0.1:
                gate.lost(sent, 1)
            else:
                gate.answered(1)

    async def scene(gate: Gate) -> None:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(20):
                tasks.create_task(send(gate))

    play(scene)

    assert len(arrivals) == 200
    assert all(later - earlier >= LIMIT.window for earlier, later in zip(arrivals, arrivals[10:], strict=False))


def test_a_full_gate_waits_for_an_answer_and_a_window_more(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        await fill(gate)
        late = asyncio.create_task(gate.take(1))
        await asyncio.sleep(100)
        assert not late.done()

        gate.answered(1)
        await asyncio.sleep(0.9)
        assert not late.done()
        await asyncio.sleep(0.2)
        assert late.result()

    play(scene)


def test_what_was_lost_keeps_its_place_for_the_timeout_and_a_window(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        sent = gate.clock()
        await fill(gate)
        gate.lost(sent, 1)
        late = asyncio.create_task(gate.take(1))

        await asyncio.sleep(sent + TIMEOUT + LIMIT.window - gate.clock() - 0.05)
        assert not late.done()
        await asyncio.sleep(0.1)
        assert late.result()

    play(scene)


def test_what_never_left_makes_room_at_once(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        await fill(gate)
        late = asyncio.create_task(gate.take(1))
        await asyncio.sleep(1)
        now = gate.clock()

        gate.released(1)

        assert await late
        assert gate.clock() == now

    play(scene)


def test_a_shut_gate_sends_everybody_away(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        await fill(gate)
        waiting = [asyncio.create_task(gate.take(1)) for _ in range(3)]
        await asyncio.sleep(0)

        gate.shut()

        assert await asyncio.gather(*waiting) == [False] * 3
        assert not await gate.take(1)
        gate.answered(10)
        assert not await gate.take(1)

    play(scene)


def test_a_gate_that_opens_again_keeps_the_limit_and_goes_on(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        await fill(gate)
        waiting = asyncio.create_task(gate.take(1))
        await asyncio.sleep(0)
        gate.shut()
        assert not await waiting

        gate.reopen()

        assert not gate.pass_at_once(1)
        gate.answered(10)
        began = gate.clock()
        assert await gate.take(1)
        assert gate.clock() - began >= LIMIT.window

    play(scene)


def test_who_was_let_through_in_the_moment_of_shutting_is_sent_away_too(play: Play, held: HeldAccount) -> None:
    async def scene(gate: Gate) -> None:
        await fill(gate)
        late = asyncio.create_task(gate.take(1))
        await asyncio.sleep(1)

        gate.released(1)
        gate.shut()

        assert not await late
        for _ in range(9):
            gate.released(1)
        assert remembered(held, gate.clock()) == ([], 0.0)

    play(scene)


def test_a_waiting_sender_that_is_cancelled_takes_no_place(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        await fill(gate)
        first, second, third = (asyncio.create_task(gate.take(1)) for _ in range(3))
        await asyncio.sleep(1)
        first.cancel()
        third.cancel()
        await asyncio.sleep(0)

        gate.released(1)

        assert await second
        gate.shut()
        assert first.cancelled()
        assert third.cancelled()

    play(scene)


def test_shutting_passes_over_a_sender_that_was_cancelled_before(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        await fill(gate)
        first, second = (asyncio.create_task(gate.take(1)) for _ in range(2))
        await asyncio.sleep(1)
        first.cancel()
        await asyncio.sleep(0)

        gate.shut()

        assert await second is False

    play(scene)


def test_the_next_process_finds_what_still_counts(play: Play, held: HeldAccount) -> None:
    async def scene(gate: Gate) -> None:
        sent = gate.clock()
        for _ in range(4):
            assert await gate.take(1)
        gate.answered(1)
        gate.lost(sent, 1)
        gate.released(1)

        counted, closed = remembered(held, gate.clock())

        assert closed == 0
        assert sorted(one.units for one in counted) == [1, 1, 1]
        assert max(one.until for one in counted) >= sent + TIMEOUT + LIMIT.window

    play(scene)
