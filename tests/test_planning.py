"""Plans: the decision table, the route by arithmetic, and a fingerprint that nothing slips past."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.ledger.draft import Entry, draft
from runner.ledger.routing import Group
from runner.ledger.store import Ledger
from runner.model import Decision, Status
from runner.planning import Choices, choose, decide, estimate, plan, units_of
from runner.provider import Limit, Route, Ways, limited
from runner.providers.netease import BATCH, SINGLE
from runner.providers.rongcloud import PUBLISH
from tests.ledger.samples import ACCOUNT, NAME, entries, entry, sent
from tests.planning_samples import EITHER, HOLD, MIXED, NETEASE, PERSON, RESEND, RONGCLOUD, ROUTES, made

TABLE = [
    (None, True, Decision.SEND, ""),
    (None, False, Decision.SEND, ""),
    (Status.DEFERRED, True, Decision.SEND, "the provider did not take it before"),
    (Status.DEFERRED, False, Decision.SEND, "the provider did not take it before"),
    (Status.UNKNOWN, True, Decision.HOLD, "in doubt: nobody can know whether it was taken"),
    (Status.UNKNOWN, False, Decision.HOLD, "in doubt: nobody can know whether it was taken"),
    (Status.ACCEPTED, True, Decision.SKIP, "accepted"),
    (Status.REJECTED, True, Decision.SKIP, "rejected, and the text is the same"),
    (Status.REJECTED, False, Decision.SEND, "rejected before; the text has changed since"),
    (Status.ACCEPTED, False, Decision.HOLD, "changed: accepted before, with another text"),
]


@pytest.mark.parametrize(("status", "same", "decision", "reason"), TABLE)
def test_the_table_of_decisions(status: Status | None, same: bool, decision: Decision, reason: str) -> None:
    assert decide(status, same, HOLD) == (decision, reason)


def test_the_table_has_every_row() -> None:
    assert {row[:2] for row in TABLE} == {(status, same) for status in (None, *Status) for same in (True, False)}


@pytest.mark.parametrize(("status", "same"), [row[:2] for row in TABLE])
@pytest.mark.parametrize("choices", [Choices(unknown="resend"), Choices(changed="resend"), RESEND])
def test_a_policy_sends_again_what_it_names_and_changes_nothing_else(
    status: Status | None, same: bool, choices: Choices
) -> None:
    doubt = status is Status.UNKNOWN and choices.unknown == "resend"
    changed = (status, same) == (Status.ACCEPTED, False) and choices.changed == "resend"
    decision, reason = decide(status, same, choices)
    if doubt or changed:
        assert (decision, bool(reason)) == (Decision.SEND, True)
    else:
        assert (decision, reason) == decide(status, same, HOLD)


@pytest.mark.parametrize(
    ("people", "route"), [(1, "single"), (49, "single"), (50, "batch"), (51, "batch"), (100_000, "batch")]
)
def test_netease_takes_a_batch_from_fifty_equal_texts_on(people: int, route: str) -> None:
    """50 calls take half a second one by one, as one batch call of 120 a minute does: of equals the one with fewer."""
    assert choose(Group(("single", "batch"), people, people), ROUTES).name == route
    assert choose(Group(("single",), people, people), ROUTES).name == "single"


@pytest.mark.parametrize(
    ("same_text", "same_frame", "route"),
    [
        (1, 1, "publish"),
        (100, 100, "publish"),
        (250, 250, "publish"),
        (1, 2, "template"),
        (1, 10_000, "template"),
        (150, 300, "template"),
        (100, 200, "publish"),
        (250, 251, "template"),
    ],
)
def test_rongcloud_takes_the_template_where_it_saves_calls(same_text: int, same_frame: int, route: str) -> None:
    """Both count messages and take as long; publish is the simpler one where the calls are as many."""
    assert choose(Group(("publish", "template"), same_text, same_frame), ROUTES).name == route


def test_a_declared_limit_counts_in_the_choice() -> None:
    slow = {route.name: route for route in limited((SINGLE, BATCH), {"batch": (1, 60.0)})}
    fast = {route.name: route for route in limited((SINGLE, BATCH), {"single": (5_000, 1.0)})}
    group = Group(("single", "batch"), 2_000, 2_000)
    assert [choose(group, routes).name for routes in (ROUTES, slow, fast)] == ["batch", "single", "single"]


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.permutations(["publish", "template", "single", "batch"]))
def test_the_choice_is_one_of_the_ways_and_none_is_quicker(text: int, others: int, ways: list[str]) -> None:
    group = Group(tuple(ways[:2]), text, text + others)

    def seconds(route: Route) -> float:
        calls = -(-text // route.capacity)
        return (text if route.limit.unit == "messages" else calls) * route.limit.window / route.limit.amount

    chosen = choose(group, ROUTES)
    assert chosen.name in group.ways
    assert seconds(chosen) <= min(seconds(ROUTES[name]) for name in group.ways)


@pytest.mark.parametrize(
    ("units", "limit", "seconds"),
    [
        (0, SINGLE.limit, 0.0),
        (1, SINGLE.limit, 0.1),
        (100, SINGLE.limit, 1.1),
        (1_000, SINGLE.limit, 11.0),
        (20, BATCH.limit, 10.1),
        (120, BATCH.limit, 60.1),
        (240, BATCH.limit, 120.2),
    ],
)
def test_what_an_estimate_says(units: int, limit: Limit, seconds: float) -> None:
    assert estimate(units, limit) == pytest.approx(seconds)


def test_a_slower_network_takes_a_round_trip_a_window() -> None:
    assert estimate(1_000, SINGLE.limit, round_trip=0.5) == pytest.approx(15.0)


def test_limits_count_calls_or_messages() -> None:
    assert units_of(BATCH, 100_000, 20) == 20
    assert units_of(PUBLISH, 250, 3) == 250


def test_a_hundred_thousand_equal_texts_are_twenty_calls_and_ten_seconds() -> None:
    everyone = (entry(f"u{i}", ways=EITHER) for i in range(100_000))
    with draft() as file:
        found = plan(NETEASE, everyone, file, None, HOLD)
    assert [(way.route.name, way.messages, way.calls) for way in found.ways] == [("batch", 100_000, 20)]
    assert found.eta == pytest.approx(10.1)
    assert found.counts == {(Decision.SEND, ""): 100_000}


def test_different_texts_are_a_call_each_on_netease_and_a_hundred_a_call_on_rongcloud() -> None:
    netease = made([entry(f"u{i}", f"hi {i}", EITHER) for i in range(250)])
    rongcloud = made([entry(f"u{i}", f"hi {i}", MIXED) for i in range(250)], RONGCLOUD)
    assert [(way.route.name, way.messages, way.calls) for way in netease.ways] == [("single", 250, 250)]
    assert [(way.route.name, way.messages, way.calls) for way in rongcloud.ways] == [("template", 250, 3)]
    assert netease.eta == rongcloud.eta == pytest.approx(2.75)


def test_routes_run_side_by_side_unless_they_share_a_limit() -> None:
    listed = [
        *entries((f"a{i}" for i in range(60)), "one", EITHER),
        *entries((f"b{i}" for i in range(40)), ways=PERSON),
    ]
    netease = made(listed)
    listed = [entry(f"a{i}", f"hi {i}", MIXED) for i in range(60)]
    listed += entries((f"b{i}" for i in range(40)), ways=Ways(("publish",)))
    shared = made(listed, RONGCLOUD)
    apart = made(listed, RONGCLOUD._replace(routes=limited(RONGCLOUD.routes, {"publish": (100, 1.0)})))
    assert [way.route.name for way in netease.ways] == ["batch", "single"]
    assert netease.eta == pytest.approx(0.5)
    assert [way.route.name for way in shared.ways] == ["publish", "template"]
    assert shared.eta == pytest.approx(0.7 + 0.5)
    assert apart.eta == pytest.approx(0.7)


def test_a_plan_counts_everybody_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    sent(path, entries(["accepted", "doubt", "deferred", "changed"]), {
        "accepted": Status.ACCEPTED, "doubt": Status.UNKNOWN, "deferred": Status.DEFERRED, "changed": Status.ACCEPTED,
    })  # fmt: skip
    listed = [
        *entries(["accepted", "doubt", "deferred", "new", "new", "accepted"]),
        entry("changed", "another text"),
        entry("refused", refusal="too long [N1]"),
        Entry("out", None, None, "list.csv", 9, skipped="excluded"),
    ]
    found = made(listed, ledger=path)
    counts = {decision: found.count(decision) for decision in Decision}
    assert counts == {Decision.SEND: 2, Decision.SKIP: 2, Decision.HOLD: 2, Decision.REFUSE: 1}
    assert (found.campaign, found.account, found.duplicates, found.left_out) == (NAME, NETEASE.account, 2, 0)
    assert [(way.route.name, way.messages, way.calls) for way in found.ways] == [("single", 2, 2)]
    assert made(listed, ledger=path, choices=RESEND).count(Decision.SEND) == 4


def test_an_empty_plan_takes_no_time() -> None:
    found = made([])
    assert (found.counts, found.ways, found.eta) == ({}, (), 0.0)


def test_a_plan_with_a_ledger_that_is_not_there_is_a_plan_without_one(tmp_path: Path) -> None:
    listed = entries("abc")
    assert made(listed, ledger=tmp_path / "ledger.db") == made(listed)
    assert list(tmp_path.iterdir()) == []


def test_what_a_plan_counts_is_what_a_run_takes_over(tmp_path: Path) -> None:
    listed = [*entries((f"u{i}" for i in range(60)), ways=EITHER), *entries("abc", "other", EITHER)]
    with draft() as file, closing(Ledger(tmp_path / "ledger.db")) as ledger:
        found = plan(NETEASE, listed, file, None, HOLD)
        run = ledger.begin(ledger.campaign(ACCOUNT, NAME), file, found.fingerprint, 1000.0)
    ways = [(way.route.name, way.messages, way.calls) for way in found.ways]
    assert ways == [(lane.route, lane.messages, lane.last - lane.first + 1) for lane in run.lanes]
    assert ways == [("batch", 60, 1), ("single", 3, 3)]


def test_a_plan_is_frozen() -> None:
    found: Any = made([])
    with pytest.raises(AttributeError):
        found.fingerprint = "0" * 32


@pytest.mark.parametrize("status", [Status.REJECTED, Status.DEFERRED])
def test_an_earlier_accepted_try_still_counts(status: Status) -> None:
    assert decide(status, False, HOLD, before=True) == (Decision.SKIP, "accepted")
    assert decide(status, False, HOLD, before=False)[0] is Decision.HOLD
    assert decide(status, False, Choices(changed="resend"), before=False)[0] is Decision.SEND
    assert decide(status, True, HOLD, before=False) == decide(status, True, HOLD)
    assert decide(Status.UNKNOWN, False, HOLD, before=True)[0] is Decision.HOLD
