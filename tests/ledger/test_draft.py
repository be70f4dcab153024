"""The draft: what was listed, once each, beside what the ledger knows of it."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.ledger.comparing import Decide, compare
from runner.ledger.draft import RECENT, Entry, Row, draft
from runner.ledger.routing import Group, groups
from runner.model import Decision, Status, Text
from tests.ledger.samples import ACCOUNT, ALONE, NAME, drafted, entries, entry, refused, resend, sent

TRIED = {
    "accepted": Status.ACCEPTED,
    "rejected": Status.REJECTED,
    "deferred": Status.DEFERRED,
    "unknown": Status.UNKNOWN,
}


def skipped(recipient: str, why: str = "excluded") -> Entry:
    return Entry(recipient, None, None, "list.csv", 1, skipped=why)


def test_entries_come_back_in_the_order_of_the_lists() -> None:
    with drafted([entry("b", line=2), entry("a", line=3), entry("c", line=4)]) as made:
        rows = made.rows(Decision.SEND, 2)
    assert rows == [Row("b", Decision.SEND, "", "list.csv", 2), Row("a", Decision.SEND, "", "list.csv", 3)]


def test_each_entry_is_found_with_what_it_says() -> None:
    with drafted([entry("a", "one", line=2), Entry("b", Text.of({"attach": "two"}), ALONE, "more.csv", 7)]) as made:
        found = made.find("b")
        assert found == Row("b", Decision.SEND, "", "more.csv", 7)
        assert made.params(found) == {"attach": "two"}
        assert made.find("nobody") is None


def test_decisions_are_counted_by_reason_and_refusals_together() -> None:
    listed = [
        entry("a"),
        entry("b"),
        skipped("c"),
        entry("d", refusal="too long [N1]"),
        entry("e", refusal="empty [N2]"),
    ]
    with drafted(listed) as made:
        counts = made.counts()
        both = made.rows(Decision.REFUSE, -1)
        empty = made.find("e")
    assert counts == {
        (Decision.SEND, ""): 2,
        (Decision.SKIP, "excluded"): 1,
        (Decision.REFUSE, ""): 2,
    }
    assert [(row.recipient, row.reason) for row in both] == [("d", "too long [N1]"), ("e", "empty [N2]")]
    assert empty == both[1]


def test_an_empty_draft_counts_nothing() -> None:
    with drafted([]) as made:
        assert made.counts() == {}
        assert list(made.ordered()) == []
        assert made.duplicates(10) == []
        assert made.left_out == 0


def test_what_is_not_rendered_says_nothing() -> None:
    with drafted([skipped("a")]) as made:
        found = made.find("a")
        assert found == Row("a", Decision.SKIP, "excluded", "list.csv", 1)
        assert made.params(found) is None


def test_of_those_who_stand_twice_the_first_counts_and_both_places_are_named() -> None:
    listed = [entry("a", "one", line=2), entry("b", line=3), entry("a", "two", line=4)]
    listed.append(Entry("a", Text.of({}), ALONE, "more.csv", 9))
    with draft() as made:
        made.add(listed)
        assert made.deduplicate() == 2
        assert made.counts() == {(Decision.SEND, ""): 2}
        found = made.find("a")
        assert found
        assert (found.line, made.params(found)) == (2, {"attach": "one"})
        assert made.duplicates(10) == [("a", "list.csv:4", "list.csv:2"), ("a", "more.csv:9", "list.csv:2")]
        assert made.duplicates(1) == [("a", "list.csv:4", "list.csv:2")]


def test_nobody_stands_twice_only_because_of_case() -> None:
    with draft() as made:
        made.add(entries(["Li", "li", "LI", "Bo"]))
        assert made.deduplicate() == 0
        assert made.alike_but_for_case() == 2


def test_those_who_are_never_sent_to_are_known_by_their_ids() -> None:
    with draft() as made:
        made.exclude(["a", "b", "a"])
        made.exclude(["c"])
        assert [made.is_excluded(who) for who in ("a", "b", "c", "d", "A")] == [True, True, True, False, False]


@pytest.mark.parametrize("distinct", [RECENT, RECENT + 1])
def test_texts_that_return_after_thousands_of_others_are_one_text_again(distinct: int) -> None:
    listed = [entry(f"{turn}-{i}", f"text {i}") for turn in (1, 2) for i in range(distinct)]
    with drafted(listed) as made:
        assert groups(made) == [Group(("single",), same_text=2, same_frame=2)]
        found = [made.find("1-0"), made.find("2-0"), made.find(f"2-{distinct - 1}")]
        said = [made.params(row) for row in found if row]
    assert said == [{"attach": "text 0"}, {"attach": "text 0"}, {"attach": f"text {distinct - 1}"}]


def test_thousands_of_texts_that_do_not_return_stay_apart() -> None:
    with drafted(entry(f"u{i}", f"text {i}") for i in range(RECENT + 10)) as made:
        assert groups(made) == [Group(("single",), same_text=1, same_frame=1)]
        assert made.counts() == {(Decision.SEND, ""): RECENT + 10}


def test_the_ledger_is_asked_for_each_status_with_the_same_text_and_another(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    known = [f"{word} {text}" for word in (*TRIED, "sending") for text in ("same", "differs")]
    outcomes = {who: TRIED[who.split()[0]] for who in known if who.split()[0] in TRIED}
    sent(path, entries(known, "before"), outcomes)
    listed = [entry(who, "before" if who.endswith("same") else "after") for who in [*known, "nobody same"]]
    with drafted(listed) as made:
        compare(made, path, ACCOUNT, NAME, resend)
        found = {row.recipient: row.reason for row in made.rows(Decision.SEND, -1)}
    expected = {who: who.replace(" ", ", ").replace("sending", "unknown") for who in known}
    assert found == {**expected, "nobody same": ""}


def test_who_was_refused_before_is_as_if_never_sent(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    refused(path, [entry("a", refusal="too long [N1]")])
    with drafted(entries(["a"])) as made:
        compare(made, path, ACCOUNT, NAME, resend)
        assert made.counts() == {(Decision.SEND, "nothing, differs"): 1}


@pytest.mark.parametrize(("account", "name"), [(ACCOUNT, "another"), ("netease:other", NAME)])
def test_another_campaign_or_account_is_not_looked_at(tmp_path: Path, account: str, name: str) -> None:
    path = tmp_path / "ledger.db"
    sent(path, entries(["a"]), {"a": Status.ACCEPTED})
    sent(path, entries(["b"]), {"b": Status.ACCEPTED}, name, account)
    with drafted(entries(["a"])) as made:
        compare(made, path, account, name, resend)
        assert made.counts() == {(Decision.SEND, ""): 1}


def test_without_a_ledger_all_is_new_and_none_is_made(tmp_path: Path) -> None:
    with drafted(entries(["a"])) as made:
        compare(made, tmp_path / "ledger.db", ACCOUNT, NAME, resend)
        compare(made, tmp_path / "ledger.db", "netease:nobody", NAME, resend)
        assert made.counts() == {(Decision.SEND, ""): 1}
    assert list(tmp_path.iterdir()) == []


def test_comparing_changes_nothing_in_the_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    sent(path, entries(["a"]), {"a": Status.ACCEPTED})
    before = path.read_bytes()
    with drafted(entries(["a"], "other")) as made:
        compare(made, path, ACCOUNT, NAME, resend)
    assert path.read_bytes() == before


def test_what_is_excluded_or_refused_stays_so_whatever_the_ledger_knows(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    sent(path, entries("abcd"), {"a": Status.UNKNOWN, "b": Status.ACCEPTED, "c": Status.UNKNOWN, "d": Status.ACCEPTED})
    with drafted([skipped("a"), entry("b", refusal="too long [N1]"), entry("c"), entry("d")]) as made:
        compare(made, path, ACCOUNT, NAME, resend)
        assert made.counts() == {
            (Decision.SKIP, "excluded"): 1,
            (Decision.REFUSE, ""): 1,
            (Decision.SEND, "unknown, same"): 1,
            (Decision.SEND, "accepted, same"): 1,
        }


lists = st.lists(
    st.tuples(st.text(max_size=4), st.sampled_from(["", "x", "长"])), unique_by=lambda row: row[0], max_size=8
)


@settings(max_examples=40, deadline=None)
@given(lists, st.integers())
def test_entries_are_ordered_whatever_the_order_of_the_lists(listed: list[tuple[str, str]], seed: int) -> None:
    def ordered(order: list[tuple[str, str]]) -> bytes:
        with drafted(entry(who, says, refusal="no" if says else "") for who, says in order) as made:
            return b"".join(made.ordered())

    assert ordered(Random(seed).sample(listed, len(listed))) == ordered(listed)


def test_the_file_goes_with_the_block() -> None:
    with draft() as made:
        assert made.path.exists()
    assert not made.path.parent.exists()


def test_who_is_left_aside_has_the_reason_of_it_and_seeds_and_zones_are_kept_beside() -> None:
    listed = [
        entry("a", seed=True, zone="Asia/Tokyo"),
        entry("b", held="held out"),
        Entry("c", None, None, "list.csv", 1, missed="not in the sample"),
        entry("d", zone="Europe/Paris"),
        entry("e", refusal="too long [N1]", held="held out"),
    ]
    with drafted(listed) as made:
        counts = made.counts()
        seeds = made.db.execute("SELECT seq FROM seed").fetchall()
        zones = made.db.execute("SELECT * FROM zone ORDER BY seq").fetchall()
    assert counts == {
        (Decision.SEND, ""): 2,
        (Decision.HOLD, "held out"): 1,
        (Decision.SKIP, "not in the sample"): 1,
        (Decision.REFUSE, ""): 1,
    }
    assert seeds == [(1,)]
    assert zones == [(1, "Asia/Tokyo"), (4, "Europe/Paris")]


def settled(status: Status | None, same: bool, before: bool | None = None) -> tuple[Decision, str]:
    """What was accepted needs nothing, what is in doubt waits, everything else is sent."""
    if status is Status.UNKNOWN:
        return Decision.HOLD, "in doubt"
    return (Decision.SKIP, "accepted") if status is Status.ACCEPTED and same else (Decision.SEND, "again")


def insistent(status: Status | None, same: bool, before: bool | None = None) -> tuple[Decision, str]:
    """What is in doubt is sent again too."""
    return (Decision.SEND, "again") if status is Status.UNKNOWN else settled(status, same, before)


@pytest.mark.parametrize(("decide", "doubt"), [(settled, "in doubt"), (insistent, "aside")])
def test_who_is_left_aside_yields_to_what_was_sent_and_is_never_sent_to_again(
    tmp_path: Path, decide: Decide, doubt: str
) -> None:
    path = tmp_path / "ledger.db"
    known = ("ok", "changed", "no", "later", "maybe", "under way", "new")
    sent(path, entries(known[:-1]), {
        "ok": Status.ACCEPTED, "changed": Status.ACCEPTED, "no": Status.REJECTED, "later": Status.DEFERRED,
        "maybe": Status.UNKNOWN,
    })  # fmt: skip
    sent(path, entries(["changed"], "two"), {"changed": Status.REJECTED})
    with drafted([entry(who, "three", held="aside") for who in known]) as made:
        compare(made, path, ACCOUNT, NAME, decide)
        found = {row.recipient: (row.decision, row.reason) for row in map(made.find, known) if row}
    accepted, aside = (Decision.SKIP, "accepted"), (Decision.HOLD, "aside")
    assert found == {
        "ok": accepted, "changed": accepted, "no": aside, "later": aside, "maybe": (Decision.HOLD, doubt),
        "under way": (Decision.HOLD, doubt), "new": aside,
    }  # fmt: skip
