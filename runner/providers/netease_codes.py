"""NetEase's status codes: the vendor's meaning of each, and what it proves. Pure. Source: N-CODE, N-ENUM; part F."""

import re
from collections.abc import Mapping

from runner.providers.answers import UNLISTED, Answer, Meaning, Verdict

_CONSOLE = "check the app in the vendor's console"
_KEYS = "check app_key, app_secret and this machine's clock (the vendor allows 5 minutes)"

SUCCESS, PARAMETER_ERROR, DUPLICATE = "200", "414", "431"
BAD_HEADERS = Meaning(Verdict.FATAL, "the request's signature is refused", _KEYS)
TAKEN_BEFORE = Meaning(Verdict.ACCEPTED, "an earlier try of this request was taken (431)")

CODES: Mapping[str, Meaning] = {
    SUCCESS: Meaning(Verdict.ACCEPTED, ""),
    "201": Meaning(Verdict.FATAL, "the client's version is wrong", "check `endpoint`"),
    "301": Meaning(Verdict.FATAL, "forbidden, or the app is disabled", _CONSOLE),
    "302": Meaning(Verdict.FATAL, "wrong user name or password", _KEYS),
    "315": Meaning(Verdict.FATAL, "IP restriction", "add this machine's address to the app's list of allowed ones"),
    "398": Meaning(Verdict.LIMITED, "temporarily forbidden"),
    "399": Meaning(Verdict.UNKNOWN, "a code of the vendor's that it gives no meaning"),
    "403": Meaning(Verdict.FATAL, "illegal operation or no permission", _CONSOLE),
    "404": Meaning(Verdict.REJECTED, "the object does not exist"),
    "405": Meaning(Verdict.REJECTED, "parameter too long"),
    "406": Meaning(Verdict.REJECTED, "the object is read-only"),
    "408": Meaning(Verdict.UNKNOWN, "request timeout"),
    "413": Meaning(Verdict.REJECTED, "verification failed"),
    PARAMETER_ERROR: Meaning(Verdict.REJECTED, "parameter error"),
    "415": Meaning(Verdict.UNKNOWN, "network problem of the client"),
    "416": Meaning(Verdict.LIMITED, "frequency control"),
    "417": Meaning(Verdict.REJECTED, "repeated operation"),
    "418": Meaning(Verdict.UNKNOWN, "channel unavailable"),
    "419": Meaning(Verdict.REJECTED, "the quantity exceeds the limit"),
    "422": Meaning(Verdict.REJECTED, "the account is disabled"),
    "423": Meaning(Verdict.REJECTED, "the account is muted"),
    DUPLICATE: Meaning(Verdict.UNKNOWN, "duplicate request"),
    "449": Meaning(Verdict.LIMITED, "to be tried again later"),
    "463": Meaning(Verdict.REJECTED, "rejected by the app's own callback"),
    "500": Meaning(Verdict.FAILED, "internal server error"),
    "501": Meaning(Verdict.FAILED, "the server failed"),
    "503": Meaning(Verdict.FAILED, "the server is busy"),
    "508": Meaning(Verdict.REJECTED, "the time for this operation is over"),
    "509": Meaning(Verdict.FATAL, "invalid protocol", "check `endpoint`"),
    "511": Meaning(Verdict.UNKNOWN, "the server is unavailable"),
    "514": Meaning(Verdict.FAILED, "the service is unavailable"),
    "599": Meaning(Verdict.UNKNOWN, "the server failed"),
    **{str(code): Meaning(Verdict.REJECTED, "refused by the team") for code in range(801, 816)},
    "802": Meaning(Verdict.REJECTED, "no permission in the team"),
    "803": Meaning(Verdict.REJECTED, "the team does not exist"),
    "804": Meaning(Verdict.REJECTED, "not in the team"),
    "805": Meaning(Verdict.REJECTED, "the team is of another type"),
    "812": Meaning(Verdict.REJECTED, "the team is muted"),
    "997": Meaning(Verdict.FATAL, "the app has no permission", _CONSOLE),
    "998": Meaning(Verdict.FAILED, "unpacking failed"),
    "999": Meaning(Verdict.FAILED, "packing failed"),
    "101301": Meaning(Verdict.FATAL, "IM is disabled for the app", _CONSOLE),
    "101303": Meaning(Verdict.FATAL, "the app key does not exist", "check app_key and the data centre of `endpoint`"),
    "102404": Meaning(Verdict.REJECTED, "the account does not exist"),
    "102421": Meaning(Verdict.REJECTED, "the account may not chat"),
    "102422": Meaning(Verdict.REJECTED, "the account is banned"),
    "102426": Meaning(Verdict.REJECTED, "the account is on a block list"),
    "102449": Meaning(Verdict.LIMITED, "to be tried again later"),
    "107316": Meaning(Verdict.REJECTED, "the list of forced pushes is over its limit"),
    "107323": Meaning(Verdict.LIMITED, "flow control"),
    "107410": Meaning(Verdict.FATAL, "messaging is disabled for the app", _CONSOLE),
    "108302": Meaning(Verdict.REJECTED, "not an advanced team"),
    "108404": Meaning(Verdict.REJECTED, "the team does not exist"),
    "109404": Meaning(Verdict.REJECTED, "not a member of the team"),
}

_ABOUT_HEADERS = re.compile(r"header|checksum|curtime|appkey|nonce", re.IGNORECASE)


def meaning_of(answer: Answer, *, tried: bool) -> Meaning:
    """What a code means here: 414 is about parameters or the signature, 431 depends on whether we tried before."""
    if answer.code == PARAMETER_ERROR and _ABOUT_HEADERS.search(answer.words):
        return BAD_HEADERS
    if answer.code == DUPLICATE and tried:
        return TAKEN_BEFORE
    return CODES.get(answer.code, UNLISTED)
