"""A plan as the values of a plan file: nothing depends on the time, the machine or the order of the lists. Pure.

So no line of a list stands there, nor who was the first of several: they move when a list is sorted anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import orjson

from runner.ledger.listing import Listed
from runner.model import Decision
from runner.planfile.model import FORMAT, KIND, Command, Entries, Input, Made
from runner.planfile.redaction import only_rules
from runner.planning import Plan, joint_fingerprint
from runner.report.cautions import Caution
from runner.report.plans import PlanReport, why


@dataclass(frozen=True, slots=True)
class Facts:
    """What a plan file says of one campaign beside its report. `sentences`: what its rules say, by id."""

    report: PlanReport
    file: str
    ledger: Made | None
    samples: Sequence[Listed]
    sentences: Mapping[str, str]
    stages: Sequence[Mapping[str, object]] = ()
    policies: Sequence[Mapping[str, object]] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """What may be shown: ids, texts."""

    redacted: bool = False
    with_content: bool = False


def document(
    version: str, command: Command, facts: Sequence[Facts], files: Iterable[Input], entries: Entries | None, how: Manner
) -> dict[str, object]:
    """All of a plan file but its checksum."""
    plans = [one.report.plan for one in facts]
    return {
        "format_version": FORMAT,
        "type": KIND,
        "version": version,
        "command": command._asdict(),
        "campaigns": [_campaign(one, command, how) for one in facts],
        "inputs": [one._asdict() for one in files],
        "entries": asdict(entries) if entries else None,
        "redacted": how.redacted,
        "with_content": how.with_content,
        "eta_s": round(sum(plan.eta for plan in plans), 3),
        "fingerprint": joint_fingerprint(plans),
    }


def _campaign(one: Facts, command: Command, how: Manner) -> dict[str, object]:
    report, plan = one.report, one.report.plan
    return {
        "name": plan.campaign,
        "file": one.file,
        "account": str(plan.account),
        "target": command.target,
        "audience": report.audience or "listed",
        "hosts": list(report.hosts),
        "ledger": one.ledger._asdict() if one.ledger else None,
        "counts": {str(decision): plan.count(decision) for decision in Decision},
        "reasons": _reasons(plan),
        "left_out": plan.left_out,
        "duplicates": plan.duplicates,
        "routes": _routes(report),
        "eta_s": round(plan.eta, 3),
        "stages": [dict(stage) for stage in one.stages],
        "policies": [dict(policy) for policy in one.policies],
        "samples": [sample(entry, how) for entry in one.samples],
        "longest": [
            {"field": it.gauge.name, "length": it.length, "most": it.gauge.most, "unit": it.gauge.unit}
            for it in report.longest
        ],
        "warnings": [_warning(warning, one.sentences) for warning in report.warnings],
        "rules_off": sorted(report.rules_off),
        "declared": plan.declared,
        "fingerprint": plan.fingerprint,
    }


def _reasons(plan: Plan) -> list[dict[str, object]]:
    return [
        {"decision": str(decision), "reason": reason, "count": n}
        for (decision, reason), n in sorted(plan.counts.items(), key=lambda item: (str(item[0][0]), item[0][1]))
    ]


def _routes(report: PlanReport) -> list[dict[str, object]]:
    return [
        {
            "route": way.route.name,
            "messages": way.messages,
            "calls": way.calls,
            "eta_s": round(way.eta, 3),
            "allowance": way.route.allowance,
            "why": why(way.route, way.messages, report.audience),
        }
        for way in report.plan.ways
    ]


def _warning(warning: Caution, sentences: Mapping[str, str]) -> dict[str, object]:
    """Of texts that differ, what the rule says of them all: what it said first is somebody's."""
    what = sentences.get(warning.id, "") if warning.many else warning.what
    return {"id": warning.id, "what": what, "count": warning.many or None}


def sample(entry: Listed, how: Manner) -> dict[str, object]:
    """One entry, its text only where content may be shown; a refused one's is no text that is sent."""
    refused = entry.decision == Decision.REFUSE
    shows = how.with_content and entry.params is not None and not refused
    return {
        "recipient": entry.recipient,
        "decision": entry.decision,
        "reason": only_rules(entry.reason) if refused and how.redacted else entry.reason,
        "digest": entry.digest or None,
        "params": orjson.loads(entry.params or "null") if shows else None,
    }
