"""NetEase's broadcasts, V1 and V2, against their pages."""

import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from runner.emulator.contract import Delivery, Refusal
from runner.emulator.netease_broadcast import judge_v1, judge_v2
from tests.conftest import Start
from tests.emulator.callers import BROADCAST, FORM, V2_BROADCAST, Emulated

EMOJI = "\N{PARTY POPPER}"
HOUR = 3_600_000

V1_OFFENCES = [
    ("body", ""),
    ("body", "x" * 4097),
    ("body", EMOJI * 2049),
    ("from", ""),
    ("from", "a b"),
    ("from", "x" * 33),
    ("isOffline", "1"),
    ("isOffline", "True"),
    ("isOffline", ""),
    ("ttl", "0"),
    ("ttl", "-1"),
    ("ttl", "1000000000"),
    ("ttl", "01"),
    ("ttl", " 1"),
    ("ttl", "1.5"),
    ("ttl", ""),
    ("ttl", "9" * 5000),
    ("ttl", "٣"),
    ("targetOs", "ios"),
    ("targetOs", ""),
    ("targetOs", '["IOS"]'),
    ("targetOs", '["android"]'),
    ("targetOs", "[1]"),
    ("targetOs", '{"ios":1}'),
]
V1_LEGAL = [
    ("body", "x" * 4096),
    ("body", EMOJI * 2048),
    ("from", "system"),
    ("isOffline", "true"),
    ("isOffline", "false"),
    ("ttl", "1"),
    ("ttl", "999999999"),
    ("targetOs", '["ios","aos","pc","web","mac"]'),
    ("targetOs", "[]"),
    ("unheardOf", "x" * 10_000),
]
V2_OFFENCES: list[tuple[str, object]] = [
    ("content", ""),
    ("content", "x" * 4097),
    ("content", 1),
    ("from_account_id", "a b"),
    ("from_account_id", ""),
    ("from_account_id", 1),
    ("offline_enabled", "true"),
    ("offline_enabled", 1),
    ("ttl", 0),
    ("ttl", 1_000_000_000),
    ("ttl", "5"),
    ("ttl", 5.0),
    ("ttl", True),
    ("target_os", ["IOS"]),
    ("target_os", [1]),
    ("target_os", "ios"),
    ("target_os", {"ios": 1}),
]
V2_LEGAL: list[tuple[str, object]] = [
    ("content", "x" * 4096),
    ("from_account_id", "system"),
    ("from_account_id", None),
    ("offline_enabled", True),
    ("ttl", 1),
    ("ttl", 999_999_999),
    ("target_os", ["ios", "mac"]),
    ("target_os", '["ios","mac"]'),
    ("target_os", []),
    ("unheard_of", {"a": [1]}),
]


def v1(**changed: str) -> Delivery | Refusal:
    """What the rules say of V1's broadcast."""
    return judge_v1(lambda _: None, urlencode({"body": "hello"} | changed).encode(), {"Content-Type": FORM}).verdict


def v2(**changed: object) -> Delivery | Refusal:
    """What the rules say of V2's."""
    body = json.dumps({"content": "hello"} | changed).encode()
    return judge_v2(lambda _: None, body, {"Content-Type": "application/json"}).verdict


@pytest.mark.parametrize(("name", "text"), V1_OFFENCES)
def test_v1_rules(name: str, text: str) -> None:
    assert v1(**{name: text}) == Refusal(414, f"check {name}")


@pytest.mark.parametrize(("name", "text"), V1_LEGAL)
def test_what_is_just_legal_in_v1(name: str, text: str) -> None:
    assert v1(**{name: text}) == Delivery([("everyone", {"body": "hello"} | {name: text})])


@pytest.mark.parametrize(("name", "value"), V2_OFFENCES)
def test_v2_rules(name: str, value: object) -> None:
    assert v2(**{name: value}) == Refusal(414, f"check {name}")


@pytest.mark.parametrize(("name", "value"), V2_LEGAL)
def test_what_is_just_legal_in_v2(name: str, value: object) -> None:
    taken = v2(**{name: value})
    assert isinstance(taken, Delivery)
    assert [user for user, _ in taken.messages] == ["everyone"]


def test_what_they_require() -> None:
    assert judge_v1(lambda _: None, b"from=a", {"Content-Type": FORM}).verdict == Refusal(414, "check body")
    assert v2(content=None) == Refusal(414, "check content")
    nothing = judge_v2(lambda _: None, b"content=hello", {"Content-Type": FORM})
    assert nothing == (1, Refusal(414, "the body is not a JSON object"))


def times_of(said: dict[str, Any], created: str, expires: str) -> int:
    """How many hours a broadcast is kept; it was made just now."""
    assert abs(said[created] / 1000 - time.time()) < 20
    return int((said[expires] - said[created]) / HOUR)


def test_a_broadcast_is_accepted_and_arrives(emulator: Emulated) -> None:
    form = {"body": "你好", "from": "system", "isOffline": "true", "ttl": "5", "targetOs": '["ios","pc"]'}
    reply = emulator.netease(BROADCAST, form, {"RequestId": "r1"})
    said = reply.said["msg"]
    assert (reply.status, reply.code) == (200, 200)
    assert isinstance(said.pop("broadcastId"), int)
    assert times_of(said, "createTime", "expireTime") == 5
    del said["createTime"], said["expireTime"]
    assert said == {"from": "system", "body": "你好", "targetOs": ["ios", "pc"], "isOffline": True}
    (line,) = emulator.received()
    assert [line[key] for key in ("vendor", "route", "recipient", "request_id", "params")] == [
        "netease",
        "broadcast",
        "everyone",
        "r1",
        form,
    ]


def test_the_defaults_of_a_broadcast(emulator: Emulated) -> None:
    said = emulator.netease(BROADCAST, {"body": "x"}).said["msg"]
    assert times_of(said, "createTime", "expireTime") == 168
    assert "from" not in said
    assert (said["isOffline"], sorted(said["targetOs"])) == (False, ["aos", "ios", "mac", "pc", "web"])
    other = emulator.netease(BROADCAST, {"body": "x"}).said["msg"]
    assert other["broadcastId"] != said["broadcastId"]


@pytest.mark.parametrize("prefix", ["", "/nimserver"])
def test_v2s_broadcast_is_accepted_and_arrives(emulator: Emulated, prefix: str) -> None:
    asked = {"content": "你好", "from_account_id": "system", "offline_enabled": True, "ttl": 5, "target_os": ["ios"]}
    reply = emulator.netease_v2(prefix + V2_BROADCAST, asked, {"X-custom-traceid": "t1"})
    said = reply.said["data"]
    assert (reply.status, reply.code, reply.said["msg"]) == (200, 200, "success")
    assert said["broadcast_id"].isdecimal()
    assert times_of(said, "create_time", "expire_time") == said["ttl"] == 5
    assert (said["content"], said["from_account_id"], said["offline_enabled"]) == ("你好", "system", True)
    (line,) = emulator.received()
    assert [line[key] for key in ("vendor", "route", "recipient", "request_id", "params")] == [
        "netease",
        "v2-broadcast",
        "everyone",
        "t1",
        {"content": "你好", "from_account_id": "system", "offline_enabled": "true", "ttl": "5", "target_os": '["ios"]'},
    ]


def test_a_sender_that_does_not_exist(start: Start) -> None:
    emulator = start("--missing", "*")
    assert emulator.netease(BROADCAST, {"body": "x", "from": "system"}).said["code"] == 404
    assert emulator.netease_v2(V2_BROADCAST, {"content": "x", "from_account_id": "system"}).code == 102404
    assert emulator.netease(BROADCAST, {"body": "x"}).code == 200
    assert emulator.netease_v2(V2_BROADCAST, {"content": "x"}).code == 200


def test_a_request_id_is_taken_only_once(emulator: Emulated) -> None:
    assert [emulator.netease(BROADCAST, {"body": "x"}, {"RequestId": "r1"}).code for _ in range(2)] == [200, 431]


def test_ten_a_minute_by_v1_and_by_v2_each(start: Start) -> None:
    emulator = start()
    assert [emulator.netease(BROADCAST, {"body": "x"}).code for _ in range(11)] == [200] * 10 + [416]
    assert [emulator.netease_v2(V2_BROADCAST, {"content": "x"}).code for _ in range(11)] == [200] * 10 + [416]
    stats = emulator.stats("broadcast")
    assert (stats["limit"], stats["window_s"], stats["peak"], stats["violations"]) == (10, 60, 11, 1)


def test_the_limit_and_the_block_can_be_set(start: Start) -> None:
    emulator = start("--netease-broadcast-limit", "1/100ms", "--netease-broadcast-block", "200ms")
    codes = [emulator.netease(BROADCAST, {"body": "x"}).code]
    while codes[-1] == 200:
        codes.append(emulator.netease(BROADCAST, {"body": "x"}).code)
    blocked = emulator.calls()[-1]["t"]
    while codes[-1] == 416:
        codes.append(emulator.netease(BROADCAST, {"body": "x"}).code)
    assert codes[-1] == 200
    assert emulator.calls()[-1]["t"] - blocked >= 0.2
