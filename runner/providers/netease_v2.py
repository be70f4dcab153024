"""NetEase Yunxin IM, custom notifications by its server API V2: JSON, and a result for each recipient. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from runner.model import Batch, Outcome
from runner.parameter import Parameter
from runner.provider import Audience, Limit, Request, Response, Route, Stamp, Ways, all_alike
from runner.providers import constraints as must
from runner.providers import netease_v2_body as body
from runner.providers.netease_app import TAKEN, V2_DATA_CENTRES, NeteaseApp, outcomes
from runner.providers.netease_v2_parameters import PARAMETERS
from runner.providers.netease_v2_push_rules import SOUND
from runner.providers.netease_v2_results import by_recipient, has_lists
from runner.providers.netease_v2_rules import RULES
from runner.rule import Rule

# V2's pages give no numbers: these are V1's. Whether both count against one limit isn't documented either, so they
# share their budgets, which can't exceed it.
SINGLE = Route(
    name="single",
    path="/im/v2/custom_notification",
    capacity=1,
    limit=Limit(amount=100, window=1.0, unit="calls", block=10.0),
    budget="single",
    source="https://yunxin-im.apifox.cn/api-147228399",
)
BATCH = Route(
    name="batch",
    path="/im/v2/custom_notification/batch",
    capacity=500,
    limit=Limit(amount=120, window=60.0, unit="calls", block=60.0),
    budget="batch",
    source="https://doc.commsease.com/messaging2/server-apis/Tc0ODg0OTA?platform=server",
)

_NOT_IN_BATCH = frozenset({"push_forcepush_all", "push_forcepush_ids", "push_forcepush_enable"})
_ALONE, _ALONE_OR_TOGETHER = Ways((SINGLE.name,)), Ways((SINGLE.name, BATCH.name))


@dataclass(frozen=True, slots=True)
class NeteaseV2(NeteaseApp):
    """One NetEase app, whose notifications go to listed people or teams by V2."""

    api: ClassVar[str] = "v2"
    audience: ClassVar[Audience] = "listed"
    recipient: ClassVar[str] = "receiver_id"
    sound: ClassVar[Mapping[str, str]] = SOUND
    data_centres: ClassVar[Mapping[str, tuple[str, ...]]] = V2_DATA_CENTRES
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    rules: ClassVar[tuple[Rule, ...]] = RULES
    routes: ClassVar[tuple[Route, ...]] = (SINGLE, BATCH)

    def ways(self, params: Mapping[str, str]) -> Ways:
        """`batch` is for people only; its page lists no forced push to members of a team, and none by a flag."""
        if params.get("type", body.PERSON) != body.PERSON:
            return _ALONE
        config = must.parsed(params["push_config"]) if "push_config" in params else None
        if isinstance(config, dict) and not _NOT_IN_BATCH.isdisjoint(config):
            return _ALONE
        return _ALONE_OR_TOGETHER

    def request(self, batch: Batch, stamp: Stamp) -> Request:
        """JSON, signed for these seconds."""
        headers = self.json_headers(stamp, batch)
        if batch.route == BATCH.name:
            return Request(BATCH.path, headers, body.together(batch))
        return Request(SINGLE.path, headers, body.alone(batch))

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        """By the body's code; a success by its lists, where it has any `data`. Source: N-CODE, N-V2B."""
        taken = _together_taken if batch.route == BATCH.name else _alone_taken
        block = BATCH.limit.block if batch.route == BATCH.name else SINGLE.limit.block
        return outcomes(batch, response, block, taken)


def _alone_taken(batch: Batch, answer: Mapping[str, object]) -> list[Outcome]:
    """The page documents no data here: without the lists of a batch the code speaks alone."""
    data = answer.get("data")
    return by_recipient(batch, data, SINGLE.limit.block) if has_lists(data) else all_alike(batch, TAKEN)


def _together_taken(batch: Batch, answer: Mapping[str, object]) -> list[Outcome]:
    data = answer.get("data")
    return all_alike(batch, TAKEN) if data is None else by_recipient(batch, data, BATCH.limit.block)
