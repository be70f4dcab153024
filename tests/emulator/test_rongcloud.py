"""RongCloud's two routes, against its pages: headers, each parameter's rule, answers and HTTP statuses."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from runner.emulator.contract import Delivery, Refusal
from runner.emulator.rongcloud import admit, refuse, routes
from runner.emulator.settings import Settings
from tests.emulator.callers import LETTERS, MESSAGE, PUBLISH, TEMPLATE, Emulated, rongcloud_headers

FORM = "application/x-www-form-urlencoded"
JSON = {"Content-Type": "application/json"}
KIB = 1024


@pytest.mark.parametrize("prefix", ["", "RC-"])
@pytest.mark.parametrize("moment", ["1585127132438", "1795549541"])
@pytest.mark.parametrize("nonce", ["14314", "5577006791947779410", "0.8713623"])
def test_what_official_sdks_send_is_let_in(prefix: str, moment: str, nonce: str) -> None:
    headers = rongcloud_headers(prefix=prefix, Timestamp=moment, Nonce=nonce)
    assert admit(headers, {"demo": "demo"}, 0.0) == "demo"


@pytest.mark.parametrize(
    "headers",
    [
        rongcloud_headers(secret="demo "),
        rongcloud_headers(Timestamp="yesterday"),
        rongcloud_headers(Timestamp="179554954"),
        rongcloud_headers(Nonce=""),
        rongcloud_headers() | {"Signature": ""},
        rongcloud_headers() | {"Signature": rongcloud_headers()["Signature"].upper()},
    ],
)
def test_bad_signatures(headers: dict[str, str]) -> None:
    refused = admit(headers, {"demo": "demo"}, 0.0)
    assert isinstance(refused, Refusal)
    assert refused.code == 1004


@pytest.mark.parametrize("key", ["", "another"])
def test_unknown_app_keys(key: str) -> None:
    assert admit(rongcloud_headers(App_Key=key), {"demo": "demo"}, 0.0) == Refusal(1002, "invalid App-Key.")


def publish(changed: dict[str, str | None], content_type: str = FORM) -> Delivery | Refusal:
    """What the rules say of the page's own call with some of it changed; None takes a parameter away."""
    kept = [(name, text) for name, text in MESSAGE if name not in changed]
    added = [(name, text) for name, text in changed.items() if text is not None]
    return routes(Settings(), 0)[0].judge(urlencode([*kept, *added]).encode(), {"Content-Type": content_type}).verdict


OFFENCES: list[tuple[str, str | None, int]] = [
    ("fromUserId", None, 1002),
    ("fromUserId", "", 1002),
    ("fromUserId", "x" * 65, 1005),
    ("fromUserId", "李" * 22, 1005),
    ("toUserId", None, 1002),
    ("toUserId", "", 1002),
    ("toUserId", "x" * 65, 1005),
    ("objectName", None, 1002),
    ("objectName", "", 1002),
    ("objectName", "x" * 33, 1005),
    ("objectName", "RC:", 1002),
    ("objectName", "RC:Own", 1002),
    ("objectName", "RC:txtmsg", 1002),
    ("content", None, 1002),
    ("content", "", 1002),
    ("content", "hello", 1002),
    ("content", '"hello"', 1002),
    ("content", json.dumps({"content": "x" * 128 * KIB}), 1005),
    ("content", json.dumps({"content": "李" * 44 * KIB}, ensure_ascii=False), 1005),
    ("isPersisted", "2", 1002),
    ("isPersisted", "", 1002),
    ("contentAvailable", "true", 1002),
    ("isCounted", "-1", 1002),
    ("disablePush", "1", 1002),
    ("disableUpdateLastMsg", "no", 1002),
    ("pushExt", "[]", 1002),
    ("count", "10000", 1002),
    ("count", "-2", 1002),
    ("count", "many", 1002),
    ("msgRandom", "9" * 19, 1002),
    ("msgRandom", "9" * 5000, 1002),
]


@pytest.mark.parametrize(("name", "text", "code"), OFFENCES)
def test_publish_rules(name: str, text: str | None, code: int) -> None:
    refused = publish({name: text})
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert refused.text.startswith(f"ParamError:{name}")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fromUserId", "x" * 64),
        ("toUserId", "李" * 21),
        ("objectName", "App:" + "x" * 28),
        ("objectName", "rc:own"),
        ("objectName", "RC:chrmKVNotiMsg"),
        ("content", json.dumps({"content": "x" * 100 * KIB})),
        ("isPersisted", "0"),
        ("contentAvailable", "1"),
        ("disablePush", "True"),
        ("disablePush", "false"),
        ("pushContent", ""),
        ("pushData", "x" * 10_000),
        ("pushExt", '{"title":"t"}'),
        ("isCounted", "0"),
        ("count", "-1"),
        ("count", "9999"),
        ("msgRandom", "-9223372036854775808"),
        ("disableUpdateLastMsg", "true"),
        ("busChannel", "x"),
    ],
)
def test_what_is_just_legal(name: str, text: str) -> None:
    assert isinstance(publish({name: text}), Delivery)


def test_a_custom_type_may_carry_any_text() -> None:
    assert isinstance(publish({"objectName": "app:notice", "content": "hello"}), Delivery)


@pytest.mark.parametrize(("users", "legal"), [(100, True), (101, False)])
def test_at_most_100_users_and_each_counts(users: int, legal: bool) -> None:
    form = [*MESSAGE, *(("toUserId", f"u{number}") for number in range(users - 2))]
    judged = routes(Settings(), 0)[0].judge(urlencode(form).encode(), {"Content-Type": FORM})
    assert judged.units == users
    assert isinstance(judged.verdict, Delivery) is legal


def test_a_body_that_is_no_form_has_no_parameters() -> None:
    assert publish({}, "application/json") == Refusal(1002, "ParamError:fromUserId is required.")


def template(**changed: Any) -> Delivery | Refusal:
    """What the rules say of the page's own template call with some of it changed."""
    return routes(Settings(), 0)[1].judge(json.dumps(LETTERS | changed).encode(), JSON).verdict


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"fromUserId": ""}, 1002),
        ({"fromUserId": "x" * 65}, 1005),
        ({"toUserId": ["21", ""]}, 1002),
        ({"toUserId": [], "values": [], "pushContent": [], "pushData": []}, 1002),
        ({"objectName": "x" * 33}, 1005),
        ({"values": [{}]}, 1002),
        ({"content": ""}, 1002),
        ({"content": '{"content":{c}}', "values": [{"{c}": "1"}, {"{c}": "x"}]}, 1002),
        ({"values": [{"{c}": '"'}, {}]}, 1002),
        ({"values": [{"{c}": "x" * 128 * KIB}, {}]}, 1005),
        ({"disablePush": "perhaps"}, 1002),
    ],
)
def test_template_rules(changed: dict[str, Any], code: int) -> None:
    refused = template(**changed)
    assert isinstance(refused, Refusal)
    assert refused.code == code


def test_a_template_counts_its_users() -> None:
    many = {
        "toUserId": [f"u{number}" for number in range(101)],
        "values": [{}] * 101,
        "pushContent": [""] * 101,
        "pushData": None,
    }
    judged = routes(Settings(), 0)[1].judge(json.dumps(LETTERS | many).encode(), JSON)
    assert judged.units == 101
    assert isinstance(judged.verdict, Refusal)


@pytest.mark.parametrize("route", [0, 1])
def test_no_body_at_all(route: int) -> None:
    assert routes(Settings(), 0)[route].judge(b"", {"Content-Type": FORM}) == (1, Refusal(1003, "no POST data."))


@pytest.mark.parametrize(
    ("code", "status"), [(1000, 500), (1001, 401), (1002, 400), (1008, 429), (1009, 430), (1050, 504), (20033, 400)]
)
def test_the_http_status_goes_with_the_code(code: int, status: int) -> None:
    answer = refuse(PUBLISH, Refusal(code, "why"))
    assert (answer.status, json.loads(answer.body)) == (status, {"url": PUBLISH, "code": code, "errorMessage": "why"})


def test_a_message_is_accepted_and_arrives(emulator: Emulated) -> None:
    reply = emulator.publish({"X-Request-ID": "r1"}, ("pushContent", "你好 & \N{PARTY POPPER}"))
    assert (reply.status, reply.code, reply.content_type) == (200, 200, "application/json; charset=utf-8")
    uids = reply.said["messageUIDs"]
    assert [uid["userId"] for uid in uids] == ["2191", "2192"]
    assert len({uid["messageUID"] for uid in uids + emulator.publish().said["messageUIDs"]}) == 4
    line, other, *_ = emulator.received()
    assert line["params"] == other["params"]
    assert line["params"] == {
        "fromUserId": "2191",
        "objectName": "RC:TxtMsg",
        "content": '{"content":"hello"}',
        "pushContent": "你好 & \N{PARTY POPPER}",
    }
    assert (line["recipient"], line["vendor"], line["route"], line["request_id"]) == (
        "2191",
        "rongcloud",
        "publish",
        "r1",
    )


def test_a_template_is_accepted_and_each_gets_the_own_text(emulator: Emulated) -> None:
    reply = emulator.template()
    assert [uid["userId"] for uid in reply.said["messageUIDs"]] == ["21", "22"]
    assert [(line["recipient"], line["params"]["content"]) for line in emulator.received()] == [
        ("21", '{"content":"12","extra":"bb"}'),
        ("22", '{"content":"34","extra":"bb"}'),
    ]


def test_refusals_over_http(emulator: Emulated) -> None:
    wrong = emulator.publish(rongcloud_headers(secret="other"))
    stranger = emulator.publish(rongcloud_headers(App_Key="other"))
    short = emulator.template(values=[{}])
    assert (wrong.status, wrong.said) == (401, {"code": 1004, "errorMessage": "签名错误，请检查。"})
    assert (stranger.status, stranger.said) == (
        400,
        {"url": PUBLISH, "code": 1002, "errorMessage": "invalid App-Key."},
    )
    assert (short.status, short.said) == (
        400,
        {"url": TEMPLATE, "code": 1002, "errorMessage": "ParamError:values has 1 items for 2 users."},
    )
    assert emulator.received() == []


def test_the_same_request_id_does_not_keep_anything_back(emulator: Emulated) -> None:
    assert [emulator.publish({"X-Request-ID": "r1"}).code for _ in range(2)] == [200, 200]
    assert len(emulator.received()) == 4


def test_unknown_users_are_not_reported(emulator: Emulated) -> None:
    reply = emulator.publish(None, ("toUserId", "ghost1"))
    assert len(reply.said["messageUIDs"]) == 3
