"""RongCloud IM, system notifications: one text for many people, or different texts of one shape. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

from runner.model import Batch, Outcome, Status
from runner.provider import Limit, Parameter, Request, Response, Route, Rule, Stamp, Ways, all_alike, recipients_of
from runner.providers import answers, encoding, rongcloud_template
from runner.providers.answers import Answer, Verdict
from runner.providers.rongcloud_codes import CODES, meaning_of
from runner.providers.rongcloud_parameters import PARAMETERS
from runner.providers.rongcloud_rules import RULES
from runner.providers.rongcloud_types import PUSHING_TYPES

_LIMIT = Limit(amount=100, window=1.0, unit="messages", block=1.0)
PUBLISH = Route(
    name="publish",
    path="/message/system/publish.json",
    capacity=100,
    limit=_LIMIT,
    budget="system",
    source="https://docs.rongcloud.cn/platform-chat-api/system/send-private",
)
TEMPLATE = Route(
    name="template",
    path="/message/system/publish_template.json",
    capacity=100,
    limit=_LIMIT,
    budget="system",
    mixed=True,
    source="https://docs.rongcloud.cn/platform-chat-api/system/send-private-template",
)

_LONGEST_NONCE, _LONGEST_REQUEST_ID = 18, 36
_PUBLISH = Ways((PUBLISH.name,))

_SIGNING = MappingProxyType(
    {
        "App-Key": "$RONGCLOUD_APP_KEY",
        "Nonce": "$NONCE",
        "Timestamp": "${NOW}000",
        "Signature": encoding.shell_signature("$RONGCLOUD_APP_SECRET", "${NOW}000"),
    }
)


@dataclass(frozen=True, slots=True)
class RongCloud:
    """One RongCloud app."""

    type: ClassVar[str] = "rongcloud"
    recipient: ClassVar[str] = "toUserId"
    suspicious: ClassVar[frozenset[str]] = frozenset()
    folds_case: ClassVar[bool] = False
    signing: ClassVar[Mapping[str, str]] = _SIGNING
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    rules: ClassVar[tuple[Rule, ...]] = RULES
    routes: ClassVar[tuple[Route, ...]] = (PUBLISH, TEMPLATE)

    app_key: str
    app_secret: str = field(repr=False)

    def ways(self, params: Mapping[str, str]) -> Ways:
        """`template` takes fewer parameters, and wants a push text each: only where that changes nothing."""
        if not (params.keys() <= rongcloud_template.TAKES and _pushes_alike(params)):
            return _PUBLISH
        if not rongcloud_template.can_be_pasted(params.get("content", "")):
            return _PUBLISH
        return Ways((PUBLISH.name, TEMPLATE.name), rongcloud_template.frame(params))

    def request(self, batch: Batch, stamp: Stamp) -> Request:
        """A form, or JSON for the template route; signed for this millisecond. Source: R-AUTH."""
        time, nonce = str(int(stamp.time * 1000)), stamp.nonce[:_LONGEST_NONCE]
        headers = {
            "App-Key": self.app_key,
            "Nonce": nonce,
            "Timestamp": time,
            "Signature": encoding.signature(self.app_secret, nonce, time),
            "X-Request-ID": batch.request_id[:_LONGEST_REQUEST_ID],
        }
        if batch.route == TEMPLATE.name:
            headers["Content-Type"] = "application/json"
            return Request(TEMPLATE.path, headers, rongcloud_template.body(batch))
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return Request(PUBLISH.path, headers, _form(batch))

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        """By the body's code; a success vouches for the users in `messageUIDs`. Source: R-SEED, R-CODE."""
        answer = answers.read(response, CODES, "errorMessage", "msg")
        if answer is None:
            return all_alike(batch, answers.unread(response, _LIMIT.block))
        meaning = meaning_of(answer)
        if meaning.verdict is Verdict.ACCEPTED and answer.body.get("messageUIDs") is not None:
            return _confirmed(batch, answer)
        return all_alike(batch, answers.outcome("RongCloud", answer, meaning, _LIMIT.block))


def _pushes_alike(params: Mapping[str, str]) -> bool:
    """Whether an empty push text means on the template route what no push text means on the other one."""
    if params.get("pushContent") or params.get("disablePush") == "true":
        return True
    return params.get("objectName") not in PUSHING_TYPES


def _form(batch: Batch) -> bytes:
    return encoding.form({"toUserId": list(recipients_of(batch)), **batch.messages[0].text.params})


def _confirmed(batch: Batch, answer: Answer) -> list[Outcome]:
    code, ids = answer.code, _message_ids(answer.body["messageUIDs"])
    if ids is None:
        detail = answers.shown(f"the answer's `messageUIDs` can't be read: {answer.body['messageUIDs']!r}")
        return all_alike(batch, Outcome(Status.UNKNOWN, code, detail))
    unconfirmed = Outcome(Status.UNKNOWN, code, "a success, but this user is missing from `messageUIDs`")
    return [
        Outcome(Status.ACCEPTED, code, provider_id=ids[user]) if user in ids else unconfirmed
        for user in recipients_of(batch)
    ]


def _message_ids(listed: object) -> dict[str, str] | None:
    """User to message id, where the list has the documented shape."""
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        return None
    return {
        str(entry["userId"]): answers.shown(str(entry.get("messageUID") or ""))
        for entry in listed
        if entry.get("userId") is not None
    }
