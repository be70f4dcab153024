"""What a test file says, read: cases, and what is expected of whom, each with its place. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from runner.errors import Place
from runner.source import ListNode, Node, Scalar


class Named(NamedTuple):
    """A value by its name."""

    name: Scalar
    node: Node


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of one recipient; None and () where nothing is. `node`: all of it, as it stands in the file."""

    recipient: Scalar
    node: Node
    decision: Scalar | None = None
    reason: Scalar | None = None
    rules: ListNode | None = None
    params: tuple[Named, ...] = ()
    json: tuple[Named, ...] = ()
    outcome: Scalar | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing; only `--update` takes it so, and fills it."""
        return not (self.decision or self.reason or self.rules or self.params or self.json or self.outcome)


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `recipients`: None for the campaign's own lists. `earlier`: recipient, with a word of the table."""

    name: str
    place: Place
    expect: tuple[Expectation, ...]
    recipients: ListNode | None = None
    vars: Mapping[str, str] = field(default_factory=dict)
    git: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[tuple[Scalar, str], ...] = ()

    @property
    def is_sent(self) -> bool:
        """Whether some outcome is expected, so that it must be sent."""
        return any(one.outcome for one in self.expect)


class Sheet(NamedTuple):
    """One test file."""

    file: str
    cases: tuple[Case, ...]
