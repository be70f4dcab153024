"""NetEase's broadcasts, V1 and V2: golden requests that name nobody, and the broadcast's id in an answer."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.model import Outcome, Status
from runner.provider import ProviderType, Request, Response, Stamp, name_of
from runner.providers.netease import Netease
from runner.providers.netease_everyone import NeteaseEveryone, NeteaseV2Everyone
from runner.providers.netease_v2 import NeteaseV2
from tests.providers.samples import answer, batch, form

STAMP = Stamp(1443592222.9, "n1")
SIGNED = {
    "AppKey": "key",
    "Nonce": "n1",
    "CurTime": "1443592222",
    "CheckSum": "399701d4e88e3146bdc01673b12dc09e596dd322",
}

each_kind = pytest.mark.parametrize("kind", [NeteaseEveryone, NeteaseV2Everyone], ids=name_of)


def request(kind: ProviderType, **more: str) -> Request:
    return kind("key", "secret1").request(batch("broadcast", {**kind.sound, **more}, ["everyone"]), STAMP)


def one(kind: ProviderType, response: Response, *, tried: bool = False) -> Outcome:
    sent = batch("broadcast", kind.sound, ["everyone"], tried=tried)
    found = kind("key", "secret1").outcomes(sent, response)
    assert len(found) == 1
    return found[0]


def succeeded(kind: ProviderType, **said: object) -> Outcome:
    return one(kind, answer(code=200, **{"msg" if kind.api == "v1" else "data": said}))


def test_the_golden_request_of_v1() -> None:
    assert request(NeteaseEveryone) == Request(
        "/nimserver/msg/broadcastMsg.action",
        {**SIGNED, "RequestId": "r" * 40, "Content-Type": "application/x-www-form-urlencoded;charset=utf-8"},
        b"body=%7B%22type%22:%22release%22%7D",
    )


def test_the_golden_request_of_v2() -> None:
    assert request(NeteaseV2Everyone) == Request(
        "/im/v2/broadcast_notification",
        {**SIGNED, "X-custom-traceid": "r" * 40, "Content-Type": "application/json;charset=UTF-8"},
        b'{"content":"{\\"type\\":\\"release\\"}"}',
    )


def test_everything_that_can_be_said_in_v1() -> None:
    said = {"body": "a&b", "from": "system", "isOffline": "true", "ttl": "24", "targetOs": '["ios","web"]'}
    assert form(request(NeteaseEveryone, **said)) == list(said.items())


def test_everything_that_can_be_said_in_v2_is_typed_as_json_wants() -> None:
    said = {"from_account_id": "system", "offline_enabled": "true", "ttl": "24", "target_os": '["ios","web"]'}
    assert orjson.loads(request(NeteaseV2Everyone, **said).body) == {
        "content": '{"type":"release"}',
        "from_account_id": "system",
        "offline_enabled": True,
        "ttl": 24,
        "target_os": ["ios", "web"],
    }


@each_kind
def test_nobody_is_named(kind: ProviderType) -> None:
    assert kind.recipient == ""
    assert b"everyone" not in request(kind).body
    assert kind("key", "secret1").ways(kind.sound).routes == ("broadcast",)


@each_kind
def test_a_broadcast_cant_be_recalled_and_says_why(kind: ProviderType) -> None:
    assert kind("key", "secret1").unrecallable == "NetEase documents no way to take a broadcast back"


@each_kind
def test_one_budget_for_both_with_the_documented_limit(kind: ProviderType) -> None:
    (route,) = kind.routes
    assert (str(route.limit), route.limit.block, route.capacity) == ("10 calls/min", 60.0, 1)
    assert (route.name, route.budget, route.mixed) == ("broadcast", "broadcast", False)


def test_what_they_are() -> None:
    assert [name_of(kind) for kind in (NeteaseEveryone, NeteaseV2Everyone)] == [
        "netease v1 everyone",
        "netease v2 everyone",
    ]
    assert NeteaseEveryone.data_centres == Netease.data_centres
    assert NeteaseV2Everyone.data_centres == NeteaseV2.data_centres
    assert repr(NeteaseEveryone("key", "secret1")) == "NeteaseEveryone(app_key='key')"
    assert repr(NeteaseV2Everyone("key", "secret1")) == "NeteaseV2Everyone(app_key='key')"


def test_the_id_stands_where_each_api_says_it() -> None:
    said = {"broadcastId": 48174937359009, "from": "system", "body": "hi", "isOffline": False}
    assert one(NeteaseEveryone, answer(code=200, msg=said)).provider_id == "48174937359009"
    assert one(NeteaseV2Everyone, answer(code=200, msg="success", data={"broadcast_id": 7})).provider_id == "7"


@each_kind
@pytest.mark.parametrize(("told", "known"), [(7, "7"), ("b-7", "b-7"), (0, "0"), ("b\n7", "b 7")])
def test_an_accepted_broadcast_keeps_its_id(kind: ProviderType, told: object, known: str) -> None:
    outcome = succeeded(kind, broadcastId=told, broadcast_id=told)
    assert outcome == Outcome(Status.ACCEPTED, "200", provider_id=known)


@each_kind
@pytest.mark.parametrize("told", [None, True, [], {}, 1.5, ""])
def test_an_id_that_is_none_leaves_the_broadcast_accepted(kind: ProviderType, told: object) -> None:
    assert succeeded(kind, broadcastId=told, broadcast_id=told) == Outcome(Status.ACCEPTED, "200")


@each_kind
@pytest.mark.parametrize("said", [None, "success", [], 7])
def test_a_success_without_the_object_is_accepted(kind: ProviderType, said: object) -> None:
    assert one(kind, answer(code=200, msg=said, data=said)) == Outcome(Status.ACCEPTED, "200")


@each_kind
@pytest.mark.parametrize(
    ("code", "status", "wait"),
    [(416, "deferred", 60.0), (414, "rejected", 0.0), (500, "deferred", 0.0), (408, "unknown", 0.0), (7, "unknown", 0)],
)
@pytest.mark.parametrize("key", ["desc", "msg"])
def test_codes_mean_what_they_mean_elsewhere(kind: ProviderType, code: int, status: str, wait: float, key: str) -> None:
    outcome = one(kind, answer(code=code, **{key: "so it is"}))
    assert (outcome.status, outcome.code, outcome.wait) == (status, str(code), wait)
    assert outcome.detail.endswith("so it is")


@each_kind
def test_a_broadcast_that_is_not_enabled_stops_the_run(kind: ProviderType) -> None:
    assert one(kind, answer(code=403, msg="not enabled")).fatal.startswith("NetEase answers 403")


@each_kind
def test_431_is_a_success_only_after_an_earlier_try(kind: ProviderType) -> None:
    assert one(kind, answer(code=431)).status is Status.UNKNOWN
    assert one(kind, answer(code=431), tried=True).status is Status.ACCEPTED


@given(body=st.text())
def test_a_body_is_read_back_as_it_was_said(body: str) -> None:
    assert form(request(NeteaseEveryone, body=body)) == [("body", body)]
    assert orjson.loads(request(NeteaseV2Everyone, content=body).body) == {"content": body}
