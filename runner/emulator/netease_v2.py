"""NetEase Yunxin IM, server API V2: custom notifications as its pages describe them (pure): JSON in, `msg` out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import orjson

from runner.emulator.contract import Answer, Delivery, Headers, Judged, Params, Refusal, Route
from runner.emulator.netease import OVER, Missing, admit, is_accid, is_payload, missing_from
from runner.emulator.settings import Settings
from runner.emulator.wire import fits, read_object

NO_OBJECT = Refusal(414, "the body is not a JSON object")
NO_ACCOUNT = 102404
NO_TEAM = 108404
MOST_RECEIVERS = 500
MOST_FORCED = 100
PERSON, ADVANCED_TEAM, SUPER_TEAM = 1, 2, 3
ADDRESSES = frozenset({"receiver_id", "receiver_ids"})

Asked = Mapping[str, Any]
Rule = Callable[[Any], bool]
Rules = Mapping[str, "Rule | Rules"]
"""A rule for a field's value, or the rules of the object that it must be."""


def is_switch(value: object) -> bool:
    """A JSON boolean: the page's type is not a text."""
    return isinstance(value, bool)


def is_account(value: object) -> bool:
    """An account's id by the grammar of V1's pages: V2's give none."""
    return isinstance(value, str) and is_accid(value)


def text_from(least: int, most: int | None) -> Rule:
    """A text of so many UTF-16 units."""
    return lambda value: isinstance(value, str) and len(value) >= least and (most is None or fits(value, most))


def _is_type(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, int) and PERSON <= value <= SUPER_TEAM


def _is_push_payload(value: object) -> bool:
    return isinstance(value, str) and is_payload(value)


def _are_forced(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MOST_FORCED and all(isinstance(item, str) for item in value)


_SHARED: Rules = {
    "content": text_from(1, 4096),
    "sound": text_from(0, 30),
    "notification_config": {"offline_enabled": is_switch, "unread_enabled": is_switch},
    "push_config": {
        "push_enabled": is_switch,
        "push_nick_enabled": is_switch,
        "push_content": text_from(0, 500),
        "push_payload": _is_push_payload,
        "push_forcepush_enable": is_switch,
        "push_forcepush_all": is_switch,
        "push_forcepush_ids": _are_forced,
        "push_forcepush_content": text_from(0, 500),
    },
    "route_config": {"route_enabled": is_switch, "route_environment": text_from(0, None)},
}
_SINGLE: Rules = {"sender_id": is_account, "type": _is_type, "receiver_id": text_from(1, None), **_SHARED}
_BATCH: Rules = {"sender_id": is_account, "receiver_ids": lambda value: isinstance(value, list), **_SHARED}
_NEEDED_BY_SINGLE = ("sender_id", "type", "receiver_id", "content")
_NEEDED_BY_BATCH = ("sender_id", "receiver_ids", "content")


def check(name: str) -> Refusal:
    """A field that breaks its rule. V2's words are not documented: these are V1's."""
    return Refusal(414, f"check {name}")


def first_offence(rules: Rules, needed: Sequence[str], asked: Asked) -> Refusal | None:
    """The first field that is wrong. Null is as good as absent: the pages' own examples send it."""
    absent = next((name for name in needed if asked.get(name) is None), None)
    wrong = absent or _first_wrong(rules, asked, "")
    return None if wrong is None else check(wrong)


def _first_wrong(rules: Rules, asked: Asked, path: str) -> str | None:
    for name, rule in rules.items():
        value = asked.get(name)
        if value is None:
            continue
        if callable(rule):
            found = None if rule(value) else path + name
        else:
            found = _first_wrong(rule, value, f"{path}{name}.") if isinstance(value, dict) else path + name
        if found is not None:
            return found
    return None


def params_of(asked: Asked) -> Params:
    """The fields as texts, without addresses and nulls: a text as it is, all else as compact JSON in its order."""
    return {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in asked.items()
        if value is not None and name not in ADDRESSES
    }


def judge_single(missing: Missing, body: bytes, headers: Headers) -> Judged:
    """custom_notification: one call, one recipient; an unknown one refuses the call. How long a team's id may be isn't
    documented."""
    asked = read_object(body, headers.get("Content-Type", ""))
    if asked is None:
        return Judged(1, NO_OBJECT)
    offence = first_offence(_SINGLE, _NEEDED_BY_SINGLE, asked)
    if offence is not None:
        return Judged(1, offence)
    receiver, person = asked["receiver_id"], asked["type"] == PERSON
    if person and not is_accid(receiver):
        return Judged(1, check("receiver_id"))
    if missing(asked["sender_id"].lower()):
        return Judged(1, Refusal(NO_ACCOUNT, "sender_id does not exist"))
    if missing(receiver.lower()):
        return Judged(1, Refusal(NO_ACCOUNT if person else NO_TEAM, "receiver_id does not exist"))
    return Judged(1, Delivery([(receiver, params_of(asked))]))


def judge_batch(missing: Missing, body: bytes, headers: Headers) -> Judged:
    """custom_notification/batch: one call, one text, up to 500 people; the unknown are left out and named."""
    asked = read_object(body, headers.get("Content-Type", ""))
    if asked is None:
        return Judged(1, NO_OBJECT)
    offence = first_offence(_BATCH, _NEEDED_BY_BATCH, asked)
    if offence is not None:
        return Judged(1, offence)
    receivers = asked["receiver_ids"]
    if not receivers or not all(is_account(receiver) for receiver in receivers):
        return Judged(1, check("receiver_ids"))
    if len(receivers) > MOST_RECEIVERS:
        return Judged(1, Refusal(419, f"receiver_ids has {len(receivers)} accounts, at most {MOST_RECEIVERS}"))
    if missing(asked["sender_id"].lower()):
        return Judged(1, Refusal(NO_ACCOUNT, "sender_id does not exist"))
    unknown = [receiver for receiver in receivers if missing(receiver.lower())]
    absent, params = frozenset(unknown), params_of(asked)
    return Judged(1, Delivery([(receiver, params) for receiver in receivers if receiver not in absent], unknown))


def refuse(refusal: Refusal) -> Answer:
    """V2's words stand in `msg`; the HTTP status is always 200."""
    return Answer(200, orjson.dumps({"code": refusal.code, "msg": refusal.text}), refusal.code)


def _accept_single(_delivery: Delivery, _first: int) -> Answer:
    return Answer(200, b'{"code":200,"msg":"success","data":{}}', 200)


def _accept_batch(delivery: Delivery, _first: int) -> Answer:
    failed = [
        {"account_id": account, "error_code": NO_ACCOUNT, "error_msg": "account does not exist"}
        for account in delivery.unknown
    ]
    said = {"success_list": [receiver for receiver, _ in delivery.messages], "failed_list": failed}
    return Answer(200, orjson.dumps({"code": 200, "msg": "success", "data": said}), 200)


ENDPOINT = partial(
    Route, vendor="netease", request_id="X-custom-traceid", deduplicates=True, over=OVER, admit=admit, refuse=refuse
)
"""What all of V2's endpoints have in common."""


def at_both_addresses(route: Route) -> list[Route]:
    """The official SDKs call V2 beneath V1's first folder, the pages without it (fact sheet A1)."""
    return [route, replace(route, path=f"/nimserver{route.path}")]


def routes(settings: Settings) -> list[Route]:
    """V2's two endpoints for custom notifications, each with a limit of its own: V1's numbers, as V2's aren't known."""
    missing = missing_from(settings)
    single = ENDPOINT(
        name="v2-single",
        path="/im/v2/custom_notification",
        budget="v2-single",
        limit=settings.limits["v2-single"],
        judge=partial(judge_single, missing),
        accept=_accept_single,
    )
    batch = ENDPOINT(
        name="v2-batch",
        path="/im/v2/custom_notification/batch",
        budget="v2-batch",
        limit=settings.limits["v2-batch"],
        judge=partial(judge_batch, missing),
        accept=_accept_batch,
    )
    return [*at_both_addresses(single), *at_both_addresses(batch)]
