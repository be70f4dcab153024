"""What a command finds and does, as events."""

from dataclasses import replace

import orjson

from runner.errors import ExitCode, Place, Problem, Stopped
from runner.model import Status
from runner.report.changes import change
from runner.report.diagnostics import of_problem
from runner.report.events import UI, diagnostic, ended, outputs, planned, progress, started, version
from runner.report.outcomes import End, Result
from tests.report.samples import COUNTS, EVIL, REPORT, WHOLE, evil_report, recorded

CHANGE = change("u9", Place("a.csv", 9), {"attach": "a"}, {"attach": "b"})


def test_the_first_says_who_speaks() -> None:
    assert version("1.2.3", "plan").at(1.5) == {
        "@level": "info", "@message": "campaign-runner 1.2.3", "@module": "campaign",
        "@timestamp": "1970-01-01T00:00:01.500Z", "type": "version", "campaign": "1.2.3", "ui": UI, "command": "plan",
    }  # fmt: skip


def test_a_plan_is_an_event_for_each_group_sample_and_change_and_a_sum() -> None:
    *changes, last = planned([replace(REPORT, changes=(CHANGE,), target="prod")])
    assert [one.type for one in changes] == ["planned_change"] * (len(COUNTS) + len(REPORT.samples) + 1)
    groups = [one.fields["change"] for one in changes if one.fields["change"]["recipient"] is None]
    assert [(one["sign"], one["decision"], one["count"]) for one in groups][:4] == [
        ("+", "send", 12_000), ("=", "skip", 30), ("-", "skip", 2), ("~", "hold", 4),
    ]  # fmt: skip
    assert {one["target"] for one in groups} == {"prod"}
    sample = next(one.fields["change"] for one in changes if one.fields["change"]["recipient"] == "u1")
    assert (sample["place"], sample["params"]["from"], sample["diff"]) == ("a.csv:2", "system", None)
    changed = changes[-1].fields["change"]
    assert (changed["sign"], changed["recipient"], changed["diff"]) == ("~", "u9", list(CHANGE.diff))
    assert (last.type, last.message) == ("change_summary", "Plan: 12,000 to send, 32 to skip, 5 to hold, 0 to refuse")
    assert last.fields["changes"]["signs"]["changed"] == 4
    assert last.fields["changes"]["fingerprint"] == "a" * 32


def test_no_plans_are_a_sum_too() -> None:
    (last,) = planned([])
    assert (last.fields["changes"]["campaigns"], last.fields["changes"]["fingerprint"]) == (0, None)


def test_an_apply_begins_goes_on_and_ends() -> None:
    result = Result("hello", {Status.ACCEPTED: 3, Status.DEFERRED: 1}, 2, 0.5)
    events = [started(WHOLE), progress(WHOLE, dict(result.done), 2, 0.5), ended(WHOLE, result)]
    assert [(one.type, one.level) for one in events] == [
        ("apply_start", "info"), ("apply_progress", "info"), ("apply_complete", "info"),
    ]  # fmt: skip
    assert events[0].fields["hook"]["messages"] == 12_000
    assert events[1].message == "hello: 3 after 0.5 s"
    done = {"accepted": 3, "rejected": 0, "deferred": 1, "unknown": 0}
    assert all(one.fields["hook"]["done"] == done for one in events[1:])


def test_an_apply_that_stops_says_why() -> None:
    for result, why in (
        (Result("hello", {}, 0, 0.5, Stopped("the quota is used up")), "the quota is used up"),
        (Result("hello", {}, 0, 0.5, interrupted=True), "interrupted"),
    ):
        event = ended(WHOLE, result)
        assert (event.type, event.level, event.fields["hook"]["error"]) == ("apply_errored", "error", why)


def test_a_problem_is_a_diagnostic() -> None:
    event = diagnostic(of_problem(Problem(Place("a.yaml", 3, 4), "it is wrong", "do this", "NE1")))
    assert (event.level, event.message) == ("error", "a.yaml:3:4: it is wrong; do this")
    assert event.fields["diagnostic"]["range"] == {"filename": "a.yaml", "start": {"line": 3, "column": 4}}


def test_the_last_is_the_exit_code() -> None:
    end = End("a.yaml", WHOLE, None, {})
    event = outputs(recorded("apply", code=ExitCode.LOCKED, ends=(end,)))
    assert (event.type, event.level, event.message) == ("outputs", "error", "exit code 8")
    assert event.fields["outputs"]["outcomes"][0]["begun"] is False
    assert outputs(recorded()).level == "info"


def test_an_event_is_one_line_whatever_strangers_write() -> None:
    for event in planned([evil_report()]):
        line = orjson.dumps(event.at(0.0)).decode()
        assert "\n" not in line
        assert "\x1b" not in line
        assert event.message.isprintable()
    assert EVIL in str(orjson.loads(orjson.dumps(next(planned([evil_report()])).at(0.0)))["change"]["campaign"])
