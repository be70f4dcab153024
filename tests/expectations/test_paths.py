"""Paths of a test file: what they find, and that none of them builds without end."""

import pytest

from runner.expectations.paths import MOST_CHARACTERS, fault, follow

DOCUMENT = {"attach": {"data": {"points": 3}, "tags": ["a", "b"]}, "text": "x" * 1000}


def test_what_it_finds() -> None:
    for path, found in {
        "attach.data.points": 3,
        "attach.tags[1]": "b",
        "nothing": None,
        "join('-', attach.tags)": "a-b",
        "{n: attach.data.points, t: length(attach.tags)}": {"n": 3, "t": 2},
    }.items():
        assert fault(path) == ""
        assert follow(path, DOCUMENT) == found


@pytest.mark.parametrize(
    "step", ["[@,@]", "[@,@][]", "join('',[text,text])", "to_string([@])", "{a: @, b: @}", "[*].[@,@]", "[[[@,@],@],@]"]
)
def test_what_grows_with_every_step_is_refused(step: str) -> None:
    assert "too much" in fault("|".join([step] * 30))


@pytest.mark.parametrize("path", ["a..b", "a[", "(" * 5000])
def test_what_is_no_path(path: str) -> None:
    assert fault(path)


def test_a_text_that_is_too_long_is_not_joined() -> None:
    many = {"texts": ["y"] * 2000, "text": "x" * 1000}
    assert MOST_CHARACTERS < 2000 * 1000
    with pytest.raises(ValueError, match="too long a text"):
        follow("join(text, texts)", many)


def test_what_python_says_against_it_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="slice step cannot be zero"):
        follow("attach.tags[::0]", DOCUMENT)
