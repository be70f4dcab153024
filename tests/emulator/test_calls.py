"""Whole calls against a running emulator: limits, repeated requests, latency and faults."""

import http.client
import json
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from runner.emulator.calls import RequestIds
from tests.conftest import Start
from tests.emulator.callers import BATCH, FORM, NOTICE, PUBLISH, SINGLE, Emulated, netease_headers, rongcloud_headers

CUT = (http.client.RemoteDisconnected, ConnectionResetError)


def test_netease_over_the_limit_is_416_and_blocked_for_a_while(start: Start) -> None:
    emulator = start("--netease-limit", "3/20s", "--netease-block", "300ms")
    assert [emulator.single().code for _ in range(5)] == [200, 200, 200, 416, 416]
    assert emulator.single().said == {"code": 416, "desc": "frequency control"}
    assert emulator.batch().code == 200
    stats = emulator.stats("single")
    assert (stats["peak"], stats["violations"], stats["limit"], stats["window_s"]) == (6, 3, 3, 20)
    assert (stats["calls"], stats["accepted_calls"], stats["refused"]) == (6, 3, {"416": 3})
    assert emulator.recipients() == ["lisi"] * 3 + ["a", "b"]


def test_a_block_ends(start: Start) -> None:
    emulator = start("--netease-batch-limit", "1/100ms", "--netease-batch-block", "200ms")
    codes = [emulator.batch().code]
    while codes[-1] == 200:
        codes.append(emulator.batch().code)
    blocked = emulator.calls()[-1]["t"]
    while codes[-1] == 416:
        codes.append(emulator.batch().code)
    assert codes[-1] == 200
    assert 0.2 <= emulator.calls()[-1]["t"] - blocked < 10


def test_rongcloud_counts_recipients_on_both_routes_and_does_not_block(start: Start) -> None:
    emulator = start("--rongcloud-limit", "5/20s")
    assert [emulator.publish().status, emulator.template().status] == [200, 200]
    over = emulator.publish()
    assert (over.status, over.code, over.said["url"]) == (429, 1008, PUBLISH)
    one = [("fromUserId", "a"), ("toUserId", "b"), ("objectName", "app:x"), ("content", "x")]
    headers = rongcloud_headers() | {"Content-Type": "application/x-www-form-urlencoded"}
    body = "&".join(f"{name}={text}" for name, text in one).encode()
    assert emulator.request("POST", PUBLISH, body, headers).code == 200
    assert (emulator.stats("publish")["peak"], emulator.stats("publish")["violations"]) == (7, 2)
    assert (emulator.stats("template")["peak"], emulator.stats("template")["violations"]) == (4, 0)
    assert [call["units"] for call in emulator.calls()] == [2, 2, 2, 1]


def test_each_app_key_has_a_limit_of_its_own(start: Start) -> None:
    emulator = start("--netease-limit", "1/20s", CAMPAIGN_EMULATOR_ACCOUNTS='{"second":"hush"}')
    second = netease_headers(secret="hush", AppKey="second")
    codes = [emulator.single(headers).code for headers in (None, second, None, second)]
    assert codes == [200, 200, 416, 416]


def test_lifted_limits_are_measured_all_the_same(emulator: Emulated) -> None:
    for _ in range(3):
        emulator.single()
    stats = emulator.stats("single")
    assert (stats["enforced"], stats["peak"], stats["violations"], stats["limit"]) == (False, 3, 0, 100)


def test_bad_signatures_do_not_count_in_the_limit(start: Start) -> None:
    emulator = start("--netease-limit", "1/20s")
    wrong = netease_headers(secret="other")
    assert [emulator.single(wrong).code, emulator.single(wrong).code, emulator.single().code] == [414, 414, 200]
    assert emulator.stats("single")["peak"] == 1


def test_a_request_id_is_taken_only_once(emulator: Emulated) -> None:
    headers = {"RequestId": "r1"}
    assert emulator.single(headers, save="7").code == 414
    assert emulator.single(headers).code == 200
    assert emulator.single(headers | netease_headers(Nonce="again")).said == {
        "code": 431,
        "desc": "duplicate HTTP request",
    }
    assert emulator.batch(headers).code == 431
    assert emulator.single({"RequestId": "r2"}).code == 200
    assert emulator.single().code == emulator.single().code == 200
    assert [line["request_id"] for line in emulator.received()] == ["r1", "r2", None, None]
    emulator.reset()
    assert emulator.single(headers).code == 200


def test_a_request_id_of_odd_bytes_is_told(emulator: Emulated) -> None:
    assert emulator.single({"RequestId": "r\xff"}).code == 200
    assert emulator.received()[0]["request_id"] == "r\ufffd"


def test_the_oldest_request_ids_are_forgotten() -> None:
    ids = RequestIds(most=2)
    ids.remember("demo", "a")
    ids.remember("demo", "b")
    assert ids.is_known("demo", "a")
    assert not ids.is_known("other", "a")
    ids.remember("demo", "c")
    assert [ids.is_known("demo", request_id) for request_id in "abc"] == [True, False, True]


def test_latency_is_split_around_the_arrival(start: Start) -> None:
    emulator = start("--latency", "200ms", "--netease-limit", "none")
    before = time.monotonic()
    assert emulator.single().code == 200
    after = time.monotonic()
    (line,) = emulator.received()
    assert line["t"] - before >= 0.1
    assert after - line["t"] >= 0.1


def test_a_seed_repeats_latencies(start: Start) -> None:
    uids = [start("--latency", "0-1ms", "--seed", "7").publish().said["messageUIDs"][0]["messageUID"] for _ in range(2)]
    assert uids[0] == uids[1]


def faulty(start: Start, tmp_path: Path, *faults: dict[str, object]) -> Emulated:
    """An emulator without limits but with faults."""
    path = tmp_path / "faults.yaml"
    path.write_text(json.dumps(faults))
    return start("--faults", str(path), "--netease-limit", "none", "--rongcloud-limit", "none", "--seed", "1")


def test_faults_that_take_nothing(start: Start, tmp_path: Path) -> None:
    emulator = faulty(
        start,
        tmp_path,
        {"do": "refuse-code", "route": "single", "at": 1, "code": 500, "desc": "oh"},
        {"do": "html", "route": "single", "at": 2},
        {"do": "reset-before", "route": "single", "at": 3},
        {"do": "block", "route": "single", "at": 4},
        {"do": "refuse-code", "route": "publish", "at": 1, "code": 1000},
        {"do": "refuse-code", "route": "publish", "at": 2, "code": 1050, "status": 200},
        {"do": "block", "route": "publish", "at": 3},
    )
    assert emulator.single().said == {"code": 500, "desc": "oh"}
    page = emulator.single()
    assert (page.status, page.content_type) == (502, "text/html; charset=utf-8")
    with pytest.raises(CUT):
        emulator.single()
    assert [emulator.single().code for _ in range(2)] == [416, 200]
    replies = [emulator.publish() for _ in range(4)]
    assert [(reply.status, reply.code) for reply in replies] == [(500, 1000), (200, 1050), (429, 1008), (200, 200)]
    assert emulator.recipients() == ["lisi", "2191", "2192"]
    assert emulator.stats("single")["refused"] == {"500": 1, "502": 1, "cut": 1, "416": 1}
    assert [call["code"] for call in emulator.calls()] == [500, 502, 0, 416, 200, 1000, 1050, 1008, 200]


def test_a_block_on_purpose_may_last(start: Start, tmp_path: Path) -> None:
    emulator = faulty(start, tmp_path, {"do": "block", "at": 1, "seconds": 20})
    assert [emulator.single().code, emulator.single().code, emulator.batch().code] == [416, 416, 200]


def test_faults_that_take_the_message_and_spoil_the_answer(start: Start, tmp_path: Path) -> None:
    emulator = faulty(
        start,
        tmp_path,
        {"do": "accept-then-code", "at": 1, "code": 500},
        {"do": "html-after", "at": 2, "status": 504},
        {"do": "reset-after", "at": 3},
        {"do": "garbage", "at": 4},
        {"do": "truncated", "at": 5},
        {"do": "empty", "at": 6},
    )
    assert emulator.single(to="u1").code == 500
    assert emulator.single(to="u2").status == 504
    with pytest.raises(CUT):
        emulator.single(to="u3")
    garbage, truncated, empty = (emulator.single(to=f"u{number}") for number in (4, 5, 6))
    assert (garbage.status, truncated.status, empty) == (200, 200, (200, b"", "application/json; charset=utf-8"))
    assert truncated.body == b'{"code'
    with pytest.raises(ValueError, match=r".*"):
        json.loads(garbage.body)
    assert emulator.recipients() == [f"u{number}" for number in range(1, 7)]
    assert [call["code"] for call in emulator.calls()] == [500, 504, 0, 200, 200, 200]


def test_missing_uids(start: Start, tmp_path: Path) -> None:
    emulator = faulty(
        start, tmp_path, {"do": "missing-uids", "at": 1}, {"do": "missing-uids", "at": 2, "partial": True}
    )
    assert emulator.publish().said == {"code": 200}
    assert [uid["userId"] for uid in emulator.publish().said["messageUIDs"]] == ["2191"]
    assert len(emulator.received()) == 4


@pytest.mark.parametrize("do", ["stall-before", "stall-after"])
def test_a_stalled_call_is_taken_though_the_caller_left(start: Start, tmp_path: Path, do: str) -> None:
    emulator = faulty(start, tmp_path, {"do": do, "at": 1, "seconds": 0.5})
    began = time.monotonic()
    assert emulator.single().code == 200
    assert time.monotonic() - began >= 0.5
    emulator.reset()
    leave_early(emulator)
    while not [call for call in emulator.calls() if call["code"] is not None]:
        time.sleep(0.01)
    assert emulator.recipients() == ["lisi"]


def leave_early(emulator: Emulated) -> None:
    """A caller that does not wait for its answer."""
    connection = http.client.HTTPConnection(emulator.url.removeprefix("http://"), timeout=0.05)
    headers = netease_headers() | {"Content-Type": FORM}
    connection.request("POST", SINGLE, urlencode(NOTICE), headers)
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()


def test_a_cut_that_nobody_waits_for(start: Start, tmp_path: Path) -> None:
    faults = tmp_path / "faults.yaml"
    faults.write_text("- {do: reset-after, at: 1}")
    emulator = start("--faults", str(faults), "--latency", "500ms")
    leave_early(emulator)
    while not [call for call in emulator.calls() if call["code"] is not None]:
        time.sleep(0.01)
    assert emulator.single(to="u2").code == 200
    assert emulator.recipients() == ["lisi", "u2"]


def test_a_fault_does_not_take_what_the_rules_refuse(start: Start, tmp_path: Path) -> None:
    emulator = faulty(start, tmp_path, {"do": "accept-then-code", "code": 500})
    assert emulator.single(save="7").code == 414
    assert emulator.netease(BATCH, {}).code == 414
    assert emulator.received() == []


def test_faults_do_not_come_before_the_signature(start: Start, tmp_path: Path) -> None:
    emulator = faulty(start, tmp_path, {"do": "html", "at": 1})
    assert emulator.single(netease_headers(secret="other")).code == 414
    assert emulator.single().status == 502
    emulator.reset()
    assert emulator.single().status == 502
