"""The webhook: what is posted, how it is signed, and what an answer proves, with the receivers that people have."""

import hmac
import os
import re
import subprocess
from base64 import b64decode
from hashlib import sha256

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.model import Outcome, Status
from runner.provider import Request, Response, Stamp, Ways
from runner.providers.webhook import Webhook, signature
from tests.providers.samples import STAMP, batch

HOOK = Webhook("releases", "")
SIGNED = Webhook("releases", "a secret")
HTML = b"<html>Bad Gateway</html>"


def posted(body: str, *recipients: str, route: str = "single", **more: str) -> Request:
    """The request that carries this body."""
    return HOOK.request(batch(route, {"body": body, **more}, recipients or ["u1"]), STAMP)


def outcome(status: int, body: bytes = b"ok", **params: str) -> Outcome:
    """What an answer proves of each of two messages."""
    asked = batch("batch", {"body": "{}", **params}, ["u1", "u2"])
    first, second = HOOK.outcomes(asked, Response(status, body))
    assert first == second
    return first


def test_the_body_is_posted_as_it_was_rendered_to_the_whole_address() -> None:
    body = '{"text": "é 😀 \\u00e9", "price": 2.40, "id": 12345678901234567890}'
    request = posted(body)
    assert request.path == ""
    assert request.body == body.encode()
    assert request.headers == {
        "Content-Type": "application/json",
        "webhook-id": "r" * 40,
        "webhook-timestamp": "1443592222",
    }


def test_declared_headers_go_with_it_and_may_name_another_type() -> None:
    declared = {"X-Team": "release", "content-type": "application/cloudevents+json"}
    headers = posted("{}", headers=orjson.dumps(declared).decode()).headers
    assert {name: headers[name] for name in declared} == declared
    assert "Content-Type" not in headers


TAKEN = ("Host", "content-length", "Transfer-Encoding", "WEBHOOK-id", "Proxy-Authorization", "Content-Type")
header_texts = st.text() | st.sampled_from(["2", "a\r\nX-B: 2", "chunked", " a", "\x7f", "é"])


@given(own=st.dictionaries(st.sampled_from([*TAKEN, "X-A", "x-a", "", "X B", "X:", "X\n"]) | st.text(), header_texts))
def test_whatever_is_declared_no_request_has_a_header_that_the_program_writes_or_that_cannot_be(
    own: dict[str, str],
) -> None:
    headers = posted("{}", headers=orjson.dumps(own).decode()).headers
    names = [name.lower() for name in headers]
    assert len(set(names)) == len(names)
    assert {"content-type", "webhook-id", "webhook-timestamp"} <= set(names)
    assert headers["webhook-id"] == "r" * 40
    assert not {"host", "content-length", "transfer-encoding", "proxy-authorization"} & set(names)
    for name, text in headers.items():
        assert re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name)
        assert text.isascii()
        assert text.isprintable()
        assert text == text.strip()


@pytest.mark.parametrize("headers", ["", "3", "{", '{"X-A":1}', '[["X-A","1"]]'])
def test_what_is_no_mapping_of_texts_adds_no_header(headers: str) -> None:
    assert posted("{}", headers=headers) == posted("{}")


def test_the_signature_is_the_one_of_the_published_example() -> None:
    known = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )
    assert known == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("secret", "key"),
    [
        ("a secret", b"a secret"),
        ("密钥", "密钥".encode()),
        ("whsec_AAEC", b"\0\1\2"),
        ("whsec_not base64", b"whsec_not base64"),
        ("whsec_", b"whsec_"),
    ],
)
def test_a_key_is_text_or_base64_behind_its_prefix(secret: str, key: bytes) -> None:
    request = Webhook("releases", secret).request(batch("single", {"body": "{}"}, ["u1"]), Stamp(1.9, "n"))
    version, made = request.headers["webhook-signature"].split(",")
    assert version == "v1"
    assert b64decode(made) == hmac.digest(key, f"{'r' * 40}.1.{{}}".encode(), sha256)


def test_every_try_has_the_same_id_and_a_signature_of_its_own_time() -> None:
    asked = batch("single", {"body": "{}"}, ["u1"])
    first, second = (SIGNED.request(asked, Stamp(time, "n")).headers for time in (1.0, 2.0))
    assert first["webhook-id"] == second["webhook-id"] == asked.request_id
    assert first["webhook-signature"] != second["webhook-signature"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"to":"$recipients"}', '{"to":["u1","u\\"2"]}'),
        ('{"to" : "$recipients", "n": [1, "$recipients"]}', '{"to" : ["u1","u\\"2"], "n": [1, ["u1","u\\"2"]]}'),
        ('"$recipients"', '["u1","u\\"2"]'),
    ],
)
def test_recipients_stand_where_the_body_wants_them(body: str, said: str) -> None:
    assert HOOK.ways({"body": body}) == Ways(("single", "batch"))
    assert posted(body, "u1", 'u"2', route="batch").body == said.encode()
    assert orjson.loads(posted(body, "u1").body) == orjson.loads(said.replace(',"u\\"2"', ""))


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        '{"$recipients":1}',
        '{"$recipients" :1}',
        '{"to":"$recipients!"}',
        '{"to":"\\"$recipients\\""}',
        '{"to":"a\\\\\\"$recipients"}',
        '{"to":"$RECIPIENTS"}',
    ],
)
def test_elsewhere_the_word_is_only_a_word(body: str) -> None:
    assert HOOK.ways({"body": body}) == Ways(("single",))
    assert posted(body).body == body.encode()


json_values = st.recursive(
    st.none() | st.integers(-(2**53), 2**53) | st.text() | st.sampled_from(["$recipients", '"$recipients"', "\\"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.just("$recipients"), inner, max_size=3),
)


@given(value=json_values, people=st.lists(st.text(min_size=1), min_size=1, max_size=3))
def test_only_values_that_are_the_word_are_replaced(value: object, people: list[str]) -> None:
    def replaced(part: object) -> object:
        if isinstance(part, list):
            return [replaced(item) for item in part]
        if isinstance(part, dict):
            return {key: replaced(item) for key, item in part.items()}
        return people if part == "$recipients" else part

    body = posted(orjson.dumps(value).decode(), *people, route="batch").body
    assert orjson.loads(body) == replaced(value)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
@pytest.mark.parametrize("body", [b"", b"ok", HTML, b'{"errcode":310000}'])
def test_any_2xx_is_a_success_where_nothing_else_was_said(status: int, body: bytes) -> None:
    assert outcome(status, body) == Outcome(Status.ACCEPTED, f"http {status}")


@pytest.mark.parametrize(
    ("success", "yes", "no"),
    [
        ("code == `0`", b'{"code":0,"msg":"success","data":{}}', b'{"code":9499,"msg":"Bad Request","data":{}}'),
        ("errcode == `0`", b'{"errcode":0,"errmsg":"ok"}', b'{"errcode":310000,"errmsg":"sign not match"}'),
        ("ok", b'{"ok":true}', b'{"ok":false,"error":"not_in_channel"}'),
        ("length(results[?status != 'ok']) == `0`", b'{"results":[]}', b'{"results":[{"status":"late"}]}'),
    ],
)
def test_the_answer_can_be_asked_as_well(success: str, yes: bytes, no: bytes) -> None:
    assert outcome(200, yes, success=success) == Outcome(Status.ACCEPTED, "http 200")
    refused = outcome(200, no, success=success)
    assert (refused.status, refused.code) == (Status.REJECTED, "http 200")
    assert no.decode()[:40] in refused.detail


@pytest.mark.parametrize("body", [b"", b"ok", HTML, b'{"code":0', b"[" * 100_000])
def test_an_answer_that_cannot_be_read_proves_nothing(body: bytes) -> None:
    found = outcome(200, body, success="code == `0`")
    assert found.status is Status.UNKNOWN
    assert "`success` can't be told from the answer" in found.detail


@pytest.mark.parametrize("status", [400, 402, 406, 409, 411, 413, 415, 418, 422, 451, 499])
def test_what_the_receiver_refuses_is_rejected(status: int) -> None:
    found = outcome(status, b"invalid_payload")
    assert found == Outcome(Status.REJECTED, f"http {status}", f"the receiver answers HTTP {status}: 'invalid_payload'")


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 305, 306, 399])
def test_a_redirect_may_follow_the_work(status: int) -> None:
    found = outcome(status, b"")
    assert (found.status, found.code, found.fatal) == (Status.UNKNOWN, f"http {status}", "")
    assert found.detail == (
        f"the receiver answers HTTP {status}: an empty body; it may have done the work first, and redirects are never "
        "followed"
    )


@pytest.mark.parametrize(
    ("status", "todo"),
    [
        (307, "set `endpoint`"),
        (308, "set `endpoint`"),
        (401, "check app_secret"),
        (403, "check app_secret"),
        (404, "check that `endpoint`"),
        (405, "check that `endpoint`"),
        (407, "proxy"),
        (410, "check that `endpoint`"),
    ],
)
def test_what_every_request_would_meet_stops_the_run(status: int, todo: str) -> None:
    found = outcome(status, b"no_service")
    assert (found.status, found.wait) == (Status.DEFERRED, 0)
    assert found.fatal.startswith(f"the receiver answers HTTP {status}: 'no_service'; ")
    assert todo in found.fatal


def test_too_many_requests_wait() -> None:
    assert outcome(429, b"").status is Status.DEFERRED
    assert outcome(429, b"").wait == 1
    assert outcome(429, b"").detail == "the receiver answers HTTP 429: an empty body"


@pytest.mark.parametrize("status", [0, 100, 408, 500, 502, 503, 504, 599, 999])
def test_it_may_have_been_taken(status: int) -> None:
    assert outcome(status, HTML)[:2] == (Status.UNKNOWN, f"http {status}")


def test_it_needs_no_secret_and_names_no_parameter_for_recipients() -> None:
    assert not Webhook.signs
    assert not Webhook.recipient
    assert "webhook-signature" not in posted("{}").headers


@pytest.mark.parametrize("secret", ["a secret '\"$HOME", "密钥", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
def test_a_shell_signs_with_any_secret(secret: str) -> None:
    asked = batch("single", {"body": '{"text":"$(id) `id` \\\\ é"}'}, ["u1"])
    request = Webhook("releases", secret).request(asked, Stamp(7.0, "n"))
    known = {"ID": asked.request_id, "NOW": "7", "BODY": request.body.decode(), "WEBHOOK_APP_SECRET": secret}
    script = f'printf %s "{Webhook.signing["webhook-signature"]}"'
    ran = subprocess.run(["sh", "-c", script], env={**os.environ, **known}, capture_output=True, text=True, check=True)
    assert ran.stdout == request.headers["webhook-signature"]
