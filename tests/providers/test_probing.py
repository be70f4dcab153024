"""The questions that prove credentials: what they say, what answers to them mean, and that nothing is sent."""

import time
from collections.abc import Callable

import pytest

from runner.all_providers import BUILT_IN, PROBES
from runner.probe import Standing, Verdict
from runner.provider import ProviderType, Response, Stamp
from tests.emulator.callers import Emulated
from tests.providers.samples import KINDS, STAMP, answer, form

KEYS = {"demo": "s3cret"}
APIS = sorted(PROBES)


def kind_of(type_: str, api: str) -> ProviderType:
    return next(kind for kind in BUILT_IN[type_] if kind.api == api)


def ask(emulated: Emulated, type_: str, api: str, app_key: str, secret: str, at: float) -> Verdict:
    """The question of an account at a moment, put to the emulator."""
    probe = PROBES[type_, api]
    request = probe.request(kind_of(type_, api)(app_key, secret), Stamp(at, "n0nce"))
    reply = emulated.request("POST", request.path, request.body, request.headers)
    return probe.verdict(Response(reply.status, reply.body))


def test_every_vendor_that_signs_has_one() -> None:
    assert {(kind.type, kind.api) for kind in KINDS.values() if kind.signs and kind.emulated} - {
        ("webhook", "")
    } == set(PROBES)


@pytest.mark.parametrize(("type_", "api"), APIS)
def test_it_names_nobody_and_says_nothing(type_: str, api: str) -> None:
    kind, probe = kind_of(type_, api), PROBES[type_, api]
    request = probe.request(kind("demo", "s3cret"), STAMP)
    words = {parameter.name for parameter in kind.parameters} | {kind.recipient, "toAccids", "receiver_ids"}
    asked = {name for name, _ in form(request)} if request.body not in {b"", b"{}"} else set()
    assert asked <= {"contentAvailable"}
    assert asked <= words
    assert probe.route in kind.routes
    assert "s3cret" not in f"{request}"


@pytest.mark.parametrize(("type_", "api"), APIS)
def test_right_credentials_are_accepted_and_nothing_is_sent(
    start: Callable[..., Emulated], type_: str, api: str
) -> None:
    emulated = start(CAMPAIGN_EMULATOR_ACCOUNTS='{"demo": "s3cret"}')
    found = ask(emulated, type_, api, "demo", "s3cret", time.time())
    assert found.standing is Standing.ACCEPTED
    assert "parameter error" in found.said
    assert emulated.received() == []


@pytest.mark.parametrize(("type_", "api"), APIS)
@pytest.mark.parametrize(("app_key", "secret"), [("demo", "wrong"), ("demo", "s3cret "), ("unknown", "s3cret")])
def test_wrong_credentials_are_refused(
    start: Callable[..., Emulated], type_: str, api: str, app_key: str, secret: str
) -> None:
    emulated = start(CAMPAIGN_EMULATOR_ACCOUNTS='{"demo": "s3cret"}')
    found = ask(emulated, type_, api, app_key, secret, time.time())
    assert found.standing is Standing.REFUSED
    assert "app_key" in found.todo


def test_a_clock_that_is_wrong_is_refused_by_netease_alone(start: Callable[..., Emulated]) -> None:
    emulated = start(CAMPAIGN_EMULATOR_ACCOUNTS='{"demo": "s3cret"}')
    late = time.time() - 400
    standings = {key: ask(emulated, *key, "demo", "s3cret", late).standing for key in APIS}
    assert standings == {
        ("netease", "v1"): Standing.REFUSED,
        ("netease", "v2"): Standing.REFUSED,
        ("rongcloud", ""): Standing.ACCEPTED,
    }


@pytest.mark.parametrize(
    ("key", "response", "standing"),
    [
        (("netease", "v1"), answer(code=414, desc="check from"), Standing.ACCEPTED),
        (("netease", "v1"), answer(code=414, desc="CurTime is illegal"), Standing.REFUSED),
        (("netease", "v1"), answer(code=403, desc="no"), Standing.REFUSED),
        (("netease", "v1"), answer(code=416, desc="frequency control"), Standing.LIMITED),
        (("netease", "v1"), answer(code=500), Standing.UNCLEAR),
        (("netease", "v1"), answer(code=200), Standing.ACCEPTED),
        (("netease", "v1"), answer(code=77777), Standing.UNCLEAR),
        (("netease", "v2"), answer(code=101303, msg="appkey does not exist"), Standing.REFUSED),
        (("netease", "v2"), answer(code=414, msg="check sender_id"), Standing.ACCEPTED),
        (("rongcloud", ""), answer(400, code=1002, errorMessage="ParamError"), Standing.ACCEPTED),
        (("rongcloud", ""), answer(400, code=1002, errorMessage="invalid App-Key."), Standing.REFUSED),
        (("rongcloud", ""), answer(401, code=1004, errorMessage="签名错误，请检查。"), Standing.REFUSED),
        (("rongcloud", ""), answer(429, code=1008), Standing.LIMITED),
        (("rongcloud", ""), answer(504, code=1050), Standing.UNCLEAR),
        (("rongcloud", ""), Response(502, b"<html>Bad gateway</html>"), Standing.UNCLEAR),
        (("rongcloud", ""), Response(200, b""), Standing.UNCLEAR),
    ],
)
def test_what_an_answer_proves(key: tuple[str, str], response: Response, standing: Standing) -> None:
    found = PROBES[key].verdict(response)
    assert found.standing is standing
    assert found.said
