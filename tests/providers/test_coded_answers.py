"""Vendors that put a code into the body, beyond the conformance suite: the code counts, and nothing else does."""

import orjson
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from runner.conformance.outcomes import check
from runner.conformance.replies import ANYTHING
from runner.model import Status
from runner.provider import Response
from tests.providers.samples import CASES, Case

CODED = [case for case in CASES if case.kind.type in {"netease", "rongcloud"}]
NASTY = [
    b'{"code":200',
    b'{"code":200}trailing',
    b'\xef\xbb\xbf{"code":200}',
    b'{"code":200,"code":414,"desc":"twice"}',
    b'{"code":"200x"}',
    b'{"code":true}',
    b'{"code":200.0}',
    b'{"code":1e400}',
    b'{"code":' + b"9" * 5_000 + b"}",
    b'{"code":"' + b"9" * 5_000 + b'"}',
    b'{"code":414,"desc":"\\ud83d"}',
    b'{"code":200,"desc":"' + b"x" * 10_000_000 + b'"}',
]

each_case = pytest.mark.parametrize("case", CODED, ids=str)


@each_case
@pytest.mark.parametrize("body", NASTY, ids=lambda body: repr(body[:24]))
@pytest.mark.parametrize("status", [200, 404, 500])
def test_nasty_codes(case: Case, body: bytes, status: int) -> None:
    asked = case.batch()
    check(asked, case.provider.outcomes(asked, Response(status, body)))


@each_case
@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=40) | ANYTHING.map(orjson.dumps))
def test_no_body_without_a_code_is_ever_a_success(case: Case, body: bytes) -> None:
    assume(b'"code"' not in body)
    found = case.provider.outcomes(case.batch(), Response(200, body))
    assert {outcome.status for outcome in found} == {Status.UNKNOWN}
    assert {outcome.code for outcome in found} == {"http 200"}


@each_case
@pytest.mark.parametrize("code", ["200", 200])
def test_a_plain_success_is_accepted_whatever_the_http_status(case: Case, code: object) -> None:
    for status in (200, 500):
        found = case.provider.outcomes(case.batch(), Response(status, orjson.dumps({"code": code})))
        assert {(outcome.status, outcome.code) for outcome in found} == {(Status.ACCEPTED, "200")}


@each_case
@pytest.mark.parametrize("status", [401, 403, 404, 405, 413, 301, 302, 308, 407])
def test_refusals_that_every_request_would_meet_are_fatal(case: Case, status: int) -> None:
    outcome = case.provider.outcomes(case.batch(), Response(status, b"<html>"))[0]
    assert (outcome.status, outcome.code, outcome.wait) == (Status.DEFERRED, f"http {status}", 0.0)
    assert f"HTTP {status}" in outcome.fatal


@each_case
@pytest.mark.parametrize("status", [100, 201, 204, 408, 500, 502, 503, 504, 599])
def test_what_a_gateway_says_in_the_vendors_place_proves_nothing(case: Case, status: int) -> None:
    outcome = case.provider.outcomes(case.batch(), Response(status, b"<html>"))[0]
    assert (outcome.status, outcome.code) == (Status.UNKNOWN, f"http {status}")


@each_case
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"code":429,"message":"too many"}'])
def test_http_429_waits_out_the_block(case: Case, body: bytes) -> None:
    outcome = case.provider.outcomes(case.batch(), Response(429, body))[0]
    assert (outcome.status, outcome.wait, outcome.fatal) == (Status.DEFERRED, case.route.limit.block, "")


@each_case
def test_a_code_in_no_table_is_unknown_and_kept_word_for_word(case: Case) -> None:
    body = orjson.dumps({"code": 20033, "desc": "what now?", "msg": "what now?", "errorMessage": "what now?"})
    outcome = case.provider.outcomes(case.batch(), Response(200, body))[0]
    assert (outcome.status, outcome.code, outcome.detail) == (Status.UNKNOWN, "20033", "what now?")


@each_case
def test_data_centres_have_a_backup_each(case: Case) -> None:
    assert case.kind.data_centres
    assert {len(addresses) for addresses in case.kind.data_centres.values()} == {2}


@each_case
def test_every_request_is_signed_with_a_time_and_a_nonce(case: Case) -> None:
    assert case.kind.signs
    made = " ".join(case.provider.signing.values())
    assert "$NONCE" in made
    assert "NOW" in made
    assert all(code.isdecimal() for code in case.provider.suspicious)
