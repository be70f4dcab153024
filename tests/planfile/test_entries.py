"""The file with every recipient: equal bytes for equal entries, and nothing else is taken for it."""

import gzip
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from runner.errors import PlanChanged
from runner.planfile.entries import read_entries, write_entries
from runner.planfile.model import Entries


def values(recipient: str) -> Mapping[str, object]:
    return {
        "campaign": "c", "recipient": recipient, "decision": "send", "reason": "", "digest": "ab", "params": {"a": "b"},
    }  # fmt: skip


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl.gz"
    found = write_entries(path, map(values, ["a", "b"]))
    assert (found.file, found.count) == ("e.jsonl.gz", 2)
    lines = list(read_entries(path, found))
    assert [(one.recipient, one.digest, one.params) for one in lines] == [
        ("a", "ab", {"a": "b"}),
        ("b", "ab", {"a": "b"}),
    ]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        assert file.readline() == '{"format_version":1,"type":"campaign-entries"}\n'


def test_equal_entries_make_equal_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one.gz", tmp_path / "two.gz"
    many = [str(n) for n in range(2000)]
    first, second = write_entries(one, map(values, many)), write_entries(two, map(values, many))
    assert one.read_bytes() == two.read_bytes()
    assert replace(first, file="") == replace(second, file="")
    assert first.sha256 != write_entries(two, map(values, many[1:])).sha256


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "isn.t the file that was written"),
        (b"plain text", "can't be read"),
        (gzip.compress(b"{}\n", mtime=0), "is no file of entries"),
        (gzip.compress(b"[1]\n", mtime=0), "is no file of entries"),
        (gzip.compress(b"{", mtime=0), "isn't JSON"),
        (
            gzip.compress(b'{"format_version":1,"type":"campaign-entries"}\n{}\n', mtime=0),
            "line 2 is no entry: campaign is missing",
        ),
        (
            gzip.compress(b'{"format_version":1,"type":"campaign-entries"}\n', mtime=0),
            "isn't the file that was written",
        ),
        (gzip.compress(b'{"format_version":1,"type":"campaign-entries"}\n', mtime=0)[:-9], "can't be read: it is cut"),
        (gzip.compress(b"x" * (9 << 20), mtime=0), "a line longer than 8 MiB"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "e.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(PlanChanged, match=said):
        list(read_entries(path, Entries("e.jsonl.gz", "0" * 64, 2)))


def test_one_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(PlanChanged, match="No such file"):
        list(read_entries(tmp_path / "none", Entries("none", "", 0)))
