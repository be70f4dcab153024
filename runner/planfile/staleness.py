"""Whether a plan file still holds: against the ledger as it is now, and against what would be planned now. Pure."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from runner.errors import PlanChanged
from runner.ledger.identity import Identity, LastRun
from runner.planfile.model import Made, PlanFile, Saved
from runner.planning import Plan
from runner.report.words import moment

AGAIN = "plan again and review that; nothing was sent"


class Progress(Enum):
    """How far a plan file has been carried out for one campaign."""

    FRESH = "not begun"
    RESUMED = "begun, and not complete"
    DONE = "complete"


class Ground(NamedTuple):
    """A campaign of a plan file, and the ledger as it is now, None where there is none; `path`: as it is shown."""

    saved: Saved
    path: str
    ledger: Identity | None


def progress(plan: PlanFile, grounds: Sequence[Ground]) -> dict[str, Progress]:
    """How far each campaign is, by its file; `PlanChanged` where the plan's ledger isn't what it was, or it is done."""
    found = {one.saved.file: _progress(one, plan.checksum) for one in grounds}
    for one in grounds:
        if one.saved.ledger and one.ledger and one.saved.ledger.id not in {"", one.ledger.id}:
            raise PlanChanged(_another(one, one.saved.ledger, one.ledger))
    _refuse_done(plan, grounds, found)
    begun = {one.path for one in grounds if found[one.saved.file] is not Progress.FRESH}
    for one in grounds:
        if found[one.saved.file] is Progress.FRESH and (what := _changed(one, begun=one.path in begun)):
            raise PlanChanged(f"{what}; {AGAIN}")
    return found


def _last(ground: Ground) -> LastRun | None:
    return ground.ledger.standing(ground.saved.account, ground.saved.name).last if ground.ledger else None


def _progress(ground: Ground, checksum: str) -> Progress:
    last = _last(ground)
    if last is None or last.plan != checksum:
        return Progress.FRESH
    return Progress.DONE if last.complete else Progress.RESUMED


def _refuse_done(plan: PlanFile, grounds: Sequence[Ground], found: Mapping[str, Progress]) -> None:
    """A plan is used up once every campaign of it that had something to do has done it."""
    done = [one for one in grounds if found[one.saved.file] is Progress.DONE]
    left = [one for one in grounds if found[one.saved.file] is not Progress.DONE and one.saved.work]
    last = _last(done[0]) if done else None
    if last and not left:
        raise PlanChanged(
            f"this plan was applied already: run {last.number} of {plan.campaigns[0].name!r} began at "
            f"{moment(last.started_at)} and is complete; {AGAIN}"
        )


def _another(ground: Ground, then: Made, now: Identity) -> str:
    return (
        f"the plan was made on the ledger {then.id}, and {ground.path} is the ledger {now.id or 'of version 1'}; "
        f"name the right one with --ledger, or {AGAIN}"
    )


def _changed(ground: Ground, *, begun: bool) -> str:
    """What the ledger says now that it didn't when the plan was made; empty: nothing.

    `begun`: another campaign of the plan was sent on this ledger, which made it, or made it of today's version.
    """
    saved, then, now = ground.saved, ground.saved.ledger, ground.ledger
    if begun and now:
        then = Made(now.id, then.serial if then else 0)
    if then is None:
        return f"there was no ledger when the plan was made, and {ground.path} is there now" if now else ""
    if now is None:
        return f"the ledger {then.id} that the plan was made on is missing: there is no {ground.path}"
    standing = now.standing(saved.account, saved.name)
    if (then.id, then.serial) == (now.id, standing.serial):
        return ""
    if then.id != now.id:
        return f"the ledger {ground.path} was of version 1 when the plan was made, and was written since"
    return (
        f"the ledger has changed since the plan was made: {saved.name!r} was at serial {then.serial} and is at "
        f"{standing.serial} now ({_since(standing.last)})"
    )


def _since(last: LastRun | None) -> str:
    """What can have raised the serial: a run, the end of one, or a person's decision."""
    if last is None:
        return "it was written by hand, or an older copy has taken its place"
    state = "complete" if last.complete else "not complete"
    return f"its latest run, {last.number}, began at {moment(last.started_at)} and is {state}; or doubts were resolved"


def check_plan(saved: Saved, plan: Plan, far: Progress, versions: tuple[str, str]) -> None:
    """`PlanChanged` unless what is planned now is what was reviewed; `versions`: the program's, then and now."""
    if plan.campaign != saved.name or str(plan.account) != saved.account:
        raise PlanChanged(
            f"{saved.file} is the campaign {plan.campaign!r} on {plan.account} now, and the plan was made for "
            f"{saved.name!r} on {saved.account}: a variable, or the environment, differs; {AGAIN}"
        )
    if far is Progress.FRESH and plan.fingerprint != saved.fingerprint:
        raise PlanChanged(f"{_differs(saved, plan.fingerprint, saved.fingerprint, versions)}; {AGAIN}")
    if plan.declared != saved.declared:
        raise PlanChanged(f"{_differs(saved, plan.declared, saved.declared, versions)}; {AGAIN}")


def _differs(saved: Saved, now: str, then: str, versions: tuple[str, str]) -> str:
    why = "what depends on the time or on git can differ: a cap, a window, a variable"
    if versions[0] != versions[1]:
        why = f"it was made by {versions[0]}, and this is {versions[1]}"
    what = f"{saved.name!r} would send something else than was reviewed, though no file has changed"
    return f"{what}: {why} (fingerprint {then} then, {now} now)"
