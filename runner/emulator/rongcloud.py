"""RongCloud IM's system messages, as its pages describe them (pure): headers, parameter rules, answers."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha1
from zlib import crc32

import orjson

from runner.emulator import template
from runner.emulator.contract import Answer, Delivery, Headers, Judged, Refusal, Route
from runner.emulator.rongcloud_rules import (
    Rules,
    among,
    content_offence,
    first_offence,
    object_name,
    push_ext,
    switch,
    user_id,
    whole,
    wrong,
)
from runner.emulator.settings import Settings
from runner.emulator.wire import read_form

_uid = re.compile(r"[0-9A-F]{4}(?:-[0-9A-F]{4}){3}").fullmatch

OVER = Refusal(1008, "Number of requests exceeds the limit: 100 per second.")
MOST_RECIPIENTS = 100
HTTP_STATUS = {
    200: 200,
    404: 404,
    405: 405,
    1000: 500,
    1001: 401,
    1004: 401,
    1006: 401,
    1007: 401,
    1008: 429,
    1009: 430,
    1015: 200,
    1016: 403,
    1050: 504,
    2007: 403,
    10000: 200,
}
"""HTTP status by the body's code (fact sheet B3); a code that the table leaves open goes with 400."""


def admit(headers: Headers, accounts: Mapping[str, str], _now: float) -> str | Refusal:
    """The app key of a well-signed call. Any moment will do: official SDKs send seconds, or one for ever (B1)."""
    app_key, nonce, moment, signature = (
        headers.get(name) or headers.get(f"RC-{name}") or "" for name in ("App-Key", "Nonce", "Timestamp", "Signature")
    )
    secret = accounts.get(app_key)
    if secret is None:
        return Refusal(1002, "invalid App-Key.")
    expected = sha1((secret + nonce + moment).encode("utf-8", "surrogateescape")).hexdigest()
    if not (nonce and moment.isdecimal() and len(moment) in (10, 13) and signature == expected):
        return Refusal(1004, "签名错误，请检查。")
    return app_key


_RULES: Rules = (
    ("fromUserId", True, user_id),
    ("objectName", True, object_name),
    ("isPersisted", False, among("0", "1")),
    ("contentAvailable", False, among("0", "1")),
    ("disablePush", False, switch),
    ("pushExt", False, push_ext),
    ("isCounted", False, among("0", "1")),
    ("count", False, whole(-1, 9999)),
    ("msgRandom", False, whole(-(2**63), 2**63 - 1)),
    ("disableUpdateLastMsg", False, switch),
)


def _recipients_offence(recipients: list[str]) -> Refusal | None:
    if not recipients:
        return wrong("toUserId", "is required")
    if len(recipients) > MOST_RECIPIENTS:
        return wrong("toUserId", f"has {len(recipients)} users, at most {MOST_RECIPIENTS} are allowed")
    return next((found for user in recipients if (found := user_id("toUserId", user))), None)


def judge_publish(body: bytes, headers: Headers) -> Judged:
    """publish.json: a form, toUserId repeated; counted by recipients. Unknown users are not reported."""
    if not body:
        return Judged(1, Refusal(1003, "no POST data."))
    params: dict[str, str] = {}
    recipients: list[str] = []
    for name, value in read_form(body, headers.get("Content-Type", "")):
        if name == "toUserId":
            recipients.append(value)
        else:
            params.setdefault(name, value)
    offence = (
        first_offence(_RULES, params)
        or _recipients_offence(recipients)
        or content_offence(params["objectName"], params.get("content", ""))
    )
    verdict = offence or Delivery([(user, params) for user in recipients])
    return Judged(max(1, len(recipients)), verdict)


def judge_template(body: bytes, headers: Headers) -> Judged:
    """publish_template.json: a JSON object with one set of values for each user; counted by recipients."""
    if not body:
        return Judged(1, Refusal(1003, "no POST data."))
    asked = template.read(body, headers.get("Content-Type", ""))
    if isinstance(asked, str):
        return Judged(1, Refusal(1002, f"ParamError:{asked}."))
    offence = first_offence(_RULES, asked.shared) or _recipients_offence(asked.recipients)
    if offence is not None:
        return Judged(max(1, len(asked.recipients)), offence)
    messages = template.paste(asked)
    contents = (content_offence(params["objectName"], params["content"]) for _, params in messages)
    offence = next((found for found in contents if found is not None), None)
    return Judged(len(messages), offence or Delivery(messages))


def refuse(path: str, refusal: Refusal) -> Answer:
    """The vendor's refusal with its HTTP status; a bad signature is answered without the address."""
    said: dict[str, object] = {"code": refusal.code, "errorMessage": refusal.text}
    body = orjson.dumps(said if refusal.code == 1004 else {"url": path, **said})
    return Answer(HTTP_STATUS.get(refusal.code, 400), body, refusal.code)


def accept(run: int, delivery: Delivery, first: int) -> Answer:
    """Success: an id for each message, unique in this run of the emulator; `first` numbers the first of them."""
    uids = [
        {"userId": user, "messageUID": message_uid(run + number, user)}
        for number, (user, _) in enumerate(delivery.messages, first)
    ]
    return Answer(200, orjson.dumps({"code": 200, "messageUIDs": uids}), 200)


def message_uid(number: int, user: str) -> str:
    """The id of the message with a number, in the form of the page's example; its end vouches for the user.

    So an id can be recalled from an emulator that was started anew.
    """
    digits = f"{number & 0xFFFF_FFFF_FFFF:012X}"
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}-{crc32(f'{digits}{user}'.encode()) & 0xFFFF:04X}"


def is_of(uid: str, user: str) -> bool:
    """Whether an emulator gave this id to a message to this user."""
    digits = uid.replace("-", "")
    return _uid(uid) is not None and message_uid(int(digits[:12], 16), user) == uid


ENDPOINT = partial(Route, vendor="rongcloud", request_id="X-Request-ID", deduplicates=False, admit=admit)
"""What all of RongCloud's endpoints have in common."""


def routes(settings: Settings, run: int) -> list[Route]:
    """RongCloud's two endpoints for system messages; both draw on one limit."""

    def endpoint(name: str, path: str, judge: Callable[[bytes, Headers], Judged]) -> Route:
        return ENDPOINT(
            name=name,
            path=path,
            budget="messages",
            limit=settings.limits["messages"],
            over=OVER,
            judge=judge,
            accept=partial(accept, run),
            refuse=partial(refuse, path),
        )

    return [
        endpoint("publish", "/message/system/publish.json", judge_publish),
        endpoint("template", "/message/system/publish_template.json", judge_template),
    ]
