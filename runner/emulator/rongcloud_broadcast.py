"""RongCloud's broadcasts, to all users and to those who are online, as their pages describe them (pure)."""

from functools import partial

import orjson

from runner.emulator.contract import EVERYONE, Answer, Delivery, Headers, Judged, Refusal, Route
from runner.emulator.rongcloud import ENDPOINT, message_uid, refuse
from runner.emulator.rongcloud_rules import (
    Rules,
    among,
    content_offence,
    first_offence,
    object_name,
    push_ext,
    user_id,
    wrong,
)
from runner.emulator.settings import Settings
from runner.emulator.wire import read_params

ONLINE = "online"
"""The recipient of a broadcast to those who are online."""
OVER = Refusal(1008, "Number of requests exceeds the limit: 2 per hour, 3 per day.")
OVER_ONLINE = Refusal(1008, "Number of requests exceeds the limit: 60 per minute.")


def _system(name: str, text: str) -> Refusal | None:
    """The values are not documented: these are the official SDK's, in any case."""
    return None if text.lower() in ("ios", "android") else wrong(name, "is not iOS or Android")


_ONLINE: Rules = (("fromUserId", True, user_id), ("objectName", True, object_name))
_EVERYONE: Rules = (
    *_ONLINE,
    ("contentAvailable", False, among("0", "1")),
    ("pushExt", False, push_ext),
    ("os", False, _system),
)


def judge(rules: Rules, recipient: str, body: bytes, headers: Headers) -> Judged:
    """A form without recipients: one call, one message."""
    if not body:
        return Judged(1, Refusal(1003, "no POST data."))
    params = read_params(body, headers.get("Content-Type", ""))
    offence = first_offence(rules, params) or content_offence(params["objectName"], params.get("content", ""))
    return Judged(1, offence or Delivery([(recipient, params)]))


def accept(run: int, _delivery: Delivery, first: int) -> Answer:
    """Success with the id by which a broadcast can be recalled."""
    return Answer(200, orjson.dumps({"code": 200, "messageUID": message_uid(run + first, "")}), 200)


def accept_online(_delivery: Delivery, _first: int) -> Answer:
    """Success without an id: such a broadcast can't be recalled, and the page shows none."""
    return Answer(200, b'{"code":200}', 200)


def routes(settings: Settings, run: int) -> list[Route]:
    """The two broadcasts, each with a limit of its own; that to all users has one by the day as well."""
    everyone, online = "/message/broadcast.json", "/message/online/broadcast.json"
    return [
        ENDPOINT(
            name="rc-broadcast",
            path=everyone,
            budget="rc-broadcast",
            limit=settings.limits["rc-broadcast"],
            day=settings.limits["rc-broadcast-day"],
            over=OVER,
            judge=partial(judge, _EVERYONE, EVERYONE),
            accept=partial(accept, run),
            refuse=partial(refuse, everyone),
        ),
        ENDPOINT(
            name="rc-online",
            path=online,
            budget="rc-online",
            limit=settings.limits["rc-online"],
            over=OVER_ONLINE,
            judge=partial(judge, _ONLINE, ONLINE),
            accept=accept_online,
            refuse=partial(refuse, online),
        ),
    ]
