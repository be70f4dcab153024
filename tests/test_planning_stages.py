"""Plans of campaigns with stages: what each stage sends, how long all of it takes, and what a review is held to."""

from contextlib import closing
from pathlib import Path

import pytest

from runner.campaign.model import Size
from runner.ledger.draft import Entry
from runner.ledger.parts import divide
from runner.ledger.reached import end_stage, open_stage
from runner.ledger.store import Ledger
from runner.model import Status
from runner.planning import Plan, estimate
from runner.providers.netease import SINGLE
from runner.stages import Division
from tests.ledger.samples import ACCOUNT, NAME, drafted, entries, sent
from tests.planning_samples import EITHER, NETEASE, PERSON, made

TEN, QUARTER, ALL = Size("10", recipients=10), Size("25%", share=0.25), Size("100%", share=1.0)
STAGED = NETEASE._replace(division=Division((TEN, QUARTER, ALL), 60.0))
PEOPLE = entries((f"u{n:03}" for n in range(200)), ways=PERSON)


def seen(plan: Plan) -> list[tuple[int, str, int, int, int, str]]:
    return [(s.number, s.size, s.recipients, s.to_send, s.calls, s.state) for s in plan.stages]


def test_a_plan_shows_what_each_stage_sends() -> None:
    plan = made(PEOPLE, STAGED)
    assert seen(plan) == [
        (1, "10", 10, 10, 10, "open"),
        (2, "25%", 40, 40, 40, "waiting"),
        (3, "100%", 150, 150, 150, "waiting"),
    ]
    assert [stage.eta for stage in plan.stages] == [estimate(n, SINGLE.limit) for n in (10, 40, 150)]


def test_sending_takes_all_stages_and_the_timed_pauses_between() -> None:
    plan, manual = made(PEOPLE, STAGED), made(PEOPLE, STAGED._replace(division=Division((TEN, QUARTER, ALL), None)))
    parts = sum(estimate(n, SINGLE.limit) for n in (10, 40, 150))
    assert plan.eta == pytest.approx(parts + 2 * 60.0)
    assert manual.eta == pytest.approx(parts)
    assert made(PEOPLE).eta == estimate(200, SINGLE.limit)


def test_equal_texts_are_one_call_more_for_each_stage() -> None:
    crowd = entries((f"u{n:04}" for n in range(6000)), ways=EITHER)
    (way,) = made(crowd).ways
    (staged,) = made(crowd, STAGED).ways
    assert (way.calls, staged.calls, staged.messages) == (2, 3, 6000)


def test_where_everybody_is_in_one_stage_there_are_none() -> None:
    assert made(PEOPLE).stages == ()
    assert made(PEOPLE[:5], STAGED).stages == ()


def test_seeds_are_the_first_of_a_plan() -> None:
    listed = [entry._replace(seed=True) for entry in PEOPLE[:2]] + PEOPLE[2:]
    assert seen(made(listed)) == [(0, "seeds", 2, 2, 2, "open"), (1, "100%", 198, 198, 198, "waiting")]


def test_the_ledger_says_which_stage_is_open(tmp_path: Path) -> None:
    path, manual = tmp_path / "ledger.db", STAGED._replace(division=Division((TEN, QUARTER, ALL), None))
    sent(path, [], {}, NAME)

    def state(*stages: str) -> None:
        assert [stage.state for stage in made(PEOPLE, manual, path).stages] == list(stages)

    with closing(Ledger(path, "process")) as ledger:
        campaign = ledger.campaign(ACCOUNT, NAME)
        state("open", "waiting", "waiting")
        open_stage(ledger, campaign, 1, 1.0)
        state("open", "waiting", "waiting")
    first = [row for row in PEOPLE if row.recipient in _first(10)]
    sent(path, first, dict.fromkeys((row.recipient for row in first), Status.ACCEPTED))
    with closing(Ledger(path, "process")) as ledger:
        end_stage(ledger, campaign, 1, 2.0)
        state("done", "waiting", "waiting")
        open_stage(ledger, campaign, 2, 3.0)
        state("done", "open", "waiting")


def _first(count: int) -> set[str]:
    """Who is in a first stage of so many."""
    with drafted(PEOPLE) as file:
        divide(file, NAME, (Size(str(count), recipients=count), ALL))
        sql = "SELECT e.recipient FROM entry e JOIN part p ON p.number = e.part WHERE p.stage = 1"
        return {who for (who,) in file.db.execute(sql)}


def fingerprint(division: Division, listed: list[Entry] = PEOPLE) -> str:
    return made(listed, NETEASE._replace(division=division)).fingerprint


def test_a_fingerprint_covers_how_it_is_staged() -> None:
    seeded = [PEOPLE[0]._replace(seed=True), *PEOPLE[1:]]
    prints = [
        fingerprint(Division()),
        fingerprint(Division((TEN, ALL))),
        fingerprint(Division((QUARTER, ALL))),
        fingerprint(Division((TEN, ALL), 60.0)),
        fingerprint(Division((TEN, ALL), None)),
        fingerprint(Division((TEN, ALL), terms=(("unknown > 20",), ()))),
        fingerprint(Division(terms=((), (1.0, None, ("22:00-08:00",), "UTC", "")))),
        fingerprint(Division((TEN, ALL)), seeded),
        fingerprint(Division(), seeded),
        fingerprint(Division(), [PEOPLE[0]._replace(zone="Asia/Tokyo"), *PEOPLE[1:]]),
    ]
    assert len(set(prints)) == len(prints)
    assert fingerprint(Division((TEN, ALL)), PEOPLE[::-1]) == prints[1]
    assert fingerprint(Division()) == made(PEOPLE).fingerprint


def test_a_stage_that_ends_changes_no_membership(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    before = made(PEOPLE, STAGED)
    members = _first(10)
    sent(path, [row for row in PEOPLE if row.recipient in members], dict.fromkeys(members, Status.ACCEPTED))
    after = made(PEOPLE, STAGED, path)
    assert [stage.recipients for stage in after.stages] == [stage.recipients for stage in before.stages]
    assert [stage.to_send for stage in after.stages] == [0, 40, 150]
