"""The stages of a plan, as people and programs read them. Pure."""

from collections.abc import Iterator

from runner.planning import Plan, StagePlan
from runner.report.words import clean, columns, span

HEADS = ("stage", "size", "recipients", "to send", "calls", "takes about", "state")


def row(stage: StagePlan) -> tuple[str, ...]:
    """One stage under `HEADS`."""
    numbers = (f"{stage.recipients:,}", f"{stage.to_send:,}", f"{stage.calls:,}")
    return (str(stage.number), clean(stage.size), *numbers, span(stage.eta), stage.state)


def between(plan: Plan) -> str:
    """What lies between two stages; empty where nothing does."""
    if plan.pause is None:
        return f"between stages: a person says `campaign continue {clean(plan.campaign)}`"
    return f"between stages: {span(plan.pause)}" if plan.pause else ""


def lines(plan: Plan) -> Iterator[str]:
    """A table of stages, and what lies between them."""
    if plan.stages:
        yield ""
        yield from columns([HEADS, *map(row, plan.stages)], right=frozenset({2, 3, 4}))
        if said := between(plan):
            yield f"  {said}"


def values(plan: Plan) -> list[dict[str, object]]:
    """The same for JSON."""
    return [
        {
            "stage": stage.number,
            "size": stage.size,
            "recipients": stage.recipients,
            "to_send": stage.to_send,
            "calls": stage.calls,
            "eta_s": round(stage.eta, 3),
            "state": stage.state,
        }
        for stage in plan.stages
    ]
