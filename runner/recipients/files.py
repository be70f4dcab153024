"""Recipient files by their suffix: lists of recipients, lists of ids to leave out. Reads files."""

from collections.abc import Callable, Iterator
from pathlib import Path

from runner.errors import CampaignInvalid, Place, Problem
from runner.model import Recipient
from runner.recipients.faults import Faults, id_fault
from runner.recipients.objects import read_objects
from runner.recipients.opened import text_of
from runner.recipients.table import read_table

_READERS: dict[str, Callable[[Path, str, str], Iterator[Recipient]]] = {
    ".csv": read_table,
    ".jsonl": read_objects,
    ".ndjson": read_objects,
    ".json": read_objects,
}


def read_file(path: Path, shown: str, id_column: str) -> Iterator[Recipient]:
    """The recipients of a file (.csv; .jsonl, .ndjson, .json with an object a line), as they stand there.

    `shown` is the file's name in problems. Raises CampaignInvalid, while it is read, with up to 20 bad rows.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        what = f"the suffix {path.suffix!r} is none of a recipient list's"
        raise CampaignInvalid([Problem(Place(shown), what, f"a list ends in {', '.join(_READERS)}")])
    return reader(path, shown, id_column)


def read_ids(path: Path, shown: str, id_column: str) -> Iterator[tuple[str, int]]:
    """The ids of a file, each with its line: of a recipient list, or of a .txt file with one id a line."""
    if path.suffix.lower() == ".txt":
        return _read_text(path, shown)
    return ((recipient.id, recipient.line) for recipient in read_file(path, shown, id_column))


def _read_text(path: Path, shown: str) -> Iterator[tuple[str, int]]:
    faults = Faults()
    with text_of(path, shown) as file:
        for number, line in enumerate(file, 1):
            key = line.rstrip("\r\n")
            if not key.strip():
                continue
            if fault := id_fault(key):
                faults.add(Place(shown, number), *fault)
            elif not faults:
                yield key, number
    faults.settle()
