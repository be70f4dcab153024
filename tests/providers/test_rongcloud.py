"""RongCloud: golden signatures and bodies, routes, and every code by part F of the fact sheet."""

from hashlib import sha1

import orjson
import pytest

from runner.model import Outcome, Status, Text
from runner.provider import Response, Stamp
from runner.providers.rongcloud import PUBLISH, TEMPLATE, RongCloud
from tests.providers.samples import RONGCLOUD, answer, batch, form

APP = RongCloud("key", "secret1")
STAMP = Stamp(1585127132.438, "14314")
UNPUSHED = {"fromUserId": "system", "objectName": "RC:TxtMsg", "content": '{"content":"hi"}'}

REJECTED = [1002, 1003, 1005, 1019, 1501, 1502, 1508]
FATAL = [404, 1001, 1004, 1006, 1007, 1009, 2007]
UNKNOWN = [405, 1015, 1016, 1017, 1018, 1050, 20033, 20001, 7]


def one(response: Response, *, tried: bool = False) -> Outcome:
    return APP.outcomes(batch("publish", RONGCLOUD, ["u1"], tried=tried), response)[0]


def test_the_golden_signature() -> None:
    request = APP.request(batch("publish", RONGCLOUD, ["u1"]), STAMP)
    assert request.headers == {
        "App-Key": "key",
        "Nonce": "14314",
        "Timestamp": "1585127132438",
        "Signature": "748c878928f419137fcbd41c133cb30ec7a8df4b",
        "X-Request-ID": "r" * 36,
        "Content-Type": "application/x-www-form-urlencoded",
    }


def test_a_long_nonce_is_signed_as_it_is_sent() -> None:
    headers = APP.request(batch("publish", RONGCLOUD, ["u1"]), Stamp(1.0, "n" * 40)).headers
    assert headers["Nonce"] == "n" * 18
    assert headers["Signature"] == sha1(b"secret1" + b"n" * 18 + b"1000").hexdigest()


def test_publish_repeats_the_recipient() -> None:
    request = APP.request(batch("publish", {**RONGCLOUD, "isPersisted": "0"}, ["2191", "2&192"]), STAMP)
    assert request.path == "/message/system/publish.json"
    assert form(request) == [
        ("toUserId", "2191"),
        ("toUserId", "2&192"),
        *RONGCLOUD.items(),
        ("isPersisted", "0"),
    ]


def test_the_largest_publish() -> None:
    people = [f"{n:064}" for n in range(100)]
    content = orjson.dumps({"content": "字" * 40_000}).decode()
    fields = form(APP.request(batch("publish", {**RONGCLOUD, "content": content}, people), STAMP))
    assert [value for name, value in fields if name == "toUserId"] == people
    assert dict(fields)["content"] == content


def test_limits_are_the_documented_ones() -> None:
    assert {str(route.limit) for route in (PUBLISH, TEMPLATE)} == {"100 messages/s"}
    assert {route.budget for route in (PUBLISH, TEMPLATE)} == {"system"}
    assert [(route.capacity, route.mixed) for route in (PUBLISH, TEMPLATE)] == [(100, False), (100, True)]


@pytest.mark.parametrize(
    "said",
    [
        RONGCLOUD,
        {**RONGCLOUD, "pushData": "d", "contentAvailable": "1", "disablePush": "false", "pushExt": "{}"},
        {**UNPUSHED, "disablePush": "true"},
        {**UNPUSHED, "objectName": "RC:CmdMsg"},
        {**UNPUSHED, "objectName": "App:Note"},
        {**UNPUSHED, "objectName": "App:Note", "content": '"just text"'},
    ],
)
def test_template_is_a_way_where_it_changes_nothing(said: dict[str, str]) -> None:
    ways = APP.ways(said)
    assert ways.routes == ("publish", "template")
    assert len(ways.frame) == 16


@pytest.mark.parametrize(
    "said",
    [
        UNPUSHED,
        {**UNPUSHED, "pushContent": ""},
        {**UNPUSHED, "disablePush": "false"},
        {**UNPUSHED, "objectName": "RC:RcCmd"},
        {**UNPUSHED, "objectName": "RC:NewerThanTheList"},
        {**RONGCLOUD, "isPersisted": "1"},
        {**RONGCLOUD, "count": "1"},
        {**RONGCLOUD, "objectName": "App:Note", "content": "not JSON"},
        {**RONGCLOUD, "content": '{"content":"\\u007Bt0_0}"}'},
    ],
)
def test_template_is_no_way_where_it_would(said: dict[str, str]) -> None:
    assert APP.ways(said).routes == ("publish",)
    assert APP.ways(said).frame == b""


@pytest.mark.parametrize("code", REJECTED)
def test_rejected_codes(code: int) -> None:
    outcome = one(answer(400, code=code, errorMessage="so it is"))
    assert (outcome.status, outcome.code) == (Status.REJECTED, str(code))
    assert outcome.detail.endswith(": so it is")


@pytest.mark.parametrize("code", FATAL)
def test_fatal_codes(code: int) -> None:
    outcome = one(answer(401, code=code, errorMessage="no"))
    assert (outcome.status, outcome.wait) == (Status.DEFERRED, 0.0)
    assert outcome.fatal.startswith(f"RongCloud answers {code}, ")


@pytest.mark.parametrize("words", ["invalid App-Key.", "Invalidate App-Key.", "ParamError: INVALID appkey"])
def test_1002_about_the_app_key_is_fatal(words: str) -> None:
    outcome = one(answer(400, code=1002, errorMessage=words))
    assert (outcome.status, words in outcome.fatal) == (Status.DEFERRED, True)


@pytest.mark.parametrize("status", [200, 429])
def test_1008_waits(status: int) -> None:
    outcome = one(answer(status, code=1008, errorMessage="slow down"))
    assert (outcome.status, outcome.wait, outcome.fatal) == (Status.DEFERRED, 1.0, "")


@pytest.mark.parametrize("status", [200, 500])
def test_1000_is_a_failure_that_the_vendor_reports(status: int) -> None:
    outcome = one(answer(status, code=1000))
    assert (outcome.status, outcome.wait, outcome.fatal) == (Status.DEFERRED, 0.0, "")


@pytest.mark.parametrize("code", UNKNOWN)
@pytest.mark.parametrize("tried", [False, True])
def test_codes_that_prove_nothing(code: int, *, tried: bool) -> None:
    assert one(answer(504, code=code), tried=tried).status is Status.UNKNOWN


@pytest.mark.parametrize("body", [{"code": 200}, {"code": "200"}, {"code": 10000, "msg": "success"}])
@pytest.mark.parametrize("more", [{}, {"messageUIDs": None}])
def test_a_success_without_message_ids(body: dict[str, object], more: dict[str, object]) -> None:
    outcome = one(answer(**body, **more))
    assert (outcome.status, outcome.provider_id, outcome.detail) == (Status.ACCEPTED, "", "")


def confirmed(listed: object) -> list[tuple[Status, str]]:
    found = APP.outcomes(batch("template", RONGCLOUD, ["u1", "U1", "7"]), answer(code=200, messageUIDs=listed))
    return [(outcome.status, outcome.provider_id) for outcome in found]


def test_message_ids_are_kept_and_who_is_missing_is_in_doubt() -> None:
    listed = [
        {"userId": "u1", "messageUID": "A-1"},
        {"userId": 7, "messageUID": None},
        {"userId": None, "messageUID": "A-3"},
        {"messageUID": "A-4"},
        {"userId": "stranger", "messageUID": "A-5"},
    ]
    assert confirmed(listed) == [(Status.ACCEPTED, "A-1"), (Status.UNKNOWN, ""), (Status.ACCEPTED, "")]
    assert confirmed([]) == [(Status.UNKNOWN, "")] * 3


@pytest.mark.parametrize("listed", ["A-1", {"u1": "A-1"}, ["A-1"], 7, False, [{"userId": "u1"}, None]])
def test_message_ids_that_cant_be_read_leave_all_in_doubt(listed: object) -> None:
    assert confirmed(listed) == [(Status.UNKNOWN, "")] * 3


def test_a_user_that_nobody_names_is_not_called_none() -> None:
    found = APP.outcomes(batch("publish", RONGCLOUD, ["None"]), answer(code=200, messageUIDs=[{"userId": None}]))
    assert found[0].status is Status.UNKNOWN


def test_a_frame_is_the_same_only_where_texts_can_share_a_template() -> None:
    frame = APP.ways(RONGCLOUD).frame
    same = {**RONGCLOUD, "content": '{"content":"hé \\"x\\" {}"}', "pushContent": "other"}
    assert APP.ways(same).frame == frame
    for change in (
        {"content": '{"content": "hi"}'},
        {"content": '{"content":"hi","n":1}'},
        {"fromUserId": "other"},
        {"objectName": "RC:InfoNtf"},
        {"pushData": "d"},
        {"pushExt": "{}"},
        {"contentAvailable": "1"},
        {"disablePush": "false"},
    ):
        assert APP.ways({**RONGCLOUD, **change}).frame != frame


def test_template_goes_as_json() -> None:
    request = APP.request(batch("template", Text.of(RONGCLOUD), ["u1", "u2"]), STAMP)
    assert request.path == "/message/system/publish_template.json"
    assert request.headers["Content-Type"] == "application/json"
    assert orjson.loads(request.body) == {
        "fromUserId": "system",
        "toUserId": ["u1", "u2"],
        "objectName": "RC:TxtMsg",
        "content": '{"content":"hi"}',
        "values": [{}, {}],
        "pushContent": ["hi", "hi"],
    }


def test_the_secret_is_not_in_the_repr() -> None:
    assert repr(APP) == "RongCloud(app_key='key')"
