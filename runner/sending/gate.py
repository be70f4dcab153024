"""One budget's gate: senders wait here, first come first served, until the limit lets them through. Keeps time."""

from asyncio import Future, TimerHandle, get_running_loop
from collections import deque
from collections.abc import Callable
from random import Random

from runner.account import LastSends
from runner.pacing import Window, silence

TICK = 0.002  # seconds: event loops can't sleep for less without spinning


class Gate:
    """Lets units through as its window allows; remembers each for the next process."""

    def __init__(self, window: Window, memory: LastSends, clock: Callable[[], float], timeout: float) -> None:
        """`clock`: monotonic seconds. `timeout`: how long a request may be under way."""
        self.window, self.memory = window, memory
        self.clock, self.timeout = clock, timeout
        self.open = True
        self.refusals = 0
        self._refused_since = float("inf")
        self._waiting: deque[tuple[Future[bool], int]] = deque()
        self._timer: TimerHandle | None = None

    def pass_at_once(self, units: int) -> bool:
        """Take a place if there is one now and nobody waits for it."""
        if not self.open or self._waiting:
            return False
        now = self.clock()
        if self.window.delay(now, units):
            return False
        self._go(now, units)
        return True

    async def take(self, units: int) -> bool:
        """Wait for a place; False when the gate was shut before."""
        if self.pass_at_once(units):
            return True
        if not self.open:
            return False
        place: Future[bool] = get_running_loop().create_future()
        self._waiting.append((place, units))
        self._serve()
        return await place and self._still_open(units)

    def answered(self, units: int) -> None:
        """An answer came."""
        now = self.clock()
        self.window.answered(now, units)
        self.memory.answered(now, units)
        if self._waiting:
            self._serve()

    def lost(self, sent: float, units: int) -> None:
        """No answer came to what was sent at `sent`."""
        now = self.clock()
        sent = max(sent, now - self.timeout)  # a machine that slept ends a request late
        self.window.lost(sent, self.timeout, units)
        self.memory.lost(now, sent + self.timeout + self.window.limit.window, units)
        self._serve()

    def released(self, units: int) -> None:
        """Nothing was sent after all."""
        self.window.released(units)
        self.memory.released(units)
        self._serve()

    def refused(self, sent: float, block: float, random: Random) -> float:
        """The provider wants silence (`block` seconds, by its pages); how long it has been refusing and will be.

        What was sent before the silence that is kept now was under way at the first refusal, and adds nothing.
        """
        now = self.clock()
        if sent >= self.window.closed_until:
            self.refusals += 1
            self._refused_since = min(self._refused_since, now)
            until = now + silence(block, self.refusals, random)
            self.window.close(until)
            self.memory.close(until)
        return self.window.closed_until - self._refused_since

    def accepted(self, sent: float) -> None:
        """The provider took what was sent at `sent`: the silence before that is over, and forgotten."""
        if sent >= self.window.closed_until:
            self.refusals, self._refused_since = 0, float("inf")

    def silent_for(self) -> float:
        """Seconds of silence that the provider still wants."""
        return max(0.0, self.window.closed_until - self.clock())

    def shut(self) -> None:
        """Let nobody through from now on; those who wait are sent away."""
        self.open = False
        self._forget_timer()  # its loop may be over when the gate opens again
        while self._waiting:
            place, _ = self._waiting.popleft()
            if not place.done():
                place.set_result(False)

    def reopen(self) -> None:
        """Let through again what the window allows: the run goes on."""
        self.open = True

    def _still_open(self, units: int) -> bool:
        """A place that was given in the moment in which the gate was shut goes back."""
        if not self.open:
            self.released(units)
        return self.open

    def _go(self, now: float, units: int) -> None:
        self.window.take(now, units)
        self.memory.take(now, units)

    def _forget_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _serve(self) -> None:
        self._forget_timer()
        while self._waiting:
            place, units = self._waiting[0]
            if place.done():
                self._waiting.popleft()
                continue
            now = self.clock()
            wait = self.window.delay(now, units)
            if wait > 0:
                if wait != float("inf"):
                    self._timer = get_running_loop().call_later(max(wait, TICK), self._serve)
                return
            self._waiting.popleft()
            self._go(now, units)
            place.set_result(True)
