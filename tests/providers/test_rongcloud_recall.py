"""RongCloud's recalls: made from what was sent, golden requests, routes, and what answers mean."""

from collections.abc import Mapping

import pytest

from runner.model import Outcome, Status
from runner.provider import Recallable, Response, Stamp, name_of
from runner.providers.rongcloud import RongCloud
from runner.providers.rongcloud_everyone import RongCloudEveryone
from runner.providers.rongcloud_recall import BROADCAST_RECALL, RECALL, RongCloudRecall
from runner.rule import findings
from tests.providers.samples import RONGCLOUD, answer, batch, form

APP = RongCloudRecall("key", "secret1")
STAMP = Stamp(1585127132.438, "14314")
OF_ONE = {"fromUserId": "system", "conversationType": "6", "targetId": "u1", "messageUID": "5FGT-7VA9"}
OF_ALL = {"fromUserId": "system", "messageUID": "5FGT-7VA9"}
EACH: list[tuple[str, Mapping[str, str]]] = [("recall", OF_ONE), ("broadcast-recall", OF_ALL)]

each = pytest.mark.parametrize(("route", "said"), EACH, ids=[route for route, _ in EACH])


def one(route: str, said: Mapping[str, str], response: Response, *, tried: bool = False) -> Outcome:
    [outcome] = APP.outcomes(batch(route, said, ["u1"], tried=tried), response)
    return outcome


def test_what_was_sent_makes_the_recall() -> None:
    sent = {**RONGCLOUD, "pushExt": "{}"}
    assert RongCloud("key", "s").recall(sent, "u1", "5FGT-7VA9") == OF_ONE
    assert RongCloudEveryone("key", "s").recall(sent, "everyone", "5FGT-7VA9") == OF_ALL
    assert RongCloud.recalled_by is RongCloudEveryone.recalled_by is RongCloudRecall


@each
def test_what_the_program_makes_breaks_no_rule(route: str, said: Mapping[str, str]) -> None:
    assert findings(APP.rules, said) == []


@each
def test_the_way_hangs_on_the_target(route: str, said: Mapping[str, str]) -> None:
    assert APP.ways(said).routes == (route,)


@each
def test_golden_requests(route: str, said: Mapping[str, str]) -> None:
    request = APP.request(batch(route, said, ["someone else"]), STAMP)
    assert (
        request.path == {"recall": "/message/recall.json", "broadcast-recall": "/message/broadcast/recall.json"}[route]
    )
    assert request.headers == {
        "App-Key": "key",
        "Nonce": "14314",
        "Timestamp": "1585127132438",
        "Signature": "748c878928f419137fcbd41c133cb30ec7a8df4b",
        "X-Request-ID": "r" * 36,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    assert form(request) == list(said.items())


def test_limits_are_the_documented_ones() -> None:
    assert [str(route.limit) for route in APP.routes] == ["100 calls/s", "2 calls/h"]
    assert [[str(quota) for quota in route.quotas] for route in APP.routes] == [[], ["3 calls/day"]]
    assert [route.capacity for route in APP.routes] == [1, 1]
    assert RECALL.budget != BROADCAST_RECALL.budget


def test_the_name() -> None:
    assert name_of(APP) == "rongcloud recall"
    assert repr(APP) == "RongCloudRecall(app_key='key')"


@each
def test_answers(route: str, said: Mapping[str, str]) -> None:
    assert one(route, said, answer(code=200)) == Outcome(Status.ACCEPTED, "200")
    assert one(route, said, answer(400, code=1002, errorMessage="no such message")).status is Status.REJECTED
    assert one(route, said, answer(401, code=1004)).fatal
    assert one(route, said, answer(430, code=1009)).fatal
    assert one(route, said, answer(504, code=1050)).status is Status.UNKNOWN
    assert one(route, said, answer(500, code=1000)).status is Status.DEFERRED
    assert one(route, said, Response(502, b"<html>")).status is Status.UNKNOWN


@each
@pytest.mark.parametrize("tried", [False, True])
def test_1008_waits(route: str, said: Mapping[str, str], *, tried: bool) -> None:
    assert one(route, said, answer(429, code=1008), tried=tried) == Outcome(
        Status.DEFERRED, "1008", "too many calls", wait=1.0
    )


def test_a_recall_is_not_recalled() -> None:
    assert not isinstance(APP, Recallable)
    assert APP.unrecallable == "a recall can't itself be recalled"
