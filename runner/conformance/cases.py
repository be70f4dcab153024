"""What the suite tests a provider with: one case for each route of each kind, its texts and batches. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from runner.model import Batch, Message, Text
from runner.provider import Provider, ProviderType, Route, Stamp, name_of
from runner.rule import Params

APP_KEY, SECRET = "demo", "s3cr3t-4nd-only-here"
STAMP = Stamp(1443592222.25, "n1")
PEOPLE = ("u1", "U2", "u3")


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

    def batch(self, recipients: Sequence[str] = PEOPLE, *, tried: bool = False) -> Batch:
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
