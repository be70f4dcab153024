"""CSV lists, as spreadsheets and people write them."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.model import Recipient
from runner.recipients import read_file
from tests.recipients.lists import faults, read, write


def test_every_value_is_the_text_that_was_typed(tmp_path: Path) -> None:
    rows = read(tmp_path, "a.csv", "id,release,flag,空\n0123,2.40,no, 1e5 \n")
    fields = {"id": "0123", "release": "2.40", "flag": "no", "空": " 1e5 "}
    assert rows == [Recipient("0123", fields, "lists/a.csv", 2)]


def test_a_recipient_is_a_recipient(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "a.csv", "id\nu1\n")
    assert type(row) is Recipient
    assert row.id == "u1"


def test_lines_are_those_where_rows_begin(tmp_path: Path) -> None:
    content = 'user_id,text\r\nu1,"two\r\nlines"\r\n\r\n  \r\nu2,"say ""hi"""\r\n'
    rows = read(tmp_path, "a.csv", content, "user_id")
    assert [(row.id, row.line, row.fields["text"]) for row in rows] == [
        ("u1", 2, "two\r\nlines"),
        ("u2", 6, 'say "hi"'),
    ]


def test_byte_order_mark_blank_start_and_old_mac_line_ends(tmp_path: Path) -> None:
    assert [row.id for row in read(tmp_path, "a.csv", b"\xef\xbb\xbfid,name\nu1,x\n")] == ["u1"]
    assert [row.line for row in read(tmp_path, "b.csv", "\n\nid\nu1\n")] == [4]
    assert [row.id for row in read(tmp_path, "c.csv", "id,name\ru1,x\ru2,y")] == ["u1", "u2"]


def test_a_header_alone_is_nobody(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", "id,name\n") == []


def test_rows_of_nothing_are_no_rows(tmp_path: Path) -> None:
    assert [row.id for row in read(tmp_path, "a.csv", "id,name\n,\nu1,x\n , \n")] == ["u1"]
    assert [row.id for row in read(tmp_path, "b.csv", "id\n \nu1\n")] == ["u1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "1: the file is empty; its first line names the columns, one of them id"),
        ("\n \n", "2: the file is empty; its first line names the columns, one of them id"),
        ("name,age\nLi,3\n", "1: there is no 'id' that could be the id; there is: name, age;"),
        ("id;name\nu1;x\n", "1: the columns are separated by semicolons; separate them with commas"),
        ("id\tname\n", "1: the columns are separated by tabs; separate them with commas"),
        ("sep=;\nid;name\n", "1: the first line is 'sep=;', which only Excel reads; delete this line"),
        ("sep=,\nid,name\n", "1: the first line is 'sep=', which only Excel reads; delete this line"),
        ("id, name\n", "1: the column name ' name' has white space around it; delete the white space"),
        ("id,name,name\n", "1: two columns are named 'name'; rename one of them"),
        ("id,,x\n", "1: column 2 has no name; name it or delete the column"),
        ("id,a\nu1\n", "2: the row has 1 fields, the header 2 columns; a value with a comma in it"),
        ("id,a\nu1,b,c\n", "2: the row has 3 fields, the header 2 columns; a value with a comma in it"),
        ("id,a\n,b\n", "2: the id is empty; fill it in or delete the row"),
        ("id,a\n u1,b\n", "2: the id ' u1' has white space around it; delete the white space"),
        ("id\nu\u200b1\n", "2: the id 'u\\u200b1' holds a character that can't be seen (U+200B); delete it"),
        ("id\nu\x071\n", "2: the id 'u\\x071' holds a character that can't be seen (U+0007); delete it"),
        (f"id\n{'u' * 257}\n", "2: the id is 257 characters long; an id has at most 256;"),
        ('id,a\nu1,x\nu2,"open\nu3,y\n', "3: a quote that opens here is never closed;"),
        ('"id,a\nu1\n', "1: a quote that opens here is never closed;"),
        ('id,a\nu1,"x"y\n', "2: a quoted value goes on after its closing quote; write a quote inside a value twice"),
        (f"id,a\nu1,{'x' * 140_000}\n", "2: a field is too long for a list; at most 131,072 characters;"),
    ],
)
def test_a_mistake_is_named_where_it_stands(tmp_path: Path, content: str, said: str) -> None:
    assert faults(tmp_path, "a.csv", content)[0].startswith(said)


def test_all_bad_rows_are_named_up_to_twenty(tmp_path: Path) -> None:
    content = "id,a\n" + "u1,x\n,y\n" * 15
    assert [line.split(":")[0] for line in faults(tmp_path, "a.csv", content)] == [str(3 + 2 * n) for n in range(15)]
    many = faults(tmp_path, "b.csv", "id,a\n" + ",y\n" * 30)
    assert len(many) == 21
    assert many[-1] == "22: and more rows like these; only the first 20 are listed"


def test_nothing_is_yielded_after_a_bad_row(tmp_path: Path) -> None:
    rows = read_file(write(tmp_path, "a.csv", "id\nu1\n u2\nu3\n"), "a.csv", "id")
    assert next(rows).id == "u1"
    with pytest.raises(Exception, match="white space"):
        next(rows)


def test_the_header_s_problems_come_together(tmp_path: Path) -> None:
    assert len(faults(tmp_path, "a.csv", "id,,a,a\n")) == 2


FIELD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(st.lists(st.tuples(FIELD, FIELD), max_size=5))
def test_what_csv_writes_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "a", "b"])
    writer.writerows((f"u{number}", a, b) for number, (a, b) in enumerate(rows))
    found = read(tmp_path_factory.mktemp("csv"), "a.csv", file.getvalue())
    assert [(row.fields["a"], row.fields["b"]) for row in found] == rows
