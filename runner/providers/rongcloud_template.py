"""RongCloud's template route: many different texts of one shape in one request. Pure. Source: R-TPL.

The vendor takes one content with tokens in it and, for each recipient, a map from token to what is pasted there. How
and in which order it pastes isn't documented, so nothing may hang on that: a token stands alone inside a JSON string, a
value is the inside of that string as it stands escaped in the recipient's own content, and no text of the request holds
anything that looks like one of its tokens. After pasting, each content is byte for byte what was rendered.
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import count

import orjson

from runner.model import Batch
from runner.provider import recipients_of

TAKES = {
    "fromUserId",
    "objectName",
    "content",
    "pushContent",
    "pushData",
    "contentAvailable",
    "disablePush",
    "pushExt",
}
_SHARED = ("fromUserId", "objectName", "contentAvailable", "disablePush", "pushExt")
_TYPED: Mapping[str, object] = {"0": 0, "1": 1, "true": True, "false": False}

_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_STRINGS = re.compile(_STRING)
_PIECES = re.compile(f"({_STRING})")
_TOKENS = re.compile(rb"\{t([0-9]+)_")


def can_be_pasted(content: str) -> bool:
    """Whether a content is valid JSON with no brace written as an escape, which could become a token's."""
    try:
        orjson.loads(content)
    except orjson.JSONDecodeError:
        return False
    return "\\u007b" not in content and "\\u007B" not in content


def frame(params: Mapping[str, str]) -> bytes:
    """What texts must have in common to travel together: all but the insides of strings, pushContent and pushData."""
    shared = [
        [params.get(name) for name in _SHARED],
        [name in params for name in ("pushContent", "pushData")],
        _STRINGS.sub('""', params["content"]),
    ]
    return blake2b(orjson.dumps(shared), digest_size=16).digest()


def body(batch: Batch) -> bytes:
    """The request's JSON body; its texts have one frame, or else this is a ValueError."""
    said = [message.text.params for message in batch.messages]
    first = said[0]
    content, values = _split(
        [params["content"] for params in said], _free_token(message.text.encoded for message in batch.messages)
    )
    wanted: dict[str, object] = {
        "fromUserId": first["fromUserId"],
        "toUserId": recipients_of(batch),
        "objectName": first["objectName"],
        "content": content,
        "values": values,
        "pushContent": [params.get("pushContent", "") for params in said],
    }
    if "pushData" in first:
        wanted["pushData"] = [params["pushData"] for params in said]
    for name in ("contentAvailable", "disablePush"):
        if name in first:
            wanted[name] = _TYPED.get(first[name], first[name])
    if "pushExt" in first:
        wanted["pushExt"] = first["pushExt"]
    return orjson.dumps(wanted)


def _free_token(texts: Iterable[bytes]) -> str:
    """How the tokens of a request begin: `{t0_`, or with the first number for which no text holds that."""
    used = {number for text in texts for number in _TOKENS.findall(text)}
    return next(f"{{t{n}_" for n in count() if str(n).encode() not in used)


def _split(contents: list[str], token: str) -> tuple[str, list[dict[str, str]]]:
    """One template for all contents, and what each of them has in the places where they differ."""
    values: list[dict[str, str]] = [{} for _ in contents]
    template = []
    # a content's pieces are, in turn, what stands between two strings, and a string
    for place, pieces in enumerate(zip(*map(_PIECES.split, contents), strict=True)):
        if pieces.count(pieces[0]) == len(pieces):
            template.append(pieces[0])
        elif place % 2:
            name = f"{token}{place // 2}}}"
            template.append(f'"{name}"')
            for value, piece in zip(values, pieces, strict=True):
                value[name] = piece[1:-1]
        else:
            raise ValueError("the contents differ outside of their strings, so they can't share a template")
    return "".join(template), values
