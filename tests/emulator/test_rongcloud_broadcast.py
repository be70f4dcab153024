"""RongCloud's broadcasts, against their pages."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from runner.emulator.contract import Delivery, Refusal
from runner.emulator.rongcloud_broadcast import routes
from runner.emulator.settings import Settings
from tests.conftest import Start
from tests.emulator.callers import RC_BROADCAST, RC_ONLINE, WORD, Emulated, rongcloud_headers

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

SHARED_OFFENCES: list[tuple[str, str | None, int]] = [
    ("fromUserId", None, 1002),
    ("fromUserId", "", 1002),
    ("fromUserId", "李" * 22, 1005),
    ("objectName", None, 1002),
    ("objectName", "", 1002),
    ("objectName", "x" * 33, 1005),
    ("content", None, 1002),
    ("content", "", 1002),
    ("content", "hello", 1002),
    ("content", json.dumps({"content": "x" * 128 * 1024}), 1005),
]
OFFENCES: list[tuple[str, str | None, int]] = [
    *SHARED_OFFENCES,
    ("contentAvailable", "true", 1002),
    ("contentAvailable", "", 1002),
    ("pushExt", "[]", 1002),
    ("pushExt", "", 1002),
    ("os", "Windows", 1002),
    ("os", "", 1002),
]
LEGAL = [
    ("pushContent", ""),
    ("pushData", "x" * 10_000),
    ("contentAvailable", "1"),
    ("pushExt", '{"title":"t"}'),
    ("os", "iOS"),
    ("os", "Android"),
    ("os", "ANDROID"),
    ("unheardOf", "x"),
]


def judge(route: int, changed: dict[str, str | None]) -> Delivery | Refusal:
    """What the rules say of a broadcast with some of it changed; None takes a parameter away."""
    form: dict[str, Any] = {name: text for name, text in (WORD | changed).items() if text is not None}
    return routes(Settings(), 0)[route].judge(urlencode(form).encode(), FORM).verdict


def refused(route: int, name: str, text: str | None) -> tuple[int, str]:
    """The code and the beginning of the words with which one parameter is refused."""
    verdict = judge(route, {name: text})
    assert isinstance(verdict, Refusal)
    return verdict.code, verdict.text[: len(f"ParamError:{name}")]


@pytest.mark.parametrize(("name", "text", "code"), OFFENCES)
def test_broadcast_rules(name: str, text: str | None, code: int) -> None:
    assert refused(0, name, text) == (code, f"ParamError:{name}")


@pytest.mark.parametrize(("name", "text", "code"), SHARED_OFFENCES)
def test_online_rules(name: str, text: str | None, code: int) -> None:
    assert refused(1, name, text) == (code, f"ParamError:{name}")


@pytest.mark.parametrize(("name", "text"), LEGAL)
def test_what_is_just_legal_arrives_as_it_is(name: str, text: str) -> None:
    assert judge(0, {name: text}) == Delivery([("everyone", WORD | {name: text})])
    assert judge(1, {name: text}) == Delivery([("online", WORD | {name: text})])


@pytest.mark.parametrize("route", [0, 1])
def test_no_body_at_all(route: int) -> None:
    assert routes(Settings(), 0)[route].judge(b"", FORM) == (1, Refusal(1003, "no POST data."))


def test_a_custom_type_may_carry_any_text() -> None:
    assert isinstance(judge(0, {"objectName": "app:notice", "content": "hello"}), Delivery)


@pytest.mark.parametrize("prefix", ["", "RC-"])
def test_a_broadcast_is_accepted_and_arrives(emulator: Emulated, prefix: str) -> None:
    headers = rongcloud_headers(prefix=prefix) | FORM | {"X-Request-ID": "r1"}
    body = urlencode(WORD | {"os": "iOS"}).encode()
    reply = emulator.request("POST", RC_BROADCAST, body, headers)
    assert (reply.status, sorted(reply.said)) == (200, ["code", "messageUID"])
    assert reply.code == 200
    assert reply.said["messageUID"] != emulator.rongcloud(RC_BROADCAST, WORD).said["messageUID"]
    line, _ = emulator.received()
    assert [line[key] for key in ("vendor", "route", "recipient", "request_id", "params")] == [
        "rongcloud",
        "rc-broadcast",
        "everyone",
        "r1",
        WORD | {"os": "iOS"},
    ]


def test_a_broadcast_to_who_is_online_has_no_id(emulator: Emulated) -> None:
    reply = emulator.rongcloud(RC_ONLINE, WORD)
    assert (reply.status, reply.said) == (200, {"code": 200})
    (line,) = emulator.received()
    assert [line[key] for key in ("route", "recipient", "params")] == ["rc-online", "online", WORD]


def test_a_bad_signature(emulator: Emulated) -> None:
    reply = emulator.rongcloud(RC_BROADCAST, WORD, rongcloud_headers(secret="other"))
    assert (reply.status, reply.code) == (401, 1004)


def test_two_an_hour_whatever_else_is_sent(start: Start) -> None:
    emulator = start()
    replies = [emulator.rongcloud(RC_BROADCAST, WORD) for _ in range(3)]
    assert [(reply.status, reply.code) for reply in replies] == [(200, 200), (200, 200), (429, 1008)]
    assert replies[-1].said["url"] == RC_BROADCAST
    assert [emulator.rongcloud(RC_ONLINE, WORD).code, emulator.publish().code] == [200, 200]
    stats = emulator.stats("rc-broadcast")
    assert (stats["limit"], stats["window_s"], stats["peak"], stats["violations"]) == (2, 3600, 3, 1)


def test_three_a_day_where_the_hour_is_lifted(start: Start) -> None:
    emulator = start("--rongcloud-broadcast-limit", "none")
    assert [emulator.rongcloud(RC_BROADCAST, WORD).code for _ in range(4)] == [200, 200, 200, 1008]


def test_none_for_both_lifts_both(start: Start) -> None:
    emulator = start("--rongcloud-broadcast-limit", "none", "--rongcloud-broadcast-day-limit", "none")
    assert [emulator.rongcloud(RC_BROADCAST, WORD).code for _ in range(5)] == [200] * 5


def test_sixty_a_minute_to_who_is_online(start: Start) -> None:
    emulator = start("--rongcloud-online-limit", "2/20s")
    assert [emulator.rongcloud(RC_ONLINE, WORD).code for _ in range(3)] == [200, 200, 1008]
    assert routes(Settings(), 0)[1].limit == (60, 60, 0, True)
