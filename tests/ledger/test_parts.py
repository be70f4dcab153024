"""Parts: who is in which stage, whatever the order; batches that keep to their part; what is left of a run."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.campaign.model import Size
from runner.ledger.comparing import compare
from runner.ledger.draft import Draft, Entry
from runner.ledger.parts import Load, Part, divide, is_divided, loads, parts, told_apart
from runner.ledger.reached import end_stage, forget_stages, in_doubt, left, open_stage, reached
from runner.ledger.routing import choose_routes, groups
from runner.ledger.store import Handover, Ledger, Run
from runner.model import Decision, Status
from runner.stages import Reached
from tests.ledger.samples import (
    ACCOUNT,
    ALONE,
    NAME,
    ROUTES,
    TOGETHER,
    answer,
    drafted,
    entries,
    entry,
    framed,
    mark,
    resend,
    route,
    sent,
    statuses,
)

TEN, QUARTER, ALL = Size("10", recipients=10), Size("25%", share=0.25), Size("100%", share=1.0)
STAGES = (TEN, QUARTER, ALL)


def everybody(count: int) -> list[Entry]:
    return entries(f"u{n:04}" for n in range(count))


def stage_of(draft: Draft) -> dict[str, int]:
    """Each recipient's stage."""
    sql = "SELECT e.recipient, p.stage FROM entry e JOIN part p ON p.number = e.part"
    return dict(draft.db.execute(sql).fetchall())


def divided(listed: Sequence[Entry], stages: Sequence[Size] = STAGES, name: str = NAME) -> dict[str, int]:
    with drafted(listed) as made:
        assert divide(made, name, stages)
        return stage_of(made)


def test_stages_are_as_large_as_their_sizes_say_in_all() -> None:
    assert Counter(divided(everybody(200)).values()) == {1: 10, 2: 40, 3: 150}
    assert Counter(divided(everybody(20)).values()) == {1: 10, 3: 10}
    assert Counter(divided(everybody(3)).values()) == {1: 3}
    assert divided([]) == {}


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(), st.lists(st.integers(0, 59), unique=True, max_size=20))
def test_a_stage_is_the_same_people_whatever_the_order_and_whatever_was_sent(
    count: int, seed: int, sent_before: list[int]
) -> None:
    listed = everybody(count)
    shuffled = Random(seed).sample(listed, count)
    before = divided(listed)
    assert divided(shuffled) == before
    with drafted(shuffled) as made:
        divide(made, NAME, STAGES)
        skip = made.verdict(Decision.SKIP, "accepted")
        made.db.executemany(
            "UPDATE entry SET verdict = ? WHERE recipient = ?", [(skip, f"u{n:04}") for n in sent_before]
        )
        assert stage_of(made) == before


def test_another_campaign_draws_anew() -> None:
    one, two = divided(everybody(200)), divided(everybody(200), name="another")
    first = [{who for who, stage in drawn.items() if stage == 1} for drawn in (one, two)]
    assert len(first[0] & first[1]) < 5


def test_who_gets_nothing_is_in_no_stage_and_does_not_count() -> None:
    refused = [entry(f"r{n}", refusal="too long [N1]") for n in range(50)]
    out = [Entry(f"x{n}", None, None, "list.csv", n, skipped="excluded") for n in range(50)]
    held = [entry(f"h{n}", held="held out") for n in range(50)]
    drawn = divided([*refused, *everybody(100), *out, *held], (QUARTER, ALL))
    assert Counter(drawn.values()) == {1: 25, 2: 75}
    assert drawn == divided(everybody(100), (QUARTER, ALL))


def test_seeds_are_a_stage_of_their_own_and_count_apart() -> None:
    seeds = [row._replace(seed=True) for row in everybody(5)]
    drawn = divided([*seeds, *everybody(100)])
    assert Counter(drawn.values()) == {0: 5, 1: 10, 2: 14, 3: 71}
    assert {who for who, stage in drawn.items() if stage == 0} == {f"u{n:04}" for n in range(5)}
    assert Counter(divided([*seeds, *everybody(100)], ()).values()) == {0: 5, 1: 95}


def test_zones_are_parts_of_a_stage() -> None:
    zones = ["Asia/Shanghai", "Europe/Berlin"]
    listed = [row._replace(zone=zones[n % 2]) for n, row in enumerate(everybody(40))]
    with drafted(listed) as made:
        divide(made, NAME, (TEN, ALL))
        route(made)
        found = parts(made)
    assert [(part.number, part.stage, part.zone) for part in found] == [
        (1, 1, "Asia/Shanghai"),
        (2, 1, "Europe/Berlin"),
        (3, 2, "Asia/Shanghai"),
        (4, 2, "Europe/Berlin"),
    ]
    assert sum(part.recipients for part in found[:2]) == 10
    assert sum(part.recipients for part in found) == sum(part.sends for part in found) == 40


def test_nothing_is_spent_where_nothing_divides() -> None:
    with drafted(everybody(10)) as made:
        assert not divide(made, NAME, ())
        assert not is_divided(made)
        assert parts(made) == []


def test_where_somebody_is_can_be_told_apart_whatever_the_order() -> None:
    def told(listed: Sequence[Entry], stages: Sequence[Size] = STAGES) -> bytes:
        with drafted(listed) as made:
            divide(made, NAME, stages)
            return b"".join(told_apart(made))

    listed = everybody(60)
    assert told(listed) == told(listed[::-1])
    seeded = [listed[0]._replace(seed=True), *listed[1:]]
    zoned = [listed[0]._replace(zone="Asia/Tokyo"), *listed[1:]]
    assert len({told(listed), told(listed, (QUARTER, ALL)), told(seeded), told(zoned)}) == 4


class Begun(NamedTuple):
    ledger: Ledger
    run: Run
    draft: Draft


@contextmanager
def begun(path: Path, listed: Sequence[Entry], stages: Sequence[Size] = STAGES) -> Iterator[Begun]:
    """A divided draft, compared, routed and taken over by the ledger."""
    with closing(Ledger(path, "process")) as ledger, drafted(listed) as made:
        divide(made, NAME, stages)
        compare(made, path, ACCOUNT, NAME, resend)
        route(made)
        yield Begun(ledger, ledger.begin(ledger.campaign(ACCOUNT, NAME), made, "f" * 32, 1000.0), made)


KINDS = [ALONE, TOGETHER, framed("f"), framed("g")]
mixed = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from("xyz"), st.sampled_from(KINDS), st.sampled_from(["", "UTC"])),
    unique_by=lambda row: row[0],
    max_size=40,
).map(lambda rows: [entry(f"u{who:02}", f"{says} on {ways}", ways, zone=zone) for who, says, ways, zone in rows])


@settings(max_examples=60, deadline=None)
@given(mixed)
def test_a_batch_keeps_to_its_part_and_its_route_and_what_was_counted_is_what_is_queued(listed: list[Entry]) -> None:
    with drafted(listed) as made:
        divide(made, NAME, (Size("3", recipients=3), ALL))
        sums = choose_routes(made, {group: ROUTES[group.ways[0]] for group in groups(made)})
        of_stages = loads(made)
        known = {part.number: part for part in parts(made)}
        with closing(Ledger(Path(made.path).with_name("ledger.db"), "process")) as ledger:
            run = ledger.begin(ledger.campaign(ACCOUNT, NAME), made, "f" * 32, 1.0)
            rows = [(lane, claim) for lane in run.lanes for claim in ledger.read(run, lane.first, lane.last)]
            of = dict(made.db.execute("SELECT recipient, part FROM entry").fetchall())
    assert sorted(claim.recipient for _, claim in rows) == sorted(row.recipient for row in listed)
    assert all(of[claim.recipient] == lane.part for lane, claim in rows)
    assert [lane.part for lane in run.lanes] == sorted(lane.part for lane in run.lanes)
    batches: dict[int, list[str]] = {}
    for _, claim in rows:
        batches.setdefault(claim.batch, []).append(claim.recipient)
    calls = Counter[tuple[int, str]]()
    for lane in run.lanes:
        numbers = {claim.batch for one, claim in rows if one == lane}
        assert numbers == set(range(lane.first, lane.last + 1))
        assert all(len(batches[number]) <= ROUTES[lane.route].capacity for number in numbers)
        calls[known[lane.part].stage, lane.route] += len(numbers)
    assert calls == {(load.stage, load.route): load.calls for load in of_stages}
    assert sums == {
        name: (
            sum(load.messages for load in of_stages if load.route == name),
            sum(load.calls for load in of_stages if load.route == name),
        )
        for name in {load.route for load in of_stages}
    }


def test_equal_texts_in_two_stages_are_two_calls() -> None:
    with drafted(entries((f"u{n}" for n in range(4)), ways=TOGETHER)) as made:
        divide(made, NAME, (Size("1", recipients=1), ALL))
        assert route(made) == {"batch": (4, 2)}
        assert loads(made) == [Load(1, "batch", 1, 1), Load(2, "batch", 3, 1)]


def test_a_run_goes_on_with_what_it_has_not_settled(tmp_path: Path) -> None:
    listed = entries((f"u{n}" for n in range(7)), ways=TOGETHER)
    with begun(tmp_path / "ledger.db", listed, (ALL,)) as (ledger, run, _):
        assert [(lane.first, lane.last, lane.messages) for lane in run.lanes] == [(1, 3, 7)]
        ledger.exchange(run, Handover(marks=[(1, "r1"), (2, "r2")]), 1001.0)
        answer(ledger, run, {"u0": Status.ACCEPTED, "u1": Status.REJECTED, "u2": Status.DEFERRED})
        ledger.exchange(run, Handover(taken_back=["u3", "u4", "u5"]), 1002.0)
        rest = left(ledger, run)
        assert [(lane.first, lane.last, lane.messages) for lane in rest.lanes] == [(1, 3, 5)]
        assert not rest.fresh
        assert [claim.recipient for claim in ledger.read(rest, 1, 3)] == ["u2", "u3", "u4", "u5", "u6"]
        ledger.exchange(rest, Handover(marks=[(1, "r1"), (2, "r2"), (3, "r3")]), 1003.0)
        answer(ledger, rest, {f"u{n}": Status.ACCEPTED for n in range(2, 7)})
        assert left(ledger, rest).lanes == ()
    found = statuses(tmp_path / "ledger.db")
    assert found.pop("u1") == "rejected"
    assert set(found.values()) == {"accepted"}


def test_a_part_of_a_run_has_its_lanes_only(tmp_path: Path) -> None:
    with begun(tmp_path / "ledger.db", everybody(20), (TEN, ALL)) as (ledger, run, _):
        assert [lane.part for lane in run.lanes] == [1, 2]
        assert [lane.messages for lane in run.only(2).lanes] == [10]
        assert left(ledger, run.only(1)).lanes == run.only(1).lanes


def test_doubts_of_earlier_stages_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with begun(path, everybody(20), (TEN, ALL)) as (ledger, run, made):
        mark(ledger, run.only(1))
        answer(ledger, run, dict.fromkeys(list(_members(made, 1))[:4], Status.UNKNOWN))
        assert [in_doubt(ledger, run.campaign, made, stage) for stage in (1, 2)] == [0, 10]
        ledger.settle(ACCOUNT)
        answer(ledger, run, dict.fromkeys(list(_members(made, 1))[4:], Status.ACCEPTED))
        assert in_doubt(ledger, run.campaign, made, 2) == 4


def _members(draft: Draft, stage: int) -> list[str]:
    return sorted(who for who, of in stage_of(draft).items() if of == stage)


def test_the_ledger_keeps_when_a_stage_began_and_ended(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    assert reached(path, ACCOUNT, NAME) == {}
    sent(path, entries("ab"), {"a": Status.ACCEPTED}, "another")
    with closing(Ledger(path, "process")) as ledger:
        campaign = ledger.campaign(ACCOUNT, NAME)
        open_stage(ledger, campaign, 1, 10.0)
        open_stage(ledger, campaign, 1, 11.0)
        assert reached(path, ACCOUNT, NAME) == {1: Reached(10.0)}
        end_stage(ledger, campaign, 1, 20.0)
        end_stage(ledger, campaign, 1, 21.0)
        end_stage(ledger, campaign, 2, 21.0)
        assert reached(path, ACCOUNT, NAME) == {1: Reached(10.0, 20.0)}
        assert reached(path, ACCOUNT, "another") == {}
        forget_stages(ledger, campaign)
        assert reached(path, ACCOUNT, NAME) == {}


def test_parts_that_nobody_is_sent_to_are_parts_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with drafted(everybody(20)) as made:
        divide(made, NAME, (TEN, ALL))
        skip = made.verdict(Decision.SKIP, "accepted")
        made.db.execute("UPDATE entry SET verdict = ? WHERE part = 1", (skip,))
        route(made)
        assert parts(made) == [Part(1, 1, "", 10, 0), Part(2, 2, "", 10, 10)]
        assert [load.stage for load in loads(made)] == [2]
    assert not path.exists()


@pytest.mark.parametrize("total", [1, 7, 99, 1000])
def test_the_last_stage_leaves_nobody_out(total: int) -> None:
    with drafted(everybody(total)) as made:
        divide(made, NAME, (TEN, Size("30%", share=0.3), ALL))
        assert len(stage_of(made)) == total
