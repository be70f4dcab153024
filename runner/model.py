"""The words of this program, as frozen values: account, recipient, text, message, batch, outcome. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

import orjson


class Decision(StrEnum):
    """What a plan decides for one recipient."""

    SEND = "send"
    SKIP = "skip"
    HOLD = "hold"
    REFUSE = "refuse"


class Status(StrEnum):
    """What is known of one message that was tried."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"


SENTENCE: dict[Decision | Status, str] = {
    Decision.SEND: "will be sent",
    Decision.SKIP: "needs nothing: it was sent as it stands, or excluded",
    Decision.HOLD: "waits for a person's decision",
    Decision.REFUSE: "breaks a rule of the provider and can't be sent",
    Status.ACCEPTED: "the provider took it",
    Status.REJECTED: "the provider refused it for good",
    Status.DEFERRED: "proven not taken; sent again by itself",
    Status.UNKNOWN: "nobody can know whether it was taken; held",
}


@dataclass(frozen=True, slots=True)
class Account:
    """Whose limit and whose ledger: a provider type and an app key. The built-in emulator's are accounts apart."""

    provider: str
    app_key: str
    emulated: bool = False

    def __str__(self) -> str:
        """The account's identity in the ledger, e.g. `netease:4f0a…` or `netease:demo@emulator`."""
        return f"{self.provider}:{self.app_key}{'@emulator' if self.emulated else ''}"


def addressed_to(audience: str) -> str:
    """The recipient of an announcement, as the ledger has it: `(everyone)`; no list may hold such an id."""
    return f"({audience})"


class Recipient(NamedTuple):
    """One row of a recipient list: its id, its fields as typed, and where it stands."""

    id: str
    fields: Mapping[str, object]
    file: str
    line: int


class Text(NamedTuple):
    """All that a message says: the vendor's parameters, less the recipient's, each as the text that the vendor gets.

    `digest` is 16 bytes over `encoded`, the parameters as compact JSON in their order. `params` is never changed.
    """

    digest: bytes
    encoded: bytes
    params: Mapping[str, str]

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Text":
        """The text that these vendor parameters make."""
        encoded = orjson.dumps(params)
        return cls(blake2b(encoded, digest_size=16).digest(), encoded, params)


class Message(NamedTuple):
    """One text for one recipient."""

    recipient: str
    text: Text


class Batch(NamedTuple):
    """The messages of one request on one route, in the order of the request.

    `request_id` is the same for every try of this request; `tried` says that it was sent before.
    """

    route: str
    messages: Sequence[Message]
    request_id: str
    tried: bool = False


class Outcome(NamedTuple):
    """What one answer says of one message.

    `wait`: seconds for which the provider wants silence on this route. `fatal`: why the whole run must stop.
    """

    status: Status
    code: str = ""
    detail: str = ""
    provider_id: str = ""
    wait: float = 0.0
    fatal: str = ""
