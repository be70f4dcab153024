"""What all requests to RongCloud share: the app, its addresses, the signature. Pure. Source: R-AUTH, R-HOST."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

from runner.model import Batch
from runner.provider import Connections, Request, Route, Stamp, Ways
from runner.providers import encoding
from runner.rule import Params

BLOCK = 1.0  # seconds of silence after 1008: how long the vendor blocks isn't documented, this is the least
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

DATA_CENTRES = MappingProxyType(  # R-HOST: either name of a data centre is the other's backup
    {
        "cn": ("https://api.rong-api.com", "https://api-b.rong-api.com"),
        "sg": ("https://api.sg-light-api.com", "https://api-b.sg-light-api.com"),
        "sg-b": ("https://api.sg-b-light-api.com", "https://api-b.sg-b-light-api.com"),
        "us": ("https://api.us-light-api.com", "https://api-b.us-light-api.com"),
        "sau": ("https://api.sau-light-api.com", "https://api-b.sau-light-api.com"),
    }
)
CONNECTIONS = Connections(idle=3.0, most_requests=79)  # R-HOST: idle under 55 s, fewer than 80 requests each

_LONGEST_NONCE, _LONGEST_REQUEST_ID = 18, 36
_SIGNING = MappingProxyType(
    {
        "App-Key": "$RONGCLOUD_APP_KEY",
        "Nonce": "$NONCE",
        "Timestamp": "${NOW}000",
        "Signature": encoding.shell_signature("$RONGCLOUD_APP_SECRET", "${NOW}000"),
    }
)


@dataclass(frozen=True, slots=True)
class RongCloudApp:
    """One RongCloud app, whatever is asked of it."""

    type: ClassVar[str] = "rongcloud"
    api: ClassVar[str] = ""
    suspicious: ClassVar[frozenset[str]] = frozenset()
    folds_case: ClassVar[bool] = False
    signs: ClassVar[bool] = True
    data_centres: ClassVar[Mapping[str, tuple[str, ...]]] = DATA_CENTRES
    emulated: ClassVar[bool] = True
    connections: ClassVar[Connections] = CONNECTIONS
    signing: ClassVar[Mapping[str, str]] = _SIGNING
    unrecallable: ClassVar[str] = ""

    app_key: str
    app_secret: str = field(repr=False)

    def signed(self, batch: Batch, stamp: Stamp, path: str, body: bytes, content_type: str = FORM) -> Request:
        """A request signed for this millisecond. Source: R-AUTH."""
        time, nonce = str(int(stamp.time * 1000)), stamp.nonce[:_LONGEST_NONCE]
        headers = {
            "App-Key": self.app_key,
            "Nonce": nonce,
            "Timestamp": time,
            "Signature": encoding.signature(self.app_secret, nonce, time),
            "X-Request-ID": batch.request_id[:_LONGEST_REQUEST_ID],
            "Content-Type": content_type,
        }
        return Request(path, headers, body)


@dataclass(frozen=True, slots=True)
class RongCloudToNobody(RongCloudApp):
    """One RongCloud app that asks what names no recipient: a form of what the text says, one message a request."""

    recipient: ClassVar[str] = ""
    routes: ClassVar[tuple[Route, ...]] = ()

    def ways(self, params: Params) -> Ways:
        """The one way; who has several chooses among them."""
        return Ways((self.routes[0].name,))

    def request(self, batch: Batch, stamp: Stamp) -> Request:
        """The batch's recipient is for the ledger alone."""
        path = next(route.path for route in self.routes if route.name == batch.route)
        return self.signed(batch, stamp, path, encoding.form(batch.messages[0].text.params))
