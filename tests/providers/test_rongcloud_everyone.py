"""RongCloud's broadcasts: golden requests without a recipient, limits, and every answer's meaning."""

from urllib.parse import unquote_plus

import pytest

from runner.model import Outcome, Status
from runner.provider import Provider, Recallable, Response, Stamp, name_of
from runner.providers.rongcloud_everyone import RongCloudEveryone, RongCloudOnline
from runner.providers.rongcloud_recall import RongCloudRecall
from tests.providers.samples import answer, batch, form

ALL, ONLINE = RongCloudEveryone("key", "secret1"), RongCloudOnline("key", "secret1")
STAMP = Stamp(1585127132.438, "14314")
SAID = {"fromUserId": "system", "objectName": "RC:TxtMsg", "content": '{"content":"hi"}', "pushContent": "hi"}
WHOLE = {**SAID, "pushData": "d&e", "contentAvailable": "1", "pushExt": '{"title":"t"}', "os": "iOS"}
EACH: list[tuple[Provider, str]] = [(ALL, "broadcast"), (ONLINE, "online")]

each = pytest.mark.parametrize(("app", "route"), EACH, ids=[route for _, route in EACH])


def one(app: Provider, response: Response, *, tried: bool = False) -> Outcome:
    [outcome] = app.outcomes(batch(app.routes[0].name, SAID, [app.audience], tried=tried), response)
    return outcome


def test_the_golden_broadcast() -> None:
    request = ALL.request(batch("broadcast", SAID, ["everyone"]), STAMP)
    assert request.path == "/message/broadcast.json"
    assert request.headers == {
        "App-Key": "key",
        "Nonce": "14314",
        "Timestamp": "1585127132438",
        "Signature": "748c878928f419137fcbd41c133cb30ec7a8df4b",
        "X-Request-ID": "r" * 36,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    assert unquote_plus(request.body.decode()) == (
        'fromUserId=system&objectName=RC:TxtMsg&content={"content":"hi"}&pushContent=hi'
    )


def test_the_golden_broadcast_to_those_online() -> None:
    said = {name: SAID[name] for name in ("fromUserId", "objectName", "content")}
    request = ONLINE.request(batch("online", said, ["online"]), STAMP)
    assert request.path == "/message/online/broadcast.json"
    assert request.headers["Signature"] == "748c878928f419137fcbd41c133cb30ec7a8df4b"
    assert form(request) == list(said.items())


def test_everything_that_is_said_is_sent_and_nothing_else() -> None:
    assert form(ALL.request(batch("broadcast", WHOLE, ["everyone"]), STAMP)) == list(WHOLE.items())


@each
def test_there_is_one_way(app: Provider, route: str) -> None:
    assert app.ways(SAID).routes == (route,)
    assert app.routes[0].capacity == 1


def test_limits_are_the_documented_ones() -> None:
    [broadcast], [online] = ALL.routes, ONLINE.routes
    assert (str(broadcast.limit), [str(quota) for quota in broadcast.quotas]) == ("2 calls/h", ["3 calls/day"])
    assert (str(online.limit), online.quotas) == ("60 calls/min", ())
    assert broadcast.budget != online.budget


def test_names() -> None:
    assert [name_of(app) for app in (ALL, ONLINE)] == ["rongcloud everyone", "rongcloud online"]
    assert ALL.recipient == ONLINE.recipient == ""


@each
@pytest.mark.parametrize("body", [{"code": 200}, {"code": "200"}, {"code": 10000, "msg": "success"}])
def test_a_success_keeps_the_messages_id(app: Provider, route: str, body: dict[str, object]) -> None:
    assert one(app, answer(**body)) == Outcome(Status.ACCEPTED, str(body["code"]))
    taken = one(app, answer(**body, messageUID="5FGT-7VA9"))
    assert taken == Outcome(Status.ACCEPTED, str(body["code"]), provider_id="5FGT-7VA9")


@each
@pytest.mark.parametrize("uid", [None, 7, ["5FGT"], {"uid": "5FGT"}, True])
def test_an_id_that_is_no_text_is_none(app: Provider, route: str, uid: object) -> None:
    assert one(app, answer(code=200, messageUID=uid)) == Outcome(Status.ACCEPTED, "200")


@each
def test_1008_waits_once_and_says_what_else_it_may_be(app: Provider, route: str) -> None:
    outcome = one(app, answer(429, code=1008, errorMessage="slow down"))
    assert outcome == Outcome(
        Status.DEFERRED, "1008", "too many calls, or broadcasting is not enabled for the app: slow down", wait=1.0
    )


@each
def test_1008_to_a_later_try_stops_the_run(app: Provider, route: str) -> None:
    outcome = one(app, answer(429, code=1008), tried=True)
    assert (outcome.status, outcome.wait) == (Status.DEFERRED, 0.0)
    assert outcome.fatal == (
        "RongCloud answers 1008, too many calls, or broadcasting is not enabled for the app; check in the vendor's "
        "console that the app may broadcast, or try again when the limit allows"
    )


@each
@pytest.mark.parametrize("code", [404, 1001, 1004, 1006, 1007, 1009, 2007])
def test_fatal_codes(app: Provider, route: str, code: int) -> None:
    outcome = one(app, answer(430, code=code, errorMessage="no"))
    assert outcome.status is Status.DEFERRED
    assert outcome.fatal.startswith(f"RongCloud answers {code}, ")


@each
@pytest.mark.parametrize("code", [1002, 1003, 1005, 1019, 1501, 1502, 1508])
def test_rejected_codes(app: Provider, route: str, code: int) -> None:
    assert one(app, answer(400, code=code, errorMessage="so it is")).status is Status.REJECTED


@each
@pytest.mark.parametrize("tried", [False, True])
def test_other_codes(app: Provider, route: str, *, tried: bool) -> None:
    assert one(app, answer(500, code=1000), tried=tried) == Outcome(Status.DEFERRED, "1000", "internal logic error")
    assert {one(app, answer(504, code=code), tried=tried).status for code in (1050, 405, 20033)} == {Status.UNKNOWN}
    assert one(app, answer(400, code=1002, errorMessage="invalid App-Key."), tried=tried).fatal


@each
def test_answers_that_arent_the_vendors(app: Provider, route: str) -> None:
    assert one(app, Response(200, b"<html>")).status is Status.UNKNOWN
    assert one(app, Response(429, b"")).wait == 1.0
    assert one(app, Response(403, b"<html>")).fatal


def test_what_takes_a_broadcast_back() -> None:
    assert ALL.recalled_by is RongCloudRecall
    assert ALL.unrecallable == ""
    assert ALL.recall(SAID, "everyone", "5FGT-7VA9") == {"fromUserId": "system", "messageUID": "5FGT-7VA9"}


def test_nothing_takes_a_broadcast_to_those_online_back() -> None:
    assert isinstance(ALL, Recallable)
    assert not isinstance(ONLINE, Recallable)
    assert ONLINE.unrecallable == "RongCloud can't recall a broadcast to those who are online"
