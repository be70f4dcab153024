"""RongCloud IM's system messages, as its pages describe them (pure): headers, parameter rules, answers."""

from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha1

import orjson

from runner.emulator import pushext, template
from runner.emulator.contract import Answer, Delivery, Headers, Judged, Params, Refusal, Route
from runner.emulator.settings import Settings
from runner.emulator.wire import fits, read_form, read_json

OVER = Refusal(1008, "Number of requests exceeds the limit: 100 per second.")
MOST_RECIPIENTS = 100
MOST_CONTENT = 128 * 1024
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

Rule = Callable[[str, str], Refusal | None]


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


def _wrong(name: str, what: str) -> Refusal:
    return Refusal(1002, f"ParamError:{name} {what}.")


def _user_id(name: str, text: str) -> Refusal | None:
    if not text:
        return _wrong(name, "is empty")
    return None if len(text.encode()) <= 64 else Refusal(1005, f"ParamError:{name} is longer than 64 bytes.")


def _object_name(name: str, text: str) -> Refusal | None:
    if not text:
        return _wrong(name, "is empty")
    return None if fits(text, 32) else Refusal(1005, f"ParamError:{name} is longer than 32.")


def _among(*choices: str) -> Rule:
    return lambda name, text: None if text in choices else _wrong(name, f"is not {' or '.join(choices)}")


def _switch(name: str, text: str) -> Refusal | None:
    """Its own Python SDK writes True, so case does not matter."""
    return None if text.lower() in ("true", "false") else _wrong(name, "is not true or false")


def _whole(least: int, most: int) -> Rule:
    def rule(name: str, text: str) -> Refusal | None:
        digits = text.removeprefix("-")
        fits = digits.isdecimal() and len(digits) < 20 and least <= int(text) <= most
        return None if fits else _wrong(name, f"is not a whole number from {least} to {most}")

    return rule


def _push_ext(_name: str, text: str) -> Refusal | None:
    found = pushext.offence(text)
    return None if found is None else Refusal(1002, f"ParamError:{found}.")


_RULES: tuple[tuple[str, bool, Rule], ...] = (
    ("fromUserId", True, _user_id),
    ("objectName", True, _object_name),
    ("isPersisted", False, _among("0", "1")),
    ("contentAvailable", False, _among("0", "1")),
    ("disablePush", False, _switch),
    ("pushExt", False, _push_ext),
    ("isCounted", False, _among("0", "1")),
    ("count", False, _whole(-1, 9999)),
    ("msgRandom", False, _whole(-(2**63), 2**63 - 1)),
    ("disableUpdateLastMsg", False, _switch),
)


def _first_offence(params: Params) -> Refusal | None:
    for name, required, rule in _RULES:
        text = params.get(name)
        found = (_wrong(name, "is required") if required else None) if text is None else rule(name, text)
        if found is not None:
            return found
    return None


def _recipients_offence(recipients: list[str]) -> Refusal | None:
    if not recipients:
        return _wrong("toUserId", "is required")
    if len(recipients) > MOST_RECIPIENTS:
        return _wrong("toUserId", f"has {len(recipients)} users, at most {MOST_RECIPIENTS} are allowed")
    return next((found for user in recipients if (found := _user_id("toUserId", user))), None)


def _content_offence(object_name: str, content: str) -> Refusal | None:
    """Built-in types carry a JSON object, custom ones what they like."""
    if not content:
        return _wrong("content", "is required")
    if len(content) > MOST_CONTENT or (not content.isascii() and len(content.encode()) > MOST_CONTENT):
        return Refusal(1005, "ParamError:content is longer than 128k.")
    if object_name.startswith("RC:") and read_json(content, dict) is None:
        return _wrong("content", f"of {object_name} is not a JSON object")
    return None


def judge_publish(body: bytes, content_type: str) -> Judged:
    """publish.json: a form, toUserId repeated; counted by recipients. Unknown users are not reported."""
    if not body:
        return Judged(1, Refusal(1003, "no POST data."))
    params: dict[str, str] = {}
    recipients: list[str] = []
    for name, value in read_form(body, content_type):
        if name == "toUserId":
            recipients.append(value)
        else:
            params.setdefault(name, value)
    offence = (
        _first_offence(params)
        or _recipients_offence(recipients)
        or _content_offence(params["objectName"], params.get("content", ""))
    )
    verdict = offence or Delivery([(user, params) for user in recipients])
    return Judged(max(1, len(recipients)), verdict)


def judge_template(body: bytes, content_type: str) -> Judged:
    """publish_template.json: a JSON object with one set of values for each user; counted by recipients."""
    if not body:
        return Judged(1, Refusal(1003, "no POST data."))
    asked = template.read(body, content_type)
    if isinstance(asked, str):
        return Judged(1, Refusal(1002, f"ParamError:{asked}."))
    offence = _first_offence(asked.shared) or _recipients_offence(asked.recipients)
    if offence is not None:
        return Judged(max(1, len(asked.recipients)), offence)
    messages = template.paste(asked)
    contents = (_content_offence(params["objectName"], params["content"]) for _, params in messages)
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
        {"userId": user, "messageUID": _message_uid(run + number)}
        for number, (user, _) in enumerate(delivery.messages, first)
    ]
    return Answer(200, orjson.dumps({"code": 200, "messageUIDs": uids}), 200)


def _message_uid(number: int) -> str:
    digits = f"{number & 0xFFFF_FFFF_FFFF_FFFF:016X}"
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:]}"


def routes(settings: Settings, run: int) -> list[Route]:
    """RongCloud's two endpoints for system messages; both draw on one limit."""

    def endpoint(name: str, path: str, judge: Callable[[bytes, str], Judged]) -> Route:
        return Route(
            name=name,
            vendor="rongcloud",
            path=path,
            budget="messages",
            limit=settings.messages,
            request_id="X-Request-ID",
            deduplicates=False,
            over=OVER,
            admit=admit,
            judge=judge,
            accept=partial(accept, run),
            refuse=partial(refuse, path),
        )

    return [
        endpoint("publish", "/message/system/publish.json", judge_publish),
        endpoint("template", "/message/system/publish_template.json", judge_template),
    ]
