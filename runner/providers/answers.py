"""Reading answers: the vendor's own body, its code, and what that proves of a message. Pure.

Part F of the fact sheet decides. HTTP 200 is never success by itself: both vendors put their result into the body, so a
code there counts whatever the HTTP status; the status speaks only where no code can be read.
"""

import re
from collections.abc import Container, Mapping
from enum import StrEnum
from typing import NamedTuple

import orjson

from runner.model import Outcome, Status
from runner.provider import Response

LONGEST_DETAIL = 500
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_CODE = re.compile(r"-?[0-9]{1,18}")


class Verdict(StrEnum):
    """What a vendor's code proves."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    LIMITED = "refused for frequency: not taken, and the vendor wants silence"
    FAILED = "the vendor itself says that it failed: not taken"
    UNKNOWN = "may have been taken"
    FATAL = "refused, and so would be every other message"


class Meaning(NamedTuple):
    """What one code means: the verdict, the vendor's words, and for fatal ones what a person can do."""

    verdict: Verdict
    says: str
    todo: str = ""


UNLISTED = Meaning(Verdict.UNKNOWN, "")


class Answer(NamedTuple):
    """The vendor's own body: its code as text, what it says in words, and all of it."""

    code: str
    words: str
    body: Mapping[str, object]


def read(response: Response, codes: Container[str], *words: str) -> Answer | None:
    """The vendor's answer, or nothing where the body isn't a JSON object with a code. `words`: keys of its text.

    HTTP 429 outweighs a code in none of the vendor's tables: gateways say it in JSON of their own.
    """
    try:
        body = orjson.loads(response.body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(body, dict) or (code := _code(body.get("code"))) is None:
        return None
    if response.status == 429 and code not in codes:
        return None
    return Answer(code, _words(body, words), body)


def _words(body: Mapping[str, object], keys: tuple[str, ...]) -> str:
    for key in keys:
        if isinstance(text := body.get(key), str):
            return text
    return ""


def _code(value: object) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    return value if isinstance(value, str) and _CODE.fullmatch(value) else None


def outcome(vendor: str, answer: Answer, meaning: Meaning, block: float) -> Outcome:
    """What a code proves of a message; `block`: seconds of silence after a refusal for frequency."""
    code, detail = answer.code, shown(": ".join(filter(None, (meaning.says, answer.words))))
    match meaning.verdict:
        case Verdict.ACCEPTED:
            return Outcome(Status.ACCEPTED, code, shown(meaning.says))
        case Verdict.REJECTED:
            return Outcome(Status.REJECTED, code, detail)
        case Verdict.LIMITED:
            return Outcome(Status.DEFERRED, code, detail, wait=block)
        case Verdict.FAILED:
            return Outcome(Status.DEFERRED, code, detail)
        case Verdict.FATAL:
            return Outcome(Status.DEFERRED, code, detail, fatal=f"{vendor} answers {code}, {detail}; {meaning.todo}")
    return Outcome(Status.UNKNOWN, code, detail or "the vendor documents no such code, and said nothing else")


def unread(response: Response, block: float) -> Outcome:
    """What an answer without the vendor's own body proves: its HTTP status, or nothing."""
    status, code = response.status, f"http {response.status}"
    detail = shown(f"HTTP {status} without an answer of the vendor's own: {_start(response.body)}")
    if status == 429:
        return Outcome(Status.DEFERRED, code, detail, wait=block)
    if todo := _fatal_status(status):
        return Outcome(Status.DEFERRED, code, detail, fatal=f"{detail}; {todo}")
    return Outcome(Status.UNKNOWN, code, detail)


def _fatal_status(status: int) -> str:
    """What to do about an HTTP status that every request would meet; empty for all others."""
    if 300 <= status < 400:
        return "redirects are never followed: set `endpoint` to the vendor's own address, with https"
    if status == 407:
        return "a proxy on the way wants a password: check the proxy's settings"
    # 408 is the one refusal in 4xx that a gateway sends when it can't know what became of the request
    if 400 <= status < 500 and status != 408:
        return "check that `endpoint` is the vendor's own address, and the proxies and firewalls on the way"
    return ""


def _start(body: bytes) -> str:
    return repr(body[:200].decode(errors="replace")) if body else "an empty body"


def shown(text: str) -> str:
    """A foreign text as one short line: no control characters, at most 500 characters."""
    line = _UNSHOWABLE.sub(" ", text[: 2 * LONGEST_DETAIL]).strip()
    return line if len(line) <= LONGEST_DETAIL else line[: LONGEST_DETAIL - 1] + "…"
