"""The files that a plan rests on: a digest of each, and which of them have changed since. Reads files."""

import os
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256, sha512
from pathlib import Path

from runner.planfile.model import Input

CHUNK = 1 << 20
LINED = frozenset({".csv", ".jsonl", ".ndjson", ".json", ".txt"})
SPACE = 1 << 512


def relative(path: Path, root: Path) -> str:
    """A path as a plan file names it: relative to the project, with `/`; a link keeps its own name."""
    folder = Path(os.path.realpath(path.absolute().parent))
    return Path(os.path.relpath(folder / path.name, root)).as_posix()


def inputs(files: Iterable[Path], lists: Collection[Path], root: Path) -> list[Input]:
    """Every file once, by its path. Of `lists`, which hold a recipient a line, the lines count, not their order."""
    named = {relative(path, root): (path, path in lists and path.suffix.lower() in LINED) for path in files}
    return [
        Input(name, "rows" if rows else "file", of_rows(path) if rows else of_bytes(path))
        for name, (path, rows) in sorted(named.items())
    ]


def of_bytes(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def of_rows(path: Path) -> str:
    """A digest over the lines of a file that is the same in whatever order they stand.

    The sum of the lines' digests, digested again. What a plan sends is sealed by its fingerprint; this only names the
    file that has changed.
    """
    total = 0
    with path.open("rb") as file:
        for line in file:
            total += int.from_bytes(sha512(line.rstrip(b"\r\n")).digest(), "big")
    return sha256((total % SPACE).to_bytes(64, "big")).hexdigest()


def faults(then: Sequence[Input], root: Path) -> list[str]:
    """A sentence for each of these files that isn't what it was."""
    return [said for one in then if (said := _fault(one, root / one.path))]


def _fault(one: Input, path: Path) -> str:
    try:
        now = of_rows(path) if one.kind == "rows" else of_bytes(path)
    except (FileNotFoundError, NotADirectoryError):
        return f"{one.path} is gone since the plan was made"
    except OSError as error:
        return f"{one.path}, which the plan rests on, can't be read: {error.strerror}"
    return "" if now == one.sha256 else f"{one.path} has changed since the plan was made"
