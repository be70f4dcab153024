"""Rules that hold for every provider: secrets, and lists that went through a spreadsheet."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.general_rules import GENERAL_RULES, Fact, ListedIds
from runner.model import Recipient
from runner.rule import Rule, findings


def listed(ids: Iterable[str]) -> list[Fact]:
    """What a list of these ids says as a whole."""
    seen = ListedIds()
    for line, key in enumerate(ids, start=2):
        if seen.digits or "E+" in key:
            seen.note(Recipient(key, {}, "a.csv", line))
    return list(seen.facts())


def told(ids: Iterable[str]) -> list[tuple[str, int, str, int]]:
    """Which rules speak of such a list: id, of how many, of whom first, and his line."""
    return [
        (one.rule.id, fact.many, fact.first.id, fact.first.line)
        for fact in listed(ids)
        for one in findings(GENERAL_RULES, fact.params)
    ]


def numbers(n: int, length: int = 11) -> list[str]:
    return [str(10 ** (length - 1) + i) for i in range(n)]


@pytest.mark.parametrize("rule", GENERAL_RULES, ids=lambda rule: rule.id)
def test_each_rule_alone_is_broken_by_its_example(rule: Rule) -> None:
    (found,) = findings(GENERAL_RULES, rule.example)
    assert (found.rule, found.severity) == (rule, "warning")
    assert rule.sentence.endswith(".")
    assert findings(GENERAL_RULES, {}) == []


@pytest.mark.parametrize("secret", ["", "s3cret", "s3 cret"])
def test_a_secret_without_white_space_around_it_is_sound(secret: str) -> None:
    assert findings(GENERAL_RULES, {"app_secret": secret}) == []


@pytest.mark.parametrize("secret", [" s3cret", "s3cret\n", "s3cret\u3000"])
def test_white_space_around_a_secret_is_told_without_the_secret(secret: str) -> None:
    (found,) = findings(GENERAL_RULES, {"app_secret": secret})
    assert "s3cret" not in found.what


def test_a_few_shorter_numbers_among_many_have_lost_their_zeros() -> None:
    assert told([*numbers(20), "1234567890", "77", *numbers(3)]) == [("GEN002", 2, "1234567890", 22)]


@pytest.mark.parametrize(
    "ids",
    [
        [],
        ["1"],
        numbers(50),
        [*numbers(9), "1"],  # too few to tell
        [*numbers(20), *numbers(3, 10)],  # more than one in ten is shorter
        [*numbers(20), *numbers(1, 12)],  # one is longer
        [*numbers(20), "1", "0123"],  # zeros were kept
        [*numbers(20), "1", "u7"],  # not only numbers
        ["u7", *numbers(20), "1"],
        ["ABE+10", "E+10", "1.5E+", "1E+5", "12.5E+10", "1.38e+10"],  # no spreadsheet writes these
    ],
)
def test_lists_of_which_nothing_can_be_said(ids: list[str]) -> None:
    assert told(ids) == []


def test_nine_in_ten_are_enough() -> None:
    assert told([*numbers(18), "1", "2"]) == [("GEN002", 2, "1", 20)]
    assert told([*numbers(17), "1", "2"]) == []


def test_numbers_that_a_spreadsheet_shortened_are_told_in_any_list() -> None:
    assert told(["u1", "1.38E+10", "u2", "1E+12", "9.99999E+110"]) == [("GEN003", 3, "1.38E+10", 3)]
    both = [*numbers(20), "1.38E+10", "77"]
    assert told(both) == [("GEN002", 1, "77", 23), ("GEN003", 1, "1.38E+10", 22)]


@given(st.lists(st.from_regex(r"[1-9][0-9]{0,2}", fullmatch=True), max_size=40))
def test_what_is_told_is_what_counting_says(ids: list[str]) -> None:
    lengths = [len(key) for key in ids]
    usual = max(dict.fromkeys(lengths), key=lengths.count, default=0)
    shorter = [key for key in ids if len(key) < usual]
    nearly_all = lengths.count(usual) >= max(10, 0.9 * len(ids))
    expected = [("GEN002", len(shorter), shorter[0])] if shorter and nearly_all else []
    assert [one[:3] for one in told(ids)] == expected
