"""Any receiver of JSON: one POST a message, or one for many recipients, signed as Standard Webhooks say. Pure.

Sources: W-SPEC (signature), W-RFC (headers, statuses), W-JMES (`success`). The address is all of it `endpoint`.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hmac import digest
from types import MappingProxyType
from typing import ClassVar

import orjson

from runner.model import Batch, Outcome, Status
from runner.parameter import Parameter
from runner.provider import (
    Audience,
    Connections,
    Limit,
    Request,
    Response,
    Route,
    Stamp,
    Ways,
    all_alike,
    recipients_of,
)
from runner.providers import answers
from runner.providers.webhook_rules import PARAMETERS, RULES, SOUND, legal_headers
from runner.providers.webhook_success import holds
from runner.rule import Rule

SPEC = "https://www.standardwebhooks.com"
_LIMIT = Limit(amount=1, window=1.0, unit="calls", block=1.0)  # nobody documents one for any receiver: a careful one
SINGLE = Route("single", "", capacity=1, limit=_LIMIT, budget="webhook", source=SPEC)
BATCH = Route("batch", "", capacity=100, limit=_LIMIT, budget="webhook", source=SPEC)

RECIPIENTS = '"$recipients"'  # as a value in the body: all recipients of the request, a JSON array
_STRINGS = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?')
_TYPE, _JSON = "Content-Type", "application/json"
_PREFIX = "whsec_"

_ADDRESS = "check that `endpoint` is the receiver's address as it was given to you"
_CALLER = "check app_secret, `headers` and `endpoint`: by one of them the receiver knows its callers"
_MOVED = "redirects are never followed: set `endpoint` to where this one leads"
_FATAL: Mapping[int, str] = {
    307: _MOVED,  # asks for the same POST elsewhere: this one did nothing
    308: _MOVED,
    401: _CALLER,
    403: _CALLER,
    404: _ADDRESS,
    405: _ADDRESS,
    407: "a proxy on the way wants a password: check the proxy's settings",
    410: _ADDRESS,
}

_KEY = (
    'case "$WEBHOOK_APP_SECRET" in (whsec_*) printf %s "${WEBHOOK_APP_SECRET#whsec_}" | base64 -d;; '
    '(*) printf %s "$WEBHOOK_APP_SECRET";; esac | od -An -vtx1 | tr -d " \\n"'
)
_SIGNING = MappingProxyType(
    {
        "webhook-timestamp": "$NOW",
        "webhook-signature": (
            f'v1,$(printf %s "$ID.$NOW.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$({_KEY})" -binary '
            "| base64)"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Webhook:
    """One receiver; `app_key` is only a name for it. Without an `app_secret` nothing is signed."""

    type: ClassVar[str] = "webhook"
    api: ClassVar[str] = ""
    audience: ClassVar[Audience] = "listed"
    recipient: ClassVar[str] = ""
    sound: ClassVar[Mapping[str, str]] = SOUND
    suspicious: ClassVar[frozenset[str]] = frozenset()
    folds_case: ClassVar[bool] = False
    signs: ClassVar[bool] = False
    data_centres: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({})
    emulated: ClassVar[bool] = True
    connections: ClassVar[Connections] = Connections()
    unrecallable: ClassVar[str] = "a webhook can't be taken back: its receiver has no documented way"
    signing: ClassVar[Mapping[str, str]] = _SIGNING
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    rules: ClassVar[tuple[Rule, ...]] = RULES
    routes: ClassVar[tuple[Route, ...]] = (SINGLE, BATCH)

    app_key: str
    app_secret: str = field(repr=False)

    def ways(self, params: Mapping[str, str]) -> Ways:
        """`batch` only where the body says where the recipients go."""
        return _ways(params.get("body", ""))

    def request(self, batch: Batch, stamp: Stamp) -> Request:
        """The body as it was rendered, signed with the request's id and this second; no header that can't be one."""
        params = batch.messages[0].text.params
        body = _addressed(params["body"], batch).encode()
        own = legal_headers(params)
        time = str(int(stamp.time))
        headers = {} if any(name.lower() == _TYPE.lower() for name in own) else {_TYPE: _JSON}
        headers |= {**own, "webhook-id": batch.request_id, "webhook-timestamp": time}
        if self.app_secret:
            headers["webhook-signature"] = signature(self.app_secret, batch.request_id, time, body)
        return Request("", headers, body)

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        """By the HTTP status, and where `success` is declared by the answer's JSON as well."""
        return all_alike(batch, _outcome(response, batch.messages[0].text.params.get("success", "")))


def signature(secret: str, request_id: str, time: str, body: bytes) -> str:
    """`v1,` and base64 of HMAC-SHA256 over id, time and body. Source: W-SPEC."""
    return "v1," + b64encode(digest(_key(secret), f"{request_id}.{time}.".encode() + body, "sha256")).decode()


def _key(secret: str) -> bytes:
    """The key's bytes: what stands in base64 behind `whsec_`, else the text itself."""
    try:
        coded = b64decode(secret.removeprefix(_PREFIX), validate=True) if secret.startswith(_PREFIX) else b""
    except ValueError:
        coded = b""
    return coded or secret.encode()


@lru_cache(maxsize=16)
def _ways(body: str) -> Ways:
    addressed = any(text == RECIPIENTS and not colon for text, colon in _STRINGS.findall(body))
    return Ways((SINGLE.name, BATCH.name)) if addressed else Ways((SINGLE.name,))


def _addressed(body: str, batch: Batch) -> str:
    """The body with the recipients in their place; all else byte for byte, so no number changes its digits."""
    if RECIPIENTS not in body:
        return body
    people = orjson.dumps(recipients_of(batch)).decode()
    return _STRINGS.sub(lambda found: people if found[1] == RECIPIENTS and not found[2] else found[0], body)


def _outcome(response: Response, success: str) -> Outcome:
    status, code = response.status, f"http {response.status}"
    said = answers.shown(f"the receiver answers HTTP {status}: {_start(response.body)}")
    if 200 <= status < 300:
        return _judged(response, success, said)
    if status == 429:
        return Outcome(Status.DEFERRED, code, said, wait=_LIMIT.block)
    if todo := _FATAL.get(status, ""):
        return Outcome(Status.DEFERRED, code, said, fatal=f"{said}; {todo}")
    if 300 <= status < 400:
        # a 303, and in practice a 301 or 302, sends a browser on to the result of what was done
        said = answers.shown(f"{said}; it may have done the work first, and redirects are never followed")
        return Outcome(Status.UNKNOWN, code, said)
    # after a 408 or a 5xx the receiver may have it; that it may know the webhook-id again proves nothing
    return Outcome(Status.REJECTED if 400 <= status < 500 and status != 408 else Status.UNKNOWN, code, said)


def _judged(response: Response, success: str, said: str) -> Outcome:
    """What a 2xx proves: everything, unless the campaign says what a success looks like."""
    code = f"http {response.status}"
    held = holds(success, response.body) if success else True
    if held is None:
        return Outcome(Status.UNKNOWN, code, answers.shown(f"`success` can't be told from the answer: {said}"))
    if held:
        return Outcome(Status.ACCEPTED, code)
    return Outcome(Status.REJECTED, code, answers.shown(f"`success` doesn't hold: {said}"))


def _start(body: bytes) -> str:
    return repr(body[:200].decode(errors="replace")) if body else "an empty body"
