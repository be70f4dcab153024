"""The `recipients` section: rows in the file, lists to open, the id's column, who is left out. Touches files' names."""

import os
from collections.abc import Mapping
from pathlib import Path

from runner.campaign import values
from runner.campaign.fields import RECIPIENTS
from runner.campaign.model import ListFile, Recipients
from runner.campaign.reading import Entry, Reading, entries, read_value, scalars, shape_of, suggest
from runner.campaign.values import Wrong
from runner.project import Refused, confined
from runner.source import ListNode, MapNode, Node, Scalar

TARGET = "{target}"
# What `runner.recipients` reads; ids to leave out may stand in a plain text file too.
SUFFIXES = {
    "file": (".csv", ".jsonl", ".ndjson", ".json"),
    "seed_list": (".csv", ".jsonl", ".ndjson", ".json"),
    "exclude": (".csv", ".jsonl", ".ndjson", ".json", ".txt"),
}


def read_recipients(reading: Reading, entry: Entry) -> Recipients:
    """Who gets it, as far as it can be read; complains about all that can't."""
    if isinstance(entry.node, Scalar):
        _check_audience(reading, entry.node)
        return Recipients(None, (), "id", None, (), entry.node.place)
    found = entries(reading, RECIPIENTS, entry.node, entry.key.place)
    column = read_value(reading, found, "id", _column, "id")
    listed = found["list"].node if "list" in found else None
    where = found["where"].node if "where" in found else None
    if isinstance(entry.node, MapNode) and not {"list", "file"} & {key.text for key, _ in entry.node.items}:
        reading.complain(entry.key.place, "`recipients` names nobody", "give it a `list`, a `file`, or both")
    if isinstance(listed, ListNode):
        _check_rows(reading, listed, column)
    if isinstance(where, Scalar) and not where.text.strip():
        reading.complain(where.place, "`where` is empty", "write an expression, or delete it")
    return Recipients(
        listed=listed if isinstance(listed, ListNode) else None,
        files=_read_files(reading, found, "file"),
        id=column,
        where=where if isinstance(where, Scalar) else None,
        exclude=_read_files(reading, found, "exclude"),
        place=entry.key.place,
        sample=read_value(reading, found, "sample", values.share, None),
        holdout=read_value(reading, found, "holdout", values.share, None),
        seeds=_read_files(reading, found, "seed_list"),
    )


def _check_audience(reading: Reading, node: Scalar) -> None:
    if node.text not in RECIPIENTS.choices:
        words = " or ".join(f"`{choice}`" for choice in RECIPIENTS.choices)
        todo = f"write {words}, or a mapping with a `list` or a `file`"
        reading.complain(node.place, f"`recipients` can't be `{node.text}`", todo)


def _column(text: str) -> str | Wrong:
    return text if text.strip() else Wrong("a column needs a name", "write the name of the column that is the id")


def _check_rows(reading: Reading, listed: ListNode, column: str) -> None:
    if not listed.items:
        reading.complain(listed.place, "`list` is empty", "write at least one recipient, or delete it")
    for row in listed.items:
        if isinstance(row, MapNode):
            _check_row(reading, row, column)
        elif not isinstance(row, Scalar) or not row.text:
            shape = "nothing" if isinstance(row, Scalar) else shape_of(row)
            reading.complain(row.place, f"a recipient is an id or a mapping, not {shape}", f"write `- {column}: …`")


def _check_row(reading: Reading, row: MapNode, column: str) -> None:
    cells: dict[str, Node] = {key.text: value for key, value in row.items}
    value = cells.get(column)
    if value is None:
        close = suggest(column, cells, {})
        todo = (
            close if close.startswith("did you mean") else f"add it, or say which column is the id: `id: {_first(row)}`"
        )
        reading.complain(row.place, f"this recipient has no `{column}`, the column that is its id", todo)
    elif not isinstance(value, Scalar) or not value.text:
        reading.complain(value.place, f"`{column}` is no id", "write the recipient's id as a text")


def _first(row: MapNode) -> str:
    return row.items[0][0].text if row.items else "user_id"


def _read_files(reading: Reading, found: Mapping[str, Entry], name: str) -> tuple[ListFile, ...]:
    if name not in found:
        return ()
    texts = scalars(reading, name, found[name].node)
    files = [file for text in texts if (file := _read_file(reading, text, SUFFIXES[name]))]
    return tuple(files)


def _read_file(reading: Reading, text: Scalar, suffixes: tuple[str, ...]) -> ListFile | None:
    target = reading.target.name
    if TARGET in text.text and not target:
        what = f"`{TARGET}` stands for the target's name, and project.yaml has no `targets`"
        reading.complain(text.place, what, "add them, or name the file itself")
        return None
    named = text.text.replace(TARGET, target)
    path = confined(reading.project, reading.folder, named, reading.allow_paths)
    if isinstance(path, Refused):
        reading.complain(text.place, path.what, path.todo)
        return None
    if path.suffix.lower() not in suffixes:
        todo = f"name a file that ends in {', '.join(suffixes)}"
        reading.complain(text.place, f"`{named}` is no recipient list", todo)
        return None
    return ListFile(path, os.path.normpath(Path(reading.shown).parent / named), text.place)
