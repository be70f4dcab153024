"""A receiver of webhooks, as a third party might run one (pure): it takes JSON and verifies nothing."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import orjson

from runner.emulator.contract import Answer, Delivery, Headers, Judged, Refusal, Route
from runner.emulator.settings import Settings
from runner.emulator.wire import read_json

ROOT = "/_emulator/webhook"
NOBODY = "-"
"""The app key of a call to a receiver that knows no accounts, and the recipient where the address names none."""

OVER = Refusal(429, "too many calls")
NO_JSON_SAID = Refusal(415, "the content type is not application/json")
NO_JSON = Refusal(400, "the body is not JSON")
OWN = frozenset({OVER, NO_JSON_SAID, NO_JSON})
"""What it refuses by itself, with a status; what it is told to refuse has 200 unless told otherwise."""
KEPT_HEADERS = ("webhook-", "x-")


def _admit(_headers: Headers, _accounts: Mapping[str, str], _now: float) -> str:
    return NOBODY


def judge(recipient: str, body: bytes, headers: Headers) -> Judged:
    """Any JSON in UTF-8; of the headers those are kept that begin with `webhook-` or `x-`, by lower-case names."""
    if not headers.get("Content-Type", "").lower().startswith("application/json"):
        return Judged(1, NO_JSON_SAID)
    if read_json(body, object) is None and body.strip() != b"null":
        return Judged(1, NO_JSON)
    params = {"body": body.decode()}
    for name, text in headers.items():
        if name.lower().startswith(KEPT_HEADERS):
            params.setdefault(name.lower(), text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    return Judged(1, Delivery([(recipient or NOBODY, params)]))


def _accept(_delivery: Delivery, _first: int) -> Answer:
    # The code in the body is 0; in the statistics a success is 200 on every route.
    return Answer(200, b'{"code":0,"msg":"ok"}', 200)


def refuse(refusal: Refusal) -> Answer:
    """A refusal in the form of the success."""
    status = refusal.code if refusal in OWN else 200
    return Answer(status, orjson.dumps({"code": refusal.code, "msg": refusal.text}), refusal.code)


def route(settings: Settings) -> Route:
    """The receiver at the address that names no recipient."""
    return Route(
        name="webhook",
        vendor="webhook",
        path=ROOT,
        budget="webhook",
        limit=settings.limits["webhook"],
        request_id="webhook-id",
        deduplicates=False,
        over=OVER,
        admit=_admit,
        judge=partial(judge, NOBODY),
        accept=_accept,
        refuse=refuse,
    )


def route_to(base: Route, recipient: str) -> Route:
    """The receiver at an address that ends with a recipient."""
    return replace(base, judge=partial(judge, recipient))
