"""NetEase Yunxin IM, custom system notifications (server API V1): one person or team a call, or many people. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

import orjson

from runner.model import Batch, Outcome, Status
from runner.provider import Limit, Parameter, Request, Response, Route, Rule, Stamp, Ways, all_alike, recipients_of
from runner.providers import answers, encoding
from runner.providers.netease_codes import CODES, PARAMETER_ERROR, meaning_of
from runner.providers.netease_parameters import PARAMETERS
from runner.providers.netease_rules import RULES

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
_TAKEN = Outcome(Status.ACCEPTED, "200")
_NO_ACCOUNT = Outcome(Status.REJECTED, "200", "the account does not exist: it is listed in `unregister`")

_PLAIN_SUCCESS = Response(200, b'{"code":200}')  # as the page shows it, and nearly every answer is: read at once

_SIGNING = MappingProxyType(
    {
        "AppKey": "$NETEASE_APP_KEY",
        "Nonce": "$NONCE",
        "CurTime": "$NOW",
        "CheckSum": encoding.shell_signature("$NETEASE_APP_SECRET", "$NOW"),
    }
)


@dataclass(frozen=True, slots=True)
class Netease:
    """One NetEase app."""

    type: ClassVar[str] = "netease"
    recipient: ClassVar[str] = "to"
    suspicious: ClassVar[frozenset[str]] = frozenset({PARAMETER_ERROR})
    folds_case: ClassVar[bool] = True
    signing: ClassVar[Mapping[str, str]] = _SIGNING
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    rules: ClassVar[tuple[Rule, ...]] = RULES
    routes: ClassVar[tuple[Route, ...]] = (SINGLE, BATCH)

    app_key: str
    app_secret: str = field(repr=False)

    def ways(self, params: Mapping[str, str]) -> Ways:
        """`batch` is for people only, and knows no forced push to members of a team."""
        if params.get("msgtype", PERSON) != PERSON or not _NOT_IN_BATCH.isdisjoint(params):
            return _ALONE
        return _ALONE_OR_TOGETHER

    def request(self, batch: Batch, stamp: Stamp) -> Request:
        """A form, signed for these seconds."""
        time = str(int(stamp.time))
        headers = {
            "AppKey": self.app_key,
            "Nonce": stamp.nonce,
            "CurTime": time,
            "CheckSum": encoding.signature(self.app_secret, stamp.nonce, time),
            "RequestId": batch.request_id,
            "Content-Type": "application/x-www-form-urlencoded;charset=utf-8",
        }
        if batch.route == BATCH.name:
            return Request(BATCH.path, headers, _together(batch))
        return Request(SINGLE.path, headers, _alone(batch))

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        """By the body's code; a success rejects the accounts in `unregister`, nobody else. Source: N-CODE, N-BATCH."""
        if response == _PLAIN_SUCCESS:
            return all_alike(batch, _TAKEN)
        block = _BLOCKS[batch.route]
        answer = answers.read(response, CODES, "desc", "msg")
        if answer is None:
            return all_alike(batch, answers.unread(response, block))
        if answer.code == _TAKEN.code:
            return _taken(batch, answer.body.get("unregister"))
        meaning = meaning_of(answer, tried=batch.tried)
        return all_alike(batch, answers.outcome("NetEase", answer, meaning, block))


def _alone(batch: Batch) -> bytes:
    message = batch.messages[0]
    return encoding.form({"to": message.recipient, "msgtype": PERSON, **message.text.params})


def _together(batch: Batch) -> bytes:
    params = dict(batch.messages[0].text.params)
    params.pop("msgtype", None)
    people = orjson.dumps(recipients_of(batch)).decode()
    return encoding.form({"fromAccid": params.pop("from"), "toAccids": people, **params})


def _taken(batch: Batch, unregister: object) -> list[Outcome]:
    if not unregister:
        return all_alike(batch, _TAKEN)
    strangers = _ids(unregister)
    if strangers is None:
        detail = answers.shown(f"the answer's `unregister` can't be read: {unregister!r}")
        return all_alike(batch, Outcome(Status.UNKNOWN, _TAKEN.code, detail))
    rejected = _among(strangers, recipients_of(batch))
    return [_NO_ACCOUNT if message.recipient in rejected else _TAKEN for message in batch.messages]


def _ids(unregister: object) -> list[str] | None:
    """Account ids from a list, or from the JSON text of one, as the vendor's SDKs read it."""
    try:
        listed = orjson.loads(unregister) if isinstance(unregister, str) else unregister
    except orjson.JSONDecodeError:
        return None
    if not isinstance(listed, list) or not all(isinstance(item, str | int) for item in listed):
        return None
    return [str(item) for item in listed]


def _among(strangers: list[str], recipients: Sequence[str]) -> set[str]:
    """The recipients that are listed: by the exact id, else whatever the case, since the vendor lowers ids."""
    known = set(recipients)
    exact = known.intersection(strangers)
    lowered = {stranger.lower() for stranger in strangers if stranger not in known}
    return exact | {recipient for recipient in known if recipient.lower() in lowered}
