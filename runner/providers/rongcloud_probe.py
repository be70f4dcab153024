"""What proves credentials to RongCloud and can't send: a notification to nobody, from nobody, that says nothing. Pure.

Required parameters are missing (R-SEED), so the answer is 1002; a wrong signature is 1004, 1001 or 1002 about the app
key (R-AUTH, R-CODE). The one field it has stands at its default: a request without any is 1003, "no POST data", which
might be said before the signature is looked at. That the signature is looked at before the parameters is inferred.
Broadcasts ask on this route as well: theirs takes 2 calls an hour, and reaches everyone.
"""

from runner.model import Batch
from runner.probe import Probe, Verdict
from runner.provider import Provider, Request, Response, Stamp
from runner.providers import probing
from runner.providers.rongcloud import PUBLISH
from runner.providers.rongcloud_app import RongCloudApp
from runner.providers.rongcloud_codes import CODES, meaning_of

_BODY = b"contentAvailable=0"


def _request(provider: Provider, stamp: Stamp) -> Request:
    app = RongCloudApp(provider.app_key, provider.app_secret)
    return app.signed(Batch(PUBLISH.name, (), stamp.nonce), stamp, PUBLISH.path, _BODY)


def _verdict(response: Response) -> Verdict:
    return probing.verdict(response, CODES, ("errorMessage", "msg"), meaning_of)


PROBE = Probe(PUBLISH, _request, _verdict)
