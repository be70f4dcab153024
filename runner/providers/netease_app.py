"""What every kind of NetEase provider shares: the account, its signed headers, and how an answer is read. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

from runner.model import Batch, Outcome, Status
from runner.provider import Connections, Response, Stamp, all_alike
from runner.providers import answers, encoding
from runner.providers.netease_codes import CODES, PARAMETER_ERROR, SUCCESS, meaning_of

FORM = "application/x-www-form-urlencoded;charset=utf-8"
JSON = "application/json;charset=UTF-8"
TAKEN = Outcome(Status.ACCEPTED, SUCCESS)

V1_DATA_CENTRES = MappingProxyType(  # N-HOST1: primary and backup
    {
        "cn": ("https://api.yunxinapi.com", "https://api-cn-bak.yunxinapi.com"),
        "sg": ("https://api-sg.yunxinapi.com", "https://api-sg-bak.yunxinapi.com"),
    }
)
V2_DATA_CENTRES = MappingProxyType(  # N-HOST2
    {
        "cn": ("https://open.yunxinapi.com", "https://open-bak.yunxinapi.com"),
        "sg": ("https://open-sg.yunxinapi.com", "https://open-sg-bak.yunxinapi.com"),
    }
)

_SIGNING = MappingProxyType(
    {
        "AppKey": "$NETEASE_APP_KEY",
        "Nonce": "$NONCE",
        "CurTime": "$NOW",
        "CheckSum": encoding.shell_signature("$NETEASE_APP_SECRET", "$NOW"),
    }
)

Taken = Callable[[Batch, Mapping[str, object]], list[Outcome]]


@dataclass(frozen=True, slots=True)
class NeteaseApp:
    """One NetEase app, whichever of its interfaces is called."""

    type: ClassVar[str] = "netease"
    suspicious: ClassVar[frozenset[str]] = frozenset({PARAMETER_ERROR})
    folds_case: ClassVar[bool] = True
    signs: ClassVar[bool] = True
    emulated: ClassVar[bool] = True
    connections: ClassVar[Connections] = Connections(idle=3.0)
    unrecallable: ClassVar[str] = "NetEase gives its system notifications no id by which they could be taken back"
    signing: ClassVar[Mapping[str, str]] = _SIGNING

    app_key: str
    app_secret: str = field(repr=False)

    def headers(self, stamp: Stamp, batch: Batch) -> dict[str, str]:
        """Of an interface of V1: a form, signed for these seconds. Source: N-AUTH, N-JAVA."""
        return {**self._signed(stamp), "RequestId": batch.request_id, "Content-Type": FORM}

    def json_headers(self, stamp: Stamp, batch: Batch) -> dict[str, str]:
        """Of an interface of V2. Source: N-HOST2, N-JAVA."""
        return {**self._signed(stamp), "X-custom-traceid": batch.request_id, "Content-Type": JSON}

    def _signed(self, stamp: Stamp) -> dict[str, str]:
        time = str(int(stamp.time))
        return {
            "AppKey": self.app_key,
            "Nonce": stamp.nonce,
            "CurTime": time,
            "CheckSum": encoding.signature(self.app_secret, stamp.nonce, time),
        }


def outcomes(batch: Batch, response: Response, block: float, taken: Taken) -> list[Outcome]:
    """What an answer proves, by its body's code; `taken(batch, body)` reads a success. Source: N-CODE, N-V2B.

    V1 says its words in `desc` and V2 in `msg`; `msg` is an object where V1's broadcast succeeds, and no words then.
    """
    answer = answers.read(response, CODES, "desc", "msg")
    if answer is None:
        return all_alike(batch, answers.unread(response, block))
    if answer.code == SUCCESS:
        return taken(batch, answer.body)
    meaning = meaning_of(answer, tried=batch.tried)
    return all_alike(batch, answers.outcome("NetEase", answer, meaning, block))
