"""Whether a plan keeps to what is demanded: each verdict names the numbers, and where sending alone is meant, waits."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from runner.campaign.model import Demand
from runner.campaign.policy_fields import POLICY
from runner.errors import CampaignInvalid, Place
from runner.hours import Hours, Span, Times
from runner.model import Account, Decision
from runner.planning import Plan, Way
from runner.policies import JUDGES, Situation, facts, judge
from runner.providers.netease import BATCH, SINGLE
from runner.report.verdicts import Verdict, lasting, pending, problems, text, values
from runner.source import Scalar

HERE = Place("project.yaml", 12, 5)
ACCEPTED = (Decision.SKIP, "accepted")
CHANGED = (Decision.HOLD, "changed: accepted before, with another text")
SENT_AGAIN = (Decision.SEND, "accepted before; the changed text is sent again")
NEW = (Decision.SEND, "")
NOON = 1_796_097_600.0  # 2026-12-01 12:00 in Shanghai
DAYS = frozenset(range(7))
NIGHT = Times(denied=(Hours("22:00-08:00", DAYS, 22 * 60, 8 * 60),), zone="Asia/Shanghai")


def plan(counts: Mapping[tuple[Decision, str], int] | None = None, eta: float = 12.0) -> Plan:
    """A plan that decides so; it sends in 30 calls within this many seconds."""
    ways = (Way(SINGLE, 10, 10, eta), Way(BATCH, 990, 20, eta / 2))
    return Plan("hello", Account("netease", "demo"), counts or {NEW: 1204}, 0, 0, ways, "f" * 32)


def demand(name: str, value: object) -> Demand:
    assert isinstance(value, int | float | bool | tuple | Times | Scalar)
    return Demand(name, value, HERE)


def expect(expression: str, message: str = "split it") -> Demand:
    return Demand("expect", Scalar(expression, HERE), HERE, message)


def verdict(wanted: Demand, of: Plan | None = None, **known: Any) -> Verdict:
    (found,) = judge((wanted,), of or plan(), replace(Situation(NOON), **known))
    return found


def said(wanted: Demand, of: Plan | None = None, **known: Any) -> str:
    """What is told of a demand that is broken."""
    found = verdict(wanted, of, **known)
    assert not found.ok
    return str(found.problem())


def test_there_is_a_judge_for_every_demand_that_a_policy_can_make() -> None:
    assert set(JUDGES) == {field.name for field in POLICY.fields} - {"time_zone"}


def test_too_many_recipients() -> None:
    assert said(demand("max_recipients", 1000)) == (
        "project.yaml:12:5: max_recipients is 1,000, the plan sends to 1,204; send to fewer, or change this line"
    )
    kept = verdict(demand("max_recipients", 1204))
    assert (kept.ok, kept.says, kept.todo) == (True, "max_recipients is 1,204, the plan sends to 1,204", "")
    assert verdict(demand("max_recipients", 0), plan({ACCEPTED: 5})).ok


def test_it_takes_too_long() -> None:
    assert said(demand("max_duration", 7200.0), plan(eta=7260.0)) == (
        "project.yaml:12:5: max_duration is 2 h, sending takes about 2 h 1 min; send to fewer, or change this line"
    )
    assert verdict(demand("max_duration", 7260.0), plan(eta=7260.0)).ok


@pytest.mark.parametrize("changed", [CHANGED, SENT_AGAIN])
def test_too_many_have_it_already_with_another_text(changed: tuple[Decision, str]) -> None:
    counts = {ACCEPTED: 90, changed: 10, NEW: 20}
    assert said(demand("max_share_changed", 0.05), plan(counts)) == (
        "project.yaml:12:5: max_share_changed is 5%, 10 of 120 recipients (8.33%) have it already with another text; "
        "put the text back as it was sent, or change this line"
    )
    assert verdict(demand("max_share_changed", 10 / 120), plan(counts)).ok


def test_nobody_is_no_share_at_all() -> None:
    nobody = Plan("hello", Account("netease", "demo"), {}, 0, 0, (), "f" * 32)
    assert verdict(demand("max_share_changed", 0.0), nobody).ok


def test_a_saved_plan_is_required() -> None:
    wanted = demand("require_plan", True)
    assert said(wanted, sending=True) == (
        "project.yaml:12:5: require_plan is true, and no saved plan is carried out; save one with "
        "`campaign plan --out FILE`, then `campaign apply --plan FILE`"
    )
    assert verdict(wanted, sending=True, reviewed=True).ok


def test_everything_must_be_committed() -> None:
    wanted = demand("require_clean_git", True)
    assert said(wanted, uncommitted=("a", "b", "c", "d")) == (
        "project.yaml:12:5: require_clean_git is true, and 4 files are not as committed: a, b, c, …; "
        "commit or undo the changes"
    )
    assert "1 file is not as committed: a;" in said(wanted, uncommitted=("a",))
    assert "true, and the project lies in no git repository; mend that, or" in said(
        wanted, uncommitted=(), untold="the project lies in no git repository"
    )
    assert "nobody asked git" in said(wanted)
    assert verdict(wanted, uncommitted=()).ok


def test_only_some_targets_are_allowed() -> None:
    wanted = demand("allowed_targets", ("staging", "prod"))
    assert said(wanted, target="local") == (
        "project.yaml:12:5: allowed_targets are staging and prod, the target is local; say --target staging, "
        "or change this line"
    )
    assert "allowed_targets is prod, no target is named; say --target prod" in said(
        demand("allowed_targets", ("prod",))
    )
    assert verdict(wanted, target="prod").ok


def test_sending_is_denied_at_such_hours() -> None:
    wanted, night = demand("deny_windows", NIGHT), NOON + 11.5 * 3600
    assert said(wanted, now=night) == (
        "project.yaml:12:5: deny_windows names 22:00-08:00, and it is 2026-12-01 23:30 in Asia/Shanghai; "
        "wait until 2026-12-02 08:00 in Asia/Shanghai, or change this line"
    )
    assert verdict(wanted, now=NOON).ok


def test_what_is_denied_for_as_long_as_can_be_seen_names_no_moment() -> None:
    always = Times(denied=(Span("2026/2099", NOON - 1, NOON + 1e9), Hours("00:00-24:00", DAYS, 0, 1440)))
    assert said(demand("deny_windows", always)).endswith("2026-12-01 04:00 in UTC; change this line")


def test_an_expression_names_the_values_that_it_reads() -> None:
    assert said(expect("send <= 1000 or 'release' in tags", "split it by region"), tags=("promo", "ios")) == (
        "project.yaml:12:5: split it by region: `send <= 1000 or 'release' in tags` does not hold, send is 1,204, "
        "tags is [promo, ios]; do as it says, or change this line"
    )
    kept = verdict(expect("target == 'prod' and eta < 60"), target="prod")
    assert (kept.ok, kept.says) == (
        True,
        "split it: `target == 'prod' and eta < 60` holds, eta is 12.0, target is 'prod'",
    )


def test_an_expression_may_read_all_that_is_documented() -> None:
    counts = {NEW: 5, SENT_AGAIN: 1, ACCEPTED: 3, CHANGED: 2, (Decision.REFUSE, ""): 4}
    known = facts(plan(counts), Situation(NOON, target="prod", tags=("promo",)))
    assert known == {
        "send": 6,
        "skip": 3,
        "hold": 2,
        "refuse": 4,
        "recipients": 15,
        "changed": 3,
        "calls": 30,
        "eta": 12.0,
        "account": "netease:demo",
        "target": "prod",
        "campaign": "hello",
        "tags": ["promo"],
    }
    documented = next(field.about for field in POLICY.by_name["expect"].fields if field.name == "that")
    assert set(documented.partition(": ")[2].split(", ")) == set(known)


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("send <=", "expect"),
        ("sent <= 1000", "'sent' is undefined in `expect`; there is send, skip,"),
        ("true or sned > 1", "'sned' is undefined in `expect`"),
        ("send", "1204"),
        ("{{ send }}", "there is a template instead of an expression in `expect`"),
        ("range(10000)|map('upper')|list|length > 1 and range(10000)|list|map('center', 9000)|list", "expect"),
        ("tags.__class__", "expect"),
        ("send / 0 > 1", "expect"),
    ],
)
def test_an_expression_that_cannot_be_told_is_a_problem_at_its_place(expression: str, what: str) -> None:
    with pytest.raises(CampaignInvalid) as raised:
        verdict(expect(expression))
    assert str(raised.value).startswith("project.yaml:12:5: ")
    assert what in str(raised.value)


OF_SENDING = [
    demand("require_plan", True),
    demand("require_clean_git", True),
    demand("deny_windows", Times(denied=(Hours("00:00-24:00", DAYS, 0, 1440),))),
    demand("allowed_targets", ("prod",)),
]


@pytest.mark.parametrize("wanted", OF_SENDING, ids=lambda one: one.name)
def test_what_concerns_sending_alone_is_pending_until_then(wanted: Demand) -> None:
    planned, applied = verdict(wanted), verdict(wanted, sending=True)
    assert (planned.ok, planned.broken, applied.ok, applied.broken) == (False, False, False, True)


@pytest.mark.parametrize("wanted", OF_SENDING, ids=lambda one: one.name)
def test_what_concerns_sending_alone_never_stops_a_plan_that_sends_nothing(wanted: Demand) -> None:
    assert verdict(wanted, plan({ACCEPTED: 10}), sending=True).ok


def test_a_target_that_is_named_breaks_the_plan_itself() -> None:
    assert verdict(demand("allowed_targets", ("prod",)), target="staging").broken
    assert verdict(demand("allowed_targets", ("prod",)), plan({ACCEPTED: 1}), target="staging").broken


def test_all_that_is_broken_is_told_once_and_what_is_pending_apart() -> None:
    wanted = (demand("max_recipients", 1), demand("require_plan", True), demand("max_duration", 60.0))
    found = judge(wanted, plan(), Situation(NOON))
    assert [str(one) for one in problems([*found, *found])] == [
        "project.yaml:12:5: max_recipients is 1, the plan sends to 1,204; send to fewer, or change this line"
    ]
    (line,) = pending([*found, *found])
    assert line.startswith("when it is applied: project.yaml:12:5: require_plan is true")
    assert text(found) == "policies: 1 kept, 1 broken, 1 pending"
    assert [(one["policy"], one["place"], one["result"]) for one in values(found)] == [
        ("max_recipients", "project.yaml:12:5", "broken"),
        ("require_plan", "project.yaml:12:5", "pending"),
        ("max_duration", "project.yaml:12:5", "kept"),
    ]
    assert text([]) == ""


def test_a_saved_plan_says_only_what_is_so_whenever_it_is_made() -> None:
    wanted = (demand("max_recipients", 1), demand("deny_windows", NIGHT), demand("require_plan", True))
    assert lasting(judge(wanted, plan(), Situation(NOON))) == [
        {"demand": "max_recipients", "ok": False, "says": "max_recipients is 1, the plan sends to 1,204"}
    ]
    (nothing,) = judge((demand("max_recipients", 1),), plan({ACCEPTED: 1}), Situation(NOON))
    assert lasting([nothing]) == [{"demand": "max_recipients", "ok": True, "says": nothing.says}]
