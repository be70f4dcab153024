"""The emulator's own pages."""

import json
import time

from runner.emulator.faults import ROUTES
from tests.conftest import Start
from tests.emulator.callers import Emulated


def test_received_is_json_lines_in_order(emulator: Emulated) -> None:
    for user in ("a", "b"):
        emulator.single(to=user)
    emulator.publish()
    page = emulator.request("GET", "/_emulator/received")
    assert page.content_type == "application/x-ndjson"
    lines = [json.loads(line) for line in page.body.splitlines()]
    assert [line["n"] for line in lines] == [1, 2, 3, 4]
    assert [line["recipient"] for line in lines] == ["a", "b", "2191", "2192"]
    moments = [line["t"] for line in lines]
    assert moments == sorted(moments)
    assert abs(moments[0] - time.monotonic()) < 20


def test_many_lines_come_in_pieces(emulator: Emulated) -> None:
    accids = [f"u{number}" for number in range(1201)]
    assert emulator.batch(toAccids=json.dumps(accids)).said == {"code": 200}
    assert emulator.recipients() == accids
    assert emulator.request("GET", "/_emulator/received?count=1").said == {"received": 1201}


def test_nothing_received_is_an_empty_page(emulator: Emulated) -> None:
    page = emulator.request("GET", "/_emulator/received")
    assert (page.status, page.body) == (200, b"")
    assert emulator.request("GET", "/_emulator/received?count=1").said == {"received": 0}


def test_calls_are_json_lines(emulator: Emulated) -> None:
    emulator.single({"RequestId": "r1"})
    emulator.batch(fromAccid="a b")
    first, second = emulator.calls()
    assert {key: first[key] for key in ("route", "units", "code", "request_id")} == {
        "route": "single",
        "units": 1,
        "code": 200,
        "request_id": "r1",
    }
    assert (second["route"], second["code"], second["request_id"]) == ("batch", 414, None)


def test_stats_of_all_routes_and_duplicates(emulator: Emulated) -> None:
    emulator.single()
    emulator.single()
    said = emulator.request("GET", "/_emulator/stats").said
    assert sorted(said["routes"]) == sorted(ROUTES)
    assert (said["received"], said["duplicates"]) == (2, 1)
    single, batch = said["routes"]["single"], said["routes"]["batch"]
    assert (single["calls"], single["messages"], batch["calls"], batch["first_t"]) == (2, 2, 0, None)
    assert single["first_t"] < single["last_t"]


def test_reset_clears(emulator: Emulated) -> None:
    emulator.single()
    assert emulator.request("POST", "/_emulator/reset").said == {"received": 0}
    assert (emulator.received(), emulator.calls(), emulator.stats("single")["calls"]) == ([], [], 0)


def test_reset_lets_in_who_was_blocked(start: Start) -> None:
    emulator = start("--netease-limit", "1/20s")
    assert [emulator.single().code for _ in range(2)] == [200, 416]
    emulator.reset()
    assert emulator.single().code == 200


def test_only_so_much_is_kept(start: Start) -> None:
    emulator = start("--keep", "3")
    for user in "abcd":
        emulator.single(to=user)
    assert [(line["n"], line["recipient"]) for line in emulator.received()] == [(2, "b"), (3, "c"), (4, "d")]
    assert emulator.request("GET", "/_emulator/received?count=1").said == {"received": 4}
    assert len(emulator.calls()) == 3


def test_other_pages_do_not_exist(emulator: Emulated) -> None:
    for method, path in (("GET", "/"), ("POST", "/_emulator/received"), ("GET", "/_emulator/reset")):
        reply = emulator.request(method, path)
        assert (reply.status, reply.code) == (404, 404)
