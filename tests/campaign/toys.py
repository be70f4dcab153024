"""Two small provider types, and a way to read a campaign that is written in a test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

import pytest

from runner.campaign.model import Campaign
from runner.campaign.parse import read_campaign
from runner.errors import CampaignInvalid
from runner.model import Batch, Outcome, Status
from runner.parameter import Field, Parameter
from runner.provider import Audience, Connections, Limit, ProviderType, Request, Response, Route, Stamp, Ways, all_alike
from runner.rule import Rule

CARD = (
    Field("colour", "text", "the card's colour", choices=("red", "blue")),
    Field("size", "integer", "the card's size"),
    Field("any", "json", "anything"),
    Field("inner", "json", "a card in it", fields=(Field("x", "text", "an x"),)),
    Field(
        "configs",
        "json",
        "one mapping for each maker",
        many=True,
        fields=(
            Field("APNs", "json", "Apple's", fields=(Field("thread-id", "text", "the group"),)),
            Field("MI", "json", "Xiaomi's", fields=(Field("channel", "text", "the channel"),)),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Post:
    """A provider with every kind of parameter."""

    type: ClassVar[str] = "post"
    api: ClassVar[str] = ""
    audience: ClassVar[Audience] = "listed"
    recipient: ClassVar[str] = "addressee"
    sound: ClassVar[Mapping[str, str]] = MappingProxyType({"addressee": "u1", "sender": "s", "body": "hi"})
    signs: ClassVar[bool] = True
    data_centres: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({"cn": ("https://a.com", "https://b.com")})
    emulated: ClassVar[bool] = True
    connections: ClassVar[Connections] = Connections()
    unrecallable: ClassVar[str] = "a post has left"
    suspicious: ClassVar[frozenset[str]] = frozenset()
    folds_case: ClassVar[bool] = False
    signing: ClassVar[Mapping[str, str]] = MappingProxyType({})
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("sender", "content", "text", "who sends it", required=True),
        Parameter("body", "content", "json", "what it says", required=True),
        Parameter("save", "content", "integer", "how it is kept", choices=("1", "2")),
        Parameter("loud", "content", "boolean", "whether it rings", choices=("true", "false")),
        Parameter("alert", "push", "text", "the push text"),
        Parameter("card", "push", "json", "the push's looks", fields=CARD),
    )
    rules: ClassVar[tuple[Rule, ...]] = ()
    routes: ClassVar[tuple[Route, ...]] = (
        Route("single", "/api/send.json", 1, Limit(100, 1.0, "calls", 10.0), "single"),
        Route("many", "/api/many.json", 100, Limit(120, 60.0, "messages", 60.0), "many"),
    )

    app_key: str
    app_secret: str = field(repr=False)

    def ways(self, params: Mapping[str, str]) -> Ways:
        return Ways(tuple(params) and ("single",))

    def request(self, batch: Batch, stamp: Stamp) -> Request:
        return Request(batch.route, {"Nonce": stamp.nonce}, b"")

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        return all_alike(batch, Outcome(Status.UNKNOWN, str(response.status)))


@dataclass(frozen=True, slots=True)
class Wire(Post):
    """A provider that wants a push parameter."""

    type: ClassVar[str] = "wire"
    parameters: ClassVar[tuple[Parameter, ...]] = (Parameter("alert", "push", "text", "the push text", required=True),)


@dataclass(frozen=True, slots=True)
class Cable(Post):
    """A provider that the built-in emulator doesn't know, as those of packages are."""

    type: ClassVar[str] = "cable"
    emulated: ClassVar[bool] = False


PROVIDERS: dict[str, tuple[ProviderType, ...]] = {"post": (Post,), "wire": (Wire,), "cable": (Cable,)}

HEAD = "version: 1\nname: hello\n"
PROVIDER = "provider: {type: post, endpoint: emulator, app_key: demo, app_secret: demo}\n"
RECIPIENTS = "recipients: {list: [u1]}\n"
CONTENT = "content: {sender: system, body: hi}\n"
WHOLE = HEAD + PROVIDER + RECIPIENTS + CONTENT


def read(folder: Path, text: str = WHOLE, environ: Mapping[str, str] | None = None, **more: Any) -> Campaign:
    """The campaign that this text says, from a file `c.yaml` in the folder."""
    file = folder / "c.yaml"
    file.write_text(text, encoding="utf-8")
    return read_campaign(file, "c.yaml", PROVIDERS, environ or {}, **more)


def problems(folder: Path, text: str, environ: Mapping[str, str] | None = None, **more: Any) -> list[str]:
    """What is wrong with this text, each as `line:column: what; todo`."""
    with pytest.raises(CampaignInvalid) as raised:
        read(folder, text, environ, **more)
    return [str(problem).removeprefix("c.yaml:") for problem in raised.value.problems]
