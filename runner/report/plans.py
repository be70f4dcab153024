"""A plan for people (text) and for programs (JSON). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runner.errors import Place
from runner.gauge import Longest
from runner.model import SENTENCE, Decision
from runner.planning import Plan, joint_fingerprint
from runner.provider import Route
from runner.report.cautions import Caution, lengths, longest_values
from runner.report.waits import Wait
from runner.report.words import clean, columns, counted, shorten, span

FORMAT = 1
REACHES = {
    "everyone": "reaches everyone: all users of the app",
    "online": "reaches everyone who is online now, or soon",
    "recall": "takes back what was sent; + send: the request that does it",
}
SIGN: dict[Decision, str] = {Decision.SEND: "+", Decision.SKIP: "=", Decision.HOLD: "!", Decision.REFUSE: "x"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One entry of a plan as an example: who, why, where it stands, and what it says (for those to be sent)."""

    recipient: str
    decision: Decision
    reason: str
    place: Place
    params: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A plan with what is shown beside it. `duplicates`: id, the dropped place, the kept place.

    `longest`: the longest text of each limited field. `rules_off`: ids of rules that the campaign disables.
    `audience`: whom it reaches without naming them. `wait`: how long a limit keeps it waiting. `hosts`: where it goes,
    each with its port if it names one, never a path; `via_hosts`: whether people are told, since no vendor says where.
    """

    file: str
    plan: Plan
    samples: tuple[Sample, ...]
    warnings: tuple[Caution, ...]
    duplicates: tuple[tuple[str, str, str], ...] = ()
    longest: tuple[Longest, ...] = ()
    rules_off: tuple[str, ...] = ()
    audience: str = ""
    wait: Wait | None = None
    hosts: tuple[str, ...] = ()
    via_hosts: bool = False


def has_changes(plans: Sequence[Plan]) -> bool:
    """Whether applying would send or record anything."""
    return any(plan.count(Decision.SEND) for plan in plans)


def text(reports: Sequence[PlanReport], *, verbose: bool = False) -> str:
    """All plans, then what they come to together."""
    parts = ["\n".join(_one(report, verbose=verbose)) for report in reports]
    if len(reports) > 1:
        sends = sum(report.plan.count(Decision.SEND) for report in reports)
        joint = joint_fingerprint([report.plan for report in reports])
        parts.append(f"Together: {counted(len(reports), 'campaign')}, {sends:,} to send\nfingerprint {joint}")
    return "\n\n".join(parts)


def brief(reports: Sequence[PlanReport]) -> str:
    """One line a campaign, and the fingerprint."""
    lines = []
    for report in reports:
        done = ", ".join(f"{report.plan.count(decision):,} {decision}" for decision in Decision)
        doubts = f"; {counted(len(report.warnings), 'warning')}" if report.warnings else ""
        waits = f"waits {span(report.wait.seconds)}, then " if report.wait else ""
        lines.append(f"{clean(report.plan.campaign)}: {done}; {waits}takes about {span(report.plan.eta)}{doubts}")
    return "\n".join([*lines, f"fingerprint {joint_fingerprint([report.plan for report in reports])}"])


def _one(report: PlanReport, *, verbose: bool) -> Iterator[str]:
    plan = report.plan
    via = f" via {clean(', '.join(report.hosts))}" if report.via_hosts and report.hosts else ""
    yield f"{clean(plan.campaign)} ({clean(report.file)}) on {clean(str(plan.account))}{via}"
    yield ""
    yield from columns(
        [
            (f"{SIGN[decision]} {decision}", f"{n:,}", clean(shorten(reason or SENTENCE[decision], 300)))
            for (decision, reason), n in plan.counts.items()
        ]
        or [("=", "0", "no recipients")],
        right=frozenset({1}),
    )
    if report.audience:
        yield f"  {REACHES[report.audience]}"
    if report.hosts and not report.via_hosts:
        yield f"  goes to {clean(', '.join(report.hosts))}"
    if report.wait:
        yield f"  waits: {report.wait}"
    yield from _aside(report)
    yield from lengths(report.longest, all_of_them=verbose)
    yield from _routes(report)
    yield from _samples(report.samples)
    if verbose:
        yield from (
            f"  = {clean(who)} stands again at {clean(again)}, first at {clean(first)}"
            for who, again, first in report.duplicates
        )
    yield f"  fingerprint {plan.fingerprint}"


def _aside(report: PlanReport) -> Iterator[str]:
    plan = report.plan
    if plan.left_out:
        yield f"  {counted(plan.left_out, 'recipient')} left out by `where`"
    if plan.duplicates:
        yield f"  {counted(plan.duplicates, 'row')} dropped: the recipient stands there already (-v names both places)"
    if report.rules_off:
        yield f"  rules off: {', '.join(report.rules_off)}"
    yield from (f"  {warning.with_its_place()}" for warning in report.warnings)


def _routes(report: PlanReport) -> Iterator[str]:
    plan = report.plan
    if not plan.ways:
        return
    yield ""
    heads = ("route", "messages", "calls", "limit", "takes about", "why")
    rows = [
        (
            way.route.name,
            f"{way.messages:,}",
            f"{way.calls:,}",
            way.route.allowance,
            span(way.eta),
            why(way.route, way.messages, report.audience),
        )
        for way in plan.ways
    ]
    yield from columns([heads, *rows], right=frozenset({1, 2}))
    if len(plan.ways) > 1:
        yield f"  all together about {span(plan.eta)}"


def why(route: Route, messages: int, audience: str = "") -> str:
    """Why a route was chosen."""
    if audience == "recall":
        return "one message a call"
    if audience:
        return "one call for all"
    if route.capacity == 1:
        return "one recipient a call: the quickest legal way"
    if route.mixed:
        return f"different texts, up to {route.capacity:,} in a call"
    if messages == 1:
        return "one message"
    return f"equal texts, up to {route.capacity:,} recipients in a call"


def _samples(samples: Sequence[Sample]) -> Iterator[str]:
    if samples:
        yield ""
    for sample in samples:
        said = "" if sample.params is None else ", ".join(f"{name}={value}" for name, value in sample.params.items())
        says = said or sample.reason
        who = f"{SIGN[sample.decision]} {clean(sample.recipient)} ({clean(str(sample.place))})"
        yield f"  {who}  {shorten(clean(says), 150)}"


def document(reports: Sequence[PlanReport]) -> dict[str, object]:
    """All plans as plain values for JSON. No secret; texts only in samples."""
    return {
        "format_version": FORMAT,
        "fingerprint": joint_fingerprint([report.plan for report in reports]),
        "eta_s": round(sum(report.plan.eta for report in reports), 3),
        "campaigns": [_document(report) for report in reports],
    }


def _document(report: PlanReport) -> dict[str, object]:
    plan = report.plan
    return {
        "campaign": plan.campaign,
        "file": report.file,
        "account": str(plan.account),
        "hosts": list(report.hosts),
        "audience": report.audience or "listed",
        "wait_s": round(report.wait.seconds, 3) if report.wait else 0,
        "counts": {str(decision): plan.count(decision) for decision in Decision},
        "reasons": [{"decision": d, "reason": reason, "count": n} for (d, reason), n in plan.counts.items()],
        "left_out": plan.left_out,
        "duplicates": plan.duplicates,
        "routes": [
            {
                "route": way.route.name,
                "messages": way.messages,
                "calls": way.calls,
                "eta_s": round(way.eta, 3),
                "limit": way.route.allowance,
                "why": why(way.route, way.messages, report.audience),
            }
            for way in plan.ways
        ],
        "eta_s": round(plan.eta, 3),
        "samples": [
            {
                "recipient": s.recipient,
                "decision": s.decision,
                "reason": s.reason,
                "place": str(s.place),
                "params": s.params,
            }
            for s in report.samples
        ],
        "warnings": [warning.as_values() for warning in report.warnings],
        "rules_off": list(report.rules_off),
        "longest": longest_values(report.longest),
        "fingerprint": plan.fingerprint,
    }
