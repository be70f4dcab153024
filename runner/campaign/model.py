"""What a campaign file says, validated: the values that planning and sending read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Literal, NamedTuple

from runner.errors import Place, Problem
from runner.hours import Times
from runner.model import Account, Status
from runner.parameter import Parameter
from runner.provider import Provider, Route
from runner.rule import Finding
from runner.source import ListNode, Node, Scalar


class Size(NamedTuple):
    """How many recipients have got a message at the end of a stage: a number, or a share (0 to 1) of them all."""

    text: str
    recipients: int | None = None
    share: float | None = None

    def of(self, total: int) -> int:
        """The number of recipients, of so many; of a share at least one."""
        wanted = self.recipients if self.share is None else max(1, ceil(round(self.share * total, 6)))
        return min(wanted or 0, total)


class Budget(NamedTuple):
    """Sending stops once more than `most` messages have this status: of the last so many, or of the run (None)."""

    text: str
    status: Status
    most: int
    last: int | None = None


class Cap(NamedTuple):
    """At most so many messages in so many seconds."""

    text: str
    messages: int
    seconds: float


class Demand(NamedTuple):
    """One line of a policy: its key, its value as the key has it, where it stands, and what is said where it fails.

    `value`: a number of recipients, seconds, a share (0 to 1), a flag, names, `Times`, or an expression's `Scalar`.
    """

    name: str
    value: int | float | bool | tuple[str, ...] | Times | Scalar
    place: Place
    message: str = ""


class Named(NamedTuple):
    """Another campaign, by its name, and where it is named."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Window:
    """When a campaign may be sent; `zone_field`: the recipient's field that holds their own time zone."""

    times: Times
    zone_field: str = ""


@dataclass(frozen=True, slots=True)
class Locale:
    """In which language a recipient is spoken to. `offered`: as named, None where the file doesn't."""

    field: str
    default: str
    offered: tuple[str, ...] | None
    place: Place


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a campaign is sent: requests in flight, seconds for one answer, tries, seconds to wait out blocks.

    `on_failure`: whether a failure that the vendor itself reports (500, 1000 …) is tried again or held as unknown.
    `stages`: none, or sizes that grow and end with everybody. `pause`: seconds between stages, None until a person
    continues. `stop`: what ends sending.
    """

    concurrency: int = 64
    timeout: float = 10.0
    attempts: int = 5
    max_wait: float = 600.0
    on_failure: Literal["retry", "hold"] = "retry"
    stages: tuple[Size, ...] = ()
    pause: float | None = 0.0
    stop: tuple[Budget, ...] = ()
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class ListFile:
    """A recipient list that a campaign names: the file to open, and where the campaign names it."""

    path: Path
    shown: str
    place: Place


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets it: seeds, then inline rows, then files, in order; less those that `where` and `exclude` leave out.

    `sample`, `holdout`: shares from 0 to 1, None where there is none.
    """

    listed: ListNode | None
    files: tuple[ListFile, ...]
    id: str
    where: Scalar | None
    exclude: tuple[ListFile, ...]
    place: Place
    sample: float | None = None
    holdout: float | None = None
    seeds: tuple[ListFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Campaign:
    """One validated campaign file.

    `file`: as the user named it. `root`: the project. `params`: the vendor's parameters, unrendered, in file order.
    `endpoints`: base URLs, primary first; none where `account.emulated`. `missing_secret`: why
    it can't be applied, where no app secret is at hand. `disabled`: ids of rules that don't count. `warnings`: what the
    file itself makes doubtful. `places`: where the fields of `provider` stand. `translations`: by language, the
    parameters that are others there. `policy`: what its plans must keep to, the project's and the target's included.
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
    tags: tuple[str, ...] = ()
    after: tuple[Named, ...] = ()
    once_per: Scalar | None = None
    at_most: Cap | None = None
    locale: Locale | None = None
    translations: Mapping[str, tuple[tuple[Parameter, Node], ...]] = field(default_factory=dict)
    policy: tuple[Demand, ...] = ()

    @property
    def to_everyone(self) -> bool:
        """Whether it reaches more people than it names."""
        return self.provider.audience in {"everyone", "online"}
