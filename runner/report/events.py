"""What a command finds and does, as events for programs: one JSON object a line, named as OpenTofu names them. Pure.

The events are those of `schemas/events.json`. A reader ignores types and fields that it doesn't know.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from runner.errors import ExitCode
from runner.model import Decision, Status
from runner.planning import Plan, joint_fingerprint
from runner.report.diagnostics import Diagnostic
from runner.report.documents import SIGNS, end_values
from runner.report.outcomes import Result
from runner.report.plans import PlanReport, Sample
from runner.report.record import Record
from runner.report.signs import counted_by_sign, sign
from runner.report.words import clean, counted, moment, span

UI = "1.0"
Type = Literal[
    "version", "planned_change", "change_summary", "diagnostic",
    "apply_start", "apply_progress", "apply_complete", "apply_errored", "outputs",
]  # fmt: skip


class Event(NamedTuple):
    """One event before it has its time: what a person would be told, and the fields of its type."""

    type: Type
    message: str
    fields: dict[str, Any]
    level: Literal["info", "warn", "error"] = "info"

    def at(self, unix: float) -> dict[str, Any]:
        """The whole object."""
        head = {"@level": self.level, "@message": self.message, "@module": "campaign", "@timestamp": moment(unix)}
        return {**head, "type": self.type, **self.fields}


def version(program: str, command: str) -> Event:
    """The first of all: who speaks, and in which version of this format."""
    fields = {"campaign": program, "ui": UI, "command": command}
    return Event("version", f"campaign-runner {program}", fields)


def planned(reports: Sequence[PlanReport]) -> Iterator[Event]:
    """Every decision and reason, every sample and changed text, and what they come to."""
    for report in reports:
        yield from _planned(report)
    counts = {str(d): sum(report.plan.count(d) for report in reports) for d in Decision}
    signs = [counted_by_sign(report.plan.counts) for report in reports]
    fields = {
        "operation": "plan",
        "campaigns": len(reports),
        **counts,
        "signs": {word: sum(one[mark] for one in signs) for mark, word in SIGNS.items()},
        "eta_s": round(sum(report.plan.eta for report in reports), 3),
        "fingerprint": joint_fingerprint([report.plan for report in reports]) if reports else None,
    }
    said = ", ".join(f"{n:,} to {decision}" for decision, n in counts.items())
    yield Event("change_summary", f"Plan: {said}", {"changes": fields})


def _planned(report: PlanReport) -> Iterator[Event]:
    for (decision, reason), n in report.plan.counts.items():
        mark = sign(decision, reason)
        said = clean(f"{report.plan.campaign}: {mark} {decision} {n:,}{f': {reason}' if reason else ''}")
        yield Event("planned_change", said, {"change": _change(report, decision, reason, n)})
    for sample in report.samples:
        yield Event("planned_change", _told(report, sample), {"change": _sample(report, sample)})
    for one in report.changes:
        values = {**_change(report, Decision.HOLD, "", 1), "recipient": one.recipient, "place": str(one.place)}
        values |= {"sign": "~", "decision": None, "diff": list(one.diff), "more_lines": one.more}
        said = clean(f"{report.plan.campaign}: ~ {one.recipient}: the text has changed")
        yield Event("planned_change", said, {"change": values})


def _change(report: PlanReport, decision: Decision, reason: str, n: int) -> dict[str, Any]:
    """The fields of a change; those of one recipient are null where it is about a group."""
    return {
        "campaign": report.plan.campaign,
        "file": report.file,
        "target": report.target or None,
        "account": str(report.plan.account),
        "sign": str(sign(decision, reason)),
        "decision": str(decision),
        "reason": reason,
        "count": n,
        "recipient": None,
        "place": None,
        "params": None,
        "diff": None,
        "more_lines": 0,
    }


def _sample(report: PlanReport, sample: Sample) -> dict[str, Any]:
    values = _change(report, sample.decision, sample.reason, 1)
    return {**values, "recipient": sample.recipient, "place": str(sample.place), "params": sample.params}


def _told(report: PlanReport, sample: Sample) -> str:
    mark = sign(sample.decision, sample.reason)
    return clean(f"{report.plan.campaign}: {mark} {sample.decision} {sample.recipient}")


def diagnostic(one: Diagnostic) -> Event:
    """Something that is wrong or doubtful."""
    said = clean(f"{f'{one.place}: ' if one.place else ''}{one.sentence}")
    level: Literal["warn", "error"] = "error" if one.severity == "error" else "warn"
    return Event("diagnostic", said, {"diagnostic": one.as_values()}, level)


def started(plan: Plan) -> Event:
    """One campaign begins to be sent."""
    n = plan.count(Decision.SEND)
    hook = {**_hook(plan), "messages": n}
    return Event("apply_start", clean(f"{plan.campaign}: sending {counted(n, 'message')}"), {"hook": hook})


def progress(plan: Plan, done: dict[Status, int], calls: int, seconds: float) -> Event:
    """How far it is."""
    hook = {**_hook(plan), **_done(done, calls, seconds)}
    settled = sum(n for status, n in done.items() if status is not Status.DEFERRED)
    return Event("apply_progress", clean(f"{plan.campaign}: {settled:,} after {span(seconds)}"), {"hook": hook})


def ended(plan: Plan, result: Result) -> Event:
    """One campaign was sent to its end, or stopped before it."""
    hook = {**_hook(plan), **_done(dict(result.done), result.calls, result.seconds)}
    if result.error or result.interrupted:
        why = str(result.error) if result.error else "interrupted"
        said = clean(f"{plan.campaign}: stopped: {why}")
        return Event("apply_errored", said, {"hook": {**hook, "error": why}}, "error")
    return Event("apply_complete", clean(f"{plan.campaign}: done in {span(result.seconds)}"), {"hook": hook})


def _hook(plan: Plan) -> dict[str, Any]:
    return {"campaign": plan.campaign, "account": str(plan.account), "fingerprint": plan.fingerprint}


def _done(done: dict[Status, int], calls: int, seconds: float) -> dict[str, Any]:
    return {
        "done": {str(status): done.get(status, 0) for status in Status},
        "calls": calls,
        "elapsed_s": round(seconds, 3),
    }


def outputs(record: Record) -> Event:
    """The last of all: the exit code, and how it ended for each campaign or file."""
    checked = [{"file": one.file, "valid": not one.problems} for one in record.checked]
    values = {"exit_code": int(record.code), "outcomes": list(map(end_values, record.ends)), "files": checked}
    level: Literal["info", "error"] = "info" if record.code in {ExitCode.DONE, ExitCode.USAGE} else "error"
    return Event("outputs", f"exit code {int(record.code)}", {"outputs": values}, level)
