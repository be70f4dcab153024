"""JSON bodies for NetEase's server API V2, each parameter typed as the vendor wants it. Pure. Source: N-APIFOX, N-V2B.

A text that isn't what its type wants, which rules refuse unless a campaign disables them, goes as a JSON string: it can
never become another key of the request.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import orjson
from orjson import Fragment

from runner.model import Batch
from runner.provider import recipients_of
from runner.providers import constraints as must

PERSON = "1"  # type when a campaign declares none
KEPT = 256
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")


def alone(batch: Batch) -> bytes:
    """One recipient's notification."""
    message = batch.messages[0]
    return orjson.dumps({"receiver_id": message.recipient, "type": int(PERSON), **typed(message.text.params)})


def together(batch: Batch) -> bytes:
    """The same notification for many people; this interface knows no `type`."""
    said = typed(batch.messages[0].text.params)
    said.pop("type", None)
    return orjson.dumps({"receiver_ids": recipients_of(batch), **said})


def to_everyone(batch: Batch) -> bytes:
    """A broadcast: nobody is named."""
    return orjson.dumps(typed(batch.messages[0].text.params))


def typed(params: Mapping[str, str]) -> dict[str, object]:
    """The parameters as JSON wants them: numbers, flags, objects; all others are texts, JSON `content` included."""
    return {name: _TYPED[name](text) if name in _TYPED else text for name, text in params.items()}


def payload_of(config: str) -> str | None:
    """The push payload of a push_config as it is sent: its text, or compact JSON; None where none can be sent."""
    return _rewritten(config).payload


class _Rewritten(NamedTuple):
    """A push_config as it is sent, and the payload in it."""

    config: str
    payload: str | None


@lru_cache(maxsize=KEPT)
def _rewritten(config: str) -> _Rewritten:
    """The same with its payload as a text, which is what the vendor wants of JSON there."""
    read = must.parsed(config)
    payload = read.get("push_payload") if isinstance(read, dict) else None
    if payload is None or isinstance(payload, str):
        return _Rewritten(config, payload)
    try:
        # orjson would make floats of whole numbers that have more than 64 bits
        exact = json.loads(config)
        exact["push_payload"] = payload = _compact(exact["push_payload"])
        return _Rewritten(_compact(exact), payload)
    except RecursionError:
        return _Rewritten(config, None)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _number(text: str) -> object:
    return int(text) if _NUMBER.fullmatch(text) else text


def _flag(text: str) -> object:
    return {"true": True, "false": False}.get(text, text)


def _json(text: str) -> object:
    return text if must.parsed(text) is must.NOT_JSON else Fragment(text)


def _push(text: str) -> object:
    return _json(_rewritten(text).config)


_TYPED: Mapping[str, Callable[[str], object]] = {
    "type": _number,
    "ttl": _number,
    "offline_enabled": _flag,
    "notification_config": _json,
    "route_config": _json,
    "push_config": _push,
    "target_os": _json,
}
