"""The receiver of webhooks."""

import http.client
import json
from pathlib import Path

import pytest

from tests.conftest import Start
from tests.emulator.callers import WEBHOOK, Emulated

BODY = '{"text": "你好 “world” & 100%+1 = \N{PARTY POPPER}"}'


def test_a_webhook_is_taken_word_for_word(emulator: Emulated) -> None:
    headers = {"Webhook-Id": "m1", "webhook-timestamp": "7", "X-Shop": "a", "Authorization": "secret"}
    reply = emulator.webhook("/orders/u1", BODY.encode(), headers)
    assert (reply.status, reply.said, reply.content_type) == (
        200,
        {"code": 0, "msg": "ok"},
        "application/json; charset=utf-8",
    )
    (line,) = emulator.received()
    assert [line[key] for key in ("vendor", "route", "app_key", "recipient", "request_id")] == [
        "webhook",
        "webhook",
        "-",
        "u1",
        "m1",
    ]
    assert line["params"] == {"body": BODY, "webhook-id": "m1", "webhook-timestamp": "7", "x-shop": "a"}


@pytest.mark.parametrize(
    ("path", "recipient"),
    [
        ("", "-"),
        ("/", "-"),
        ("/a/b/", "-"),
        ("/a/b", "b"),
        ("/a?x=1", "a"),
        ("/a%20%E6%9D%8E", "a 李"),
        ("/a%2Fb", "a/b"),
        ("/100%25", "100%"),
    ],
)
def test_the_recipient_is_the_last_part_of_the_address(emulator: Emulated, path: str, recipient: str) -> None:
    assert emulator.webhook(path).status == 200
    assert emulator.recipients() == [recipient]


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("text/plain", b"{}", 415),
        ("", b"{}", 415),
        ("application/json", b"", 400),
        ("application/json", b"{", 400),
        ("application/json", b'"\xff"', 400),
    ],
)
def test_what_is_no_json_is_not_taken(emulator: Emulated, content_type: str, body: bytes, status: int) -> None:
    reply = emulator.webhook("/u1", body, {"Content-Type": content_type})
    assert (reply.status, reply.code) == (status, status)
    assert reply.said["msg"]
    assert emulator.received() == []


@pytest.mark.parametrize("body", [b"null", b"[1]", b" {} ", b'"x"'])
def test_any_json_is_taken(emulator: Emulated, body: bytes) -> None:
    assert emulator.webhook("/u1", body, {"Content-Type": "Application/JSON;charset=utf-8"}).status == 200
    assert emulator.received()[0]["params"] == {"body": body.decode()}


def test_odd_bytes_in_a_header_are_told(emulator: Emulated) -> None:
    assert emulator.webhook("/u1", headers={"X-Odd": "r\xff"}).status == 200
    assert emulator.received()[0]["params"]["x-odd"] == "r\ufffd"


def test_the_same_id_is_taken_again_and_counted_as_a_duplicate(emulator: Emulated) -> None:
    for moment in ("1", "2"):
        assert emulator.webhook("/u1", headers={"webhook-id": "m1", "webhook-timestamp": moment}).status == 200
    emulator.webhook("/u2", headers={"webhook-id": "m1"})
    said = emulator.request("GET", "/_emulator/stats").said
    assert (said["received"], said["duplicates"]) == (3, 1)


def test_without_an_option_there_is_no_limit(start: Start) -> None:
    emulator = start()
    assert {emulator.webhook("/u1").status for _ in range(110)} == {200}
    stats = emulator.stats("webhook")
    assert (stats["calls"], stats["messages"], stats["enforced"], stats["limit"]) == (110, 110, False, 100)


def test_a_limit_that_is_set_is_one_for_all_addresses(start: Start) -> None:
    emulator = start("--webhook-limit", "2/20s")
    replies = [emulator.webhook(f"/u{number}") for number in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 429]
    assert replies[-1].said == {"code": 429, "msg": "too many calls"}
    assert emulator.stats("webhook")["refused"] == {"429": 1}
    emulator.reset()
    assert emulator.webhook("").status == 200


def test_faults(start: Start, tmp_path: Path) -> None:
    faults = [
        {"do": "refuse-code", "route": "webhook", "at": 1, "code": 7, "desc": "oh"},
        {"do": "refuse-code", "route": "webhook", "at": 2, "code": 7, "status": 503},
        {"do": "html", "route": "webhook", "at": 3},
        {"do": "accept-then-code", "route": "webhook", "at": 4, "code": 500},
        {"do": "reset-after", "route": "webhook", "at": 5},
        {"do": "block", "route": "webhook", "at": 6},
        {"do": "garbage", "route": "webhook", "at": 7},
    ]
    path = tmp_path / "faults.yaml"
    path.write_text(json.dumps(faults))
    emulator = start("--faults", str(path))
    said = [emulator.webhook("/u1") for _ in range(4)]
    assert [(reply.status, reply.body) for reply in said[:2]] == [
        (200, b'{"code":7,"msg":"oh"}'),
        (503, b'{"code":7,"msg":"fault on purpose"}'),
    ]
    assert (said[2].status, said[3].status, said[3].code) == (502, 200, 500)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        emulator.webhook("/u5")
    assert [emulator.webhook("/u6").status, emulator.webhook("/u7").status, emulator.webhook("/u8").code] == [
        429,
        200,
        0,
    ]
    assert emulator.recipients() == ["u1", "u5", "u7", "u8"]


def test_only_post_and_only_beneath_its_address(emulator: Emulated) -> None:
    assert emulator.request("GET", f"{WEBHOOK}/u1").status == 404
    assert emulator.webhook("s/u1").status == 404
    assert emulator.received() == []
