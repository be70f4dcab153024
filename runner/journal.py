"""When an account sent what it may send only a few times an hour or a day: its own memory beside any ledger. Files.

A ledger can be another one, or gone; the vendor's limit is the account's. The file is replaced as a whole, so a crash
leaves the old one or the new one.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import orjson

KEPT = 100  # the latest sends of a route: more than any such limit counts


def read_sends(path: Path, route: str) -> list[float]:
    """When requests of a route ended, in Unix seconds, in order; none where there is no file, or no sound one."""
    try:
        said = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return []
    sends = said.get(route) if isinstance(said, dict) else None
    return sorted(float(one) for one in sends if isinstance(one, int | float)) if isinstance(sends, list) else []


def write_sends(path: Path, route: str, sends: Sequence[float]) -> None:
    """Remember these sends of a route, and only these; on disk when this returns."""
    try:
        said = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        said = {}
    kept = {**(said if isinstance(said, dict) else {}), route: sorted(sends)[-KEPT:]}
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(orjson.dumps(kept))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
