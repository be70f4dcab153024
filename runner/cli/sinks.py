"""Where reports go: files that the user named, each written whole or not at all, and GitHub's job summary. Writes."""

import os
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from runner.errors import UsageError

SUMMARY = "GITHUB_STEP_SUMMARY"
MARKER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Sink(NamedTuple):
    """A kind of report, and the file that it is written to."""

    kind: str
    path: Path


def read_sinks(given: Sequence[str], kinds: Collection[str]) -> tuple[Sink, ...]:
    """`--report KIND=FILE` options; `UsageError` for what can't be, before anything is done."""
    sinks = [_sink(one, kinds) for one in given]
    named = [os.path.realpath(sink.path) for sink in sinks]
    for sink, name in zip(sinks, named, strict=True):
        if named.count(name) > 1:
            raise UsageError(f"--report: two reports would go to {sink.path}; give each a file of its own")
    return tuple(sinks)


def _sink(text: str, kinds: Collection[str]) -> Sink:
    kind, _, name = text.partition("=")
    if kind not in kinds or not name:
        raise UsageError(f"--report {text}: write KIND=FILE; the kinds here are {', '.join(kinds)}")
    if name == "-":
        raise UsageError(f"--report {text}: a report goes to a file; to stdout it goes by --output {kind}")
    path = Path(name)
    if path.is_dir():
        raise UsageError(f"--report {text}: {name} is a folder; name a file in it")
    return Sink(kind, path)


def write_whole(path: Path, text: str) -> None:
    """Write a file, and the folders that lead to it, so that nobody ever sees half of it; `OSError` where it can't be.

    A link is replaced, not followed: nothing is written but what was named.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("x", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def summary_file(environment: Mapping[str, str]) -> Path:
    """The file of the job's summary; `UsageError` where there is none."""
    if not environment.get(SUMMARY):
        raise UsageError(
            f"--summary writes to the file that {SUMMARY} names, which isn't set; use it in GitHub Actions"
        )
    return Path(environment[SUMMARY])


def check_marker(name: str) -> str:
    """The name of a comment's marker; `UsageError` where it can't be one."""
    if name and not MARKER.fullmatch(name):
        raise UsageError(f"--marker {name}: a name is up to 64 letters, digits, `.`, `_` and `-`")
    return name
