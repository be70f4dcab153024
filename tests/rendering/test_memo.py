"""Texts made before."""

from runner.model import Text
from runner.rendering.memo import MOST_BYTES, MOST_TEXTS, Memo


def text(value: str) -> Text:
    """A text that says this."""
    return Text.of({"a": value})


def test_what_was_kept_is_found_by_its_fields() -> None:
    memo = Memo(["name", "city"])
    key = memo.key({"name": "Li", "city": "Rome", "age": "3"})
    assert memo.find(key) is None
    memo.keep(key, text("x"))
    assert memo.find(memo.key({"city": "Rome", "name": "Li", "age": "4"})) == text("x")
    assert memo.find(memo.key({"name": "Rome", "city": "Li"})) is None


def test_types_tell_values_apart() -> None:
    memo = Memo(["n"])
    keys = {memo.key({"n": n}) for n in (1, 1.0, True, "1", None, "null", [1], {"1": 1})}
    assert len(keys) == 8


def test_it_closes_where_texts_depend_on_nothing_known_or_fields_are_missing() -> None:
    assert not Memo([]).open
    memo = Memo(["name"])
    assert memo.open
    assert memo.key({"city": "Rome"}) == b""
    assert not memo.open


def test_it_closes_where_a_value_has_no_key() -> None:
    memo = Memo(["name"])
    assert memo.key({"name": object()}) == b""
    assert not memo.open


def test_it_closes_where_it_does_not_pay() -> None:
    memo = Memo(["n"])
    for n in range(MOST_TEXTS + 1):
        memo.keep(memo.key({"n": n}), text(str(n)))
    assert not memo.open
    assert memo.find(memo.key({"n": 1})) is None


def test_it_is_emptied_and_stays_open_where_it_pays() -> None:
    memo = Memo(["n"])
    for n in range(MOST_TEXTS + 1):
        key = memo.key({"n": n})
        memo.keep(key, text(str(n)))
        assert memo.find(key) == text(str(n))
    assert memo.open
    assert memo.find(memo.key({"n": 1})) is None
    assert memo.find(memo.key({"n": MOST_TEXTS})) == text(str(MOST_TEXTS))


def test_large_texts_fill_it_sooner() -> None:
    memo = Memo(["n"])
    large = text("x" * (MOST_BYTES // 4))
    for n in range(6):
        memo.keep(memo.key({"n": n}), large)
    assert memo.find(memo.key({"n": 1})) is None
