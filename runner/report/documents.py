"""What a command came to, as one JSON document: a plan, an outcome, a validation. Pure.

The documents are those of `schemas/`: plan.json, outcome.json, validation.json. No secret; texts only as samples.
"""

from runner.model import Decision, Status
from runner.planning import joint_fingerprint
from runner.report import staging, verdicts
from runner.report.cautions import longest_values
from runner.report.diagnostics import values
from runner.report.outcomes import End
from runner.report.plans import PlanReport, Sample, why
from runner.report.record import Checked, Record
from runner.report.signs import Sign, counted_by_sign, sign

FORMAT = 1
SIGNS = {
    Sign.SEND: "send",
    Sign.SAME: "same",
    Sign.CHANGED: "changed",
    Sign.UNKNOWN: "unknown",
    Sign.EXCLUDED: "excluded",
    Sign.REFUSED: "refused",
}


def document(record: Record) -> dict[str, object]:
    """The document of the record's command."""
    if record.checked or record.command in {"validate", "test"}:
        return validation_document(record)
    return outcome_document(record) if record.command == "apply" else plan_document(record)


def plan_document(record: Record) -> dict[str, object]:
    """All plans, and why there are none where it failed."""
    reports = record.plans
    return {
        "format_version": FORMAT,
        "fingerprint": joint_fingerprint([report.plan for report in reports]) if reports else None,
        "eta_s": round(sum(report.plan.eta for report in reports), 3),
        "campaigns": [campaign_values(report) for report in reports],
        "diagnostics": values(record.problems),
    }


def outcome_document(record: Record) -> dict[str, object]:
    """The plan of an apply, and what came of it."""
    return {
        "format_version": FORMAT,
        "exit_code": int(record.code),
        "plan": plan_document(record),
        "outcomes": [end_values(end) for end in record.ends],
    }


def validation_document(record: Record) -> dict[str, object]:
    """Every file that was checked, and all that is wrong or doubtful."""
    return {
        "format_version": FORMAT,
        "exit_code": int(record.code),
        "valid": not record.all_problems,
        "files": [_file(one) for one in record.checked],
        "diagnostics": values(record.all_problems, record.cautions),
    }


def _file(one: Checked) -> dict[str, object]:
    return {
        "file": one.file,
        "campaign": one.campaign,
        "recipients": one.recipients,
        "valid": not one.problems,
        "cases": [{"name": case.name, "passed": not case.problems} for case in one.cases],
    }


def campaign_values(report: PlanReport) -> dict[str, object]:
    """One campaign of a plan."""
    plan = report.plan
    return {
        "campaign": plan.campaign,
        "file": report.file,
        "target": report.target or None,
        "account": str(plan.account),
        "hosts": list(report.hosts),
        "audience": report.audience or "listed",
        "wait_s": round(report.wait.seconds, 3) if report.wait else 0,
        "counts": {str(decision): plan.count(decision) for decision in Decision},
        "signs": {SIGNS[one]: n for one, n in counted_by_sign(plan.counts).items()},
        "reasons": [
            {"sign": sign(decision, reason), "decision": decision, "reason": reason, "count": n}
            for (decision, reason), n in plan.counts.items()
        ],
        "recipients": report.headcount._asdict() if report.headcount else None,
        "left_out": plan.left_out,
        "duplicates": plan.duplicates,
        "routes": routes_values(report),
        "stages": staging.values(plan),
        "pause_s": plan.pause,
        "policies": verdicts.values(report.verdicts),
        "eta_s": round(plan.eta, 3),
        "samples": list(map(sample_values, report.samples)),
        "changes": [change.as_values() for change in report.changes],
        "warnings": [warning.as_values() for warning in report.warnings],
        "rules_off": list(report.rules_off),
        "longest": longest_values(report.longest),
        "fingerprint": plan.fingerprint,
    }


def routes_values(report: PlanReport) -> list[dict[str, object]]:
    """What a plan sends on each route."""
    return [
        {
            "route": way.route.name,
            "messages": way.messages,
            "calls": way.calls,
            "eta_s": round(way.eta, 3),
            "limit": way.route.allowance,
            "why": why(way.route, way.messages, report.audience),
        }
        for way in report.plan.ways
    ]


def sample_values(sample: Sample) -> dict[str, object]:
    """One entry that is shown."""
    return {
        "recipient": sample.recipient,
        "sign": sign(sample.decision, sample.reason),
        "decision": sample.decision,
        "reason": sample.reason,
        "place": str(sample.place),
        "params": sample.params,
    }


def end_values(end: End) -> dict[str, object]:
    """How an apply ended for one campaign; `done`: messages of this run, `ledger`: of all runs, by status."""
    result = end.result
    return {
        "campaign": end.plan.campaign,
        "file": end.file,
        "account": str(end.plan.account),
        "exit_code": int(end.code),
        "begun": result is not None,
        "done": {str(status): result.done.get(status, 0) if result else 0 for status in Status},
        "calls": result.calls if result else 0,
        "seconds": round(result.seconds, 3) if result else 0,
        "interrupted": bool(result and result.interrupted),
        "error": str(result.error) if result and result.error else None,
        "why": (result and result.why) or None,
        "waits_for": (result and result.note) or None,
        "behind": end.behind or None,
        "ledger": {str(word): n for word, n in end.ledger.items()},
    }
