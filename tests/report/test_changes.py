"""What a text said and what it says now."""

from itertools import pairwise

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.errors import Place
from runner.report.changes import MOST_SHOWN, WIDTH, change, difference

PLACE = Place("a.csv", 9)


def lines(sent: dict[str, str], planned: dict[str, str]) -> list[str]:
    return list(difference(sent, planned))


def test_json_is_compared_key_by_key() -> None:
    sent = {"from": "system", "attach": '{"title":"old","body":{"n":1,"list":[1,2]}}'}
    planned = {"from": "system", "attach": '{"title":"new","body":{"n":1,"list":[1,2]}}'}
    assert lines(sent, planned) == [
        "--- attach (sent)",
        "+++ attach (planned)",
        "@@ -1,5 +1,5 @@",
        " {",
        '-  "title": "old",',
        '+  "title": "new",',
        '   "body": {',
        '     "n": 1,',
        '     "list": [',
    ]


def test_other_texts_are_compared_line_by_line() -> None:
    assert lines({"content": "one\ntwo"}, {"content": "one\nthree"})[3:] == [" one", "-two", "+three"]


def test_what_is_new_and_what_is_gone_is_compared_with_nothing() -> None:
    found = lines({"old": "1", "same": "x"}, {"same": "x", "new": "2"})
    assert found == [
        "--- nothing", "+++ new (planned)", "@@ -0,0 +1 @@", "+2",
        "--- old (sent)", "+++ nothing", "@@ -1 +0,0 @@", "-1",
    ]  # fmt: skip


def test_a_change_far_inside_a_long_line_is_seen() -> None:
    long = "x" * 5_000
    found = lines({"content": f"{long}a{long}"}, {"content": f"{long}b{long}"})
    assert max(map(len, found)) <= WIDTH + 1
    assert any(line.startswith("-") and "a" in line for line in found[3:])
    assert any(line.startswith("+") and "b" in line for line in found[3:])


@pytest.mark.parametrize(
    ("sent", "planned"),
    [
        ('{"n": 123456789012345678901234567890}', '{"n": 123456789012345678901234567891}'),
        ('{"a": 1, "a": 2}', '{"a": 2}'),
        ('{"a":1}', '{"a": 1}'),
        ("[" * 300 + "]" * 300, "[" * 300 + "1" + "]" * 300),
        ("", "{}"),
    ],
)
def test_where_the_text_differs_the_diff_is_never_empty(sent: str, planned: str) -> None:
    found = lines({"attach": sent}, {"attach": planned})
    assert [line[0] for line in found[3:] if line[:1] in {"+", "-"}]


def test_nothing_foreign_moves_a_terminal() -> None:
    found = lines({"p\x1b": "a"}, {"p\x1b": "b\x1b[2J\u202e\r"})
    assert all(line.isprintable() for line in found)
    assert "+b\\x1b[2J\\x202e\\x0d" in found


def test_a_long_diff_is_cut_and_says_so() -> None:
    sent, planned = "\n".join(map(str, range(500))), "\n".join(map(str, range(1_000, 1_500)))
    one = change("u1", PLACE, {"content": sent}, {"content": planned})
    assert len(one.diff) == MOST_SHOWN
    assert one.lines[-1] == f"… {one.more} more lines"
    assert one.more == len(lines({"content": sent}, {"content": planned})) - MOST_SHOWN
    assert one.as_values() == {
        "recipient": "u1", "place": "a.csv:9", "diff": list(one.diff), "more_lines": one.more,
    }  # fmt: skip


def test_a_short_diff_is_whole() -> None:
    one = change("u1", PLACE, {"content": "a"}, {"content": "b"})
    assert (one.more, one.lines) == (0, one.diff)


VALUES = st.recursive(
    st.integers(-5, 5) | st.text(max_size=4), lambda inner: st.dictionaries(st.text(max_size=3), inner)
)
TEXTS = st.dictionaries(
    st.sampled_from(["a", "b", "c"]), VALUES.map(lambda one: orjson.dumps(one).decode()), max_size=3
)


@given(TEXTS, TEXTS)
def test_the_diff_tells_which_parameters_differ(sent: dict[str, str], planned: dict[str, str]) -> None:
    found = lines(sent, planned)
    heads = [(a, b) for a, b in pairwise(found) if a.startswith("--- ") and b.startswith("+++ ")]
    named = {side.split()[1] for pair in heads for side in pair if not side.endswith("nothing")}
    assert named == {name for name in sent.keys() | planned.keys() if sent.get(name) != planned.get(name)}
