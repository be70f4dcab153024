"""A temporary folder for personal data, and an end to those that killed processes left. Touches that folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "campaign-draft-"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that goes with the block, or with the next one where the process was killed."""
    sweep(Path(gettempdir()))
    with TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-") as folder:
        yield Path(folder)


def sweep(folder: Path) -> None:
    """Remove what processes that are over have left here."""
    for left in folder.glob(f"{PREFIX}*-*"):
        pid = left.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and _is_over(int(pid)):
            rmtree(left, ignore_errors=True)


def _is_over(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
