"""NetEase Yunxin IM, broadcasts to everyone in an app, by its server APIs V1 and V2. Pure. Source: N-BCAST.

The vendor must have enabled broadcasts for the app. Nothing is pushed by the phone makers' channels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from runner.model import Batch, Outcome
from runner.parameter import Parameter
from runner.provider import Audience, Limit, Request, Response, Route, Stamp, Ways, all_alike
from runner.providers import answers, encoding, netease_v2_body
from runner.providers.netease_app import TAKEN, V1_DATA_CENTRES, V2_DATA_CENTRES, NeteaseApp, outcomes
from runner.providers.netease_everyone_parameters import V1, V2, parameters_of
from runner.providers.netease_everyone_rules import RULES, V2_RULES, sound_of
from runner.rule import Rule

BROADCAST = Route(
    name="broadcast",
    path="/nimserver/msg/broadcastMsg.action",
    capacity=1,
    limit=Limit(amount=10, window=60.0, unit="calls", block=60.0),
    budget="broadcast",
    source="https://doc.yunxin.163.com/messaging/server-apis/Dg1NDYxNTM",
)
# the limit of V2, and whether V1 counts against it, isn't documented: V1's, and one budget for both
V2_BROADCAST = replace(BROADCAST, path="/im/v2/broadcast_notification")

_UNRECALLABLE = "NetEase documents no way to take a broadcast back"


@dataclass(frozen=True, slots=True)
class NeteaseEveryone(NeteaseApp):
    """One NetEase app, all of whose people get a broadcast."""

    api: ClassVar[str] = "v1"
    audience: ClassVar[Audience] = "everyone"
    recipient: ClassVar[str] = ""
    unrecallable: ClassVar[str] = _UNRECALLABLE
    sound: ClassVar[Mapping[str, str]] = sound_of(V1)
    data_centres: ClassVar[Mapping[str, tuple[str, ...]]] = V1_DATA_CENTRES
    parameters: ClassVar[tuple[Parameter, ...]] = parameters_of(V1)
    rules: ClassVar[tuple[Rule, ...]] = RULES
    routes: ClassVar[tuple[Route, ...]] = (BROADCAST,)

    def ways(self, params: Mapping[str, str]) -> Ways:
        """The one route."""
        return Ways((BROADCAST.name,))

    def request(self, batch: Batch, stamp: Stamp) -> Request:
        """A form, signed for these seconds."""
        return Request(BROADCAST.path, self.headers(stamp, batch), encoding.form(batch.messages[0].text.params))

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        """By the body's code; a success tells the broadcast's id in the object `msg`."""
        return outcomes(batch, response, BROADCAST.limit.block, _taken)


@dataclass(frozen=True, slots=True)
class NeteaseV2Everyone(NeteaseApp):
    """One NetEase app, all of whose people get a broadcast by V2."""

    api: ClassVar[str] = "v2"
    audience: ClassVar[Audience] = "everyone"
    recipient: ClassVar[str] = ""
    unrecallable: ClassVar[str] = _UNRECALLABLE
    sound: ClassVar[Mapping[str, str]] = sound_of(V2)
    data_centres: ClassVar[Mapping[str, tuple[str, ...]]] = V2_DATA_CENTRES
    parameters: ClassVar[tuple[Parameter, ...]] = parameters_of(V2)
    rules: ClassVar[tuple[Rule, ...]] = V2_RULES
    routes: ClassVar[tuple[Route, ...]] = (V2_BROADCAST,)

    def ways(self, params: Mapping[str, str]) -> Ways:
        """The one route."""
        return Ways((V2_BROADCAST.name,))

    def request(self, batch: Batch, stamp: Stamp) -> Request:
        """JSON, signed for these seconds."""
        return Request(V2_BROADCAST.path, self.json_headers(stamp, batch), netease_v2_body.to_everyone(batch))

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        """By the body's code; a success tells the broadcast's id in the object `data`."""
        return outcomes(batch, response, V2_BROADCAST.limit.block, _v2_taken)


def _taken(batch: Batch, body: Mapping[str, object]) -> list[Outcome]:
    return _known_as(batch, body.get("msg"), "broadcastId")


def _v2_taken(batch: Batch, body: Mapping[str, object]) -> list[Outcome]:
    return _known_as(batch, body.get("data"), "broadcast_id")


def _known_as(batch: Batch, said: object, key: str) -> list[Outcome]:
    """Accepted, with the id that the vendor's object tells; without one where it tells none."""
    told = said.get(key) if isinstance(said, dict) else None
    known = answers.shown(str(told)) if isinstance(told, str | int) and not isinstance(told, bool) else ""
    return all_alike(batch, TAKEN._replace(provider_id=known))
