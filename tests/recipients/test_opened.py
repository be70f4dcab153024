"""Bytes that no list may hold, and files that can't be read."""

import os
from pathlib import Path

import pytest

from runner.recipients import read_file
from runner.recipients.opened import LONGEST_LINE
from tests.recipients.lists import faults, problems, read, write


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,name\nu1,x\n".encode("utf-16"), "1: the file is UTF-16, not UTF-8; save it as UTF-8"),
        ("id,name\nu1,x\n".encode("utf-16-be"), "1:1: the file holds a NUL byte; save the file as UTF-8 text;"),
        (b"id,name\nu1,x\0y\n", "2:5: the file holds a NUL byte; save the file as UTF-8 text;"),
        ("id,name\nu1,李雷\n".encode("gbk"), "2:4: byte 0xc0 isn't UTF-8; it looks like GBK; save the file as UTF-8"),
        ("id,name\n李,".encode() + b"\xff\xff\n", "2:3: byte 0xff isn't UTF-8; save the file as UTF-8"),
        (b"id,name\nu1," + b"x" * LONGEST_LINE + b"\n", "2: the line is longer than 1,048,576 bytes;"),
    ],
    ids=["utf-16", "utf-16 without a mark", "nul", "gbk", "binary", "long"],
)
def test_foul_bytes_are_named_where_they_stand(tmp_path: Path, content: bytes, said: str) -> None:
    assert faults(tmp_path, "a.csv", content)[0].startswith(said)
    assert faults(tmp_path, "a.jsonl", content)[0].startswith((said, "1:1: this is no JSON"))


def test_a_line_without_end_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert problems(read_file(path, "a.jsonl", "id"))[0].startswith("a.jsonl:1:1: the file holds a NUL byte")


def test_long_files_of_short_lines_are_fine(tmp_path: Path) -> None:
    content = "id,name\n" + "".join(f"u{n},{'x' * 90}\n" for n in range(20_000))
    assert len(read(tmp_path, "a.csv", content)) == 20_000


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert problems(read_file(tmp_path / "no.csv", "no.csv", "id"))[0].startswith(
        "no.csv: the file can't be read: No such"
    )
    assert problems(read_file(tmp_path / "no.jsonl", "no.jsonl", "id"))[0].startswith(
        "no.jsonl: the file can't be read:"
    )
    os.mkfifo(tmp_path / "pipe.csv")
    assert problems(read_file(tmp_path / "pipe.csv", "pipe.csv", "id")) == ["pipe.csv: this is not a file; name a file"]
    (tmp_path / "folder.csv").mkdir()
    assert problems(read_file(tmp_path / "folder.csv", "f.csv", "id")) == ["f.csv: this is not a file; name a file"]


def test_a_reader_that_stops_early_closes_the_file(tmp_path: Path) -> None:
    rows = read_file(write(tmp_path, "a.csv", "id\n" + "u1\n" * 100_000), "a.csv", "id")
    assert next(rows).id == "u1"
    rows.close()  # type: ignore[attr-defined]
    (tmp_path / "a.csv").unlink()
