"""The forms in which a command's record is written: each from the record alone. Looks where the repository begins."""

import json
from collections.abc import Callable, Mapping
from os.path import realpath, relpath
from pathlib import Path

import orjson

from runner.report.documents import document
from runner.report.markdown import page
from runner.report.record import Record

Form = Callable[[Record, str], str]
"""The record, and the name of the Markdown's marker -> the report's text"""


def as_json(values: object, *, indented: bool = False) -> str:
    """JSON on one line or on many; a file's name that is no Unicode is written all the same."""
    try:
        return orjson.dumps(values, option=orjson.OPT_INDENT_2 if indented else 0).decode()
    except orjson.JSONEncodeError:
        return json.dumps(values, indent=2 if indented else None)


def from_repository(file: str) -> str:
    """A file's path from the root of its git repository, whatever the current folder; unchanged where it has none."""
    path = Path(realpath(file))
    root = next((folder for folder in path.parents if (folder / ".git").exists()), None)
    return Path(relpath(path, root)).as_posix() if root else file


def _json(record: Record, _: str) -> str:
    return as_json(document(record), indented=True) + "\n"


def _html(record: Record, _: str) -> str:
    from runner.report import page as html  # noqa: PLC0415 - a template engine, which few commands need

    return html.page(record)


def _junit(record: Record, _: str) -> str:
    from runner.report import junit  # noqa: PLC0415 - an XML library, which few commands need

    return junit.document(record)


def _sarif(record: Record, _: str) -> str:
    from runner.all_providers import all_kinds  # noqa: PLC0415 - only this form names rules
    from runner.report import rulebook, sarif  # noqa: PLC0415 - only this form names rules

    rules = {one.rule.id: one for one in rulebook.rulebook(all_kinds())}
    return sarif.document(record, rules, from_repository)


FORMS: Mapping[str, Form] = {
    "json": _json,
    "markdown": page,
    "html": _html,
    "junit": _junit,
    "sarif": _sarif,
}
