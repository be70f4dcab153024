"""NetEase: golden signatures and bodies, routes, and every code by part F of the fact sheet."""

import orjson
import pytest

from runner.model import Outcome, Status
from runner.provider import Response, Stamp
from runner.providers.netease import BATCH, SINGLE, Netease
from tests.providers.samples import NETEASE, answer, batch, form

NETEASE_APP = Netease("key", "secret1")
STAMP = Stamp(1443592222.9, "n1")

REJECTED = [404, 405, 406, 413, 414, 417, 419, 422, 423, 463, 508, *range(801, 816)]
REJECTED_V2 = [102404, 102421, 102422, 102426, 107316, 108302, 108404, 109404]
FATAL = [201, 301, 302, 315, 403, 509, 997, 101301, 101303, 107410]
LIMITED = [398, 416, 449, 102449, 107323]
FAILED = [500, 501, 503, 514, 998, 999]
UNKNOWN = [399, 408, 415, 418, 431, 511, 599, 7, 10431, 20033, 99999]


def one(response: Response, *, route: str = "single", tried: bool = False) -> Outcome:
    return NETEASE_APP.outcomes(batch(route, NETEASE, ["u1"], tried=tried), response)[0]


def test_the_golden_signature() -> None:
    request = NETEASE_APP.request(batch("single", NETEASE, ["u1"]), STAMP)
    assert request.headers == {
        "AppKey": "key",
        "Nonce": "n1",
        "CurTime": "1443592222",
        "CheckSum": "399701d4e88e3146bdc01673b12dc09e596dd322",
        "RequestId": "r" * 40,
        "Content-Type": "application/x-www-form-urlencoded;charset=utf-8",
    }


def test_single_says_to_and_msgtype() -> None:
    request = NETEASE_APP.request(batch("single", NETEASE, ["u1"]), STAMP)
    assert request.path == "/nimserver/msg/sendAttachMsg.action"
    assert form(request) == [("to", "u1"), ("msgtype", "0"), ("from", "system"), ("attach", '{"type":"release"}')]


def test_single_to_a_team() -> None:
    fields = form(NETEASE_APP.request(batch("single", {**NETEASE, "msgtype": "1"}, ["6300001"]), STAMP))
    assert sorted(fields) == sorted([("to", "6300001"), *NETEASE.items(), ("msgtype", "1")])


def test_batch_has_names_of_its_own() -> None:
    said = {**NETEASE, "msgtype": "0", "pushcontent": "hi"}
    request = NETEASE_APP.request(batch("batch", said, ["u1", "u&2"]), STAMP)
    assert request.path == "/nimserver/msg/sendBatchAttachMsg.action"
    assert form(request) == [
        ("fromAccid", "system"),
        ("toAccids", '["u1","u&2"]'),
        ("attach", '{"type":"release"}'),
        ("pushcontent", "hi"),
    ]


def test_the_largest_batch() -> None:
    people = [f"user_{n:027}" for n in range(5000)]
    request = NETEASE_APP.request(batch("batch", {**NETEASE, "payload": '"' + "p" * 2046 + '"'}, people), STAMP)
    assert orjson.loads(dict(form(request))["toAccids"]) == people


def test_limits_are_the_documented_ones() -> None:
    assert [(str(route.limit), route.capacity, route.limit.block) for route in (SINGLE, BATCH)] == [
        ("100 calls/s", 1, 10.0),
        ("120 calls/min", 5000, 60.0),
    ]
    assert SINGLE.budget != BATCH.budget


@pytest.mark.parametrize(
    ("more", "routes"),
    [
        ({}, ("single", "batch")),
        ({"msgtype": "0", "save": "1", "isForcePush": "true"}, ("single", "batch")),
        ({"msgtype": "1"}, ("single",)),
        ({"forcePushAll": "true"}, ("single",)),
        ({"forcePushList": "[]"}, ("single",)),
    ],
)
def test_ways(more: dict[str, str], routes: tuple[str, ...]) -> None:
    assert NETEASE_APP.ways({**NETEASE, **more}).routes == routes


@pytest.mark.parametrize("code", REJECTED + REJECTED_V2)
def test_rejected_codes(code: int) -> None:
    outcome = one(answer(code=code, desc="so it is"))
    assert (outcome.status, outcome.code) == (Status.REJECTED, str(code))
    assert outcome.detail.endswith(": so it is")


@pytest.mark.parametrize("code", FATAL)
def test_fatal_codes(code: int) -> None:
    outcome = one(answer(code=code, desc="no"))
    assert (outcome.status, outcome.wait) == (Status.DEFERRED, 0.0)
    assert outcome.fatal.startswith(f"NetEase answers {code}, ")
    assert ": no; " in outcome.fatal


@pytest.mark.parametrize("code", LIMITED)
@pytest.mark.parametrize(("route", "block"), [("single", 10.0), ("batch", 60.0)])
def test_codes_of_frequency(code: int, route: str, block: float) -> None:
    outcome = one(answer(code=code, desc="slow down"), route=route)
    assert (outcome.status, outcome.wait, outcome.fatal) == (Status.DEFERRED, block, "")


@pytest.mark.parametrize("code", FAILED)
@pytest.mark.parametrize("status", [200, 500, 503])
def test_codes_of_failure_whatever_the_http_status(code: int, status: int) -> None:
    outcome = one(answer(status, code=code))
    assert (outcome.status, outcome.wait, outcome.fatal) == (Status.DEFERRED, 0.0, "")


@pytest.mark.parametrize("code", UNKNOWN)
def test_codes_that_prove_nothing(code: int) -> None:
    for status in (200, 500):
        outcome = one(answer(status, code=code))
        assert (outcome.status, outcome.code) == (Status.UNKNOWN, str(code))


@pytest.mark.parametrize(
    "desc", ["CurTime is illegal", "CheckSum check failed", "bad http HEADER", "appkey?", "nonce is empty"]
)
def test_414_about_the_headers_is_fatal(desc: str) -> None:
    outcome = one(answer(code=414, desc=desc))
    assert outcome.status is Status.DEFERRED
    assert desc in outcome.fatal
    assert "app_secret" in outcome.fatal


@pytest.mark.parametrize(
    "body", [{"desc": "check msgType"}, {}, {"desc": None}, {"desc": 414}, {"msg": "check attach"}]
)
def test_414_about_anything_else_is_rejected(body: dict[str, object]) -> None:
    assert one(answer(code=414, **body)).status is Status.REJECTED


def test_431_is_a_success_only_after_an_earlier_try() -> None:
    assert one(answer(code=431, desc="dup")).status is Status.UNKNOWN
    later = one(answer(code=431, desc="dup"), tried=True)
    assert (later.status, later.code) == (Status.ACCEPTED, "431")


PEOPLE = ["u1", "Bob", "bob", "007"]


def strangers(unregister: object) -> list[str]:
    found = NETEASE_APP.outcomes(batch("batch", NETEASE, PEOPLE), answer(code=200, unregister=unregister))
    assert {outcome.status for outcome in found} <= {Status.ACCEPTED, Status.REJECTED}
    return [who for who, outcome in zip(PEOPLE, found, strict=True) if outcome.status is Status.REJECTED]


@pytest.mark.parametrize(
    ("unregister", "rejected"),
    [
        (["u1"], ["u1"]),
        ('["u1"]', ["u1"]),
        (["bob"], ["bob"]),
        (["BOB"], ["Bob", "bob"]),
        (["U1", "007", "nobody"], ["u1", "007"]),
        ([], []),
        ("[]", []),
        ("", []),
        (None, []),
    ],
)
def test_unregister_rejects_just_those(unregister: object, rejected: list[str]) -> None:
    assert strangers(unregister) == rejected


def test_unregister_counts_on_single_as_well() -> None:
    outcome = one(answer(code=200, unregister=["u1"]))
    assert outcome.status is Status.REJECTED
    assert "does not exist" in outcome.detail


@pytest.mark.parametrize("unregister", [{"a": 1}, "u1", 7, [["u1"]], [None], '{"u1":1}', "null"])
def test_an_unregister_that_cant_be_read_leaves_all_in_doubt(unregister: object) -> None:
    found = NETEASE_APP.outcomes(batch("batch", NETEASE, PEOPLE), answer(code="200", unregister=unregister))
    assert [outcome.status for outcome in found] == [Status.UNKNOWN] * len(PEOPLE)
    assert "unregister" in found[0].detail


def test_details_are_one_short_line() -> None:
    outcome = one(answer(code=414, desc="bad\r\n\x1b[31m" + "長" * 2000))
    assert outcome.detail.startswith("parameter error: bad [31m長長")
    assert len(outcome.detail) == 500
    assert outcome.detail.endswith("…")


def test_the_secret_is_not_in_the_repr() -> None:
    assert repr(NETEASE_APP) == "Netease(app_key='key')"
