"""Who is in a share: the same people always, about as many as the share says, and drawn apart for each purpose."""

from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.shares import Share, percent

PEOPLE = [f"user{n}" for n in range(20_000)]


def drawn(share: float, campaign: str = "hello", purpose: str = "sample") -> set[str]:
    whole = Share(campaign, purpose, share)
    return {who for who in PEOPLE if who in whole}


@pytest.mark.parametrize("share", [0.001, 0.02, 0.05, 0.5, 0.93])
@pytest.mark.parametrize("campaign", ["hello", "release@2.4.0", "新闻"])
def test_a_share_is_about_as_large_as_it_says(share: float, campaign: str) -> None:
    expected = share * len(PEOPLE)
    assert abs(len(drawn(share, campaign)) - expected) < 4 * sqrt(expected * (1 - share))


def test_no_share_holds_nobody_and_the_whole_holds_everybody() -> None:
    assert drawn(0.0) == set()
    assert drawn(1.0) == set(PEOPLE)


def test_a_larger_share_holds_all_of_a_smaller_one() -> None:
    shares = [drawn(share) for share in (0.01, 0.05, 0.25, 0.75)]
    assert all(small < large for small, large in pairwise(shares))


@pytest.mark.parametrize("other", [{"campaign": "bye"}, {"purpose": "holdout"}])
def test_another_campaign_or_purpose_draws_independently(other: dict[str, str]) -> None:
    both = len(drawn(0.3) & drawn(0.3, **other))
    expected = 0.09 * len(PEOPLE)
    assert abs(both - expected) < 4 * sqrt(expected * 0.91)


def test_who_is_drawn_never_changes_from_one_version_to_the_next() -> None:
    """A campaign that is under way would otherwise reach others with its next run."""
    share = Share("hello", "sample", 0.05)
    assert [who for who in PEOPLE[:200] if who in share] == [
        "user0", "user26", "user37", "user82", "user129", "user136", "user154"
    ]  # fmt: skip


@given(st.text(max_size=40), st.text(max_size=40), st.floats(0, 1), st.floats(0, 1))
def test_whatever_the_texts_who_is_in_a_share_is_in_every_larger_one(
    campaign: str, who: str, one: float, other: float
) -> None:
    small, large = sorted((one, other))
    assert (who in Share(campaign, "sample", large)) or (who not in Share(campaign, "sample", small))


@pytest.mark.parametrize(
    ("share", "text"), [(0.05, "5%"), (0.0025, "0.25%"), (1.0, "100%"), (0.07, "7%"), (0.000001, "0.0001%")]
)
def test_a_share_reads_as_it_was_typed(share: float, text: str) -> None:
    assert percent(share) == text
