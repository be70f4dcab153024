"""What a campaign file says, validated: the values that planning and sending read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from runner.errors import Place, Problem
from runner.model import Account
from runner.parameter import Parameter
from runner.provider import Provider, Route
from runner.rule import Finding
from runner.source import ListNode, Node, Scalar


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a campaign is sent: requests in flight, seconds for one answer, tries, seconds to wait out blocks.

    `on_failure`: whether a failure that the vendor itself reports (500, 1000 …) is tried again or held as unknown.
    """

    concurrency: int = 64
    timeout: float = 10.0
    attempts: int = 5
    max_wait: float = 600.0
    on_failure: Literal["retry", "hold"] = "retry"


@dataclass(frozen=True, slots=True)
class ListFile:
    """A recipient list that a campaign names: the file to open, and where the campaign names it."""

    path: Path
    shown: str
    place: Place


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets it: inline rows, then files, in order; less those that `where` leaves out and those in `exclude`."""

    listed: ListNode | None
    files: tuple[ListFile, ...]
    id: str
    where: Scalar | None
    exclude: tuple[ListFile, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Campaign:
    """One validated campaign file.

    `file`: as the user named it. `root`: the project. `params`: the vendor's parameters, unrendered, in file order.
    `endpoints`: base URLs, primary first; none where `account.emulated`. `missing_secret`: why
    it can't be applied, where no app secret is at hand. `disabled`: ids of rules that don't count. `warnings`: what the
    file itself makes doubtful. `places`: where the fields of `provider` stand.
    """

    file: str
    root: Path
    name: str
    description: str
    vars: Mapping[str, str]
    provider: Provider
    account: Account
    endpoints: tuple[str, ...]
    missing_secret: Problem | None
    routes: tuple[Route, ...]
    recipients: Recipients
    params: tuple[tuple[Parameter, Node], ...]
    delivery: Delivery
    disabled: frozenset[str] = frozenset()
    warnings: tuple[Finding, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def to_everyone(self) -> bool:
        """Whether it reaches more people than it names."""
        return self.provider.audience in {"everyone", "online"}
