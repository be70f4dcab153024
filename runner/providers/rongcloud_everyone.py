"""RongCloud: one message to every user of the app, or to those who are online. Pure.

Of these interfaces only names, limits (R-RATE) and codes are documented here; what a parameter means, and what it may
be, is taken from the system notification's page (R-SEED), for `os` from R-PY. Which clock a "natural day" goes by isn't
documented either, so three calls are counted over any 24 hours.
"""

from dataclasses import dataclass
from typing import ClassVar

from runner.model import Batch, Outcome
from runner.parameter import Parameter
from runner.provider import Audience, Limit, ProviderType, Response, Route, all_alike
from runner.providers.answers import Answer, Meaning, Verdict
from runner.providers.rongcloud_app import BLOCK, RongCloudToNobody
from runner.providers.rongcloud_codes import TOO_MANY, meaning_of, outcome_of
from runner.providers.rongcloud_everyone_rules import (
    EVERYONE,
    EVERYONE_RULES,
    EVERYONE_SOUND,
    ONLINE,
    ONLINE_RULES,
    ONLINE_SOUND,
)
from runner.providers.rongcloud_recall import RongCloudRecall, of_broadcast
from runner.rule import Params, Rule

BROADCAST = Route(
    name="broadcast",
    path="/message/broadcast.json",
    capacity=1,
    limit=Limit(amount=2, window=3600.0, unit="calls", block=BLOCK),
    budget="broadcast",
    source="https://docs.rongcloud.cn/platform-chat-api/system/send-message-broadcast-to-all",
    quotas=(Limit(amount=3, window=86400.0, unit="calls", block=BLOCK),),
)
ONLINE_BROADCAST = Route(
    name="online",
    path="/message/online/broadcast.json",
    capacity=1,
    limit=Limit(amount=60, window=60.0, unit="calls", block=BLOCK),
    budget="online",
    source="https://docs.rongcloud.cn/platform-chat-api/system/send-message-broadcast-online",
)

_REFUSED = Meaning(
    Verdict.LIMITED,
    "too many calls, or broadcasting is not enabled for the app",
    "check in the vendor's console that the app may broadcast, or try again when the limit allows",
)


@dataclass(frozen=True, slots=True)
class RongCloudEveryone(RongCloudToNobody):
    """One RongCloud app that sends to all of its users."""

    audience: ClassVar[Audience] = "everyone"
    sound: ClassVar[Params] = EVERYONE_SOUND
    parameters: ClassVar[tuple[Parameter, ...]] = EVERYONE
    rules: ClassVar[tuple[Rule, ...]] = EVERYONE_RULES
    routes: ClassVar[tuple[Route, ...]] = (BROADCAST,)
    recalled_by: ClassVar[ProviderType] = RongCloudRecall

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        """By the body's code; the message's id is the answer's `messageUID`. Source: R-CODE."""
        return _outcomes(batch, response)

    def recall(self, params: Params, recipient: str, provider_id: str) -> Params:
        """What takes back the broadcast with this messageUID. Source: R-RECALL."""
        return of_broadcast(params.get("fromUserId", ""), provider_id)


@dataclass(frozen=True, slots=True)
class RongCloudOnline(RongCloudToNobody):
    """One RongCloud app that sends to those of its users who are online, or come online within 10 minutes."""

    audience: ClassVar[Audience] = "online"
    sound: ClassVar[Params] = ONLINE_SOUND
    parameters: ClassVar[tuple[Parameter, ...]] = ONLINE
    rules: ClassVar[tuple[Rule, ...]] = ONLINE_RULES
    routes: ClassVar[tuple[Route, ...]] = (ONLINE_BROADCAST,)
    unrecallable: ClassVar[str] = "RongCloud can't recall a broadcast to those who are online"

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        """By the body's code. Source: R-CODE."""
        return _outcomes(batch, response)


def _outcomes(batch: Batch, response: Response) -> list[Outcome]:
    """1008 may also mean that the service isn't enabled, so the second one for a batch is fatal. Source: R-CODE."""

    def means(answer: Answer) -> Meaning:
        if answer.code != TOO_MANY:
            return meaning_of(answer)
        return _REFUSED._replace(verdict=Verdict.FATAL) if batch.tried else _REFUSED

    return all_alike(batch, outcome_of(response, BLOCK, means))
