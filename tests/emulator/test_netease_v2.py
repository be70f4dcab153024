"""NetEase's V2 for custom notifications, against its pages: each field's rule, answers, both addresses."""

import json
from typing import Any

import pytest

from runner.emulator.contract import Delivery, Refusal
from runner.emulator.netease_v2 import judge_batch, judge_single, params_of
from tests.conftest import Start
from tests.emulator.callers import V2_BATCH, V2_NOTICE, V2_NOTICES, V2_SINGLE, Emulated, netease_headers

EMOJI = "\N{PARTY POPPER}"
JSON = "application/json"


def within(path: str, value: object) -> dict[str, Any]:
    """A field, or with a dot a field of an object."""
    name, _, inner = path.partition(".")
    return {name: {inner: value} if inner else value}


SHARED_OFFENCES: list[tuple[str, object]] = [
    ("sender_id", ""),
    ("sender_id", "x" * 33),
    ("sender_id", "a b"),
    ("sender_id", 7),
    ("content", ""),
    ("content", "x" * 4097),
    ("content", EMOJI * 2049),
    ("content", {"t": 1}),
    ("sound", "x" * 31),
    ("sound", 1),
    ("notification_config", "{}"),
    ("notification_config", []),
    ("notification_config.offline_enabled", "true"),
    ("notification_config.unread_enabled", 1),
    ("push_config", '{"push_enabled":true}'),
    ("push_config.push_enabled", 0),
    ("push_config.push_nick_enabled", "false"),
    ("push_config.push_content", "x" * 501),
    ("push_config.push_content", 5),
    ("push_config.push_payload", {"pushTitle": "t"}),
    ("push_config.push_payload", ""),
    ("push_config.push_payload", "not JSON"),
    ("push_config.push_payload", json.dumps("x" * 2047)),
    ("push_config.push_forcepush_enable", "true"),
    ("push_config.push_forcepush_all", 1),
    ("push_config.push_forcepush_ids", '["a"]'),
    ("push_config.push_forcepush_ids", [1]),
    ("push_config.push_forcepush_ids", ["a"] * 101),
    ("push_config.push_forcepush_content", "x" * 501),
    ("route_config", True),
    ("route_config.route_enabled", "yes"),
    ("route_config.route_environment", 1),
]
SINGLE_OFFENCES: list[tuple[str, object]] = [
    ("type", 0),
    ("type", 4),
    ("type", "1"),
    ("type", 1.0),
    ("type", True),
    ("receiver_id", ""),
    ("receiver_id", "x" * 33),
    ("receiver_id", "a/b"),
    ("receiver_id", 7),
]
BATCH_OFFENCES: list[tuple[str, object]] = [
    ("receiver_ids", []),
    ("receiver_ids", '["a"]'),
    ("receiver_ids", [1]),
    ("receiver_ids", ["a", ""]),
    ("receiver_ids", ["a b"]),
    ("receiver_ids", ["x" * 33]),
]
LEGAL: list[tuple[str, object]] = [
    ("content", "x" * 4096),
    ("content", EMOJI * 2048),
    ("content", "not JSON"),
    ("sound", ""),
    ("sound", "x" * 30),
    ("notification_config", {}),
    ("notification_config.offline_enabled", False),
    ("notification_config.unread_enabled", False),
    ("push_config.push_enabled", False),
    ("push_config.push_nick_enabled", True),
    ("push_config.push_content", ""),
    ("push_config.push_content", "x" * 500),
    ("push_config.push_payload", json.dumps("x" * 2046)),
    ("push_config.push_payload", '{"pushTitle":"t"}'),
    ("push_config.push_payload", None),
    ("push_config.push_forcepush_enable", True),
    ("push_config.push_forcepush_all", True),
    ("push_config.push_forcepush_ids", []),
    ("push_config.push_forcepush_ids", ["a"] * 100),
    ("push_config.push_forcepush_content", "x" * 500),
    ("push_config.later", {"any": [1]}),
    ("route_config.route_enabled", False),
    ("route_config.route_environment", "x" * 1000),
    ("route_config.route_environment", None),
    ("unheard_of", "x" * 10_000),
    ("unheard_of", [1, {"a": None}]),
]


def single(content_type: str = JSON, **changed: object) -> Delivery | Refusal:
    """What the rules say of a notification to one, with some of it changed; `ghost` does not exist."""
    body = json.dumps(V2_NOTICE | changed).encode()
    return judge_single(lambda accid: accid == "ghost", body, {"Content-Type": content_type}).verdict


def batch(**changed: object) -> Delivery | Refusal:
    """The same of a notification to some."""
    body = json.dumps(V2_NOTICES | changed).encode()
    return judge_batch(lambda accid: accid == "ghost", body, {"Content-Type": JSON}).verdict


@pytest.mark.parametrize(("path", "value"), SHARED_OFFENCES + SINGLE_OFFENCES)
def test_single_rules(path: str, value: object) -> None:
    assert single(**within(path, value)) == Refusal(414, f"check {path}")


@pytest.mark.parametrize(("path", "value"), SHARED_OFFENCES + BATCH_OFFENCES)
def test_batch_rules(path: str, value: object) -> None:
    assert batch(**within(path, value)) == Refusal(414, f"check {path}")


@pytest.mark.parametrize("name", sorted(V2_NOTICE))
def test_what_single_requires(name: str) -> None:
    body = json.dumps(V2_NOTICE | {name: None}).encode()
    assert judge_single(lambda _: None, body, {"Content-Type": JSON}).verdict == Refusal(414, f"check {name}")
    body = json.dumps({other: value for other, value in V2_NOTICE.items() if other != name}).encode()
    assert judge_single(lambda _: None, body, {"Content-Type": JSON}).verdict == Refusal(414, f"check {name}")


@pytest.mark.parametrize("name", sorted(V2_NOTICES))
def test_what_batch_requires(name: str) -> None:
    assert batch(**{name: None}) == Refusal(414, f"check {name}")


@pytest.mark.parametrize(("path", "value"), LEGAL)
def test_what_is_just_legal_arrives(path: str, value: object) -> None:
    changed = within(path, value)
    one, some = single(**changed), batch(**changed)
    assert isinstance(one, Delivery)
    assert isinstance(some, Delivery)
    expected = params_of({"sender_id": "sys", "content": '{"t":1}'} | changed)
    assert [(user, dict(params)) for user, params in one.messages] == [("lisi", {**expected, "type": "1"})]
    assert [(user, dict(params)) for user, params in some.messages] == [("a", expected), ("b", expected)]


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'{"sender_id":"\\ud800"}', b"\xff"])
@pytest.mark.parametrize("judge", [judge_single, judge_batch])
def test_a_body_that_is_no_object(judge: Any, body: bytes) -> None:
    judged = judge(lambda _: None, body, {"Content-Type": JSON})
    assert judged == (1, Refusal(414, "the body is not a JSON object"))


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_is_not_said_to_be_json(content_type: str) -> None:
    assert single(content_type) == Refusal(414, "the body is not a JSON object")


def test_the_content_types_case_does_not_matter() -> None:
    assert isinstance(single("Application/JSON; charset=utf-8"), Delivery)


@pytest.mark.parametrize("kind", [2, 3])
def test_a_team_may_have_any_id(kind: int) -> None:
    assert isinstance(single(type=kind, receiver_id="1234/5"), Delivery)
    assert isinstance(single(type=kind, receiver_id="x" * 33), Delivery)
    assert single(type=kind, receiver_id="") == Refusal(414, "check receiver_id")
    assert single(type=kind, receiver_id="ghost") == Refusal(108404, "receiver_id does not exist")


def test_more_than_500_receivers_are_code_419() -> None:
    users = [f"u{number}" for number in range(501)]
    refused, taken = batch(receiver_ids=users), batch(receiver_ids=users[:500])
    assert isinstance(refused, Refusal)
    assert refused.code == 419
    assert isinstance(taken, Delivery)
    assert [user for user, _ in taken.messages] == users[:500]


def test_parameters_are_texts_objects_in_the_order_in_which_they_came() -> None:
    asked = json.loads(
        '{"a":"x","b":{"z":1,"y":["李",null]},"c":1,"d":true,"receiver_id":"u","receiver_ids":[],"e":null}'
    )
    assert params_of(asked) == {"a": "x", "b": '{"z":1,"y":["李",null]}', "c": "1", "d": "true"}


@pytest.mark.parametrize("prefix", ["", "/nimserver"])
def test_a_notification_is_accepted_and_arrives(emulator: Emulated, prefix: str) -> None:
    content = f'{{"text":"“Li” & 100%+1 = {EMOJI}\\n"}}'
    said = V2_NOTICE | {"content": content, "push_config": {"push_content": "hi", "push_nick_enabled": False}}
    reply = emulator.netease_v2(prefix + V2_SINGLE, said, {"X-custom-traceid": "t1"})
    assert (reply.status, reply.said) == (200, {"code": 200, "msg": "success", "data": {}})
    assert reply.content_type == "application/json; charset=utf-8"
    (line,) = emulator.received()
    assert line["params"] == {
        "sender_id": "sys",
        "type": "1",
        "content": content,
        "push_config": '{"push_content":"hi","push_nick_enabled":false}',
    }
    assert [line[key] for key in ("vendor", "route", "app_key", "recipient", "request_id")] == [
        "netease",
        "v2-single",
        "demo",
        "lisi",
        "t1",
    ]


@pytest.mark.parametrize("prefix", ["", "/nimserver"])
def test_a_batch_says_who_was_sent_to_and_who_does_not_exist(emulator: Emulated, prefix: str) -> None:
    reply = emulator.netease_v2(prefix + V2_BATCH, V2_NOTICES | {"receiver_ids": ["a", "Ghost1", "b"]})
    said = reply.said
    (failed,) = said["data"].pop("failed_list")
    assert (reply.status, said) == (200, {"code": 200, "msg": "success", "data": {"success_list": ["a", "b"]}})
    assert (failed["account_id"], failed["error_code"]) == ("Ghost1", 102404)
    assert failed["error_msg"]
    assert [(line["route"], line["recipient"]) for line in emulator.received()] == [
        ("v2-batch", "a"),
        ("v2-batch", "b"),
    ]


def test_a_batch_of_nobody_known_sends_nothing(emulator: Emulated) -> None:
    said = emulator.netease_v2(V2_BATCH, V2_NOTICES | {"receiver_ids": ["ghost1"]}).said
    assert (said["code"], said["data"]["success_list"], len(said["data"]["failed_list"])) == (200, [], 1)
    assert emulator.netease_v2(V2_BATCH, V2_NOTICES | {"sender_id": "ghost"}).code == 102404
    assert emulator.received() == []


def test_refusals_are_http_200_with_msg(emulator: Emulated) -> None:
    replies = [
        emulator.netease_v2(V2_SINGLE, V2_NOTICE | {"type": 4}),
        emulator.netease_v2(V2_SINGLE, V2_NOTICE, netease_headers(secret="other")),
        emulator.netease_v2(V2_SINGLE, V2_NOTICE | {"receiver_id": "ghost1"}),
        emulator.netease_v2(V2_SINGLE, V2_NOTICE | {"sender_id": "ghost1"}),
    ]
    assert [(reply.status, reply.said) for reply in replies] == [
        (200, {"code": 414, "msg": "check type"}),
        (200, {"code": 414, "msg": "CheckSum check failed"}),
        (200, {"code": 102404, "msg": "receiver_id does not exist"}),
        (200, {"code": 102404, "msg": "sender_id does not exist"}),
    ]
    assert emulator.received() == []


def test_a_trace_id_is_taken_only_once_whatever_the_address(emulator: Emulated) -> None:
    trace = {"X-custom-traceid": "t1"}
    assert emulator.netease_v2(V2_SINGLE, V2_NOTICE, trace).code == 200
    again = emulator.netease_v2(f"/nimserver{V2_SINGLE}", V2_NOTICE, trace)
    assert again.said == {"code": 431, "msg": "duplicate HTTP request"}
    assert emulator.netease_v2(V2_SINGLE, V2_NOTICE, {"RequestId": "t1"}).code == 200
    assert [line["request_id"] for line in emulator.received()] == ["t1", None]


def test_both_addresses_share_a_limit_that_is_v2s_own(start: Start) -> None:
    emulator = start("--netease-limit", "2/20s")
    codes = [emulator.netease_v2(prefix + V2_SINGLE, V2_NOTICE).code for prefix in ("", "/nimserver", "")]
    assert codes == [200, 200, 416]
    assert emulator.netease_v2(V2_SINGLE, V2_NOTICE).said == {"code": 416, "msg": "frequency control"}
    assert [emulator.single().code, emulator.netease_v2(V2_BATCH, V2_NOTICES).code] == [200, 200]
    stats = emulator.stats("v2-single")
    assert (stats["limit"], stats["peak"], stats["violations"], stats["calls"]) == (2, 4, 2, 4)


def test_an_option_of_its_own_for_each_route(start: Start) -> None:
    emulator = start("--netease-v2-limit", "1/20s", "--netease-v2-batch-limit", "2/20s")
    assert [emulator.netease_v2(V2_SINGLE, V2_NOTICE).code for _ in range(2)] == [200, 416]
    assert [emulator.netease_v2(V2_BATCH, V2_NOTICES).code for _ in range(3)] == [200, 200, 416]
    assert [emulator.single().code for _ in range(3)] == [200] * 3


@pytest.mark.parametrize("path", ["/im/v2/custom_notification/", "/nimserver/v2/custom_notification", "/im/v2"])
def test_other_addresses_do_not_exist(emulator: Emulated, path: str) -> None:
    assert emulator.netease_v2(path, V2_NOTICE).status == 404
