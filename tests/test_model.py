"""The words: eight of them, accounts by name, texts by what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.model import SENTENCE, Account, Batch, Decision, Message, Outcome, Status, Text

params = st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=5)


def test_a_person_is_shown_one_of_eight_words_and_a_sentence() -> None:
    words = [*Decision, *Status]
    assert [str(word) for word in words] == [
        "send", "skip", "hold", "refuse", "accepted", "rejected", "deferred", "unknown",
    ]  # fmt: skip
    assert list(SENTENCE) == words
    assert len(set(SENTENCE.values())) == len(words)


@pytest.mark.parametrize(
    ("account", "name"),
    [
        (Account("netease", "4f0a"), "netease:4f0a"),
        (Account("netease", "4f0a", emulated=True), "netease:4f0a@emulator"),
        (Account("rongcloud", "4f0a"), "rongcloud:4f0a"),
    ],
)
def test_an_account_is_named_by_provider_and_key(account: Account, name: str) -> None:
    assert str(account) == name


@given(params)
def test_a_text_gives_back_what_it_was_made_of(said: dict[str, str]) -> None:
    text = Text.of(said)
    assert text.params == said
    assert list(text.params) == list(said)
    assert len(text.digest) == 16


@given(params, params)
def test_texts_are_told_apart_by_their_digest(one: dict[str, str], other: dict[str, str]) -> None:
    alike = list(one.items()) == list(other.items())
    assert (Text.of(one).digest == Text.of(other).digest) is alike
    assert (Text.of(one) == Text.of(other)) is alike


def test_the_order_of_parameters_belongs_to_the_text() -> None:
    assert Text.of({"a": "1", "b": "2"}) != Text.of({"b": "2", "a": "1"})


def test_values_are_frozen() -> None:
    text = Text.of({})
    batch = Batch("single", [Message("u1", text)], "r")
    with pytest.raises(AttributeError):
        batch.tried = True  # type: ignore[misc]
    with pytest.raises(AttributeError):
        text.digest = b""  # type: ignore[misc]


def test_an_outcome_says_nothing_that_it_does_not_know() -> None:
    assert Outcome(Status.UNKNOWN) == (Status.UNKNOWN, "", "", "", 0.0, "")
