"""Accounts in answers: lists as the vendor and its SDKs write them, and whose they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.providers.netease_accounts import among, ids

accounts = st.lists(st.text("abAB", min_size=1, max_size=2), max_size=6)


@pytest.mark.parametrize(
    ("value", "found"),
    [([], []), (["a", 7], ["a", "7"]), ('["a"]', ["a"]), ("[]", []), ("a", None), ({}, None), ([None], None)],
)
def test_ids_of_a_list_or_of_its_json(value: object, found: list[str] | None) -> None:
    assert ids(value) == found


def test_the_exact_id_outweighs_one_of_another_case() -> None:
    assert among(["bob"], ["Bob", "bob"]) == {"bob": "bob"}
    assert among(["BOB"], ["Bob", "bob"]) == {"Bob": "BOB", "bob": "BOB"}


@given(accounts, st.lists(st.text("abAB", min_size=1, max_size=2), unique=True, max_size=6))
def test_nobody_is_found_who_is_not_listed_in_some_case(listed: list[str], recipients: list[str]) -> None:
    found = among(listed, recipients)
    assert set(listed) & set(recipients) <= found.keys() <= set(recipients)
    assert all(account in listed and account.lower() == who.lower() for who, account in found.items())
