"""The gate where the provider wants silence."""

import asyncio
from random import Random

import pytest

from runner.account import HeldAccount
from runner.sending.gate import Gate
from tests.sending.gates import Play, remembered


def test_a_refusal_makes_everybody_silent_for_the_block(play: Play, held: HeldAccount) -> None:
    async def scene(gate: Gate) -> None:
        assert gate.silent_for() == 0
        sent = gate.clock()
        assert await gate.take(1)
        gate.answered(1)

        wait = gate.refused(sent, 10.0, Random(1))

        assert 10.05 <= wait <= 11.0
        assert gate.silent_for() == pytest.approx(wait)
        assert await gate.take(1)
        assert gate.clock() - sent >= wait
        assert gate.silent_for() == 0
        assert remembered(held, sent)[1] == pytest.approx(sent + wait)

    play(scene)


def test_requests_that_were_under_way_at_a_refusal_are_of_the_same_episode(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        early = gate.clock()
        await asyncio.sleep(0.2)
        first = gate.refused(early, 10.0, Random(1))
        await asyncio.sleep(0.1)

        assert gate.refused(early + 0.1, 10.0, Random(2)) == first
        assert gate.refusals == 1

    play(scene)


def test_each_further_episode_waits_twice_as_long_and_the_silence_adds_up(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        began = gate.clock()
        silences = []
        for _ in range(3):
            silent = gate.refused(gate.clock(), 10.0, Random(1))
            silences.append(gate.silent_for())
            assert silent == pytest.approx(gate.clock() - began + gate.silent_for())
            await asyncio.sleep(gate.silent_for())

        assert [int(silence) for silence in silences] == [10, 20, 40]

    play(scene)


def test_an_accepted_message_ends_the_episodes(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        gate.refused(gate.clock(), 10.0, Random(1))
        await asyncio.sleep(20)
        gate.accepted(gate.clock())

        assert gate.refused(gate.clock(), 10.0, Random(1)) < 11.0
        assert gate.refusals == 1

    play(scene)


def test_an_answer_to_what_was_sent_before_the_refusal_ends_nothing(play: Play) -> None:
    async def scene(gate: Gate) -> None:
        early = gate.clock()
        await asyncio.sleep(0.1)
        gate.refused(early, 10.0, Random(1))
        gate.accepted(early)
        await asyncio.sleep(gate.silent_for())

        assert gate.refused(gate.clock(), 10.0, Random(1)) > 30.0
        assert gate.refusals == 2

    play(scene)
