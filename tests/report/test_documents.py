"""What a command came to, as a document."""

from dataclasses import replace
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from runner.errors import ExitCode, Place, Problem
from runner.ledger.differences import Headcount
from runner.model import Decision, Status
from runner.planning import Way, joint_fingerprint
from runner.report.changes import change
from runner.report.documents import document
from runner.report.outcomes import End, Result
from runner.report.plans import PlanReport, why
from runner.report.record import Case, Checked, Record
from tests.report.samples import BATCH, COUNTS, REPORT, SINGLE, WARNINGS, WHOLE, planned, recorded

PROBLEM = Problem(Place("a.yaml", 3, 4), "it is wrong", "do this", "NE1")


def dumped(record: Record) -> Any:
    return orjson.loads(orjson.dumps(document(record)))


def test_a_plan_for_programs() -> None:
    found = dumped(recorded(plans=(REPORT,)))
    (campaign,) = found.pop("campaigns")
    assert found == {"format_version": 1, "fingerprint": "a" * 32, "eta_s": 1.6, "diagnostics": []}
    assert campaign["counts"] == {"send": 12_000, "skip": 32, "hold": 5, "refuse": 0}
    assert sum(reason["count"] for reason in campaign["reasons"]) == sum(COUNTS.values())
    assert campaign["reasons"][1] == {"sign": "=", "decision": "skip", "reason": "accepted", "count": 30}
    assert campaign["routes"][0] == {
        "route": "batch", "messages": 11_900, "calls": 3, "eta_s": 1.6, "limit": "120 calls/min",
        "why": why(BATCH, 11_900),
    }  # fmt: skip
    assert campaign["samples"] == [
        {
            "recipient": "u9", "sign": "~", "decision": "hold", "reason": "changed: accepted before, with another text",
            "place": "a.csv:9", "params": None,
        },
        {
            "recipient": "u1", "sign": "+", "decision": "send", "reason": "", "place": "a.csv:2",
            "params": {"from": "system", "attach": '{"title":"通知"}'},
        },
    ]  # fmt: skip
    kept = ("campaign", "file", "account", "left_out", "duplicates", "eta_s", "rules_off", "fingerprint")
    assert [campaign[name] for name in kept] == [
        "hello", "campaigns/hello.yaml", "netease:demo", 7, 5, 1.6, ["RC012", "RC041"], "a" * 32,
    ]  # fmt: skip
    assert campaign["warnings"][:2] == [
        {
            "id": "NE100", "severity": "warning", "what": "nothing is pushed", "count": None, "recipient": None,
            "place": "campaigns/hello.yaml:7:3",
        },
        {
            "id": "NE008", "severity": "warning", "what": "attach may be too long", "count": 4_312,
            "recipient": "u83", "place": "a.csv:84",
        },
    ]  # fmt: skip
    assert campaign["longest"] == [
        {"field": "pushExt.title", "length": 48, "most": 50, "unit": "characters", "recipient": "u83"},
        {"field": "content", "length": 1_204, "most": 131_072, "unit": "bytes", "recipient": None},
    ]


@given(st.lists(st.floats(0, 1e6), max_size=4))
def test_campaigns_are_sent_one_after_the_other(etas: list[float]) -> None:
    ways = [(Way(SINGLE, 1, 1, eta),) for eta in etas]
    reports = tuple(PlanReport("a.yaml", replace(planned(COUNTS), ways=one), (), ()) for one in ways)
    assert dumped(recorded(plans=reports))["eta_s"] == round(sum(etas), 3)


def test_several_plans_have_one_fingerprint() -> None:
    other = replace(WHOLE, campaign="bye", fingerprint="b" * 32)
    found = dumped(recorded(plans=(REPORT, replace(REPORT, plan=other))))
    assert found["fingerprint"] == joint_fingerprint([WHOLE, other])


def test_a_plan_that_failed_says_why() -> None:
    found = dumped(recorded(code=ExitCode.INVALID, problems=(PROBLEM, Problem(None, "and this", ""))))
    assert (found["fingerprint"], found["campaigns"]) == (None, [])
    assert found["diagnostics"] == [
        {
            "severity": "error", "code": "NE1", "summary": "it is wrong", "detail": "do this",
            "range": {"filename": "a.yaml", "start": {"line": 3, "column": 4}},
        },
        {"severity": "error", "code": "", "summary": "and this", "detail": "", "range": None},
    ]  # fmt: skip


def test_the_diff_of_a_plan() -> None:
    one = change("u9", Place("a.csv", 9), {"attach": "a"}, {"attach": "b"})
    report = replace(REPORT, target="prod", headcount=Headcount(10, 3, 4), changes=(one,))
    (found,) = dumped(recorded(plans=(report,)))["campaigns"]
    assert (found["target"], found["recipients"]) == ("prod", {"planned": 10, "new": 3, "gone": 4})
    assert found["signs"] == {
        "send": 12_000, "same": 30, "changed": 4, "unknown": 1, "excluded": 2, "refused": 0,
    }  # fmt: skip
    assert found["changes"] == [{"recipient": "u9", "place": "a.csv:9", "diff": list(one.diff), "more_lines": 0}]


def test_an_apply() -> None:
    result = Result("hello", {Status.ACCEPTED: 3}, 2, 0.12345, interrupted=True, why="busy")
    ends = (
        End("a.yaml", WHOLE, result, {Status.ACCEPTED: 5}),
        End("b.yaml", planned({(Decision.SKIP, "accepted"): 1}), None, {}),
    )
    found = dumped(recorded("apply", code=ExitCode.INTERRUPTED, plans=(REPORT,), ends=ends))
    assert (found["exit_code"], found["plan"]["campaigns"][0]["campaign"]) == (130, "hello")
    first, second = found["outcomes"]
    assert first == {
        "campaign": "hello", "file": "a.yaml", "account": "netease:demo", "exit_code": 130, "begun": True,
        "done": {"accepted": 3, "rejected": 0, "deferred": 0, "unknown": 0}, "calls": 2, "seconds": 0.123,
        "interrupted": True, "error": None, "why": "busy", "waits_for": None, "behind": None, "ledger": {"accepted": 5},
    }  # fmt: skip
    assert (second["begun"], second["calls"], second["why"], second["exit_code"]) == (False, 0, None, 0)


def test_a_validation() -> None:
    good = Checked("a.yaml", (Case("file"), Case("rules NE")), "hello", 3, WARNINGS[1:2])
    bad = Checked("b.yaml", (Case("file", (PROBLEM,)),))
    found = dumped(recorded("validate", code=ExitCode.INVALID, checked=(good, bad)))
    assert (found["exit_code"], found["valid"]) == (3, False)
    assert found["files"] == [
        {
            "file": "a.yaml", "campaign": "hello", "recipients": 3, "valid": True,
            "cases": [{"name": "file", "passed": True}, {"name": "rules NE", "passed": True}],
        },
        {
            "file": "b.yaml", "campaign": None, "recipients": None, "valid": False,
            "cases": [{"name": "file", "passed": False}],
        },
    ]  # fmt: skip
    error, warning = found["diagnostics"]
    assert (error["severity"], error["code"]) == ("error", "NE1")
    assert warning == {
        "severity": "warning", "code": "NE008", "summary": "attach may be too long",
        "detail": "for 4,312 recipients, first u83", "range": {"filename": "a.csv", "start": {"line": 84, "column": 0}},
    }  # fmt: skip
    assert dumped(recorded("validate", checked=(good,)))["valid"]
