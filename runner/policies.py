"""Whether a plan keeps to what its project demands of it: numbers beside numbers, never a yes or no alone. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from runner.campaign.model import Demand
from runner.hours import Times
from runner.model import Decision
from runner.planning import HAS_CHANGED, Plan
from runner.rendering.expressions import evaluate
from runner.report.verdicts import Verdict
from runner.report.words import counted, span
from runner.shares import percent
from runner.source import Scalar

CHANGE = "or change this line"
MOST_FILES = 3


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known beside the plan: `now` in Unix seconds, the target (empty: the project has none), tags.

    `sending`: whether it is about to be sent; `reviewed`: whether a saved plan is carried out. `uncommitted`: files
    that aren't as committed, None where nobody asked; `untold`: why that can't be told.
    """

    now: float
    target: str = ""
    tags: tuple[str, ...] = ()
    sending: bool = False
    reviewed: bool = False
    uncommitted: tuple[str, ...] | None = None
    untold: str = ""


Said = tuple[bool, str, str]
"""whether it is kept, what is so, what to do where it isn't kept"""


def judge(demands: tuple[Demand, ...], plan: Plan, situation: Situation) -> list[Verdict]:
    """A verdict on each demand, in order; `CampaignInvalid` where an expression can't be told."""
    return [_judged(demand, plan, situation) for demand in demands]


def facts(plan: Plan, situation: Situation) -> dict[str, object]:
    """What an expression may read of a plan."""
    counts: dict[str, object] = {str(decision): plan.count(decision) for decision in Decision}
    return {
        **counts,
        "recipients": sum(plan.counts.values()),
        "changed": _changed(plan),
        "calls": sum(way.calls for way in plan.ways),
        "eta": plan.eta,
        "account": str(plan.account),
        "target": situation.target,
        "campaign": plan.campaign,
        "tags": list(situation.tags),
    }


def _changed(plan: Plan) -> int:
    """How many recipients have it already, with another text."""
    return sum(plan.counts.get(has_changed, 0) for has_changed in HAS_CHANGED.values())


def _judged(demand: Demand, plan: Plan, situation: Situation) -> Verdict:
    ok, says, todo = JUDGES[demand.name](demand, plan, situation)
    of_sending = demand.name in OF_SENDING or (demand.name == "allowed_targets" and not situation.target)
    if of_sending and not plan.count(Decision.SEND):  # so that what is done may be applied again
        return Verdict(demand, True, f"{demand.name}: nothing is sent", of_sending=True)
    pending = not ok and of_sending and not situation.sending
    return Verdict(demand, ok, says, "" if ok else todo, pending, of_sending)


def _max_recipients(demand: Demand, plan: Plan, _: Situation) -> Said:
    most, sends = _number(demand), plan.count(Decision.SEND)
    says = f"max_recipients is {most:,.0f}, the plan sends to {sends:,}"
    return sends <= most, says, f"send to fewer, {CHANGE}"


def _max_duration(demand: Demand, plan: Plan, _: Situation) -> Said:
    most = _number(demand)
    says = f"max_duration is {span(most)}, sending takes about {span(plan.eta)}"
    return plan.eta <= most, says, f"send to fewer, {CHANGE}"


def _max_share_changed(demand: Demand, plan: Plan, _: Situation) -> Said:
    most, changed, everybody = _number(demand), _changed(plan), sum(plan.counts.values())
    share = changed / everybody if everybody else 0.0
    has = "has" if changed == 1 else "have"
    part = f"{changed:,} of {counted(everybody, 'recipient')} ({percent(round(share, 4))})"
    says = f"max_share_changed is {percent(most)}, {part} {has} it already with another text"
    return share <= most, says, f"put the text back as it was sent, {CHANGE}"


def _require_plan(_: Demand, __: Plan, situation: Situation) -> Said:
    says = f"require_plan is true, and {'a' if situation.reviewed else 'no'} saved plan is carried out"
    return situation.reviewed, says, "save one with `campaign plan --out FILE`, then `campaign apply --plan FILE`"


def _require_clean_git(_: Demand, __: Plan, situation: Situation) -> Said:
    files = situation.uncommitted
    if situation.untold or files is None:
        return False, f"require_clean_git is true, and {situation.untold or 'nobody asked git'}", f"mend that, {CHANGE}"
    if not files:
        return True, "require_clean_git is true, and everything is committed", ""
    more = ", …" if len(files) > MOST_FILES else ""
    says = f"require_clean_git is true, and {counted(len(files), 'file is', 'files are')} not as committed: "
    return False, f"{says}{', '.join(files[:MOST_FILES])}{more}", "commit or undo the changes"


def _allowed_targets(demand: Demand, _: Plan, situation: Situation) -> Said:
    names = demand.value if isinstance(demand.value, tuple) else ()
    target = f"the target is {situation.target}" if situation.target else "no target is named"
    says = f"allowed_targets {'is' if len(names) == 1 else 'are'} {' and '.join(names)}, {target}"
    return situation.target in names, says, f"say --target {names[0] if names else 'NAME'}, {CHANGE}"


def _deny_windows(demand: Demand, _: Plan, situation: Situation) -> Said:
    times = demand.value if isinstance(demand.value, Times) else Times()
    denied = times.denial(situation.now)
    at = _clock(situation.now, times.zone)
    if not denied:
        return True, f"deny_windows: sending is allowed now, {at}", ""
    opens = times.opens(situation.now)
    todo = "change this line" if opens is None else f"wait until {_clock(opens, times.zone)}, {CHANGE}"
    return False, f"deny_windows names {denied}, and it is {at}", todo


def _expect(demand: Demand, plan: Plan, situation: Situation) -> Said:
    known = facts(plan, situation)
    assert isinstance(demand.value, Scalar)  # noqa: S101  the section's reader sees to it
    holds, read = evaluate(demand.value, "expect", known)
    values = ", ".join(f"{name} is {_shown(known[name])}" for name in read)
    expression = " ".join(demand.value.text.split())
    says = f"{demand.message}: `{expression}` {'holds' if holds else 'does not hold'}{f', {values}' if values else ''}"
    return holds, says, f"do as it says, {CHANGE}"


JUDGES: Mapping[str, Callable[[Demand, Plan, Situation], Said]] = {
    "max_recipients": _max_recipients,
    "max_duration": _max_duration,
    "max_share_changed": _max_share_changed,
    "require_plan": _require_plan,
    "require_clean_git": _require_clean_git,
    "allowed_targets": _allowed_targets,
    "deny_windows": _deny_windows,
    "expect": _expect,
}
OF_SENDING = frozenset({"require_plan", "require_clean_git", "deny_windows"})


def _number(demand: Demand) -> float:
    return float(demand.value) if isinstance(demand.value, int | float) else 0.0


def _clock(unix: float, zone: str) -> str:
    """A moment as the clock on the wall shows it in a zone."""
    return f"{datetime.fromtimestamp(unix, ZoneInfo(zone)):%Y-%m-%d %H:%M} in {zone}"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else repr(value)
