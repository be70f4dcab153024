"""What the tests of the gate share: a limit, and scenes played at a gate in a loop that leaps."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from runner.account import HeldAccount
from runner.pacing import Held, Window
from runner.provider import Limit
from runner.sending.gate import Gate
from tests.sending.desk import TIMEOUT
from tests.sending.leaping import leaping

LIMIT = Limit(10, 1.0, "calls", 10.0)
Scene = Callable[[Gate], Coroutine[Any, Any, None]]
Play = Callable[[Scene], None]


def play_at(held: HeldAccount) -> Play:
    """Plays a scene at a gate that remembers its sends in an account's file."""

    def played(scene: Scene) -> None:
        async def whole() -> None:
            memory = held.last_sends("single", LIMIT.window, TIMEOUT)
            await scene(Gate(Window(LIMIT), memory, asyncio.get_running_loop().time, TIMEOUT))

        with leaping() as runner:
            runner.run(whole())

    return played


def remembered(held: HeldAccount, now: float) -> tuple[list[Held], float]:
    """What the next process would find."""
    return held.last_sends("single", LIMIT.window, TIMEOUT).restore(now, same_boot=True)
