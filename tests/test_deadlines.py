"""One deadline for everything under way."""

import asyncio
from asyncio import current_task, sleep

import pytest

from runner.deadlines import Deadlines
from tests.sending.leaping import leaping


async def work(deadlines: Deadlines, seconds: float) -> str:
    """A piece of work that takes so long, and what became of it."""
    task = current_task()
    deadlines.begin(task)
    try:
        await sleep(seconds)
    except asyncio.CancelledError:
        if not deadlines.excuse(task):
            raise
        return "late"
    else:
        return "done"
    finally:
        deadlines.end(task)


def test_work_in_time_is_left_alone_and_late_work_is_ended_in_time() -> None:
    async def scene() -> None:
        deadlines, clock = Deadlines(10.0), asyncio.get_running_loop().time
        began = clock()

        results = await asyncio.gather(*(work(deadlines, seconds) for seconds in (1.0, 9.9, 10.1, 500.0)))

        assert results == ["done", "done", "late", "late"]
        assert clock() - began == pytest.approx(10.0)

    with leaping() as runner:
        runner.run(scene())


def test_each_piece_of_work_has_the_whole_time() -> None:
    async def scene() -> None:
        deadlines, clock = Deadlines(10.0), asyncio.get_running_loop().time
        ends = []

        async def one(after: float, seconds: float) -> None:
            await sleep(after)
            began = clock()
            result = await work(deadlines, seconds)
            ends.append((after, result, round(clock() - began, 6)))

        await asyncio.gather(one(0.0, 3.0), one(4.0, 99.0), one(5.0, 9.0), one(60.0, 99.0))

        assert sorted(ends) == [(0.0, "done", 3.0), (4.0, "late", 10.0), (5.0, "done", 9.0), (60.0, "late", 10.0)]

    with leaping() as runner:
        runner.run(scene())


def test_a_task_that_was_late_goes_on_as_if_it_had_never_been_cancelled() -> None:
    async def scene() -> None:
        deadlines = Deadlines(1.0)

        assert [await work(deadlines, seconds) for seconds in (5.0, 0.5, 5.0)] == ["late", "done", "late"]

        task = current_task()
        assert task is not None
        assert task.cancelling() == 0

    with leaping() as runner:
        runner.run(scene())


def test_who_is_cancelled_from_outside_is_not_excused() -> None:
    async def scene() -> None:
        task = asyncio.create_task(work(Deadlines(10.0), 5.0))
        await sleep(1.0)
        task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task

    with leaping() as runner:
        runner.run(scene())


def test_who_is_cancelled_from_outside_in_the_moment_of_being_late_is_not_excused() -> None:
    async def scene() -> None:
        deadlines, loop = Deadlines(10.0), asyncio.get_running_loop()
        task = asyncio.create_task(work(deadlines, 500.0))
        await sleep(0)
        loop.call_at(loop.time() + 10.0, task.cancel)

        with pytest.raises(asyncio.CancelledError):
            await task

    with leaping() as runner:
        runner.run(scene())


def test_who_takes_long_to_end_is_cancelled_once() -> None:
    async def scene() -> None:
        deadlines = Deadlines(10.0)
        cancelled = []

        async def slow_to_end() -> None:
            task = current_task()
            deadlines.begin(task)
            for _ in range(3):
                try:
                    await sleep(20.0)
                except asyncio.CancelledError:
                    cancelled.append(deadlines.excuse(task))
            deadlines.end(task)

        await asyncio.gather(slow_to_end(), work(deadlines, 1.0), one_more(deadlines))

        assert cancelled == [True]

    async def one_more(deadlines: Deadlines) -> None:
        await sleep(15.0)
        assert await work(deadlines, 100.0) == "late"

    with leaping() as runner:
        runner.run(scene())
