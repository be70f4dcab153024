"""A plan as people read it on a terminal, and the values that every other form of it is made from. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runner.errors import Place
from runner.gauge import Longest
from runner.ledger.differences import Headcount
from runner.model import SENTENCE, Decision
from runner.planning import Plan, Way, joint_fingerprint
from runner.provider import Route
from runner.report import staging, verdicts
from runner.report.cautions import Caution, lengths
from runner.report.changes import Change
from runner.report.signs import Sign, sign
from runner.report.verdicts import Verdict
from runner.report.waits import Wait
from runner.report.words import clean, columns, counted, shorten, span

REACHES = {
    "everyone": "reaches everyone: all users of the app",
    "online": "reaches everyone who is online now, or soon",
    "recall": "takes back what was sent; + send: the request that does it",
}
ROUTE_HEADS = ("route", "messages", "calls", "limit", "takes about", "why")


@dataclass(frozen=True, slots=True)
class Sample:
    """One entry of a plan as an example: who, why, where it stands, and what it says (for those to be sent)."""

    recipient: str
    decision: Decision
    reason: str
    place: Place
    params: dict[str, str] | None = None

    @property
    def says(self) -> str:
        """What it says, on one line; the reason where it says nothing."""
        if self.params is None:
            return self.reason
        return ", ".join(f"{name}={value}" for name, value in self.params.items()) or self.reason


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A plan with what is shown beside it. `duplicates`: id, the dropped place, the kept place.

    `longest`: the longest text of each limited field. `rules_off`: ids of rules that the campaign disables.
    `audience`: whom it reaches without naming them. `wait`: how long a limit keeps it waiting. `hosts`: where it goes,
    each with its port if it names one, never a path; `via_hosts`: whether people are told, since no vendor says where.
    `target`: which of the project's targets, empty where it has none. `changes`: a few texts, as they were sent and as
    they are now. `headcount`: recipients compared with the ledger's; None where it names none. `verdicts`: what its
    policies say of it.
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
    target: str = ""
    changes: tuple[Change, ...] = ()
    headcount: Headcount | None = None
    verdicts: tuple[Verdict, ...] = ()


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
    if not reports:
        return ""
    lines = []
    for report in reports:
        done = ", ".join(f"{report.plan.count(decision):,} {decision}" for decision in Decision)
        doubts = f"; {counted(len(report.warnings), 'warning')}" if report.warnings else ""
        waits = f"waits {span(report.wait.seconds)}, then " if report.wait else ""
        lines.append(f"{clean(report.plan.campaign)}: {done}; {waits}takes about {span(report.plan.eta)}{doubts}")
    return "\n".join([*lines, f"fingerprint {joint_fingerprint([report.plan for report in reports])}"])


def _one(report: PlanReport, *, verbose: bool) -> Iterator[str]:
    plan = report.plan
    yield title(report)
    yield ""
    rows = [(f"{mark} {decision}", f"{n:,}", clean(shorten(why, 300))) for mark, decision, n, why in decided(plan)]
    yield from columns(rows or [("=", "0", "no recipients")], right=frozenset({1}))
    if report.headcount and not report.headcount.is_first:
        yield f"  recipients {recipients(report.headcount)}"
    if report.audience:
        yield f"  {REACHES[report.audience]}"
    if report.hosts and not report.via_hosts:
        yield f"  goes to {clean(', '.join(report.hosts))}"
    if report.wait:
        yield f"  waits: {report.wait}"
    yield from _aside(report)
    yield from lengths(report.longest, all_of_them=verbose)
    yield from _routes(report)
    yield from staging.lines(plan)
    yield from _samples(report.samples)
    yield from _changes(report.changes)
    if verbose:
        yield from (
            f"  = {clean(who)} stands again at {clean(again)}, first at {clean(first)}"
            for who, again, first in report.duplicates
        )
    if report.verdicts:
        yield f"  {verdicts.text(report.verdicts)}"
    yield f"  fingerprint {plan.fingerprint}"


def decided(plan: Plan) -> Iterator[tuple[Sign, Decision, int, str]]:
    """The plan's diff: the sign of each decision and reason, for how many, and why."""
    for (decision, reason), n in plan.counts.items():
        yield sign(decision, reason), decision, n, reason or SENTENCE[decision]


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
    rows = [route_row(way, report.audience) for way in plan.ways]
    yield from columns([ROUTE_HEADS, *rows], right=frozenset({1, 2}))
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


def route_row(way: Way, audience: str) -> tuple[str, ...]:
    """What a plan sends on one route, under `ROUTE_HEADS`."""
    return (
        way.route.name,
        f"{way.messages:,}",
        f"{way.calls:,}",
        way.route.allowance,
        span(way.eta),
        why(way.route, way.messages, audience),
    )


def title(report: PlanReport) -> str:
    """Which campaign, from which file, on which account, by which hosts, for which target."""
    via = f" via {', '.join(report.hosts)}" if report.via_hosts and report.hosts else ""
    target = f", target {report.target}" if report.target else ""
    return clean(f"{report.plan.campaign} ({report.file}) on {report.plan.account}{via}{target}")


def recipients(headcount: Headcount) -> str:
    """Recipients that are new to the ledger, and those that only the ledger has: `+312 −4`."""
    gone = f" ({headcount.gone:,} in the ledger, no longer in the plan)" if headcount.gone else ""
    return f"+{headcount.new:,} −{headcount.gone:,}{gone}"


def _samples(samples: Sequence[Sample]) -> Iterator[str]:
    if samples:
        yield ""
    for sample in samples:
        who = f"{sign(sample.decision, sample.reason)} {clean(sample.recipient)} ({clean(str(sample.place))})"
        yield f"  {who}  {shorten(clean(sample.says), 150)}"


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    """Every diff under the recipient whose text it is."""
    for change in changes:
        yield ""
        yield f"  ~ {clean(change.recipient)} ({clean(str(change.place))})"
        yield from (f"    {line}".rstrip() for line in change.lines)
