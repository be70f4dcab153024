"""RongCloud's result codes: the vendor's meaning of each, and what it proves. Pure. Source: R-CODE; part F."""

import re
from collections.abc import Callable, Mapping

from runner.model import Outcome, Status
from runner.provider import Response
from runner.providers import answers
from runner.providers.answers import UNLISTED, Answer, Meaning, Verdict

_CONSOLE = "check the app in the vendor's console"
_KEYS = "check app_key and app_secret (a space at its end?), and that `endpoint` is the app's data centre"

PARAMETER_ERROR, TOO_MANY = "1002", "1008"
BAD_APP_KEY = Meaning(Verdict.FATAL, "the app key is refused", _KEYS)

CODES: Mapping[str, Meaning] = {
    "200": Meaning(Verdict.ACCEPTED, ""),
    "10000": Meaning(Verdict.ACCEPTED, ""),
    "404": Meaning(Verdict.FATAL, "address not found", "check `endpoint`"),
    "405": Meaning(Verdict.UNKNOWN, "over the capacity of a group"),
    "1000": Meaning(Verdict.FAILED, "internal logic error"),
    "1001": Meaning(Verdict.FATAL, "app key and secret do not match", _KEYS),
    PARAMETER_ERROR: Meaning(Verdict.REJECTED, "parameter error"),
    "1003": Meaning(Verdict.REJECTED, "no POST data"),
    "1004": Meaning(Verdict.FATAL, "signature error", _KEYS),
    "1005": Meaning(Verdict.REJECTED, "parameter too long"),
    "1006": Meaning(Verdict.FATAL, "the app is locked or deleted", _CONSOLE),
    "1007": Meaning(Verdict.FATAL, "the method is restricted for the app", _CONSOLE),
    TOO_MANY: Meaning(Verdict.LIMITED, "too many calls"),
    "1009": Meaning(Verdict.FATAL, "the service is not enabled for the app", _CONSOLE),
    "1015": Meaning(Verdict.UNKNOWN, "the data to delete does not exist"),
    "1016": Meaning(Verdict.UNKNOWN, "over the limit of keep-alive chat rooms"),
    "1017": Meaning(Verdict.UNKNOWN, "a code of another product of the vendor's"),
    "1018": Meaning(Verdict.UNKNOWN, "a code of another product of the vendor's"),
    "1019": Meaning(Verdict.REJECTED, "a sensitive word"),
    "1050": Meaning(Verdict.UNKNOWN, "internal timeout"),
    "1501": Meaning(Verdict.REJECTED, "a parameter is refused"),
    "1502": Meaning(Verdict.REJECTED, "a parameter is refused"),
    "1508": Meaning(Verdict.REJECTED, "the request's body is too large"),
    "2007": Meaning(Verdict.FATAL, "over the 100 users of an app in development", "move the app to production"),
}

_ABOUT_APP_KEY = re.compile(r"invalid\w*\W+app\W?key", re.IGNORECASE)


def meaning_of(answer: Answer) -> Meaning:
    """What a code means here: 1002 is about a parameter, or about the app key."""
    if answer.code == PARAMETER_ERROR and _ABOUT_APP_KEY.search(answer.words):
        return BAD_APP_KEY
    return CODES.get(answer.code, UNLISTED)


def outcome_of(response: Response, block: float, means: Callable[[Answer], Meaning] = meaning_of) -> Outcome:
    """What an answer proves of the one message of a request; `messageUID`, where there is one, is its id."""
    answer = answers.read(response, CODES, "errorMessage", "msg")
    if answer is None:
        return answers.unread(response, block)
    outcome = answers.outcome("RongCloud", answer, means(answer), block)
    if outcome.status is Status.ACCEPTED and isinstance(uid := answer.body.get("messageUID"), str):
        return outcome._replace(provider_id=answers.shown(uid))
    return outcome
