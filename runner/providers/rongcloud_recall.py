"""RongCloud: taking messages back, a system notification from one user or a broadcast from all. Pure.

What a recall says is made by the program from the ledger, never by a campaign's author. Source: R-RECALL, R-RATE. Of
isAdmin, isDelete, sentTime, extra and disablePush only the names are known here; nothing sets them.
"""

from dataclasses import dataclass
from typing import ClassVar

from runner.model import Batch, Outcome
from runner.parameter import Parameter
from runner.provider import Audience, Limit, Response, Route, Ways, all_alike
from runner.providers.rongcloud_app import BLOCK, RongCloudToNobody
from runner.providers.rongcloud_codes import outcome_of
from runner.providers.rongcloud_recall_rules import RULES, SOUND, SYSTEM
from runner.rule import Params, Rule

RECALL = Route(
    name="recall",
    path="/message/recall.json",
    capacity=1,
    limit=Limit(amount=100, window=1.0, unit="calls", block=BLOCK),
    budget="recall",
    source="https://docs.rongcloud.io/platform-chat-api/system/recall-system-message",
)
BROADCAST_RECALL = Route(
    name="broadcast-recall",
    path="/message/broadcast/recall.json",
    capacity=1,
    limit=Limit(amount=2, window=3600.0, unit="calls", block=BLOCK),
    budget="broadcast-recall",
    source="https://docs.rongcloud.cn/platform-chat-api/system/recall-message-broadcast-to-all",
    quotas=(Limit(amount=3, window=86400.0, unit="calls", block=BLOCK),),
)


def _parameter(name: str, about: str, *, required: bool = False, most_bytes: int | None = None) -> Parameter:
    return Parameter(name, "content", "text", about, required=required, most_bytes=most_bytes)


PARAMETERS = (
    _parameter("fromUserId", "The user id that sent the message.", most_bytes=64),
    _parameter("conversationType", "The kind of conversation: 6, a system notification's."),
    _parameter("targetId", "The user id that the message was sent to; none for a broadcast.", most_bytes=64),
    _parameter("messageUID", "The message's id, as the vendor gave it when it took the message.", required=True),
    _parameter("sentTime", "When the message was sent; optional."),
    _parameter("isAdmin", "Optional; what it does isn't documented here."),
    _parameter("isDelete", "Optional; what it does isn't documented here."),
    _parameter("extra", "Optional; what it does isn't documented here."),
    _parameter("disablePush", "Optional; what it does isn't documented here."),
)


def of_notification(sender: str, recipient: str, message_uid: str) -> Params:
    """What takes a system notification back from one recipient."""
    return {"fromUserId": sender, "conversationType": SYSTEM, "targetId": recipient, "messageUID": message_uid}


def of_broadcast(sender: str, message_uid: str) -> Params:
    """What takes a broadcast back. The vendor's page wants the sender as well, the fact sheet the id alone."""
    return {"fromUserId": sender, "messageUID": message_uid}


@dataclass(frozen=True, slots=True)
class RongCloudRecall(RongCloudToNobody):
    """One RongCloud app that takes its messages back, one a request."""

    audience: ClassVar[Audience] = "recall"
    sound: ClassVar[Params] = SOUND
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    rules: ClassVar[tuple[Rule, ...]] = RULES
    routes: ClassVar[tuple[Route, ...]] = (RECALL, BROADCAST_RECALL)
    unrecallable: ClassVar[str] = "a recall can't itself be recalled"

    def ways(self, params: Params) -> Ways:
        """A notification has a target, a broadcast has none."""
        return Ways((RECALL.name if "targetId" in params else BROADCAST_RECALL.name,))

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        """By the body's code. Source: R-CODE."""
        return all_alike(batch, outcome_of(response, BLOCK))
