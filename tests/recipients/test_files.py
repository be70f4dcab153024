"""Files by their suffix, and lists of ids."""

from pathlib import Path

import pytest

from runner.recipients import read_file, read_ids
from tests.recipients.lists import problems, write


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"^a.xlsx: the suffix '.xlsx' is none of a recipient list's; a list ends in"):
        read_file(write(tmp_path, "a.xlsx", "PK"), "a.xlsx", "id")


def test_ids_of_every_kind_of_file(tmp_path: Path) -> None:
    table = write(tmp_path, "a.csv", "name,accid\nLi,u1\nWu,u2\n")
    assert list(read_ids(table, "a.csv", "accid")) == [("u1", 2), ("u2", 3)]
    objects = write(tmp_path, "a.jsonl", '{"accid": 7}\n')
    assert list(read_ids(objects, "a.jsonl", "accid")) == [("7", 1)]
    text = write(tmp_path, "a.TXT", "u1\r\n\r\n \nu2")
    assert list(read_ids(text, "a.TXT", "accid")) == [("u1", 1), ("u2", 4)]


def test_bad_ids_in_a_text_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "u1\n u2\nu3\nu\t4\n")
    lines = problems(read_ids(path, "a.txt", "id"))
    assert [line.split(";")[0] for line in lines] == [
        "a.txt:2: the id ' u2' has white space around it",
        "a.txt:4: the id 'u\\t4' holds a character that can't be seen (U+0009)",
    ]
