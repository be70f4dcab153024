"""A plan beside the ledger: who is new, who is gone, and what was said before."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from runner.ledger.comparing import compare
from runner.ledger.differences import Headcount, Owner, headcount, said_before
from runner.ledger.draft import Draft, Entry
from runner.model import Decision, Status
from tests.ledger.samples import ACCOUNT, NAME, drafted, entries, entry, sent

OWNER = Owner(ACCOUNT, NAME)
EXCLUDED = (Decision.SKIP, "excluded: never")
CHANGED = (Decision.HOLD, "changed")
ACCEPTED = {"u1": Status.ACCEPTED, "u2": Status.ACCEPTED, "u3": Status.REJECTED}


def decide(status: Status | None, same: bool, before: bool | None) -> tuple[Decision, str]:
    """Accepted ones with another text are held."""
    was = status is Status.ACCEPTED or before is not None
    return CHANGED if was and not same else (Decision.SKIP, "accepted")


def counted(made: Draft, path: Path, owner: Owner, left_out: Sequence[tuple[Decision, str]]) -> Headcount:
    return headcount(made, path, owner, made.counts(), left_out)


def out(recipient: str) -> Entry:
    return Entry(recipient, None, None, "list.csv", 1, skipped="excluded: never")


def compared(made: Draft, path: Path) -> Draft:
    compare(made, path, ACCOUNT, NAME, decide)
    return made


@pytest.fixture
def known(path: Path) -> Path:
    """A ledger in which three got a text, two of them took it."""
    sent(path, entries(["u1", "u2", "u3"], "old"), ACCEPTED)
    return path


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (["u1", "u2", "u3"], Headcount(3, 0, 0)),
        (["u1", "u4", "u5"], Headcount(3, 2, 2)),
        (["u4"], Headcount(1, 1, 3)),
        ([], Headcount(0, 0, 3)),
    ],
)
def test_recipients_are_compared_with_those_that_the_ledger_knows(
    known: Path, listed: Sequence[str], told: Headcount
) -> None:
    with drafted(entries(listed)) as made:
        assert counted(made, known, OWNER, [EXCLUDED]) == told
        assert not told.is_first


def test_who_is_left_out_on_purpose_is_not_in_the_plan(known: Path) -> None:
    with drafted([entry("u1"), out("u2"), out("u9"), entry("u4")]) as made:
        assert counted(made, known, OWNER, [EXCLUDED]) == Headcount(2, 1, 2)
        assert counted(made, known, OWNER, []) == Headcount(4, 2, 1)


@pytest.mark.parametrize("owner", [Owner(ACCOUNT, "other"), Owner("netease:other", NAME)])
def test_another_campaign_is_not_looked_at(known: Path, owner: Owner) -> None:
    with drafted(entries(["u1", "u4"], "new")) as made:
        assert counted(compared(made, known), known, owner, []) == Headcount(2, 2, 0)
        assert counted(made, known, owner, []).is_first
        assert said_before(made, known, owner, [CHANGED], 9) == []


def test_without_a_ledger_all_are_new(tmp_path: Path) -> None:
    with drafted(entries(["u1"])) as made:
        assert counted(made, tmp_path / "none.db", OWNER, []) == Headcount(1, 1, 0)
        assert said_before(made, tmp_path / "none.db", OWNER, [CHANGED], 9) == []
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("seed", range(5))
def test_it_counts_as_sets_do(path: Path, seed: int) -> None:
    chance = Random(seed)
    people = [f"u{n}" for n in range(60)]
    before, now = chance.sample(people, 40), chance.sample(people, 35)
    left = set(chance.sample(now, 10))
    sent(path, entries(before), dict.fromkeys(before, Status.ACCEPTED))
    with drafted([out(who) if who in left else entry(who) for who in now]) as made:
        told = counted(made, path, OWNER, [EXCLUDED])
    planned = set(now) - left
    assert told == Headcount(len(planned), len(planned - set(before)), len(set(before) - planned))


def test_each_changed_text_comes_with_the_one_that_was_taken(known: Path) -> None:
    with drafted(entries(["u2", "u1", "u3", "u4"], "new")) as made:
        found = said_before(compared(made, known), known, OWNER, [CHANGED], 9)
    assert [(one.row.recipient, one.row.line) for one in found] == [("u2", 2), ("u1", 3)]
    assert {(one.sent["attach"], one.planned["attach"]) for one in found} == {("old", "new")}


def test_no_more_texts_are_read_than_are_wanted(known: Path) -> None:
    with drafted(entries(["u1", "u2"], "new")) as made:
        assert len(said_before(compared(made, known), known, OWNER, [CHANGED], 1)) == 1


def test_of_several_tries_the_last_that_was_taken_counts(known: Path) -> None:
    sent(known, entries(["u1"], "second"), {"u1": Status.ACCEPTED})
    sent(known, entries(["u1"], "third"), {"u1": Status.REJECTED})
    with drafted(entries(["u1"], "fourth")) as made:
        (found,) = said_before(compared(made, known), known, OWNER, [CHANGED], 9)
    assert (found.sent["attach"], found.planned["attach"]) == ("second", "fourth")
