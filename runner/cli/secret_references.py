"""Secrets that a target of project.yaml says where to find: `file:PATH`, `cmd:COMMAND`. Reads files, runs commands.

No problem ever holds a secret, nor a word of what a command printed.
"""

import os
import shlex
import signal
import stat
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from runner.campaign.secret import COMMAND, FILE, Secret
from runner.errors import Problem
from runner.source import Scalar

PATIENCE = 30.0  # seconds for a command
MOST_BYTES = 64 * 1024


@dataclass
class References:
    """Looks secrets up, each once. `root`: the project. `commands`: whether a person lets commands run."""

    root: Path
    commands: bool
    patience: float = PATIENCE
    _known: dict[str, Secret] = field(default_factory=dict)

    def __call__(self, text: Scalar) -> Secret:
        """The secret that a text stands for, or why there is none, at the text's place."""
        if text.text not in self._known:
            self._known[text.text] = self._found(text.text)
        found = self._known[text.text]
        missing = found.missing and found.missing._replace(place=text.place)
        return found._replace(missing=missing)

    def _found(self, text: str) -> Secret:
        if text.startswith(FILE):
            return self._read(self.root / text.removeprefix(FILE).strip())
        if not self.commands:
            what = "the app secret is said by a command, and commands aren't allowed"
            return _none(what, "allow them where apply runs: --allow-commands, or CAMPAIGN_ALLOW_COMMANDS=1")
        return self._run(shlex.split(text.removeprefix(COMMAND)))

    def _read(self, path: Path) -> Secret:
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                return _none("the app secret's file is no regular file", "name a file")
            with path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        except OSError as error:
            return _none(f"the app secret's file can't be read: {error.strerror}", "check its path and who may read it")
        return _secret(content, "file")

    def _run(self, words: list[str]) -> Secret:
        try:
            process = subprocess.Popen(  # noqa: S603 - a person allowed the commands of project.yaml
                words,
                cwd=self.root,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # so that all that it began can be ended with it
            )
        except OSError as error:
            return _none(f"the app secret's command can't be started: {error.strerror}", "check its name and the PATH")
        try:
            said, _ = process.communicate(timeout=self.patience)
        except BaseException as error:
            _end(process)
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            return _none(f"the app secret's command took longer than {self.patience:g} s", "run it by hand to see why")
        if process.returncode:
            what = f"the app secret's command ended with {process.returncode}"
            return _none(what, "run it by hand to see why")
        return _secret(b"\n".join(said.strip().splitlines()[:1]), "command")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a command and all that it began."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _secret(content: bytes, whence: str) -> Secret:
    """A secret's text without the line break at its end."""
    if len(content) > MOST_BYTES:
        return _none(f"the app secret's {whence} says more than {MOST_BYTES // 1024} KiB", "check what it names")
    try:
        text = content.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        return _none(f"the app secret's {whence} says something that isn't UTF-8", "check what it names")
    return Secret(text) if text else _none(f"the app secret's {whence} says nothing", "check what it names")


def _none(what: str, todo: str) -> Secret:
    return Secret("", Problem(None, what, todo))
