"""Recipient lists written in tests, and what reading them says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.errors import CampaignInvalid
from runner.model import Recipient
from runner.recipients import read_file


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with this content, byte for byte."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, name: str, content: str | bytes, id_column: str = "id") -> list[Recipient]:
    """The recipients in this content."""
    return list(read_file(write(folder, name, content), f"lists/{name}", id_column))


def problems(rows: Iterator[Any]) -> list[str]:
    """What is wrong with a list, one line a problem."""
    with pytest.raises(CampaignInvalid) as raised:
        list(rows)
    assert all(problem.todo for problem in raised.value.problems)
    return str(raised.value).split("\n")


def faults(folder: Path, name: str, content: str | bytes, id_column: str = "id") -> list[str]:
    """What is wrong with this content, without the file's name."""
    path = write(folder, name, content)
    return [line.removeprefix(f"lists/{name}:") for line in problems(read_file(path, f"lists/{name}", id_column))]
