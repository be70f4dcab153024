"""The file beside a plan that names every recipient: a line each, by id, compressed. Reads and writes files, streamed.

First comes a line that says what follows; every other one is an entry. Equal entries make equal bytes: no time is
written. The plan holds a digest of the lines themselves, since compressors differ.
"""

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from runner.errors import PlanChanged
from runner.planfile.model import Entries
from runner.planfile.shape import Maybe, Pairs, fault

FORMAT = 1
KIND = "campaign-entries"
HEAD = {"type": KIND, "format_version": FORMAT}
LONGEST = 8 << 20  # bytes of one line
AT_ONCE = 500  # lines
LINE = {"campaign": str, "recipient": str, "decision": str, "reason": str, "digest": Maybe(str)}
FULL = {**LINE, "params": Maybe(Pairs(str))}
FORM = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


class Line(NamedTuple):
    """One entry of the file."""

    campaign: str
    recipient: str
    decision: str
    digest: str | None
    params: Mapping[str, str] | None


def write_entries(path: Path, entries: Iterable[Mapping[str, object]]) -> Entries:
    """Write the lines; how many there are, and the digest of them all with the head's."""
    digest, count = sha256(), -1
    lines = (orjson.dumps(values, option=FORM) for values in chain([HEAD], entries))
    with path.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as file:
        while some := list(islice(lines, AT_ONCE)):
            count += len(some)
            block = b"".join(some)
            digest.update(block)
            file.write(block)
    return Entries(path.name, digest.hexdigest(), count)


def read_entries(path: Path, expected: Entries) -> Iterator[Line]:
    """The lines of a plan's file, one by one; `PlanChanged` where it isn't that file, at its end at the latest."""
    digest, count = sha256(), -1
    for line in _lines(path):
        digest.update(line)
        values = _values(line, path)
        count += 1
        if count == 0:
            _check_head(values, path)
            continue
        if what := fault(values, FULL, ""):
            raise PlanChanged(f"{path}: line {count + 1} is no entry: {what}; make it anew with the plan")
        yield Line(*(values[name] for name in Line._fields))
    if (digest.hexdigest(), count) != (expected.sha256, expected.count):
        raise PlanChanged(f"{path} isn't the file that was written with the plan; make both anew")


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as file:
            yield from _bounded(file, path)
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or "it is cut, or isn't compressed"
        raise PlanChanged(f"{path}: the entries can't be read: {why}; make them anew with the plan") from error


def _bounded(file: gzip.GzipFile, path: Path) -> Iterator[bytes]:
    while line := file.readline(LONGEST + 1):
        if len(line) > LONGEST:
            raise PlanChanged(
                f"{path} holds a line longer than {LONGEST >> 20} MiB, as no entry is; name the right file"
            )
        yield line


def _values(line: bytes, path: Path) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise PlanChanged(f"{path} holds a line that isn't JSON; make it anew with the plan") from error


def _check_head(values: Any, path: Path) -> None:
    if not isinstance(values, dict) or {key: values.get(key) for key in HEAD} != HEAD:
        raise PlanChanged(f"{path} is no file of entries that this program can read; make it anew with the plan")
