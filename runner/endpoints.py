"""Where requests go: the primary, the next endpoint once one fails, the primary again. Keeps time on the running loop.

Both vendors want this: go to the other name of the same data centre, stay there, and look from time to time whether the
first one is back (N-HOST1, R-HOST in docs/providers.md).
"""

from asyncio import CancelledError, Task, create_task, get_running_loop, sleep
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from yarl import URL


class Waits(NamedTuple):
    """Seconds between two looks at a primary that failed: as a rule, and at most where it comes and goes."""

    first: float = 60.0
    longest: float = 600.0


def base_url(endpoint: str) -> URL:
    """An endpoint as requests go to it; a trailing `/nimserver` is dropped, since NetEase's paths begin with it."""
    return URL(endpoint.rstrip("/").removesuffix("/nimserver"))


def unheard(_sentence: str) -> None:
    """Where nobody wants to know."""


class Endpoints:
    """Which of several endpoints is in use. A request remembers its `turn`: only the first that fails in it switches.

    `failed`: endpoints that failed, and no answer came from the one in use since.
    """

    def __init__(self, endpoints: Sequence[str], say: Callable[[str], None] = unheard) -> None:
        """Base URLs, primary first; `say` gets a sentence for people at every switch."""
        self.whole = [URL(endpoint, encoded=True) for endpoint in endpoints]
        self.urls = [base_url(endpoint) for endpoint in endpoints]
        self.say = say
        self.current = 0
        self.turn = 0
        self.failed: set[int] = set()
        self._told = 0
        self._joined: dict[tuple[int, str], URL] = {}

    @property
    def primary(self) -> URL:
        """Where the address that is used wherever it works is asked for: its host, since its path may be a secret."""
        return self.urls[0].origin()

    def url(self, path: str) -> tuple[int, URL]:
        """The turn, and the whole URL for a path in it; without a path the endpoint itself is the whole address."""
        key = (self.current, path)
        if key not in self._joined:
            base = self.urls[self.current]
            joined = base.with_path(base.path.rstrip("/") + path) if path else self.whole[self.current]
            self._joined[key] = joined
        return self.turn, self._joined[key]

    def fails(self, turn: int, why: str) -> bool:
        """The endpoint of that turn failed: whether requests go to the next one from now on.

        While all fail, each is told of once.
        """
        if turn != self.turn or len(self.urls) == 1:
            return False
        left = self.current
        self._go((left + 1) % len(self.urls))
        if left not in self.failed:
            self._tell(f"{why}; sending to {self._name} from now on")
        self.failed.add(left)
        return True

    def answers(self, turn: int) -> None:
        """An answer came in that turn, after failures."""
        if turn != self.turn:
            return
        self.failed.clear()
        if self._told != self.current:
            self._tell(f"{self._name} answers; sending there from now on")

    def come_back(self) -> None:
        """The primary works again: go on there."""
        if self.current:
            self._go(0)
            self.failed.clear()
            self._tell(f"{self._name} answers again; sending there from now on")

    @property
    def _name(self) -> str:
        return self.urls[self.current].host_port_subcomponent or ""

    def _go(self, to: int) -> None:
        self.current = to
        self.turn += 1

    def _tell(self, sentence: str) -> None:
        self._told = self.current
        self.say(sentence)


class Lookout:
    """Looks from time to time whether the primary works again, while another endpoint is in use."""

    def __init__(self, endpoints: Endpoints, works: Callable[[URL], Awaitable[bool]], waits: Waits) -> None:
        """`works(url)` asks an endpoint, sending nothing of a message."""
        self.endpoints, self.works, self.waits = endpoints, works, waits
        self._wait = waits.first
        self._came_back = float("-inf")
        self._task: Task[None] | None = None

    def begin(self) -> None:
        """Requests go to another endpoint now. A primary that failed again soon is left alone for twice as long."""
        if not self.endpoints.current or (self._task and not self._task.done()):
            return
        again = get_running_loop().time() - self._came_back <= self.waits.longest
        self._wait = min(2 * self._wait, self.waits.longest) if again else self.waits.first
        self._task = create_task(self._look())

    async def end(self) -> None:
        """Look no more."""
        if self._task:
            self._task.cancel()
            with suppress(CancelledError):
                await self._task

    async def _look(self) -> None:
        while self.endpoints.current:
            await sleep(self._wait)
            if self.endpoints.current and await self.works(self.endpoints.primary):
                self._came_back = get_running_loop().time()
                self.endpoints.come_back()
