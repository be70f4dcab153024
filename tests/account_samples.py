"""What the tests of accounts share: a real process that holds one, and what the next one remembers."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runner.account import LastSends, hold
from runner.model import Account
from runner.pacing import Window
from runner.provider import Limit

ROOT = Path(__file__).parents[1]
DEMO = Account("netease", "demo")
OTHER = Account("netease", "other")
CHILD = """
import sys, time
from pathlib import Path
from runner.account import hold
from runner.model import Account

with hold(Account("netease", "demo"), "", Path(sys.argv[1]), 0.0) as held:
    memory = held.last_sends("single", 1.0, 10.0)
    memory.restore(time.monotonic(), same_boot=held.same_boot)
    for _ in range(7):
        memory.take(time.monotonic(), 1)
    print(time.monotonic(), flush=True)
    sys.stdin.read()
"""


@contextmanager
def sender(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """A process that holds the account `netease:demo` until its stdin ends; the time after it sent seven calls."""
    command = [sys.executable, "-c", CHILD, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            yield process, float(process.stdout.readline())
        finally:
            process.kill()


def restored(folder: Path, limit: Limit, timeout: float = 10.0, now: float | None = None) -> Window:
    """The window of the next process on `netease:demo`, which looks at its clock `now`."""
    at = time.monotonic() if now is None else now
    with hold(DEMO, "", folder, 0.0) as held:
        memory = held.last_sends("single", limit.window, timeout)
        return Window(limit, *memory.restore(at, same_boot=held.same_boot))


@contextmanager
def remembering(
    folder: Path, budget: str = "single", window: float = 1.0, timeout: float = 10.0
) -> Iterator[LastSends]:
    """The memory of one budget of `netease:demo` in a process that starts at 100.0."""
    with hold(DEMO, "", folder, 0.0) as held:
        memory = held.last_sends(budget, window, timeout)
        memory.restore(100.0, same_boot=held.same_boot)
        yield memory


def calls(amount: int, window: float = 1.0) -> Limit:
    return Limit(amount, window, "calls", 10.0)


def account_file(folder: Path) -> Path:
    (file,) = folder.glob("*.account")
    return file
