"""Numbers, spans and foreign text as they reach a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from runner.report.words import clean, columns, counted, moment, shorten, span


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.04, "0.0 s"),
        (0.4, "0.4 s"),
        (9.94, "9.9 s"),
        (10, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (60, "1 min"),
        (200, "3 min 20 s"),
        (3599.6, "1 h"),
        (3600, "1 h"),
        (9960, "2 h 46 min"),
        (360_000, "100 h"),
    ],
)
def test_spans(seconds: float, text: str) -> None:
    assert span(seconds) == text


@pytest.mark.parametrize(
    ("n", "text"),
    [(0, "0 calls"), (1, "1 call"), (2, "2 calls"), (12_000, "12,000 calls"), (1_000_000, "1,000,000 calls")],
)
def test_counts(n: int, text: str) -> None:
    assert counted(n, "call") == text


def test_counts_of_words_that_change() -> None:
    assert counted(1, "message is", "messages are") == "1 message is"
    assert counted(2, "message is", "messages are") == "2 messages are"


@pytest.mark.parametrize(
    ("unix", "text"),
    [
        (None, ""),
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1443592222.25, "2015-09-30T05:50:22.250Z"),
        (1443592222.9999, "2015-09-30T05:50:22.999Z"),
    ],
)
def test_moments(unix: float | None, text: str) -> None:
    assert moment(unix) == text


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("Li Mei, 李梅 🎉 é", "Li Mei, 李梅 🎉 é"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]8;;https://evil\x07here", "\\x1b]8;;https://evil\\x07here"),
        ("one\r\ntwo\tthree", "one\\x0d\\x0atwo\\x09three"),
        ("\x9b31m\x85\x7f", "\\x9b31m\\x85\\x7f"),
        ("user\u202egpj.exe\u2066\u200f", "user\\x202egpj.exe\\x2066\\x200f"),
        ("a\u2028b\u2029c", "a\\x2028b\\x2029c"),
        ("zero\u200bwidth\ufeff", "zero\\x200bwidth\\xfeff"),
        ("\U000e0041", "\\xe0041"),
        ("\ud83d", "\\xd83d"),
        ("👩\u200d👧 می\u200cخواهم", "👩\u200d👧 می\u200cخواهم"),
        ("a\u00a0b\u3000c", "a\u00a0b\u3000c"),
    ],
)
def test_a_terminal_obeys_nothing_that_others_wrote(foreign: str, shown: str) -> None:
    assert clean(foreign) == shown


@given(st.text(st.characters()))
def test_clean_text_stays_on_its_line_and_is_cleaned_once(foreign: str) -> None:
    shown = clean(foreign)
    assert len(shown.splitlines()) <= 1
    assert clean(shown) == shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("hello", 5, "hello"),
        ("hello!", 5, "hell…"),
        ("通知通知", 8, "通知通知"),
        ("通知通知", 7, "通知通…"),
        ("通知通知", 6, "通知…"),
        ("❤\ufe0f❤\ufe0f❤\ufe0f", 5, "❤\ufe0f❤\ufe0f…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("", 5, ""),
    ],
)
def test_long_text_is_cut_by_cells(text: str, most: int, short: str) -> None:
    assert shorten(text, most) == short


@given(
    st.text(st.characters(categories=["L", "N", "P", "So"]) | st.sampled_from("❤\ufe0f\u0301👩")), st.integers(1, 30)
)
def test_what_is_cut_fits(text: str, most: int) -> None:
    short = shorten(text, most)
    assert cell_len(short) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_columns_line_up_whatever_the_width_of_a_character() -> None:
    rows = [("id", "n", "why"), ("李梅", "12,000", "new"), ("u1002", "3", "")]
    assert columns(rows, right=frozenset({1})) == [
        "  id          n  why",
        "  李梅   12,000  new",
        "  u1002       3",
    ]


def test_the_last_column_may_be_right_aligned_too_and_the_indent_is_free() -> None:
    assert columns([("a", "1"), ("b", "10")], right=frozenset({1}), indent="") == ["a   1", "b  10"]


def test_no_rows_are_no_lines() -> None:
    assert columns([]) == []


@given(st.lists(st.lists(st.text("a长", max_size=4), min_size=3, max_size=3), min_size=1, max_size=4))
def test_every_column_begins_in_one_place(rows: list[list[str]]) -> None:
    marked = [[first, second, f"|{last}"] for first, second, last in rows]
    assert len({cell_len(line[: line.index("|")]) for line in columns(marked)}) == 1
