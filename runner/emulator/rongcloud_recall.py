"""RongCloud's recall of system messages and of broadcasts, as its pages describe it (pure)."""

from functools import partial

from runner.emulator import rongcloud_broadcast
from runner.emulator.contract import EVERYONE, Answer, Delivery, Headers, Judged, Refusal, Route
from runner.emulator.rongcloud import ENDPOINT, is_of, refuse
from runner.emulator.rongcloud_rules import Rules, among, first_offence, switch, user_id, whole, wrong
from runner.emulator.settings import Settings
from runner.emulator.wire import read_params

OVER = Refusal(1008, "Number of requests exceeds the limit: 100 per second.")
SYSTEM = "6"
"""The only conversation that the emulator has messages in; the page knows others, for other kinds of messages."""


def _not_empty(name: str, text: str) -> Refusal | None:
    return None if text else wrong(name, "is empty")


_OPTIONAL: Rules = (
    ("sentTime", False, whole(0, 2**63 - 1)),
    ("isAdmin", False, among("0", "1")),
    ("isDelete", False, among("0", "1")),
)
_SYSTEM_MESSAGE: Rules = (
    ("fromUserId", True, user_id),
    ("conversationType", True, among(SYSTEM)),
    ("targetId", True, user_id),
    ("messageUID", True, _not_empty),
    *_OPTIONAL,
    ("disablePush", False, switch),
)
_BROADCAST: Rules = (("fromUserId", False, user_id), ("messageUID", True, _not_empty), *_OPTIONAL)


def judge(rules: Rules, body: bytes, headers: Headers) -> Judged:
    """A form: one call, one message. What an id that was never given out is answered is not documented: 1002."""
    if not body:
        return Judged(1, Refusal(1003, "no POST data."))
    params = read_params(body, headers.get("Content-Type", ""))
    offence = first_offence(rules, params)
    if offence is not None:
        return Judged(1, offence)
    target = "" if rules is _BROADCAST else params.pop("targetId")
    if not is_of(params["messageUID"], target):
        return Judged(1, wrong("messageUID", f"is not of a message to {target or EVERYONE}"))
    return Judged(1, Delivery([(target or EVERYONE, params)]))


def _accept(_delivery: Delivery, _first: int) -> Answer:
    return Answer(200, b'{"code":200}', 200)


def routes(settings: Settings) -> list[Route]:
    """The two recalls, each with a limit of its own; that of broadcasts has one by the day as well."""
    message, broadcast = "/message/recall.json", "/message/broadcast/recall.json"
    return [
        ENDPOINT(
            name="recall",
            path=message,
            budget="recall",
            limit=settings.limits["recall"],
            over=OVER,
            judge=partial(judge, _SYSTEM_MESSAGE),
            accept=_accept,
            refuse=partial(refuse, message),
        ),
        ENDPOINT(
            name="broadcast-recall",
            path=broadcast,
            budget="broadcast-recall",
            limit=settings.limits["broadcast-recall"],
            day=settings.limits["broadcast-recall-day"],
            over=rongcloud_broadcast.OVER,
            judge=partial(judge, _BROADCAST),
            accept=_accept,
            refuse=partial(refuse, broadcast),
        ),
    ]
