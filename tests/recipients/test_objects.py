"""JSON lines."""

from pathlib import Path

import pytest

from tests.recipients.lists import faults, read


def test_values_keep_their_types(tmp_path: Path) -> None:
    content = '{"id": "u1", "n": 2.5, "deep": {"a": [1, null, true]}}\n\n{"id": 42}\n'
    first, second = read(tmp_path, "a.jsonl", content)
    assert first.fields == {"id": "u1", "n": 2.5, "deep": {"a": [1, None, True]}}
    assert (second.id, second.line, second.file) == ("42", 3, "lists/a.jsonl")
    assert second.fields == {"id": 42}


@pytest.mark.parametrize("name", ["a.ndjson", "a.json", "a.JSONL"])
def test_other_suffixes_and_a_byte_order_mark(tmp_path: Path, name: str) -> None:
    assert [row.id for row in read(tmp_path, name, b'\xef\xbb\xbf{"id":"u1"}\r\n{"id":"u2"}')] == ["u1", "u2"]


def test_an_empty_file_is_nobody(tmp_path: Path) -> None:
    assert read(tmp_path, "a.jsonl", "") == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"id": "u1"}\n{"id": u2}\n', "2:8: this is no JSON:"),
        ('{"id": "u1"\n', "1:12: this is no JSON:"),
        ('[{"id": "u1"}, {"id": "u2"}]\n', "1: the line is a list, not an object;"),
        ('[\n{"id": "u1"}\n]\n', "1: the file is one JSON list; write one object a line"),
        ("3\n", "1: the line is a number, not an object;"),
        ("true\n", "1: the line is true or false, not an object;"),
        ("null\n", "1: the line is null, not an object;"),
        ('"u1"\n', "1: the line is a text, not an object;"),
        ('{"name": "Li"}\n', "1: there is no 'id' that could be the id; there is: name;"),
        ('{"id": 1.5}\n', "1: the id under 'id' is a number; write it as text, in double quotes"),
        ('{"id": 12345678901234567890123}\n', "1: the id under 'id' is a number; write it as text"),
        ('{"id": true}\n', "1: the id under 'id' is true or false; write it as text"),
        ('{"id": null}\n', "1: the id under 'id' is null; write it as text"),
        ('{"id": ["u1"]}\n', "1: the id under 'id' is a list; write it as text"),
        ('{"id": " u1"}\n', "1: the id ' u1' has white space around it;"),
        ('{"id": "u1"}\n{"id": "\xe9'.encode("latin-1") + b'"}\n', "2:9: byte 0xe9 isn't UTF-8;"),
    ],
)
def test_a_mistake_is_named_where_it_stands(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert faults(tmp_path, "a.jsonl", content)[0].startswith(said)


def test_all_bad_rows_are_named(tmp_path: Path) -> None:
    lines = faults(tmp_path, "a.jsonl", '{"id": 1.5}\n{"id": "u1"}\n{"id": ""}\nx\n')
    assert [line.split(":")[0] for line in lines] == ["1", "3", "4"]
