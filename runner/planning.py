"""A plan: a decision with a reason for each recipient, routes, calls, time, a fingerprint. Pure but for its draft.

`plan` and `apply` call the same `plan()`, so what was reviewed is what is sent. The entries themselves stay in the
draft, on disk; a `Plan` holds what is counted of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Literal, NamedTuple

import orjson

from runner.ledger.comparing import compare
from runner.ledger.draft import Draft, Entry
from runner.ledger.parts import divide, loads, parts, told_apart
from runner.ledger.reached import reached
from runner.ledger.routing import Group, choose_routes, groups
from runner.model import Account, Decision, Status
from runner.provider import Limit, Route
from runner.stages import SEEDS, Division, Stage, State, states

ROUND_TRIP = 0.1  # seconds that an estimate takes one request to last
Unknown = Literal["hold", "resend"]
Changed = Literal["hold", "resend"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What is done about messages in doubt, and about accepted ones whose text has changed."""

    unknown: Unknown = "hold"
    changed: Changed = "hold"


@dataclass(frozen=True, slots=True)
class Way:
    """What a plan sends on one route: messages, calls, and the seconds that the route's limit makes of them."""

    route: Route
    messages: int
    calls: int
    eta: float


@dataclass(frozen=True, slots=True)
class StagePlan:
    """One stage of a plan: its number (0: the seeds), its size as typed, how many are in it, and what is sent in it.

    `state`: done: nothing is sent in it. open: the next apply sends it. waiting: it comes later.
    """

    number: int
    size: str
    recipients: int
    to_send: int
    ways: tuple[Way, ...]
    state: State

    @property
    def calls(self) -> int:
        """Calls on all routes."""
        return sum(way.calls for way in self.ways)

    @property
    def eta(self) -> float:
        """Seconds that sending it takes at least."""
        return side_by_side(self.ways)


def side_by_side(ways: Iterable[Way]) -> float:
    """Seconds that sending takes at least: routes run side by side where they don't share a limit."""
    budgets: dict[str, float] = {}
    for way in ways:
        budgets[way.route.budget] = budgets.get(way.route.budget, 0.0) + way.eta
    return max(budgets.values(), default=0.0)


@dataclass(frozen=True, slots=True)
class Plan:
    """One campaign's plan, counted. `left_out`: recipients that `where` leaves out; `duplicates`: dropped rows.

    `stages`: in the order of sending; none where all are sent at once. `pause`: seconds between them, None: until a
    person continues.

    `declared`: a fingerprint of what the files alone ask for, whatever the ledger knows; empty unless asked for.
    """

    campaign: str
    account: Account
    counts: Mapping[tuple[Decision, str], int]
    left_out: int
    duplicates: int
    ways: tuple[Way, ...]
    fingerprint: str
    declared: str = ""
    stages: tuple[StagePlan, ...] = ()
    pause: float | None = 0.0

    def count(self, decision: Decision) -> int:
        """How many recipients have this decision."""
        return sum(n for (decided, _), n in self.counts.items() if decided == decision)

    @property
    def held_changed(self) -> int:
        """How many recipients have another text already, and are held until somebody wants the new one sent."""
        return self.counts.get(HAS_CHANGED["hold"], 0)

    @property
    def eta(self) -> float:
        """Seconds that sending takes at least, stage after stage, timed pauses included."""
        if not self.stages:
            return side_by_side(self.ways)
        sent = [stage.eta for stage in self.stages if stage.to_send]
        return sum(sent) + max(0, len(sent) - 1) * (self.pause or 0.0)


IN_DOUBT = {
    "hold": (Decision.HOLD, "in doubt: nobody can know whether it was taken"),
    "resend": (Decision.SEND, "in doubt, to be sent again"),
}
HAS_CHANGED = {
    "hold": (Decision.HOLD, "changed: accepted before, with another text"),
    "resend": (Decision.SEND, "accepted before; the changed text is sent again"),
}
RULING: dict[tuple[Status | None, bool], tuple[Decision, str]] = {
    (None, True): (Decision.SEND, ""),
    (None, False): (Decision.SEND, ""),
    (Status.DEFERRED, True): (Decision.SEND, "the provider did not take it before"),
    (Status.DEFERRED, False): (Decision.SEND, "the provider did not take it before"),
    (Status.REJECTED, True): (Decision.SKIP, "rejected, and the text is the same"),
    (Status.REJECTED, False): (Decision.SEND, "rejected before; the text has changed since"),
    (Status.ACCEPTED, True): (Decision.SKIP, "accepted"),
}


def decide(status: Status | None, same: bool, choices: Choices, before: bool | None = None) -> tuple[Decision, str]:
    """The decision, and why, for a message of which the ledger knows `status`; `same`: it says the same as then.

    `before`: whether an earlier try that was accepted says the same as now; None where none was.
    """
    if status is Status.UNKNOWN:
        return IN_DOUBT[choices.unknown]
    if before is not None and not same:
        return RULING[Status.ACCEPTED, True] if before else HAS_CHANGED[choices.changed]
    return RULING.get((status, same)) or HAS_CHANGED[choices.changed]


def estimate(units: int, limit: Limit, round_trip: float = ROUND_TRIP) -> float:
    """Seconds for `units` under a limit whose window begins anew with each answer."""
    if units <= 1:
        return units * round_trip
    if units <= limit.amount:
        return units * limit.window / limit.amount + round_trip
    return units * (limit.window + round_trip) / limit.amount


def units_of(route: Route, messages: int, calls: float) -> float:
    """How much of its limit so many messages in so many calls use up."""
    return messages if route.limit.unit == "messages" else calls


def choose(group: Group, routes: Mapping[str, Route]) -> Route:
    """The legal route that takes least time for texts of this kind; of equals that with fewer calls, then the first."""

    def cost(name: str) -> tuple[float, float]:
        route = routes[name]
        calls = float(-(-group.same_text // route.capacity))
        if route.mixed:
            calls = -(-group.same_frame // route.capacity) * group.same_text / group.same_frame
        return units_of(route, group.same_text, calls) * route.limit.window / route.limit.amount, calls

    return routes[min(group.ways, key=cost)]


class Subject(NamedTuple):
    """What a plan is made for: the campaign's name, its account, where requests go, and the routes under its limits.

    `division`: how it is cut into stages.
    """

    campaign: str
    account: Account
    endpoints: tuple[str, ...]
    routes: tuple[Route, ...]
    division: Division = Division()

    @property
    def header(self) -> dict[str, object]:
        """What a fingerprint covers besides the entries."""
        stages, pause, terms = self.division
        said: dict[str, object] = {
            "campaign": self.campaign,
            "account": str(self.account),
            "endpoints": self.endpoints,
        }
        return {**said, "delivery": [[one.text for one in stages], pause, terms]} if stages or terms else said


def plan(
    subject: Subject,
    entries: Iterable[Entry],
    draft: Draft,
    ledger: Path | None,
    choices: Choices,
    *,
    declaring: bool = False,
    cap: Callable[[Draft], None] | None = None,
) -> Plan:
    """Fill the draft with the entries, decide each against the ledger, and choose routes. Reads every entry once.

    `declaring`: also take the fingerprint of what is declared, which costs another look at every entry.
    `cap`: holds those who have had enough already.
    """
    draft.add(entries)
    duplicates = draft.deduplicate()
    header = subject.header
    if divide(draft, subject.campaign, subject.division.stages):
        header["parts"] = fingerprint({}, told_apart(draft))
    declared = fingerprint(header, draft.ordered()) if declaring else ""
    if ledger:
        compare(
            draft,
            ledger,
            str(subject.account),
            subject.campaign,
            lambda status, same, before: decide(status, same, choices, before),
        )
    if cap:
        cap(draft)
    ways = route_all(draft, subject.routes)
    header["routes"] = [[way.route.name, way.route.allowance, way.messages, way.calls] for way in ways]
    return Plan(
        campaign=subject.campaign,
        account=subject.account,
        counts=draft.counts(),
        left_out=draft.left_out,
        duplicates=duplicates,
        ways=ways,
        fingerprint=fingerprint(header, draft.ordered()),
        declared=declared,
        stages=_stages(subject, draft, ledger),
        pause=subject.division.pause,
    )


def _stages(subject: Subject, draft: Draft, ledger: Path | None) -> tuple[StagePlan, ...]:
    """The stages that somebody is in, unless there is only one."""
    recipients, sends = Counter[int](), Counter[int]()
    for part in parts(draft):
        recipients[part.stage] += part.recipients
        sends[part.stage] += part.sends
    if len(recipients) < 2:
        return ()
    known = reached(ledger, str(subject.account), subject.campaign) if ledger else {}
    state = states([Stage(n, sends[n], known.get(n)) for n in sorted(recipients)], subject.division.pause)
    named = {route.name: route for route in subject.routes}
    ways: dict[int, list[Way]] = {n: [] for n in recipients}
    for load in loads(draft):
        ways[load.stage].append(_way(named[load.route], load.messages, load.calls))
    sizes = {SEEDS: "seeds", 1: "100%"} | {n: one.text for n, one in enumerate(subject.division.stages, start=1)}
    return tuple(StagePlan(n, sizes[n], recipients[n], sends[n], tuple(ways[n]), state[n]) for n in sorted(recipients))


def route_all(draft: Draft, routes: tuple[Route, ...]) -> tuple[Way, ...]:
    """Give every text its route; what each route then carries."""
    named = {route.name: route for route in routes}
    chosen = {group: choose(group, named) for group in groups(draft)}
    sums = choose_routes(draft, chosen)
    return tuple(_way(named[name], messages, calls) for name, (messages, calls) in sorted(sums.items()))


def _way(route: Route, messages: int, calls: int) -> Way:
    return Way(route, messages, calls, estimate(int(units_of(route, messages, calls)), route.limit))


def fingerprint(header: Mapping[str, object], entries: Iterable[bytes]) -> str:
    """32 hexadecimal digits over everything that the plan will do, in one order whatever the order of the lists."""
    digest = blake2b(orjson.dumps(header, option=orjson.OPT_SORT_KEYS), digest_size=16)
    for part in entries:
        digest.update(part)
    return digest.hexdigest()


def joint_fingerprint(plans: Iterable[Plan]) -> str:
    """The fingerprint of several plans: the one's own where there is one."""
    prints = [plan.fingerprint for plan in plans]
    return prints[0] if len(prints) == 1 else blake2b("\n".join(sorted(prints)).encode(), digest_size=16).hexdigest()
