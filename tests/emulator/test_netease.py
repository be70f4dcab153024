"""NetEase's two routes, against its pages: headers, each parameter's rule, answers."""

import json
import time
from urllib.parse import urlencode

import pytest

from runner.emulator.contract import Delivery, Refusal
from runner.emulator.netease import CLOCK_SECONDS, admit, routes
from runner.emulator.settings import Settings
from tests.conftest import Start
from tests.emulator.callers import BATCH, FORM, NOTICE, NOTICES, SINGLE, Emulated, netease_headers

GOLDEN = {
    "AppKey": "key",
    "Nonce": "n1",
    "CurTime": "1443592222",
    "CheckSum": "399701d4e88e3146bdc01673b12dc09e596dd322",
}
GOLDEN_MOMENT = 1443592222.0
EMOJI = "\N{PARTY POPPER}"

SHARED_OFFENCES = [
    ("attach", ""),
    ("attach", "x" * 4097),
    ("attach", EMOJI * 2049),
    ("pushcontent", "x" * 501),
    ("payload", "not JSON"),
    ("payload", ""),
    ("payload", json.dumps("x" * 2047)),
    ("sound", "x" * 31),
    ("save", "0"),
    ("save", "3"),
    ("save", ""),
    ("option", "[]"),
    ("option", '{"badge":'),
    ("option", '{"badge":1}'),
    ("option", '{"route":"false"}'),
    ("isForcePush", "1"),
    ("forcePushContent", "x" * 501),
    ("env", "x" * 33),
    ("checkAccidAsyncEnable", "yes"),
]
SINGLE_OFFENCES = [
    ("from", ""),
    ("from", "x" * 33),
    ("from", "a b"),
    ("from", "李雷"),
    ("msgtype", "2"),
    ("msgtype", ""),
    ("to", ""),
    ("to", "x" * 33),
    ("to", "a/b"),
    ("forcePushAll", "True"),
    ("forcePushList", "a,b"),
    ("forcePushList", "[1]"),
    ("forcePushList", json.dumps(["a"] * 101)),
]
BATCH_OFFENCES = [
    ("fromAccid", "a b"),
    ("toAccids", ""),
    ("toAccids", "a,b"),
    ("toAccids", "[]"),
    ("toAccids", '{"a":1}'),
    ("toAccids", "[1]"),
    ("toAccids", '["a b"]'),
    ("toAccids", json.dumps(["x" * 33])),
]
LEGAL = [
    ("attach", "x" * 4096),
    ("attach", EMOJI * 2048),
    ("pushcontent", ""),
    ("pushcontent", "x" * 500),
    ("payload", json.dumps("x" * 2046)),
    ("payload", '{"pushTitle":"t"}'),
    ("payload", "null"),
    ("option", '{"badge":null}'),
    ("sound", "x" * 30),
    ("save", "1"),
    ("save", "2"),
    ("option", '{"badge":false,"needPushNick":false,"route":false}'),
    ("option", '{"later":1}'),
    ("isForcePush", "true"),
    ("env", "x" * 32),
    ("unheardOf", "x" * 10_000),
]


@pytest.mark.parametrize("drift", [0, CLOCK_SECONDS, -CLOCK_SECONDS])
def test_the_fact_sheets_signature_is_let_in_five_minutes_either_way(drift: float) -> None:
    assert admit(GOLDEN, {"key": "secret1"}, GOLDEN_MOMENT + drift) == "key"


@pytest.mark.parametrize(
    ("changed", "desc"),
    [
        ({"AppKey": ""}, "bad http header"),
        ({"Nonce": ""}, "bad http header"),
        ({"CurTime": ""}, "bad http header"),
        ({"CheckSum": ""}, "bad http header"),
        ({"Nonce": "n" * 129}, "Nonce is illegal"),
        ({"CurTime": "1443592222000"}, "CurTime is illegal"),
        ({"CurTime": "today"}, "CurTime is illegal"),
        ({"CurTime": "1" * 5000}, "CurTime is illegal"),
        ({"AppKey": "another"}, "AppKey is illegal"),
        ({"CheckSum": GOLDEN["CheckSum"].upper()}, "CheckSum check failed"),
        ({"Nonce": "n2"}, "CheckSum check failed"),
    ],
)
def test_every_fault_of_a_signature_is_code_414(changed: dict[str, str], desc: str) -> None:
    assert admit(GOLDEN | changed, {"key": "secret1"}, GOLDEN_MOMENT) == Refusal(414, desc)


@pytest.mark.parametrize("drift", [CLOCK_SECONDS + 1, -CLOCK_SECONDS - 1])
def test_an_old_or_future_call_is_refused(drift: float) -> None:
    refused = admit(GOLDEN, {"key": "secret1"}, GOLDEN_MOMENT + drift)
    assert refused == Refusal(414, "CurTime is illegal")


def judge(route: int, form: dict[str, str], content_type: str = FORM) -> Delivery | Refusal:
    """What the rules say of a call on a route."""
    return routes(Settings())[route].judge(urlencode(form).encode(), {"Content-Type": content_type}).verdict


@pytest.mark.parametrize(("name", "text"), SHARED_OFFENCES + SINGLE_OFFENCES)
def test_single_rules(name: str, text: str) -> None:
    label = "msgType" if name == "msgtype" else name
    assert judge(0, NOTICE | {name: text}) == Refusal(414, f"check {label}")


@pytest.mark.parametrize(("name", "text"), SHARED_OFFENCES + BATCH_OFFENCES)
def test_batch_rules(name: str, text: str) -> None:
    assert judge(1, NOTICES | {name: text}) == Refusal(414, f"check {name}")


@pytest.mark.parametrize("name", sorted(NOTICE))
def test_what_single_requires(name: str) -> None:
    label = "msgType" if name == "msgtype" else name
    form = {other: text for other, text in NOTICE.items() if other != name}
    assert judge(0, form) == Refusal(414, f"check {label}")


@pytest.mark.parametrize("name", sorted(NOTICES))
def test_what_batch_requires(name: str) -> None:
    form = {other: text for other, text in NOTICES.items() if other != name}
    assert judge(1, form) == Refusal(414, f"check {name}")


@pytest.mark.parametrize(("name", "text"), LEGAL)
def test_what_is_just_legal_arrives_as_it_is(name: str, text: str) -> None:
    single, batch = judge(0, NOTICE | {name: text}), judge(1, NOTICES | {name: text})
    assert isinstance(single, Delivery)
    assert isinstance(batch, Delivery)
    assert [(user, params[name]) for user, params in single.messages] == [("lisi", text)]
    assert [(user, params[name]) for user, params in batch.messages] == [("a", text), ("b", text)]


def test_a_body_that_is_no_form_has_no_parameters() -> None:
    assert judge(0, NOTICE, "application/json") == Refusal(414, "check from")


def test_of_a_repeated_parameter_the_first_counts() -> None:
    body = (urlencode(NOTICE) + "&to=wangwu").encode()
    verdict = routes(Settings())[0].judge(body, {"Content-Type": FORM}).verdict
    assert isinstance(verdict, Delivery)
    assert [user for user, _ in verdict.messages] == ["lisi"]


def test_a_team_may_have_any_id_of_32_characters() -> None:
    verdict = judge(0, NOTICE | {"msgtype": "1", "to": "1234/5", "forcePushList": json.dumps(["a"] * 100)})
    assert isinstance(verdict, Delivery)


def test_more_than_5000_accids_are_code_419() -> None:
    accids = [f"u{number}" for number in range(5001)]
    refused = judge(1, NOTICES | {"toAccids": json.dumps(accids)})
    assert isinstance(refused, Refusal)
    assert refused.code == 419
    taken = judge(1, NOTICES | {"toAccids": json.dumps(accids[:5000])})
    assert isinstance(taken, Delivery)
    assert len(taken.messages) == 5000


def test_a_batch_counts_as_one_call() -> None:
    assert routes(Settings())[1].judge(urlencode(NOTICES).encode(), {"Content-Type": FORM}).units == 1


def test_a_notice_is_accepted_and_arrives(emulator: Emulated) -> None:
    attach = '{"text":"“Li” & 100%+1 = \N{PARTY POPPER}\\n"}'
    reply = emulator.single(attach=attach, headers={"RequestId": "r1"})
    assert (reply.status, reply.said, reply.content_type) == (200, {"code": 200}, "application/json; charset=utf-8")
    (line,) = emulator.received()
    assert line["params"] == {"from": "system", "msgtype": "0", "attach": attach}
    assert [line[key] for key in ("n", "vendor", "route", "app_key", "recipient", "request_id")] == [
        1,
        "netease",
        "single",
        "demo",
        "lisi",
        "r1",
    ]


def test_the_pages_own_refusal(emulator: Emulated) -> None:
    reply = emulator.single(msgtype="7")
    assert (reply.status, reply.said) == (200, {"code": 414, "desc": "check msgType"})
    assert emulator.received() == []


def test_header_names_in_any_case(emulator: Emulated) -> None:
    headers = {name.title(): value for name, value in netease_headers().items()}
    body = urlencode(NOTICE).encode()
    assert emulator.request("POST", SINGLE, body, {**headers, "Content-Type": FORM}).code == 200


def test_bad_signatures_over_http(emulator: Emulated) -> None:
    late = emulator.single(netease_headers(CurTime=str(int(time.time()) - 400)))
    wrong = emulator.single(netease_headers(secret="other"))
    stranger = emulator.single(netease_headers(AppKey="other"))
    assert [(reply.status, reply.said) for reply in (late, wrong, stranger)] == [
        (200, {"desc": "CurTime is illegal", "code": 414}),
        (200, {"desc": "CheckSum check failed", "code": 414}),
        (200, {"desc": "AppKey is illegal", "code": 414}),
    ]
    assert emulator.stats("single")["refused"] == {"414": 3}


def test_unknown_accounts_of_single(emulator: Emulated) -> None:
    assert emulator.single(to="Ghost7").said == {"code": 404, "desc": "to does not exist"}
    assert emulator.netease(SINGLE, NOTICE | {"from": "ghost"}).code == 404
    assert emulator.single(to="ghost7", checkAccidAsyncEnable="true").said == {"code": 200}
    assert emulator.received() == []


def test_unknown_accounts_of_a_batch_are_named_and_the_rest_is_sent(emulator: Emulated) -> None:
    some = json.dumps(["a", "ghost1", "b", "GHOST2"])
    assert emulator.batch(toAccids=some).said == {"code": 200, "unregister": ["ghost1", "GHOST2"]}
    assert emulator.batch(toAccids=some, checkAccidAsyncEnable="true").said == {"code": 200}
    assert emulator.batch().said == {"code": 200}
    assert emulator.batch(fromAccid="ghost").code == 404
    assert emulator.recipients() == ["a", "b"] * 3
    assert {line["route"] for line in emulator.received()} == {"batch"}


def test_unregister_as_the_official_sdks_read_it(start: Start) -> None:
    emulator = start("--unregister-as-string", "--missing", "zz*", "--missing", "no?ody")
    reply = emulator.batch(toAccids='["zz","nobody","ghost1"]')
    assert reply.said == {"code": 200, "unregister": '["zz","nobody"]'}
    assert emulator.recipients() == ["ghost1"]


def test_nobody_needs_to_be_missing(start: Start) -> None:
    assert start("--missing", "").single(to="ghost1").code == 200


@pytest.mark.parametrize("path", [SINGLE.removeprefix("/nimserver"), BATCH + "/", "/nimserver/msg/sendMsg.action"])
def test_other_addresses_do_not_exist(emulator: Emulated, path: str) -> None:
    assert emulator.netease(path, NOTICE).status == 404


def test_only_post(emulator: Emulated) -> None:
    assert emulator.request("GET", SINGLE).status == 404
