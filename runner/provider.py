"""The contract between the program and a provider: values in, values out. Pure.

A provider words requests and reads answers; it does no I/O, sees no clock and retries nothing. Adding one is one file
in `providers/` and one line in `all_providers`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, NamedTuple, Protocol

from runner.model import Batch, Outcome

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
        return f"{self.amount} {self.unit}/{spans.get(self.window, f'{self.window:g} s')}"


@dataclass(frozen=True, slots=True)
class Route:
    """One way in which a provider takes messages.

    `capacity`: recipients in one request, at most. `mixed`: texts may differ inside a request (they share a frame).
    `budget`: routes with the same budget count against one limit. `source`: the vendor's page.
    """

    name: str
    path: str
    capacity: int
    limit: Limit
    budget: str
    mixed: bool = False
    source: str = ""


def limited(routes: Iterable[Route], limits: Mapping[str, tuple[int, float]]) -> tuple[Route, ...]:
    """The routes under the limits that a campaign declares (route to amount and window in seconds).

    A route that is named counts for itself from then on; a route never packs more than its limit allows at once.
    """

    def declared(route: Route) -> Route:
        if route.name in limits:
            amount, window = limits[route.name]
            route = replace(route, limit=replace(route.limit, amount=amount, window=window), budget=route.name)
        most = route.limit.amount if route.limit.unit == "messages" else route.capacity
        return replace(route, capacity=min(route.capacity, most))

    return tuple(declared(route) for route in routes)


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


Section = Literal["content", "push"]
Kind = Literal["text", "json", "integer", "boolean"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as the vendor's page names it.

    `json` ones may be written as a mapping or list; `fields` are the known keys (none: any key). `choices` and
    `longest` (UTF-16 units) describe it in the docs and the JSON Schema; rules check them.
    """

    name: str
    section: Section
    kind: Kind
    about: str
    required: bool = False
    choices: tuple[str, ...] = ()
    longest: int | None = None
    fields: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One documented key inside a JSON parameter; `fields` inside it again. `many`: a list of mappings of these."""

    name: str
    kind: Kind
    about: str
    choices: tuple[str, ...] = ()
    fields: tuple["Field", ...] = ()
    many: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One documented constraint: what breaks it is refused before anything is sent.

    `params`: the parameters it looks at. `broken(params)` says what is wrong, or an empty text.
    `source`: the vendor's page (the keys are resolved in docs/providers.md). `example`: parameters that break it.
    """

    id: str
    params: tuple[str, ...]
    sentence: str
    source: str
    broken: Callable[[Mapping[str, str]], str]
    example: Mapping[str, str]


class Provider(Protocol):
    """What a provider is. Instances are frozen and hashable; `app_secret` never shows in a repr.

    `recipient`: the parameter that carries a recipient; rules that look at it are checked for each recipient.
    `folds_case`: ids that differ only in case are one account to the vendor. `suspicious`: codes that
    refuse a message but may mean the credentials, when every answer says so.
    `signing`: headers that hold keys, times or signatures, each as a shell expression over $NONCE and $NOW (seconds).
    """

    type: ClassVar[str]
    recipient: ClassVar[str]
    suspicious: ClassVar[frozenset[str]]
    folds_case: ClassVar[bool]
    signing: ClassVar[Mapping[str, str]]
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


class ProviderType(Protocol):
    """A provider's class: what it declares, and how one is made: `Netease(app_key, app_secret)`."""

    @property
    def type(self) -> str:
        """As a campaign names it."""
        ...

    @property
    def recipient(self) -> str:
        """As `Provider.recipient`."""
        ...

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What a campaign may declare, in the order of the vendor's page."""
        ...

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What is refused before anything is sent."""
        ...

    @property
    def routes(self) -> tuple[Route, ...]:
        """With the limits that the vendor documents."""
        ...

    def __call__(self, app_key: str, app_secret: str) -> Provider:
        """An instance for one account."""
        ...


def broken_rules(rules: Iterable[Rule], params: Mapping[str, str]) -> list[tuple[Rule, str]]:
    """The rules that these parameters break, each with what is wrong."""
    return [(rule, what) for rule in rules if (what := rule.broken(params))]


def all_alike(batch: Batch, outcome: Outcome) -> list[Outcome]:
    """The same outcome for every message of a batch."""
    return [outcome] * len(batch.messages)


def recipients_of(batch: Batch) -> Sequence[str]:
    """The recipients of a batch, in its order."""
    return [message.recipient for message in batch.messages]
