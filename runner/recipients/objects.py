"""JSON lines: one object a line, one recipient an object. Reads files."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from runner.errors import Place
from runner.model import Recipient
from runner.recipients.faults import Faults, id_fault, no_such_id
from runner.recipients.opened import bytes_of

_WRITE = 'write one object a line: {"user_id": "u1", …}'
_KINDS = {dict: "an object", list: "a list", str: "a text", int: "a number", float: "a number", type(None): "null"}


def read_objects(path: Path, shown: str, id_column: str) -> Iterator[Recipient]:
    """The objects of a JSON lines file, values with JSON's types; raises CampaignInvalid with up to 20 bad rows."""
    faults = Faults()
    with bytes_of(path, shown) as file:
        for number, line in enumerate(file, 1):
            try:
                row = orjson.loads(line)
                key = row[id_column]
            except (orjson.JSONDecodeError, LookupError, TypeError):
                _note_row(line, Place(shown, number), id_column, faults)
                continue
            if type(key) is int:
                key = str(key)
            if type(key) is not str or id_fault(key):
                _note_row(line, Place(shown, number), id_column, faults)
            elif not faults.problems:
                yield Recipient(key, row, shown, number)
    faults.settle()


def _note_row(line: bytes, place: Place, id_column: str, faults: Faults) -> None:
    """What is wrong with a line; a blank one is no row. Raises UnicodeDecodeError where it isn't UTF-8."""
    text = line.decode()
    if not text.strip():
        return
    try:
        row = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        _note_syntax(text, error, place, faults)
        return
    faults.add(place, *_row_fault(row, id_column))


def _note_syntax(text: str, error: orjson.JSONDecodeError, place: Place, faults: Faults) -> None:
    """A line that is no JSON; a file that is one JSON list is said to be so, once."""
    if place.line == 1 and text.lstrip().startswith("["):
        faults.add(place, "the file is one JSON list", f"{_WRITE} (jq -c '.[]' turns a list into lines)")
        faults.settle()
    column = error.colno if error.lineno == 1 else len(text.rstrip()) + 1
    faults.add(place._replace(column=column), f"this is no JSON: {error.msg}", _WRITE)


def _row_fault(row: object, id_column: str) -> tuple[str, str]:
    """What is wrong with a row that is JSON."""
    if isinstance(row, list):
        return "the line is a list, not an object", f"{_WRITE} (jq -c '.[]' turns a list into lines)"
    if not isinstance(row, dict):
        return f"the line is {_kind(row)}, not an object", _WRITE
    if id_column not in row:
        return no_such_id(id_column, list(row))
    key = row[id_column]
    if isinstance(key, str) and (fault := id_fault(key)):
        return fault
    return f"the id under {id_column!r} is {_kind(key)}", 'write it as text, in double quotes: "1e5"'


def _kind(value: object) -> str:
    return "true or false" if isinstance(value, bool) else _KINDS[type(value)]
