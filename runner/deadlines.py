"""One deadline for every request under way, kept by one timer. Keeps time on the running loop.

aiohttp's own total timeout makes a timer and a context a request: a tenth of what a request costs (bench/README.md).
"""

from asyncio import Task, TimerHandle, get_running_loop
from typing import Any

Key = Task[Any] | None  # as asyncio.current_task() names it


class Deadlines:
    """Cancels tasks whose piece of work takes longer than all get; a task has one piece under way at a time."""

    def __init__(self, seconds: float) -> None:
        """All work gets `seconds`."""
        self.seconds = seconds
        self._ends: dict[Key, float] = {}  # in the order in which they end, since all get the same time
        self._late: set[Key] = set()
        self._timer: TimerHandle | None = None

    def begin(self, task: Key) -> None:
        """The task's time begins now."""
        loop = get_running_loop()
        self._ends[task] = loop.time() + self.seconds
        if self._timer is None:
            self._timer = loop.call_later(self.seconds, self._look)

    def excuse(self, task: Key) -> bool:
        """Whether the task was cancelled for being late, and for nothing else; then it is no longer."""
        return task in self._late and (task is None or task.uncancel() == 0)

    def end(self, task: Key) -> None:
        """The task's work is over."""
        del self._ends[task]
        self._late.discard(task)

    def _look(self) -> None:
        loop = get_running_loop()
        now = loop.time()
        self._timer = None
        for task, end in self._ends.items():
            if end > now:
                self._timer = loop.call_at(end, self._look)
                return
            if task not in self._late:
                self._late.add(task)
                if task:
                    task.cancel()
