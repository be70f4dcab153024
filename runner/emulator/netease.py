"""NetEase Yunxin IM, server API V1, as its pages describe it (pure): headers, parameter rules, answers."""

import fnmatch
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha1

import orjson

from runner.emulator.contract import Answer, Delivery, Headers, Judged, Refusal, Route
from runner.emulator.settings import Settings
from runner.emulator.wire import fits, is_json, read_json, read_params

OVER = Refusal(416, "frequency control")
REPEATED = Refusal(431, "duplicate HTTP request")
CLOCK_SECONDS = 300
MOST_ACCIDS = 5000

_accid = re.compile(r"[A-Za-z0-9_.@-]{1,32}").fullmatch

Form = Mapping[str, str]
Rule = Callable[[str], bool]
Missing = Callable[[str], object]


def admit(headers: Headers, accounts: Mapping[str, str], now: float) -> str | Refusal:
    """The app key of a well-signed call; all that is wrong with a signature is code 414 (fact sheet A1)."""
    app_key, nonce = headers.get("AppKey"), headers.get("Nonce")
    moment, checksum = headers.get("CurTime"), headers.get("CheckSum")
    if not (app_key and nonce and moment and checksum):
        return Refusal(414, "bad http header")
    if len(nonce) > 128:
        return Refusal(414, "Nonce is illegal")
    if not (moment.isdecimal() and len(moment) < 16 and abs(now - int(moment)) <= CLOCK_SECONDS):
        return Refusal(414, "CurTime is illegal")
    secret = accounts.get(app_key)
    if secret is None:
        return Refusal(414, "AppKey is illegal")
    if sha1((secret + nonce + moment).encode("utf-8", "surrogateescape")).hexdigest() != checksum:
        return Refusal(414, "CheckSum check failed")
    return app_key


def at_most(units: int) -> Rule:
    """A text of at most so many UTF-16 units, or an empty one."""
    return lambda text: fits(text, units)


def text_of(units: int) -> Rule:
    """A text of at most so many UTF-16 units that is not empty."""
    return lambda text: text != "" and fits(text, units)


def is_accid(text: str) -> bool:
    """Does an account's id have the letters and the length that the pages allow?"""
    return _accid(text) is not None


def is_payload(text: str) -> bool:
    """JSON of any kind, of at most 2,048 UTF-16 units."""
    return fits(text, 2048) and is_json(text)


def _is_option(text: str) -> bool:
    """What a key that is null means isn't documented: it is as good as left out."""
    option = read_json(text, dict)
    flags = ("badge", "needPushNick", "route")
    return option is not None and all(isinstance(option.get(flag), bool | None) for flag in flags)


def _is_force_list(text: str) -> bool:
    accids = read_json(text, list)
    return accids is not None and len(accids) <= 100 and all(isinstance(accid, str) for accid in accids)


SWITCH = frozenset({"true", "false"}).__contains__

_SHARED: Mapping[str, Rule] = {
    "attach": text_of(4096),
    "pushcontent": at_most(500),
    "payload": is_payload,
    "sound": at_most(30),
    "save": frozenset({"1", "2"}).__contains__,
    "option": _is_option,
    "isForcePush": SWITCH,
    "forcePushContent": at_most(500),
    "env": at_most(32),
    "checkAccidAsyncEnable": SWITCH,
}
_SINGLE: Mapping[str, Rule] = {
    "from": is_accid,
    "msgtype": frozenset({"0", "1"}).__contains__,
    "to": text_of(32),
    **_SHARED,
    "forcePushAll": SWITCH,
    "forcePushList": _is_force_list,
}
_BATCH: Mapping[str, Rule] = {"fromAccid": is_accid, "toAccids": bool, **_SHARED}
_NEEDED_BY_SINGLE = ("from", "msgtype", "to", "attach")
_NEEDED_BY_BATCH = ("fromAccid", "toAccids", "attach")


def first_offence(rules: Mapping[str, Rule], needed: Sequence[str], form: Form) -> Refusal | None:
    """Names that the page does not list are none of the vendor's business: a servlet does not look at them."""
    for name in needed:
        if name not in form:
            return check(name)
    for name, text in form.items():
        rule = rules.get(name)
        if rule is not None and not rule(text):
            return check(name)
    return None


def check(name: str) -> Refusal:
    """The words of the page's own example, where the parameter msgtype is called msgType."""
    return Refusal(414, f"check {'msgType' if name == 'msgtype' else name}")


def judge_single(missing: Missing, body: bytes, headers: Headers) -> Judged:
    """sendAttachMsg.action: one call, one recipient; an unknown one is code 404."""
    form = read_params(body, headers.get("Content-Type", ""))
    offence = first_offence(_SINGLE, _NEEDED_BY_SINGLE, form)
    if offence is not None:
        return Judged(1, offence)
    to = form.pop("to")
    if form["msgtype"] == "0" and not is_accid(to):
        return Judged(1, check("to"))
    if missing(form["from"].lower()):
        return Judged(1, Refusal(404, "from does not exist"))
    if not missing(to.lower()):
        return Judged(1, Delivery([(to, form)]))
    if form.get("checkAccidAsyncEnable") == "true":
        return Judged(1, Delivery([]))
    return Judged(1, Refusal(404, "to does not exist"))


def judge_batch(missing: Missing, body: bytes, headers: Headers) -> Judged:
    """sendBatchAttachMsg.action: one call, one text, up to 5,000 people; the unknown are left out and named."""
    form = read_params(body, headers.get("Content-Type", ""))
    offence = first_offence(_BATCH, _NEEDED_BY_BATCH, form)
    if offence is not None:
        return Judged(1, offence)
    accids = read_json(form.pop("toAccids"), list)
    if not accids:
        return Judged(1, check("toAccids"))
    if len(accids) > MOST_ACCIDS:
        return Judged(1, Refusal(419, f"toAccids has {len(accids)} accids, at most {MOST_ACCIDS} are allowed"))
    if not all(isinstance(accid, str) and is_accid(accid) for accid in accids):
        return Judged(1, check("toAccids"))
    if missing(form["fromAccid"].lower()):
        return Judged(1, Refusal(404, "fromAccid does not exist"))
    unknown = [accid for accid in accids if missing(accid.lower())]
    absent = frozenset(unknown)
    reported = () if form.get("checkAccidAsyncEnable") == "true" else unknown
    return Judged(1, Delivery([(accid, form) for accid in accids if accid not in absent], reported))


def refuse(refusal: Refusal) -> Answer:
    """V1 says everything in the body; the HTTP status is always 200."""
    body = orjson.dumps({"code": refusal.code, "desc": refusal.text})
    return Answer(200, body, refusal.code)


def accept(as_string: bool, delivery: Delivery, _first: int) -> Answer:
    """Success; a batch names its unknown accounts, as an array or as JSON text within JSON."""
    if not delivery.unknown:
        return Answer(200, b'{"code":200}', 200)
    unknown = list(delivery.unknown)
    unregister = orjson.dumps(unknown).decode() if as_string else unknown
    return Answer(200, orjson.dumps({"code": 200, "unregister": unregister}), 200)


def missing_from(settings: Settings) -> Missing:
    """Is this lower-case account one of those that do not exist? The vendor lower-cases when it registers."""
    patterns = [pattern for pattern in settings.missing if pattern]
    if not patterns:
        return lambda _accid: None
    return re.compile("|".join(fnmatch.translate(pattern.lower()) for pattern in patterns)).match


ENDPOINT = partial(
    Route, vendor="netease", request_id="RequestId", deduplicates=True, over=OVER, admit=admit, refuse=refuse
)
"""What all of V1's endpoints have in common."""


def routes(settings: Settings) -> list[Route]:
    """NetEase's two endpoints for custom system notifications, each with a limit of its own."""
    missing = missing_from(settings)
    accepted = partial(accept, settings.unregister_as_string)
    return [
        ENDPOINT(
            name="single",
            path="/nimserver/msg/sendAttachMsg.action",
            budget="single",
            limit=settings.limits["single"],
            judge=partial(judge_single, missing),
            accept=accepted,
        ),
        ENDPOINT(
            name="batch",
            path="/nimserver/msg/sendBatchAttachMsg.action",
            budget="batch",
            limit=settings.limits["batch"],
            judge=partial(judge_batch, missing),
            accept=accepted,
        ),
    ]
