"""NetEase V2: golden requests, routes, and what its true results by recipient prove."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.gauge import gauges
from runner.model import Outcome, Status, Text
from runner.provider import Request, Response, Stamp, name_of
from runner.providers.netease import Netease
from runner.providers.netease_v2 import BATCH, SINGLE, NeteaseV2
from tests.providers.samples import answer, batch, sound_of

APP = NeteaseV2("key", "secret1")
STAMP = Stamp(1443592222.9, "n1")
SOUND = sound_of(NeteaseV2)
PEOPLE = ["u1", "Bob", "bob", "007"]


def body(request: Request) -> dict[str, object]:
    found = orjson.loads(request.body)
    assert isinstance(found, dict)
    return found


def sent(route: str = "single", **more: str) -> dict[str, object]:
    return body(APP.request(batch(route, {**SOUND, **more}, ["u1"]), STAMP))


def one(response: Response, *, route: str = "single", tried: bool = False) -> Outcome:
    return APP.outcomes(batch(route, SOUND, ["u1"], tried=tried), response)[0]


def results(data: object, people: list[str] = PEOPLE) -> list[Outcome]:
    return APP.outcomes(batch("batch", SOUND, people), answer(code=200, msg="success", data=data))


def statuses(found: list[Outcome]) -> list[str]:
    return [outcome.status.value for outcome in found]


def test_what_it_is() -> None:
    assert name_of(NeteaseV2) == "netease v2"
    assert repr(APP) == "NeteaseV2(app_key='key')"
    assert NeteaseV2.data_centres["cn"] == ("https://open.yunxinapi.com", "https://open-bak.yunxinapi.com")
    assert NeteaseV2.data_centres["sg"] == ("https://open-sg.yunxinapi.com", "https://open-sg-bak.yunxinapi.com")


def test_the_golden_request() -> None:
    request = APP.request(batch("single", SOUND, ["u1"]), STAMP)
    assert request == Request(
        "/im/v2/custom_notification",
        {
            "AppKey": "key",
            "Nonce": "n1",
            "CurTime": "1443592222",
            "CheckSum": "399701d4e88e3146bdc01673b12dc09e596dd322",
            "X-custom-traceid": "r" * 40,
            "Content-Type": "application/json;charset=UTF-8",
        },
        b'{"receiver_id":"u1","type":1,"sender_id":"system","content":"{\\"type\\":\\"release\\"}"}',
    )


def test_the_golden_batch() -> None:
    said = {"sender_id": "sys", "type": "1", "content": '{"t":1}', "push_config": '{"push_content":"hi"}'}
    request = APP.request(batch("batch", said, ["a", "b"]), STAMP)
    assert request.path == "/im/v2/custom_notification/batch"
    assert request.body == (
        b'{"receiver_ids":["a","b"],"sender_id":"sys","content":"{\\"t\\":1}","push_config":{"push_content":"hi"}}'
    )


def test_everything_that_can_be_said_is_typed_as_json_wants() -> None:
    said = sent(
        type="2",
        notification_config='{"offline_enabled":false,"unread_enabled":true}',
        route_config='{"route_enabled":true,"route_environment":"test"}',
        sound="a.caf",
        push_config='{"push_forcepush_ids":["u2"],"push_payload":{"pushTitle":"嗨","n":12345678901234567890123}}',
    )
    assert said == {
        "sender_id": "system",
        "receiver_id": "u1",
        "type": 2,
        "content": '{"type":"release"}',
        "notification_config": {"offline_enabled": False, "unread_enabled": True},
        "route_config": {"route_enabled": True, "route_environment": "test"},
        "sound": "a.caf",
        "push_config": {
            "push_forcepush_ids": ["u2"],
            "push_payload": '{"pushTitle":"嗨","n":12345678901234567890123}',
        },
    }


@pytest.mark.parametrize("payload", ['{"pushTitle":"hi"}', "", "[1]", "no JSON"])
def test_a_payload_that_is_a_text_already_stays_as_it_is(payload: str) -> None:
    config = {"push_payload": payload, "push_enabled": True}
    assert sent(push_config=orjson.dumps(config).decode())["push_config"] == config


@pytest.mark.parametrize("name", ["type", "notification_config", "route_config", "push_config"])
@pytest.mark.parametrize("text", ["", "no", '"},"receiver_id":"u2', '1,"receiver_id":"u2"', "{", "01", "\uff11", "NaN"])
def test_what_no_rule_lets_pass_is_sent_as_text_and_changes_nothing_else(name: str, text: str) -> None:
    assert sent(**{name: text}) == {
        "receiver_id": "u1", "type": 1, "sender_id": "system", "content": '{"type":"release"}', name: text
    }  # fmt: skip


@pytest.mark.parametrize("depth", [300, 1000])
def test_a_payload_however_deep_stays_inside_the_request(depth: int) -> None:
    said = sent(push_config=f'{{"push_payload":{"[" * depth}{"]" * depth}}}')
    assert said["receiver_id"] == "u1"
    config = said["push_config"]
    assert isinstance(config, dict)
    assert list(config) == ["push_payload"]


@given(content=st.text(), sender=st.text(), people=st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_requests_are_read_back_as_they_were_said(content: str, sender: str, people: list[str]) -> None:
    said = Text.of({"sender_id": sender, "content": content})
    alone = body(APP.request(batch("single", said, people[:1]), STAMP))
    assert alone == {"sender_id": sender, "content": content, "receiver_id": people[0], "type": 1}
    together = body(APP.request(batch("batch", said, people), STAMP))
    assert together == {"sender_id": sender, "content": content, "receiver_ids": people}


def test_limits_are_those_of_v1_and_shared_with_it() -> None:
    assert (SINGLE.capacity, BATCH.capacity) == (1, 500)
    first = {route.name: (route.limit, route.budget) for route in Netease.routes}
    assert {route.name: (route.limit, route.budget) for route in NeteaseV2.routes} == first


@pytest.mark.parametrize(
    ("more", "routes"),
    [
        ({}, ("single", "batch")),
        ({"type": "1"}, ("single", "batch")),
        ({"type": "2"}, ("single",)),
        ({"type": "3"}, ("single",)),
        ({"push_config": '{"push_content":"hi","push_nick_enabled":false,"push_payload":"{}"}'}, ("single", "batch")),
        ({"push_config": '{"push_forcepush_content":"hi"}'}, ("single", "batch")),
        ({"push_config": '{"push_content":"push_forcepush_all"}'}, ("single", "batch")),
        ({"push_config": '{"push_forcepush_all":false}'}, ("single",)),
        ({"push_config": '{"push_forcepush_ids":[]}'}, ("single",)),
        ({"push_config": '{"push_forcepush_enable":true}'}, ("single",)),
        ({"push_config": '{"push\\u005fforcepush_all":true}'}, ("single",)),
        ({"push_config": "no JSON"}, ("single", "batch")),
    ],
)
def test_ways(more: dict[str, str], routes: tuple[str, ...]) -> None:
    assert APP.ways({**SOUND, **more}).routes == routes


def test_the_inside_of_push_config_is_measured() -> None:
    measured = {gauge.name: gauge.most for gauge in gauges(NeteaseV2)}
    assert measured == {
        "sender_id": 32,
        "content": 4096,
        "sound": 30,
        "push_config.push_content": 500,
        "push_config.push_payload": 2048,
        "push_config.push_forcepush_content": 500,
    }


@pytest.mark.parametrize(
    ("code", "status"),
    [(404, "rejected"), (102421, "rejected"), (500, "deferred"), (408, "unknown"), (431, "unknown"), (7, "unknown")],
)
@pytest.mark.parametrize("key", ["msg", "desc"])
def test_codes_mean_what_they_mean_in_v1(code: int, status: str, key: str) -> None:
    outcome = one(answer(code=code, **{key: "so it is"}))
    assert (outcome.status, outcome.code, outcome.fatal, outcome.wait) == (status, str(code), "", 0.0)
    assert outcome.detail.endswith("so it is")


@pytest.mark.parametrize(("route", "block"), [("single", 10.0), ("batch", 60.0)])
@pytest.mark.parametrize("code", [398, 416, 449, 102449, 107323])
def test_codes_of_frequency_wait_out_the_block(code: int, route: str, block: float) -> None:
    outcome = one(answer(code=code, msg="slow down"), route=route)
    assert (outcome.status, outcome.wait, outcome.fatal) == (Status.DEFERRED, block, "")


def test_414_is_fatal_where_its_words_are_about_the_signature() -> None:
    assert "CheckSum is wrong" in one(answer(code=414, msg="CheckSum is wrong")).fatal
    assert one(answer(code=414, msg="content is too long")).status is Status.REJECTED
    assert NeteaseV2.suspicious == {"414"}


def test_431_is_a_success_only_after_an_earlier_try() -> None:
    assert one(answer(code=431, msg="dup"), tried=True).status is Status.ACCEPTED


@pytest.mark.parametrize("data", [None, {}, {"message_id": 7}, "", []])
def test_a_success_on_single_needs_no_list(data: object) -> None:
    assert one(answer(code=200, msg="success", data=data)) == Outcome(Status.ACCEPTED, "200")


def test_a_success_on_single_with_lists_is_read_by_them() -> None:
    failed = [{"account_id": "U1", "error_code": 102404}]
    assert one(answer(code=200, data={"failed_list": failed})).status is Status.REJECTED
    assert one(answer(code=200, data={"success_list": ["u1"]})).status is Status.ACCEPTED


@pytest.mark.parametrize("more", [{}, {"data": None}])
def test_a_batch_without_data_is_judged_by_its_code(more: dict[str, object]) -> None:
    found = APP.outcomes(batch("batch", SOUND, PEOPLE), answer(code=200, **more))
    assert found == [Outcome(Status.ACCEPTED, "200")] * 4


def test_the_vendors_own_example() -> None:
    failed = [{"account_id": "b", "error_code": 102404, "error_msg": "…"}]
    found = results({"success_list": ["a"], "failed_list": failed}, ["a", "b"])
    assert found == [
        Outcome(Status.ACCEPTED, "200"),
        Outcome(Status.REJECTED, "102404", "the account does not exist: …"),
    ]


def test_each_recipient_has_what_its_own_error_means() -> None:
    failed = [
        {"account_id": "Bob", "error_code": 102449, "error_msg": "again"},
        {"account_id": "bob", "error_code": "500"},
        {"account_id": 7, "error_code": 99999, "error_msg": "what\nnow"},
    ]
    found = results({"success_list": ["U1"], "failed_list": failed}, ["u1", "Bob", "bob", "7"])
    assert [(*outcome[:2], outcome.wait) for outcome in found] == [
        (Status.ACCEPTED, "200", 0.0),
        (Status.DEFERRED, "102449", 60.0),
        (Status.DEFERRED, "500", 0.0),
        (Status.UNKNOWN, "99999", 0.0),
    ]
    assert found[3].detail == "what now"


@pytest.mark.parametrize("data", [{}, {"success_list": []}, {"success_list": None, "failed_list": None}])
def test_who_stands_in_neither_list_is_in_doubt(data: dict[str, object]) -> None:
    found = results(data)
    assert statuses(found) == ["unknown"] * 4
    assert {outcome.detail for outcome in found} == {"a success, but missing from success_list and failed_list"}


def test_who_stands_in_both_lists_is_in_doubt() -> None:
    found = results({"success_list": ["u1", "Bob"], "failed_list": [{"account_id": "u1", "error_code": 102404}]})
    assert statuses(found) == ["unknown", "accepted", "unknown", "unknown"]
    assert "both" in found[0].detail


@pytest.mark.parametrize(
    "data",
    [
        {"success_list": "u1"},
        {"success_list": [None]},
        {"success_list": PEOPLE, "failed_list": ["u1"]},
        {"success_list": PEOPLE, "failed_list": {"u1": 404}},
        {"success_list": PEOPLE, "failed_list": [{"error_code": 404}]},
        {"success_list": PEOPLE, "failed_list": [{"account_id": ["u1"]}]},
    ],
)
def test_lists_that_cant_be_read_leave_all_in_doubt(data: dict[str, object]) -> None:
    found = results(data)
    assert statuses(found) == ["unknown"] * 4
    assert "can't be read" in found[0].detail


@pytest.mark.parametrize("data", ["u1", 7, [], True])
def test_data_that_cant_be_read_leaves_all_in_doubt(data: object) -> None:
    found = results(data)
    assert statuses(found) == ["unknown"] * 4


def test_lists_may_be_texts_that_hold_json() -> None:
    found = results({"success_list": '["u1"]', "failed_list": '[{"account_id":"bob","error_code":102404}]'})
    assert statuses(found) == ["accepted", "unknown", "rejected", "unknown"]


@pytest.mark.parametrize("code", [None, True, "x\n", [], 200, "200", 1.5])
def test_a_failure_whose_code_says_nothing_proves_nothing(code: object) -> None:
    found = results({"failed_list": [{"account_id": "u1", "error_code": code, "error_msg": ""}]}, ["u1"])
    assert (found[0].status, found[0].code) == (Status.UNKNOWN, "200")
    assert "error_code" in found[0].detail


def test_431_in_a_failed_list_is_no_success_however_often_it_was_tried() -> None:
    failed = [{"account_id": "u1", "error_code": 431}]
    response = answer(code=200, data={"failed_list": failed})
    assert one(response, route="batch", tried=True).status is Status.UNKNOWN


def test_a_failure_that_would_stop_the_run_stops_it_only_where_nobody_was_taken() -> None:
    failed = [{"account_id": "u1", "error_code": 403, "error_msg": "no"}]
    alone = results({"success_list": [], "failed_list": failed}, ["u1"])[0]
    assert (alone.status, alone.fatal.startswith("NetEase answers 403")) == (Status.DEFERRED, True)
    beside = results({"success_list": ["u2"], "failed_list": failed}, ["u1", "u2"])
    assert statuses(beside) == ["rejected", "accepted"]
    assert (beside[0].code, beside[0].fatal) == ("403", "")


entries = st.fixed_dictionaries(
    {"account_id": st.sampled_from([*PEOPLE, "U1", "nobody", 7])},
    optional={"error_code": st.sampled_from([102404, "404", 416, 7, None]), "error_msg": st.text() | st.none()},
)


@given(taken=st.lists(st.sampled_from([*PEOPLE, "U1", "nobody"])), failed=st.lists(entries, max_size=5))
def test_only_who_is_on_the_success_list_is_taken(taken: list[str], failed: list[dict[str, object]]) -> None:
    found = results({"success_list": taken, "failed_list": failed})
    lowered = {who.lower() for who in taken}
    for who, outcome in zip(PEOPLE, found, strict=True):
        assert outcome.status is not Status.ACCEPTED or who.lower() in lowered
        assert outcome.detail or outcome.status is Status.ACCEPTED
        assert outcome.code
        assert len(outcome.detail) <= 500
        assert len(outcome.detail.splitlines()) <= 1
