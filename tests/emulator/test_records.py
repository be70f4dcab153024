"""What is remembered, counted and written down."""

import json
from datetime import datetime
from pathlib import Path

from runner.emulator.contract import Params
from runner.emulator.netease import routes
from runner.emulator.records import Call, Records, call_lines, received_lines
from runner.emulator.settings import Settings
from runner.emulator.webhook import route

HELLO: Params = {"attach": "hello"}


def call(at: float = 1.0, app_key: str = "demo", route: str = "single") -> Call:
    """A call at a moment."""
    return Call(at, 1443592222.25, route, "netease", "r1", app_key)


def records(keep: int = 100) -> Records:
    """Records of NetEase's routes."""
    return Records(routes(Settings()), keep, None)


def taken(*users: str, params: Params = HELLO) -> list[tuple[str, Params]]:
    """A message to each user."""
    return [(user, params) for user in users]


def test_a_line_says_everything() -> None:
    (line,) = received_lines(7, [("lisi", HELLO, call())])
    assert line.endswith(b"\n")
    assert json.loads(line) == {
        "n": 7,
        "at": "2015-09-30T05:50:22.250000Z",
        "t": 1.0,
        "vendor": "netease",
        "route": "single",
        "app_key": "demo",
        "recipient": "lisi",
        "request_id": "r1",
        "params": {"attach": "hello"},
    }
    assert datetime.fromisoformat(json.loads(line)["at"]).timestamp() == 1443592222.25


def test_the_oldest_lines_go_and_numbers_and_counts_stay() -> None:
    kept = records(keep=3)
    assert kept.take(call(), taken("a", "b")) == 1
    assert kept.take(call(), taken("c", "d")) == 3
    first, messages = kept.received_snapshot()
    assert (first, [user for user, _, _ in messages]) == (2, ["b", "c", "d"])
    assert kept.taken == 4
    assert kept.tallies["single"].messages == 4


def test_duplicates_are_of_app_key_recipient_and_text() -> None:
    kept = records()
    kept.take(call(), taken("a", "b", "b", "b"))
    kept.take(call(app_key="other"), taken("a"))
    kept.take(call(), taken("a", params={"attach": "other"}))
    assert kept.statistics()["duplicates"] == 1
    kept.take(call(), taken("a", params={"attach": "hello"}))
    assert kept.statistics()["duplicates"] == 2


def test_parameters_in_another_order_are_the_same_text() -> None:
    kept = records()
    kept.take(call(), taken("a", params={"x": "1", "y": "2"}))
    kept.take(call(), taken("a", params={"y": "2", "x": "1"}))
    assert kept.statistics()["duplicates"] == 1


def test_a_tally() -> None:
    kept = records()
    for at, code in ((1.0, 200), (2.0, 416), (3.5, 0)):
        arrived = call(at)
        kept.arrive(arrived)
        kept.measure(arrived, offered=int(at * 60), limit=100)
        if code == 200:
            kept.take(arrived, taken("a", "b"))
        else:
            kept.refuse(arrived, code)
    routes_said = kept.statistics()["routes"]
    assert isinstance(routes_said, dict)
    assert routes_said["single"] == {
        "limit": 100,
        "window_s": 1.0,
        "enforced": True,
        "calls": 3,
        "accepted_calls": 1,
        "messages": 2,
        "violations": 2,
        "peak": 210,
        "first_t": 1.0,
        "last_t": 3.5,
        "refused": {"416": 1, "cut": 1},
    }
    assert [json.loads(line)["code"] for line in call_lines(kept.calls)] == [200, 416, 0]


def test_a_call_without_an_answer_yet_has_no_code() -> None:
    kept = records()
    kept.arrive(call())
    (line,) = call_lines(kept.calls)
    assert json.loads(line) == {"t": 1.0, "route": "single", "units": 1, "code": None, "request_id": "r1"}


def test_a_restart_forgets() -> None:
    kept = records()
    kept.arrive(call())
    kept.take(call(), taken("a"))
    kept.restart()
    assert (kept.taken, kept.received_snapshot(), list(kept.calls)) == (0, (1, []), [])
    assert kept.tallies["single"].calls == 0


def test_a_record_file_has_the_lines_at_once(tmp_path: Path) -> None:
    path = tmp_path / "received.jsonl"
    with path.open("ab", buffering=0) as file:
        kept = Records(routes(Settings()), 1, file)
        kept.take(call(), taken("a", "b"))
        kept.take(call(), taken("c"))
        lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert [(line["n"], line["recipient"]) for line in lines] == [(1, "a"), (2, "b"), (3, "c")]


def webhook(**params: str) -> tuple[Call, list[tuple[str, Params]]]:
    """A webhook to one receiver."""
    return Call(1.0, 1443592222.25, "webhook", "webhook", None, "-"), taken("hook", params={"body": "{}", **params})


def test_a_webhooks_id_makes_it_a_duplicate_whatever_else_it_says() -> None:
    kept = Records([route(Settings())], 100, None)
    for params in ({"webhook-id": "a", "webhook-timestamp": "1"}, {"webhook-id": "b"}, {}, {"x-other": "1"}):
        kept.take(*webhook(**params))
    assert kept.statistics()["duplicates"] == 0
    kept.take(*webhook(**{"webhook-id": "a", "webhook-timestamp": "2"}))
    assert kept.statistics()["duplicates"] == 1
    kept.take(*webhook())
    assert kept.statistics()["duplicates"] == 2
