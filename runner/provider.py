"""The contract between the program and a provider: values in, values out. Pure.

A provider words requests and reads answers; it does no I/O, sees no clock and retries nothing. Adding one is one file
in `providers/` and one line in `all_providers`, or a package with an entry point.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, NamedTuple, Protocol, runtime_checkable

from runner.model import Batch, Outcome
from runner.parameter import Parameter
from runner.rule import Params, Rule

Unit = Literal["calls", "messages"]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` units (calls or messages) in any `window` seconds; excess is punished with `block` seconds."""

    amount: int
    window: float
    unit: Unit
    block: float

    def __str__(self) -> str:
        """For people: `100 calls/s`, `120 calls/min`."""
        spans = {1.0: "s", 60.0: "min", 3600.0: "h", 86400.0: "day"}
        unit = self.unit if self.amount != 1 else self.unit.removesuffix("s")
        return f"{self.amount} {unit}/{spans.get(self.window, f'{self.window:g} s')}"


@dataclass(frozen=True, slots=True)
class Route:
    """One way in which a provider takes messages.

    `capacity`: recipients in one request, at most. `mixed`: texts may differ inside a request (they share a frame).
    `budget`: routes with the same budget count against one limit. `source`: the vendor's page.
    `quotas`: limits over hours and days, which the ledger counts from one run to the next.
    """

    name: str
    path: str
    capacity: int
    limit: Limit
    budget: str
    mixed: bool = False
    source: str = ""
    quotas: tuple[Limit, ...] = ()

    @property
    def allowance(self) -> str:
        """All its limits, for people: `2 calls/h, 3 calls/day`."""
        return ", ".join(map(str, (self.limit, *self.quotas)))


def limited(routes: Iterable[Route], limits: Mapping[str, tuple[int, float]]) -> tuple[Route, ...]:
    """The routes under the limits that a campaign declares (route to amount and window in seconds).

    A route that is named counts for itself from then on; a route never packs more than its limit allows at once.
    What is declared for the window of a quota replaces that quota.
    """

    def declared(route: Route) -> Route:
        if route.name in limits:
            amount, window = limits[route.name]
            route = replace(_granted(route, amount, window), budget=route.name)
        most = route.limit.amount if route.limit.unit == "messages" else route.capacity
        return replace(route, capacity=min(route.capacity, most))

    return tuple(declared(route) for route in routes)


def _granted(route: Route, amount: int, window: float) -> Route:
    if window not in {quota.window for quota in route.quotas}:
        return replace(route, limit=replace(route.limit, amount=amount, window=window))
    quotas = (replace(quota, amount=amount) if quota.window == window else quota for quota in route.quotas)
    return replace(route, quotas=tuple(quotas))


class Ways(NamedTuple):
    """The routes that may carry a text, by name, and the frame: what texts share to travel in one mixed request."""

    routes: tuple[str, ...]
    frame: bytes = b""


class Stamp(NamedTuple):
    """What a signature is made of besides the secret: Unix time in seconds, and a nonce."""

    time: float
    nonce: str


class Request(NamedTuple):
    """A POST as plain data: path under the endpoint, headers, body. Its headers hold a signature, never the secret."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class Response(NamedTuple):
    """An answer as plain data; `body` may be cut at the transport's limit."""

    status: int
    body: bytes


class NoAnswer(NamedTuple):
    """No answer came. `written`: some bytes of the request may have left, so the provider may have taken it."""

    written: bool
    detail: str


Audience = Literal["listed", "everyone", "online", "recall"]
"""Whom the requests of a kind reach: listed recipients, the whole app, those online now; or they take messages back."""


class Connections(NamedTuple):
    """How long a connection may lie idle (seconds), and how many requests it may carry, before it is closed."""

    idle: float = 3.0
    most_requests: int | None = None


class Provider(Protocol):
    """What a provider is. Instances are frozen and hashable; `app_secret` never shows in a repr.

    `type`: as campaigns name it. `api`: which of the vendor's, empty where there is one. `audience`: whom it reaches.
    `recipient`: the parameter that carries a recipient, empty where none does; rules that look at it are checked for
    each recipient. `sound`: parameters, the recipient's among them, that break no rule.
    `folds_case`: ids that differ only in case are one account to the vendor. `suspicious`: codes that
    refuse a message but may mean the credentials, when every answer says so. `signs`: it needs an app secret.
    `signing`: headers that hold keys, times or signatures, each as a shell expression over $NONCE and $NOW (seconds).
    `data_centres`: names that `endpoint` may have, each with its addresses, primary first. `emulated`: the built-in
    emulator knows it, so that `endpoint` may be `emulator`; not for the kinds of a package.
    `unrecallable`: why what it sent can't be taken back; empty where it can: then it is a `Recallable`.
    """

    type: ClassVar[str]
    api: ClassVar[str]
    audience: ClassVar[Audience]
    recipient: ClassVar[str]
    sound: ClassVar[Params]
    suspicious: ClassVar[frozenset[str]]
    folds_case: ClassVar[bool]
    signs: ClassVar[bool]
    signing: ClassVar[Mapping[str, str]]
    data_centres: ClassVar[Mapping[str, tuple[str, ...]]]
    emulated: ClassVar[bool]
    connections: ClassVar[Connections]
    unrecallable: ClassVar[str]
    parameters: ClassVar[tuple[Parameter, ...]]
    rules: ClassVar[tuple[Rule, ...]]
    routes: ClassVar[tuple[Route, ...]]

    @property
    def app_key(self) -> str:
        """Whose account."""
        ...

    @property
    def app_secret(self) -> str:
        """What requests are signed with."""
        ...

    def ways(self, params: Mapping[str, str]) -> Ways:
        """How a text with these parameters may travel: at least one route, the simplest first."""
        ...

    def request(self, batch: Batch, stamp: Stamp) -> Request:
        """The signed request that carries the batch."""
        ...

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        """One outcome a message, in the batch's order, for every answer, garbage included.

        A deferred outcome is one of three: refused for frequency (`wait` > 0 and no `fatal`), refused for all (`fatal`
        and no `wait`), or a failure that the vendor itself reports (neither). `code` is the vendor's, as text, or
        `http 502` where the answer holds none.
        """
        ...


@runtime_checkable
class Recallable(Protocol):
    """What a provider is, besides, whose messages can be taken back. `recalled_by`: the kind that does it."""

    recalled_by: ClassVar["ProviderType"]

    def recall(self, params: Params, recipient: str, provider_id: str) -> Params:
        """The parameters, for that kind, that take back a message: what it said, to whom, and the vendor's id of it."""
        ...


class ProviderType(Protocol):
    """A provider's class: what it declares, and how one is made: `Netease(app_key, app_secret)`."""

    @property
    def type(self) -> str:
        """As a campaign names it."""
        ...

    @property
    def api(self) -> str:
        """As `Provider.api`."""
        ...

    @property
    def audience(self) -> Audience:
        """As `Provider.audience`."""
        ...

    @property
    def recipient(self) -> str:
        """As `Provider.recipient`."""
        ...

    @property
    def sound(self) -> Params:
        """As `Provider.sound`."""
        ...

    @property
    def signs(self) -> bool:
        """As `Provider.signs`."""
        ...

    @property
    def data_centres(self) -> Mapping[str, tuple[str, ...]]:
        """As `Provider.data_centres`."""
        ...

    @property
    def emulated(self) -> bool:
        """As `Provider.emulated`."""
        ...

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What a campaign may declare, in the order of the vendor's page."""
        ...

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What is refused, or warned about, before anything is sent."""
        ...

    @property
    def routes(self) -> tuple[Route, ...]:
        """With the limits that the vendor documents."""
        ...

    def __call__(self, app_key: str, app_secret: str) -> Provider:
        """An instance for one account."""
        ...


def name_of(kind: ProviderType | Provider) -> str:
    """A kind of provider for people: `netease`, `netease v2`, `netease v2 everyone`."""
    return " ".join([kind.type, *filter(None, [kind.api]), *([kind.audience] if kind.audience != "listed" else [])])


def all_alike(batch: Batch, outcome: Outcome) -> list[Outcome]:
    """The same outcome for every message of a batch."""
    return [outcome] * len(batch.messages)


def recipients_of(batch: Batch) -> Sequence[str]:
    """The recipients of a batch, in its order."""
    return [message.recipient for message in batch.messages]
