"""What the tests of the providers share: a sound text for each provider and route, batches, answers."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl

import orjson

from runner.all_providers import PROVIDERS
from runner.model import Batch, Message, Text
from runner.provider import Provider, ProviderType, Request, Response, Route, Stamp

SECRET = "s3cr3t-4nd-only-here"
STAMP = Stamp(1443592222.25, "n1")

NETEASE = {"from": "system", "attach": '{"type":"release"}'}
RONGCLOUD = {
    "fromUserId": "system",
    "objectName": "RC:TxtMsg",
    "content": '{"content":"hi"}',
    "pushContent": "hi",
}
SOUND: Mapping[str, Mapping[str, str]] = {"netease": NETEASE, "rongcloud": RONGCLOUD}


class Case(NamedTuple):
    """One route of one provider."""

    kind: ProviderType
    route: Route

    @property
    def provider(self) -> Provider:
        return self.kind("demo", SECRET)

    @property
    def text(self) -> Text:
        return Text.of(SOUND[self.kind.type])

    def batch(self, recipients: Sequence[str] = ("u1", "u2", "u3"), *, tried: bool = False) -> Batch:
        return batch(self.route.name, self.text, recipients[: self.route.capacity], tried=tried)

    def __str__(self) -> str:
        return f"{self.kind.type}-{self.route.name}"


CASES = [Case(kind, route) for kind in PROVIDERS.values() for route in kind.routes]


def batch(route: str, text: Text | Mapping[str, str], recipients: Sequence[str], *, tried: bool = False) -> Batch:
    """The same text for each of these recipients."""
    said = text if isinstance(text, Text) else Text.of(text)
    return Batch(route, [Message(recipient, said) for recipient in recipients], "r" * 40, tried)


def form(request: Request) -> list[tuple[str, str]]:
    """A form's fields as any server reads them."""
    return parse_qsl(
        request.body.decode("ascii"), keep_blank_values=True, strict_parsing=True, encoding="utf-8", errors="strict"
    )


def answer(http: int = 200, /, **body: object) -> Response:
    """An answer with this HTTP status, and this JSON object as its body."""
    return Response(http, orjson.dumps(body))
