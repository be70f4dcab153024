"""NetEase Yunxin IM, custom system notifications (server API V1): one person or team a call, or many people. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import orjson

from runner.model import Batch, Outcome, Status
from runner.parameter import Parameter
from runner.provider import Audience, Limit, Request, Response, Route, Stamp, Ways, all_alike, recipients_of
from runner.providers import answers, encoding
from runner.providers.netease_accounts import among, ids
from runner.providers.netease_app import TAKEN, V1_DATA_CENTRES, NeteaseApp, outcomes
from runner.providers.netease_codes import SUCCESS
from runner.providers.netease_parameters import PARAMETERS
from runner.providers.netease_rules import RULES
from runner.providers.netease_warnings import SOUND
from runner.rule import Rule

SINGLE = Route(
    name="single",
    path="/nimserver/msg/sendAttachMsg.action",
    capacity=1,
    limit=Limit(amount=100, window=1.0, unit="calls", block=10.0),
    budget="single",
    source="https://doc.commsease.com/messaging/server-apis/jYxMjQ1NTk?platform=server",
)
BATCH = Route(
    name="batch",
    path="/nimserver/msg/sendBatchAttachMsg.action",
    capacity=5000,
    limit=Limit(amount=120, window=60.0, unit="calls", block=60.0),
    budget="batch",
    source="https://doc.yunxin.163.com/messaging/server-apis/Dk2MjQwODA?platform=server",
)

PERSON = "0"  # msgtype when a campaign declares none; "1" is a team
_NOT_IN_BATCH = {"forcePushAll", "forcePushList"}
_ALONE, _ALONE_OR_TOGETHER = Ways((SINGLE.name,)), Ways((SINGLE.name, BATCH.name))
_BLOCKS = {route.name: route.limit.block for route in (SINGLE, BATCH)}
_NO_ACCOUNT = Outcome(Status.REJECTED, SUCCESS, "the account does not exist: it is listed in `unregister`")

_PLAIN_SUCCESS = Response(200, b'{"code":200}')  # as the page shows it, and nearly every answer is: read at once


@dataclass(frozen=True, slots=True)
class Netease(NeteaseApp):
    """One NetEase app, whose notifications go to listed people or teams."""

    api: ClassVar[str] = "v1"
    audience: ClassVar[Audience] = "listed"
    recipient: ClassVar[str] = "to"
    sound: ClassVar[Mapping[str, str]] = SOUND
    data_centres: ClassVar[Mapping[str, tuple[str, ...]]] = V1_DATA_CENTRES
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    rules: ClassVar[tuple[Rule, ...]] = RULES
    routes: ClassVar[tuple[Route, ...]] = (SINGLE, BATCH)

    def ways(self, params: Mapping[str, str]) -> Ways:
        """`batch` is for people only, and knows no forced push to members of a team."""
        if params.get("msgtype", PERSON) != PERSON or not _NOT_IN_BATCH.isdisjoint(params):
            return _ALONE
        return _ALONE_OR_TOGETHER

    def request(self, batch: Batch, stamp: Stamp) -> Request:
        """A form, signed for these seconds."""
        headers = self.headers(stamp, batch)
        if batch.route == BATCH.name:
            return Request(BATCH.path, headers, _together(batch))
        return Request(SINGLE.path, headers, _alone(batch))

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        """By the body's code; a success rejects the accounts in `unregister`, nobody else. Source: N-CODE, N-BATCH."""
        if response == _PLAIN_SUCCESS:
            return all_alike(batch, TAKEN)
        return outcomes(batch, response, _BLOCKS[batch.route], _taken)


def _alone(batch: Batch) -> bytes:
    message = batch.messages[0]
    return encoding.form({"to": message.recipient, "msgtype": PERSON, **message.text.params})


def _together(batch: Batch) -> bytes:
    params = dict(batch.messages[0].text.params)
    params.pop("msgtype", None)
    people = orjson.dumps(recipients_of(batch)).decode()
    return encoding.form({"fromAccid": params.pop("from"), "toAccids": people, **params})


def _taken(batch: Batch, body: Mapping[str, object]) -> list[Outcome]:
    if not (unregister := body.get("unregister")):
        return all_alike(batch, TAKEN)
    strangers = ids(unregister)
    if strangers is None:
        detail = answers.shown(f"the answer's `unregister` can't be read: {unregister!r}")
        return all_alike(batch, Outcome(Status.UNKNOWN, SUCCESS, detail))
    rejected = among(strangers, recipients_of(batch))
    return [_NO_ACCOUNT if message.recipient in rejected else TAKEN for message in batch.messages]
