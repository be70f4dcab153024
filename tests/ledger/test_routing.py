"""Routes and batches: what was summed up is what is queued, and no request carries what it can't."""

from contextlib import closing
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.ledger.comparing import compare
from runner.ledger.draft import Entry
from runner.ledger.routing import Group, choose_routes, groups
from runner.ledger.store import Claim, Ledger, Run
from runner.model import Status
from runner.provider import Ways
from tests.ledger.samples import (
    ACCOUNT,
    ALONE,
    BATCH,
    NAME,
    ROUTES,
    SINGLE,
    TEMPLATE,
    TOGETHER,
    begin,
    claims,
    drafted,
    entries,
    entry,
    framed,
    mark,
    resend,
    sent,
)

KINDS = [ALONE, TOGETHER, framed("f"), framed("g")]
people = st.integers(0, 15).map("u{:02}".format)
listed = st.lists(
    st.tuples(people, st.sampled_from("xyz"), st.sampled_from(KINDS)), unique_by=lambda row: row[0], max_size=16
).map(lambda rows: [entry(who, f"{says} on {ways}", ways) for who, says, ways in rows])


def batches(ledger: Ledger, run: Run) -> dict[str, list[list[Claim]]]:
    """The batches of each route, in the order of sending."""
    return {
        lane.route: [list(batch) for _, batch in groupby(ledger.read(run, lane.first, lane.last), attrgetter("batch"))]
        for lane in run.lanes
    }


def who(batch: list[Claim]) -> list[str]:
    return [claim.recipient for claim in batch]


def test_texts_are_grouped_by_their_ways_and_by_how_many_share_them() -> None:
    everyone = [
        *entries("abc", "one"),
        *entries("def", "two"),
        *entries("gh", "three", TOGETHER),
        *entries("ij", "four", framed("f")),
        *entries("k", "five", framed("f")),
        *entries("lmn", "six", framed("g")),
    ]
    with drafted(everyone) as made:
        assert sorted(groups(made)) == [
            Group(("batch",), same_text=2, same_frame=2),
            Group(("single",), same_text=3, same_frame=3),
            Group(("template",), same_text=1, same_frame=3),
            Group(("template",), same_text=2, same_frame=3),
            Group(("template",), same_text=3, same_frame=3),
        ]


def test_only_what_is_sent_is_grouped() -> None:
    out = Entry("c", None, None, "list.csv", 4, skipped="excluded")
    with drafted([*entries("a"), entry("b", refusal="too long [N1]"), out]) as made:
        assert groups(made) == [Group(("single",), same_text=1, same_frame=1)]


@pytest.mark.parametrize(
    ("ways", "route", "sums"),
    [
        (ALONE, SINGLE, {"single": (7, 7)}),
        (TOGETHER, BATCH, {"batch": (7, 3)}),
        (framed("f"), TEMPLATE, {"template": (7, 3)}),
    ],
)
def test_calls_are_counted_by_capacity(ways: Ways, route: object, sums: dict[str, tuple[int, int]]) -> None:
    with drafted(entries("abcdefg", ways=ways)) as made:
        assert choose_routes(made, {group: ROUTES[group.ways[0]] for group in groups(made)}) == sums


def test_nothing_to_send_is_no_route() -> None:
    with drafted([]) as made:
        assert groups(made) == []
        assert choose_routes(made, {}) == {}


def test_equal_texts_travel_together_and_frames_mixed(tmp_path: Path) -> None:
    everyone = [
        entry("a", "one", TOGETHER),
        entry("b", "two", TOGETHER),
        entry("c", "one", TOGETHER),
        entry("d", "three", framed("f")),
        entry("e", "four", framed("f")),
        entry("f", "five", framed("g")),
        entry("g", "six", ALONE),
        entry("h", "six", ALONE),
    ]
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        found = batches(ledger, begin(ledger, everyone))
    assert {route: [who(batch) for batch in queue] for route, queue in found.items()} == {
        "batch": [["a", "c"], ["b"]],
        "single": [["g"], ["h"]],
        "template": [["d", "e"], ["f"]],
    }


def test_messages_in_doubt_keep_the_company_of_their_request(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    sent(path, entries("bdfhj", ways=TOGETHER), {})
    with closing(Ledger(path)) as ledger:
        assert ledger.settle(ACCOUNT) == 5
        run = begin(ledger, entries("abcdefghij", ways=TOGETHER))
        found = batches(ledger, run)["batch"]
        assert [(who(batch), {claim.prior for claim in batch}) for batch in found] == [
            (["a", "c", "e"], {""}),
            (["g", "i"], {""}),
            (["b", "d", "f"], {"r1"}),
            (["h", "j"], {"r2"}),
        ]


@pytest.mark.parametrize("resolved", [True, False])
def test_so_do_those_that_the_provider_did_not_take_and_those_that_a_person_resends(
    tmp_path: Path, resolved: bool
) -> None:
    path = tmp_path / "ledger.db"
    sent(path, entries("bdf", ways=TOGETHER), dict.fromkeys("bdf", Status.UNKNOWN if resolved else Status.DEFERRED))
    with closing(Ledger(path)) as ledger:
        assert ledger.resolve(ledger.campaign(ACCOUNT, NAME), "resend", None, 3000.0) == (3 if resolved else 0)
        run = begin(ledger, entries("abcdef", ways=TOGETHER))
        assert [who(batch) for batch in batches(ledger, run)["batch"]] == [["a", "c", "e"], ["b", "d", "f"]]


def test_a_changed_text_leaves_the_company_of_its_request(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    sent(path, entries("abc", ways=TOGETHER), {})
    with closing(Ledger(path)) as ledger:
        run = begin(ledger, [entry("a", "new", TOGETHER), *entries("bc", ways=TOGETHER)])
        assert [who(batch) for batch in batches(ledger, run)["batch"]] == [["a"], ["b", "c"]]


def test_what_was_settled_mixes_freely(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    sent(path, entries("abc", ways=TOGETHER), {"a": Status.ACCEPTED, "b": Status.REJECTED, "c": Status.ACCEPTED})
    with closing(Ledger(path)) as ledger:
        run = begin(ledger, entries("abcd", ways=TOGETHER))
        assert [who(batch) for batch in batches(ledger, run)["batch"]] == [["a", "b", "c"], ["d"]]


@settings(max_examples=30, deadline=None)
@given(listed, listed)
def test_what_was_summed_up_is_what_is_queued(before: list[Entry], after: list[Entry]) -> None:
    """Two runs, the first of which dies with everything under way."""
    with TemporaryDirectory() as folder, closing(Ledger(Path(folder) / "ledger.db", "process")) as ledger:
        earlier = begin(ledger, before)
        mark(ledger, earlier, "old")
        requests = [batch for queue in batches(ledger, earlier).values() for batch in queue]
        with drafted(after) as made:
            compare(made, ledger.path, ACCOUNT, NAME, resend)
            sums = choose_routes(made, {group: ROUTES[group.ways[0]] for group in groups(made)})
            run = ledger.begin(earlier.campaign, made, "f" * 32, 2000.0)
        found = batches(ledger, run)
        assert {route: (sum(map(len, queue)), len(queue)) for route, queue in found.items()} == sums
        assert sorted(claim.recipient for claim in claims(ledger, run)) == sorted(row.recipient for row in after)
        frames = {row.recipient: row.ways.frame for row in after if row.ways}
        for route, queue in found.items():
            for batch in queue:
                assert_sound(route, batch, frames)
        texts = {claim.recipient: claim.text for claim in claims(ledger, run)}
        assert texts == {row.recipient: row.text for row in after}
        together = {frozenset(who(batch)) for queue in found.values() for batch in queue}
        for batch in requests:
            if all(texts.get(claim.recipient) == claim.text for claim in batch):
                assert frozenset(who(batch)) in together


def assert_sound(route: str, batch: list[Claim], frames: dict[str, bytes]) -> None:
    assert len(batch) <= ROUTES[route].capacity
    assert len({claim.prior for claim in batch}) == 1
    assert len({frames[claim.recipient] for claim in batch}) == 1
    assert route == "template" or len({claim.text.digest for claim in batch}) == 1
