"""RongCloud IM, system notifications: one text for many people, or different texts of one shape. Pure."""

from dataclasses import dataclass
from typing import ClassVar

from runner.model import Batch, Outcome, Status
from runner.parameter import Parameter
from runner.provider import (
    Audience,
    Limit,
    ProviderType,
    Request,
    Response,
    Route,
    Stamp,
    Ways,
    all_alike,
    recipients_of,
)
from runner.providers import answers, encoding, rongcloud_template
from runner.providers.answers import Answer, Verdict
from runner.providers.rongcloud_app import BLOCK, JSON, RongCloudApp
from runner.providers.rongcloud_codes import CODES, meaning_of
from runner.providers.rongcloud_parameters import PARAMETERS
from runner.providers.rongcloud_recall import RongCloudRecall, of_notification
from runner.providers.rongcloud_rules import RULES, SOUND
from runner.providers.rongcloud_types import pushes_unasked
from runner.rule import Params, Rule

_LIMIT = Limit(amount=100, window=1.0, unit="messages", block=BLOCK)
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

_PUBLISH = Ways((PUBLISH.name,))


@dataclass(frozen=True, slots=True)
class RongCloud(RongCloudApp):
    """One RongCloud app that sends system notifications to listed users."""

    audience: ClassVar[Audience] = "listed"
    recipient: ClassVar[str] = "toUserId"
    sound: ClassVar[Params] = SOUND
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    rules: ClassVar[tuple[Rule, ...]] = RULES
    routes: ClassVar[tuple[Route, ...]] = (PUBLISH, TEMPLATE)
    recalled_by: ClassVar[ProviderType] = RongCloudRecall

    def ways(self, params: Params) -> Ways:
        """`template` takes fewer parameters, and wants a push text each: only where that changes nothing."""
        if not (params.keys() <= rongcloud_template.TAKES and _pushes_alike(params)):
            return _PUBLISH
        if not rongcloud_template.can_be_pasted(params.get("content", "")):
            return _PUBLISH
        return Ways((PUBLISH.name, TEMPLATE.name), rongcloud_template.frame(params))

    def request(self, batch: Batch, stamp: Stamp) -> Request:
        """A form, or JSON for the template route."""
        if batch.route == TEMPLATE.name:
            return self.signed(batch, stamp, TEMPLATE.path, rongcloud_template.body(batch), JSON)
        return self.signed(batch, stamp, PUBLISH.path, _form(batch))

    def recall(self, params: Params, recipient: str, provider_id: str) -> Params:
        """What takes back the message with this messageUID from one recipient. Source: R-RECALL."""
        return of_notification(params["fromUserId"], recipient, provider_id)

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        """By the body's code; a success vouches for the users in `messageUIDs`. Source: R-SEED, R-CODE."""
        answer = answers.read(response, CODES, "errorMessage", "msg")
        if answer is None:
            return all_alike(batch, answers.unread(response, BLOCK))
        meaning = meaning_of(answer)
        if meaning.verdict is Verdict.ACCEPTED and answer.body.get("messageUIDs") is not None:
            return _confirmed(batch, answer)
        return all_alike(batch, answers.outcome("RongCloud", answer, meaning, BLOCK))


def _pushes_alike(params: Params) -> bool:
    """Whether an empty push text means on the template route what no push text means on the other one."""
    if params.get("pushContent") or params.get("disablePush") == "true":
        return True
    return not pushes_unasked(params.get("objectName", ""))


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
