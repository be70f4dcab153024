"""Commands on a terminal of their own, with somebody before it who types."""

import os
import pty
import select
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tests.cli.projects import PATIENCE, Project

LIVELY = {"CI": "", "TERM": "xterm-256color", "COLUMNS": "120"}


@dataclass
class Terminal:
    """A command that runs on a terminal, and what it wrote there."""

    process: "subprocess.Popen[str]"
    leader: int
    shown: str = ""

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.leader, keys.encode())

    def interrupt(self) -> None:
        """Interrupt it, as often as it takes.

        A signal that comes between Python's last look at signals and its read from the terminal waits for that read.
        """
        for _ in range(10):
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(3)
                return

    def read_until(self, text: str) -> None:
        """Wait until the terminal shows this."""
        while text not in self.shown:
            part = self._part()
            assert part, f"it ended and never showed {text!r}: {self.shown!r}"

    def end(self) -> int:
        """Wait for the end; the exit code."""
        while self._part():
            pass
        return self.process.wait(timeout=PATIENCE)

    def _part(self) -> str:
        readable, _, _ = select.select([self.leader], [], [], PATIENCE)
        assert readable, f"it hangs; it showed {self.shown!r}"
        try:
            part = os.read(self.leader, 4096).decode(errors="replace")
        except OSError:  # Linux says so when the last one that had the terminal open is gone
            part = ""
        self.shown += part
        return part


@contextmanager
def terminal(project: Project, *arguments: str, **env: str) -> Iterator[Terminal]:
    """A command on a new terminal."""
    leader, follower = pty.openpty()
    try:
        with project.start(
            *arguments, env={**LIVELY, **env}, stdin=follower, stdout=follower, stderr=follower
        ) as process:
            os.close(follower)
            try:
                yield Terminal(process, leader)
            finally:
                process.kill()
    finally:
        os.close(leader)
