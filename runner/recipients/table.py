"""CSV files: a header that names the columns, then one recipient a row. Reads files."""

import csv
from _csv import Reader
from collections.abc import Iterator
from pathlib import Path

from runner.errors import Place
from runner.model import Recipient
from runner.recipients.faults import LONGEST_ID, Faults, id_fault, no_such_id
from runner.recipients.opened import text_of

_MALFORMED = {
    "unexpected end of data": ("a quote that opens here is never closed", "close it, or write quotes in a value twice"),
    "field larger": ("a field is too long for a list", "at most 131,072 characters; is a closing quote missing?"),
    "expected after": ("a quoted value goes on after its closing quote", 'write a quote inside a value twice: ""'),
}


def read_table(path: Path, shown: str, id_column: str) -> Iterator[Recipient]:
    """The rows of a CSV file, every value the text that was typed; raises CampaignInvalid with up to 20 bad rows."""
    with text_of(path, shown) as file:
        rows = csv.reader(file, strict=True)
        columns = _header(rows, shown, id_column)
        yield from _recipients(rows, shown, columns, columns.index(id_column))


def _recipients(rows: Reader, shown: str, columns: list[str], at: int) -> Iterator[Recipient]:
    """The good rows until the first bad one; then none."""
    faults = Faults()
    width, make, bad = len(columns), tuple.__new__, faults.problems
    line = rows.line_num + 1
    try:
        for row in rows:
            # This loop is a third of planning: id_fault is written out, and Recipient(…) would cost twice as much.
            if not (
                len(row) == width
                and (key := row[at]).isprintable()
                and key.strip() == key
                and 0 < len(key) <= LONGEST_ID
            ):
                _note_row(row, columns, at, Place(shown, line), faults)
            elif not bad:
                yield make(Recipient, (key, dict(zip(columns, row)), shown, line))  # noqa: B905
            line = rows.line_num + 1
    except csv.Error as error:
        faults.add(Place(shown, line), *_malformed(error))
    faults.settle()


def _note_row(row: list[str], columns: list[str], at: int, place: Place, faults: Faults) -> None:
    """What is wrong with a bad row; one that holds nothing at all is no row."""
    if not any(map(str.strip, row)):
        return
    if len(row) != len(columns):
        what = f"the row has {len(row)} fields, the header {len(columns)} columns"
        faults.add(place, what, "a value with a comma in it stands in double quotes")
    elif fault := id_fault(row[at]):
        faults.add(place, *fault)


def _header(rows: Reader, shown: str, id_column: str) -> list[str]:
    """The names of the columns; raises CampaignInvalid where they can't be used."""
    faults = Faults()
    columns: list[str] = []
    try:
        columns = next((row for row in rows if any(map(str.strip, row))), columns)
    except csv.Error as error:
        faults.add(Place(shown, 1), *_malformed(error))
        faults.settle()
    place = Place(shown, rows.line_num or 1)
    if not columns:
        faults.add(place, "the file is empty", f"its first line names the columns, one of them {id_column}")
    elif fault := _separator_fault(columns):
        faults.add(place, *fault)
    else:
        _note_names(columns, place, faults)
        if not faults and id_column not in columns:
            faults.add(place, *no_such_id(id_column, columns))
    faults.settle()
    return columns


def _separator_fault(columns: list[str]) -> tuple[str, str] | None:
    """What to say of files that use another separator than a comma."""
    first = columns[0]
    if first.lower().startswith("sep="):
        return f"the first line is {first!r}, which only Excel reads", "delete this line; separate columns with commas"
    for separator, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(columns) == 1 and separator in first:
            return f"the columns are separated by {name}", "separate them with commas"
    return None


def _note_names(columns: list[str], place: Place, faults: Faults) -> None:
    """Names that are missing, doubled or padded."""
    for number, name in enumerate(columns, 1):
        if not name.strip():
            faults.add(place, f"column {number} has no name", "name it or delete the column")
        elif name != name.strip():
            faults.add(place, f"the column name {name!r} has white space around it", "delete the white space")
        elif name in columns[: number - 1]:
            faults.add(place, f"two columns are named {name!r}", "rename one of them")


def _malformed(error: csv.Error) -> tuple[str, str]:
    """What to say of a row that is no CSV."""
    said = (sentence for part, sentence in _MALFORMED.items() if part in str(error))
    return next(said, (f"this is no CSV: {error}", "correct the row"))
