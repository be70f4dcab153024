"""What proves credentials to NetEase and can't send: a notification to nobody, from nobody, that says nothing. Pure.

The parameters are required by the pages (N-SEED, N-APIFOX): without them the answer is 414 about a parameter. A wrong
signature is 414 too (N-AUTH), told apart by its words, as when sending. That the signature is looked at first is
inferred. Broadcasts ask on this route as well: an announcement to everyone is no place for a half-empty request.
"""

from runner.model import Batch
from runner.probe import Probe, Verdict
from runner.provider import Provider, Request, Response, Route, Stamp
from runner.providers import netease, netease_v2, probing
from runner.providers.answers import Answer, Meaning
from runner.providers.netease_app import NeteaseApp
from runner.providers.netease_codes import CODES, meaning_of


def _v1(provider: Provider, stamp: Stamp) -> Request:
    app = NeteaseApp(provider.app_key, provider.app_secret)
    return Request(netease.SINGLE.path, app.headers(stamp, _nothing(netease.SINGLE, stamp)), b"")


def _v2(provider: Provider, stamp: Stamp) -> Request:
    app = NeteaseApp(provider.app_key, provider.app_secret)
    return Request(netease_v2.SINGLE.path, app.json_headers(stamp, _nothing(netease_v2.SINGLE, stamp)), b"{}")


def _nothing(route: Route, stamp: Stamp) -> Batch:
    """A batch of no message; a new id for each question, as the SDKs want (N-JAVA)."""
    return Batch(route.name, (), stamp.nonce)


def _verdict(response: Response) -> Verdict:
    return probing.verdict(response, CODES, ("desc", "msg"), _meaning_of)


def _meaning_of(answer: Answer) -> Meaning:
    return meaning_of(answer, tried=False)


V1 = Probe(netease.SINGLE, _v1, _verdict)
V2 = Probe(netease_v2.SINGLE, _v2, _verdict)
