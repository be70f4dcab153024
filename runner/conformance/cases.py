"""What the suite tests a provider with: one case for each route of each kind, its texts, batches and answers. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from runner.model import Batch, Message, Status, Text
from runner.provider import Provider, ProviderType, Route, Stamp, name_of
from runner.rule import Params, findings

APP_KEY, SECRET = "demo", "s3cr3t-4nd-only-here"
STAMP = Stamp(1443592222.25, "n1")
RECIPIENTS = ("u1", "U2", "u3")
"""Whom the suite's requests go to: all three, or as many of them, from the first on, as the route takes."""

Body = bytes | Callable[[Sequence[str]], bytes]
"""An answer's body, or a function that makes it of the request's recipients, in the request's order."""


class Partial(NamedTuple):
    """An answer that settles recipients differently.

    `statuses`: what it proves of each of RECIPIENTS. `http`: its HTTP status. `route`: the one that it comes on; empty
    for all that take three recipients at once.
    """

    body: Body
    statuses: Mapping[str, Status]
    http: int = 200
    route: str = ""


def worded(body: Body, recipients: Sequence[str]) -> bytes:
    """The body of an answer to a request for these recipients."""
    return body if isinstance(body, bytes) else body(recipients)


def sound_of(kind: ProviderType) -> dict[str, str]:
    """Parameters of a sound text, less the recipient's."""
    return {name: text for name, text in kind.sound.items() if name != kind.recipient}


class Case(NamedTuple):
    """One route of one kind of provider, and parameters, less the recipient's, that may travel on it."""

    kind: ProviderType
    route: Route
    params: Params

    @property
    def provider(self) -> Provider:
        """The provider for an account of its own."""
        return self.kind(APP_KEY, SECRET)

    @property
    def text(self) -> Text:
        """The sound text."""
        return Text.of(self.params)

    def batch(self, recipients: Sequence[str] = RECIPIENTS, *, tried: bool = False) -> Batch:
        """The sound text for as many of these recipients as the route takes; for the audience where none are listed."""
        reached = [self.kind.audience] if self.kind.audience in {"everyone", "online"} else recipients
        return batch(self.route.name, self.text, reached[: self.route.capacity], tried=tried)

    def __str__(self) -> str:
        """As the test's id."""
        return f"{name_of(self.kind)}-{self.route.name}"


def batch(route: str, text: Text, recipients: Sequence[str], *, tried: bool = False) -> Batch:
    """The same text for each of these recipients."""
    return Batch(route, [Message(recipient, text) for recipient in recipients], "r" * 32, tried)


def cases(kinds: Sequence[ProviderType], others: Mapping[str, Params]) -> Iterator[Case]:
    """Every route of these kinds; `others`: by route, what travels there where the kind's own sound text can't."""
    for kind in kinds:
        for route in kind.routes:
            yield Case(kind, route, others.get(route.name) or sound_of(kind))


def refused(case: Case, params: Params) -> bool:
    """Whether these parameters, for a sound recipient, break a rule."""
    own = {name: case.kind.sound[name] for name in [case.kind.recipient] if name}
    return any(found.severity == "error" for found in findings(case.kind.rules, {**params, **own}))
