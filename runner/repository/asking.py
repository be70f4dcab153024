"""One question to `git`: no shell, no hook, no pager, nobody to type a password; a time limit. Runs a process."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from runner.errors import UsageError

PATIENCE = 60.0  # seconds; for a repository on a slow disk, and for one that never answers
HARDENED = (
    *("--no-pager", "--no-optional-locks", "--literal-pathspecs"),
    *("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false"),
    # A folder of committed files can look like a bare repository, whose settings name programs (git 2.38 and later).
    *("-c", "safe.bareRepository=explicit"),
)
# Of the variables named GIT_…: settings. The others say, in a hook of git's, which repository and index is meant.
KEPT = ("GIT_CONFIG", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM")
OURS = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat", "LC_ALL": "C"}


class NoAnswer(UsageError):
    """Git can't say what was asked for: `what` is wrong, what `todo`."""

    def __init__(self, what: str, todo: str) -> None:
        """Why not; what to do."""
        super().__init__(f"{what}; {todo}")
        self.what = what
        self.todo = todo


@dataclass(frozen=True, slots=True)
class Git:
    """The repository that a folder lies in."""

    folder: Path
    environ: Mapping[str, str]

    def ask(self, *words: str) -> str:
        """What git prints, less the line end that closes it; `NoAnswer` where it prints an error."""
        said = _run(["git", *HARDENED, "-C", str(self.folder), *words], _environment(self.environ))
        if said.returncode:
            raise _refusal(os.fsdecode(said.stderr))
        return os.fsdecode(said.stdout).removesuffix("\n")

    def names(self, *words: str) -> list[str]:
        """The names that git prints, each closed by a zero."""
        return [name for name in self.ask(*words).split("\0") if name]

    def commit(self, revision: str) -> str:
        """The commit that a branch, tag or other name means; `NoAnswer` where it means none."""
        if not revision or revision.startswith("-") or "\0" in revision:
            raise NoAnswer(f"{revision!r} names no revision", "name a branch, a tag or a commit")
        self.ask("rev-parse", "--git-dir")
        try:
            return self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        except NoAnswer:
            todo = "check the name, or fetch it (in CI: with the whole history)"
            raise NoAnswer(f"there is no revision {revision!r} in this repository", todo) from None


def _run(command: list[str], env: Mapping[str, str]) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(  # noqa: S603  no shell, and no word of it can be an option
            command, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise NoAnswer(f"git doesn't answer within {PATIENCE:g} s", "look what `git status` does here") from None
    except OSError as error:
        raise NoAnswer(f"git can't be run: {error.strerror}", "install git") from None


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The user's own, less what git's hooks hand on."""
    kept = {name: text for name, text in environ.items() if not name.startswith("GIT_") or name.startswith(KEPT)}
    return {**kept, **OURS}


def _refusal(said: str) -> NoAnswer:
    line = next((line for line in said.splitlines() if line.startswith(("fatal: ", "error: "))), "error: nothing")
    reason = line.partition(": ")[2].rstrip(".")
    if reason.startswith("not a git repository"):
        return NoAnswer("the project lies in no git repository", "run `git init` in it, or clone it")
    if reason.startswith("cannot use bare repository"):
        what = "the project's folder looks like a git repository of its own, and isn't trusted"
        return NoAnswer(what, "look who put the files HEAD and config, and the folders objects and refs, there")
    return NoAnswer(f"git says: {reason}", "look what `git status` says here")
