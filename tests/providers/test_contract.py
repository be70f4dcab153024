"""The conformance suite: what every provider keeps on every route, for every text and every answer."""

import os
import re
import subprocess
from collections import Counter

import orjson
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from runner.model import Batch, Message, Outcome, Status, Text
from runner.provider import Response, Stamp
from runner.providers.netease_codes import CODES as NETEASE_CODES
from runner.providers.rongcloud_codes import CODES as RONGCLOUD_CODES
from tests.providers.samples import CASES, SECRET, SOUND, STAMP, Case, form

CODES = sorted({*NETEASE_CODES, *RONGCLOUD_CODES, "0", "-1", "12345"})
WORDS = ["", "CheckSum is wrong", "invalid App-Key.", "bad attach", "line\nbreak\x1b[31m", "長" * 900]
STATUSES = [0, 100, 200, 202, 204, 302, 400, 401, 403, 404, 407, 408, 413, 429, 430, 499, 500, 502, 503, 504, 999]
PEOPLE = ["u1", "U2", "u3"]

leaves = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text()
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=8
)
codes = st.sampled_from([*CODES, *map(int, CODES)]) | anything
people = st.lists(st.sampled_from([*PEOPLE, "u2", "nobody", 7, None]), max_size=4)
message_ids = st.lists(
    st.fixed_dictionaries(
        {}, optional={"userId": st.sampled_from([*PEOPLE, None, 7]), "messageUID": leaves, "more": leaves}
    ),
    max_size=4,
)
vendor_bodies = st.fixed_dictionaries(
    {"code": codes},
    optional={
        **{key: st.sampled_from(WORDS) | anything for key in ("desc", "msg", "errorMessage")},
        "unregister": people | people.map(lambda ids: orjson.dumps(ids).decode()) | anything,
        "messageUIDs": message_ids | anything,
    },
).map(orjson.dumps)
NASTY = [
    b"",
    b"{}",
    b"null",
    b"[" * 100_000,
    b'{"code":' * 5_000,
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
    b"<html><body>502 Bad Gateway</body></html>",
    b"\x00\xff\xfe\x1b[2J",
    b'{"code":200,"desc":"' + b"x" * 10_000_000 + b'"}',
    b"x" * 10_000_000,
]
bodies = vendor_bodies | anything.map(orjson.dumps) | st.binary(max_size=60)
answers = st.builds(Response, st.sampled_from(STATUSES) | st.integers(100, 599), bodies)

each_case = pytest.mark.parametrize("case", CASES, ids=str)
each_form = pytest.mark.parametrize("case", [case for case in CASES if not case.route.mixed], ids=str)


def check(batch: Batch, found: list[Outcome]) -> None:
    """What holds of the outcomes of any answer."""
    assert len(found) == len(batch.messages)
    for outcome in found:
        assert outcome.status in set(Status)
        assert outcome.code
        assert len(outcome.detail) <= 500
        assert not re.search(r"[\x00-\x1f\x7f]", outcome.detail + outcome.provider_id)
        assert outcome.detail or outcome.status is Status.ACCEPTED
        assert outcome.status is Status.DEFERRED or (not outcome.wait and not outcome.fatal)
        assert not (outcome.wait and outcome.fatal)
        assert outcome.wait == 0 or outcome.wait >= 1


@each_case
@settings(max_examples=200, deadline=None)
@given(response=answers, tried=st.booleans())
def test_one_outcome_a_message_for_every_answer(case: Case, response: Response, tried: bool) -> None:
    batch = case.batch(PEOPLE, tried=tried)
    check(batch, case.provider.outcomes(batch, response))


@each_case
@pytest.mark.parametrize("body", NASTY, ids=lambda body: repr(body[:24]))
@pytest.mark.parametrize("status", [200, 404, 500])
def test_nasty_answers(case: Case, body: bytes, status: int) -> None:
    batch = case.batch()
    check(batch, case.provider.outcomes(batch, Response(status, body)))


@each_case
@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=40) | anything.map(orjson.dumps))
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
    body = orjson.dumps({"code": 20033, "desc": "what now?", "errorMessage": "what now?"})
    outcome = case.provider.outcomes(case.batch(), Response(200, body))[0]
    assert (outcome.status, outcome.code, outcome.detail) == (Status.UNKNOWN, "20033", "what now?")


@each_case
def test_a_request_is_pure_in_its_stamp(case: Case) -> None:
    batch = case.batch()
    first = case.provider.request(batch, STAMP)
    assert case.provider.request(batch, STAMP) == first
    for stamp in (Stamp(STAMP.time + 1, STAMP.nonce), Stamp(STAMP.time, "n2")):
        other = case.provider.request(batch, stamp)
        assert other.body == first.body
        assert other.headers != first.headers


@each_case
@given(key=st.text("abcdef0123456789", min_size=1), nonce=st.text("0123456789", min_size=1, max_size=18))
@settings(max_examples=20)
def test_the_secret_shows_nowhere(case: Case, key: str, nonce: str) -> None:
    provider, batch = case.kind(key, SECRET), case.batch()
    request = provider.request(batch, Stamp(STAMP.time, nonce))
    fatal = [Response(200, orjson.dumps({"code": code, "desc": "CheckSum"})) for code in (414, 1004)]
    shown = [provider, request, *(provider.outcomes(batch, response) for response in fatal)]
    assert not [text for text in map(repr, shown) if SECRET in text]


@each_case
def test_a_provider_is_a_value(case: Case) -> None:
    assert case.provider == case.provider
    assert len({case.provider, case.provider}) == 1
    assert case.provider.app_key == "demo"
    with pytest.raises(AttributeError):
        case.provider.app_key = "other"  # type: ignore[misc]


@each_case
def test_a_shell_signs_as_the_provider_does(case: Case) -> None:
    headers = case.provider.request(case.batch(), Stamp(1443592222.0, "17")).headers
    name = case.kind.type.upper()
    known = {"NONCE": "17", "NOW": "1443592222", f"{name}_APP_KEY": "demo", f"{name}_APP_SECRET": SECRET}
    script = "\n".join(f'printf "%s\\n" "{made}"' for made in case.provider.signing.values())
    ran = subprocess.run(["sh", "-c", script], env={**os.environ, **known}, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == [headers[header] for header in case.provider.signing]


@each_case
def test_requests_go_to_the_route_as_text_that_a_header_can_hold(case: Case) -> None:
    request = case.provider.request(case.batch(), STAMP)
    assert request.path == case.route.path
    assert all(value.isascii() and value.isprintable() for value in request.headers.values())


@each_form
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_forms_are_read_back_as_they_were_said(case: Case, data: st.DataObject) -> None:
    names = [
        name
        for parameter in case.kind.parameters
        if (name := parameter.name) not in {"from", "msgtype", "forcePushAll", "forcePushList"}
    ]
    extra = data.draw(st.dictionaries(st.sampled_from(names), st.text() | st.sampled_from(WORDS), max_size=5))
    said = {**SOUND[case.kind.type], **extra}
    batch = Batch(case.route.name, [Message("u&1=1", Text.of(said))], "r")
    fields = Counter(form(case.provider.request(batch, STAMP)))
    assert not Counter((name, text) for name, text in said.items() if name != "from") - fields


@each_form
@pytest.mark.parametrize(
    "text", ["&=+%;", "a b", "%41", "+%2B", "?/:@", "\n\r\t\0", "é😀\"'\\", "\u2028", "x" * 600 + "&", "&" * 5000]
)
def test_forms_with_special_characters(case: Case, text: str) -> None:
    name = {"netease": "attach", "rongcloud": "content"}[case.kind.type]
    batch = Batch(case.route.name, [Message(text, Text.of({**SOUND[case.kind.type], name: text}))], "r")
    fields = dict(form(case.provider.request(batch, STAMP)))
    assert fields[name] == text
    assert text in (fields.get(case.kind.recipient), *orjson.loads(fields.get("toAccids", "[]")))


@each_case
def test_a_sound_text_may_travel_on_the_route_and_the_simplest_comes_first(case: Case) -> None:
    ways = case.provider.ways(SOUND[case.kind.type])
    assert case.route.name in ways.routes
    assert ways.routes[0] == case.kind.routes[0].name


@each_case
def test_routes_say_where_their_limits_stand(case: Case) -> None:
    assert case.route.source.startswith("https://")
    assert case.route.limit.block >= 1
    assert case.route.capacity >= 1
