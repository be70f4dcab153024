"""An event loop whose pauses take no time, so that no test sleeps."""

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import TypeVar, TypeVarTuple

PATIENCE = 20.0  # real seconds after which a test that hangs is given up

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class _Leaps(selectors.DefaultSelector):
    """Never waits for a time, only for events that another thread or process brings."""

    seconds = 1000.0
    elsewhere = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        waits = timeout != 0 and (timeout is None or self.elsewhere > 0)
        ready = super().select(PATIENCE if waits else 0)
        if waits and not ready:
            raise TimeoutError("everybody waits, and nothing happens any more")
        if timeout and not ready:
            self.seconds += timeout
        return ready


class Leaping(asyncio.SelectorEventLoop):
    """A loop whose pauses take no time: where nothing else is to be done, its clock leaps to the next timer.

    While a thread works for it the clock stands still.
    """

    def __init__(self) -> None:
        self._leaps = _Leaps()
        super().__init__(self._leaps)

    def time(self) -> float:
        return self._leaps.seconds

    def run_in_executor(self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts) -> asyncio.Future[T]:
        future = super().run_in_executor(executor, func, *args)
        self._leaps.elsewhere += 1
        future.add_done_callback(self._returned)
        return future

    def _returned(self, _: object) -> None:
        self._leaps.elsewhere -= 1


leaping = partial(asyncio.Runner, loop_factory=Leaping)
