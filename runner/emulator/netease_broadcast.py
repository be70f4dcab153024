"""NetEase Yunxin IM's broadcasts to a whole app, V1 and V2, as their pages describe them (pure)."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import orjson

from runner.emulator import netease, netease_v2
from runner.emulator.contract import EVERYONE, Answer, Delivery, Headers, Judged, Refusal, Route
from runner.emulator.netease import SWITCH, Missing, Rule, is_accid, missing_from, text_of
from runner.emulator.netease_v2 import Rules, is_account, is_switch, text_from
from runner.emulator.settings import Settings
from runner.emulator.wire import read_json, read_object, read_params

_hours = re.compile(r"[1-9][0-9]{0,8}").fullmatch

SYSTEMS = frozenset({"ios", "aos", "pc", "web", "mac"})
HOURS = 168
"""How long a broadcast is kept for those who are offline, where `ttl` says nothing."""

MOST_HOURS = 999_999_999
"""The pages name no upper bound: this one keeps the sum with the time of day a number of 64 bits."""

Clock = Callable[[], float]


def _are_systems(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item in SYSTEMS for item in value)


def _is_target_os(text: str) -> bool:
    return _are_systems(read_json(text, list))


def _is_hours(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, int) and 1 <= value <= MOST_HOURS


def _is_ttl(text: str) -> bool:
    """Written as V2's JSON would have it: whether 01 is read isn't documented."""
    return _hours(text) is not None


_V1: Mapping[str, Rule] = {
    "body": text_of(4096),
    "from": is_accid,
    "isOffline": SWITCH,
    "ttl": _is_ttl,
    "targetOs": _is_target_os,
}
_V2: Rules = {
    "content": text_from(1, 4096),
    "from_account_id": is_account,
    "offline_enabled": is_switch,
    "ttl": _is_hours,
    # The page calls it a string in JSONArray form; the fact sheet, an array. Both are taken.
    "target_os": lambda value: _is_target_os(value) if isinstance(value, str) else _are_systems(value),
}


def judge_v1(missing: Missing, body: bytes, headers: Headers) -> Judged:
    """broadcastMsg.action: a form without recipients."""
    form = read_params(body, headers.get("Content-Type", ""))
    offence = netease.first_offence(_V1, ("body",), form)
    if offence is not None:
        return Judged(1, offence)
    if "from" in form and missing(form["from"].lower()):
        return Judged(1, Refusal(404, "from does not exist"))
    return Judged(1, Delivery([(EVERYONE, form)]))


def judge_v2(missing: Missing, body: bytes, headers: Headers) -> Judged:
    """broadcast_notification: JSON without recipients."""
    asked = read_object(body, headers.get("Content-Type", ""))
    if asked is None:
        return Judged(1, netease_v2.NO_OBJECT)
    offence = netease_v2.first_offence(_V2, ("content",), asked)
    if offence is not None:
        return Judged(1, offence)
    sender = asked.get("from_account_id")
    if sender is not None and missing(sender.lower()):
        return Judged(1, Refusal(netease_v2.NO_ACCOUNT, "from_account_id does not exist"))
    return Judged(1, Delivery([(EVERYONE, netease_v2.params_of(asked))]))


def _broadcast_id(run: int, number: int) -> int:
    return (run + number) % 10**15


def _times(now: Clock, hours: int) -> tuple[int, int]:
    """Now and the end of a broadcast, in Unix milliseconds."""
    created = int(now() * 1000)
    return created, created + hours * 3_600_000


def accept_v1(run: int, now: Clock, delivery: Delivery, first: int) -> Answer:
    """Success: the broadcast as it is now kept; what was not given is missing but for the defaults."""
    ((_, params),) = delivery.messages
    created, expires = _times(now, int(params.get("ttl", HOURS)))
    said: dict[str, Any] = {"broadcastId": _broadcast_id(run, first)}
    if "from" in params:
        said["from"] = params["from"]
    said["body"] = params["body"]
    said["targetOs"] = read_json(params["targetOs"], list) if "targetOs" in params else sorted(SYSTEMS)
    said |= {"isOffline": params.get("isOffline") == "true", "createTime": created, "expireTime": expires}
    return Answer(200, orjson.dumps({"code": 200, "msg": said}), 200)


def accept_v2(run: int, now: Clock, delivery: Delivery, first: int) -> Answer:
    """Success: the fields that the page of the query lists; there the id is a text, and so is `target_os`."""
    ((_, params),) = delivery.messages
    hours = int(params.get("ttl", HOURS))
    created, expires = _times(now, hours)
    echoed = {name: params[name] for name in ("content", "from_account_id", "target_os") if name in params}
    said = {
        "broadcast_id": str(_broadcast_id(run, first)),
        **echoed,
        "offline_enabled": params.get("offline_enabled") == "true",
        "ttl": hours,
        "create_time": created,
        "expire_time": expires,
    }
    return Answer(200, orjson.dumps({"code": 200, "msg": "success", "data": said}), 200)


def routes(settings: Settings, run: int, now: Clock) -> list[Route]:
    """Broadcasts by V1 and by V2, each with a limit of its own: V2's numbers are not documented."""
    missing = missing_from(settings)
    v1 = netease.ENDPOINT(
        name="broadcast",
        path="/nimserver/msg/broadcastMsg.action",
        budget="broadcast",
        limit=settings.limits["broadcast"],
        judge=partial(judge_v1, missing),
        accept=partial(accept_v1, run, now),
    )
    v2 = netease_v2.ENDPOINT(
        name="v2-broadcast",
        path="/im/v2/broadcast_notification",
        budget="v2-broadcast",
        limit=settings.limits["v2-broadcast"],
        judge=partial(judge_v2, missing),
        accept=partial(accept_v2, run, now),
    )
    return [v1, *netease_v2.at_both_addresses(v2)]
