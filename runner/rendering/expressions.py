"""An expression over facts: true or false, sandboxed and within a budget like every template."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from runner.errors import CampaignInvalid, Problem
from runner.rendering.failures import Known, Value, failure, fault_problem
from runner.rendering.leaves import Leaf, Leaves
from runner.rendering.names import advice
from runner.rendering.sandbox import HOLDS, Sandbox
from runner.rendering.survey import Fault
from runner.source import Scalar


class Verdict(NamedTuple):
    """Whether an expression holds; `read`: the facts that it names, in alphabetical order."""

    holds: bool
    read: tuple[str, ...]


def evaluate(scalar: Scalar, label: str, facts: Mapping[str, object]) -> Verdict:
    """Whether an expression that reads nothing but `facts` holds; `label`: the field that it stands in.

    CampaignInvalid, at its place, where it can't be read, names what isn't there, or is neither true nor false.
    """
    leaves = Leaves(Sandbox(Path(), {}), {})
    leaf = leaves.condition(scalar, label)
    problems = leaves.problems or list(_unknown(leaf, facts, leaves.sandbox.functions))
    if problems:
        raise CampaignInvalid(dict.fromkeys(problems))
    if isinstance(leaf, str):
        return Verdict(leaf == HOLDS, ())
    context = leaves.context()
    context.vars = dict(facts)
    try:
        holds = leaf.render(context) == HOLDS
    except Exception as error:  # noqa: BLE001  a template can raise anything
        raise CampaignInvalid([failure(Value(scalar, label), error, Known(None, {}))]) from None
    return Verdict(holds, tuple(sorted(leaf.survey.names & facts.keys())))


def _unknown(leaf: str | Leaf, facts: Mapping[str, object], functions: frozenset[str]) -> Iterator[Problem]:
    """Names that mean nothing, though this time they may not be read."""
    if isinstance(leaf, str):
        return
    for name in sorted(leaf.survey.names - facts.keys() - functions):
        todo = advice(name, facts, {}).replace("the fields are", "there is")
        yield fault_problem(leaf.value, Fault(None, 1, f"{name!r} is undefined", todo))
