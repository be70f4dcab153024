"""RongCloud's recalls, against their pages, and whose message an id is."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from runner.emulator.contract import Delivery, Refusal
from runner.emulator.rongcloud_recall import routes
from runner.emulator.settings import Settings
from tests.conftest import Start
from tests.emulator.callers import (
    BROADCAST_RECALL,
    RC_BROADCAST,
    RC_ONLINE,
    RECALL,
    WORD,
    Emulated,
    Reply,
    rongcloud_headers,
)

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
STRANGE = "0000-0000-0000-0001"
BACK = {"fromUserId": "2191", "conversationType": "6", "targetId": "2192", "messageUID": STRANGE}

SHARED_OFFENCES: list[tuple[str, str | None, int]] = [
    ("fromUserId", "", 1002),
    ("fromUserId", "x" * 65, 1005),
    ("messageUID", None, 1002),
    ("messageUID", "", 1002),
    ("sentTime", "today", 1002),
    ("sentTime", "-1", 1002),
    ("sentTime", "1.5", 1002),
    ("sentTime", "", 1002),
    ("isAdmin", "2", 1002),
    ("isDelete", "true", 1002),
]
OFFENCES: list[tuple[str, str | None, int]] = [
    *SHARED_OFFENCES,
    ("fromUserId", None, 1002),
    ("conversationType", None, 1002),
    ("conversationType", "1", 1002),
    ("conversationType", "SYSTEM", 1002),
    ("conversationType", "", 1002),
    ("targetId", None, 1002),
    ("targetId", "", 1002),
    ("targetId", "x" * 65, 1005),
    ("disablePush", "1", 1002),
]


def refused(route: int, form: Mapping[str, str | None]) -> Refusal:
    """How the rules refuse a recall; None takes a parameter away."""
    sent: dict[str, Any] = {name: text for name, text in form.items() if text is not None}
    verdict = routes(Settings())[route].judge(urlencode(sent).encode(), FORM).verdict
    assert not isinstance(verdict, Delivery)
    return verdict


@pytest.mark.parametrize(("name", "text", "code"), OFFENCES)
def test_recall_rules(name: str, text: str | None, code: int) -> None:
    refusal = refused(0, BACK | {name: text})
    assert (refusal.code, refusal.text[: len(f"ParamError:{name}")]) == (code, f"ParamError:{name}")


@pytest.mark.parametrize(("name", "text", "code"), SHARED_OFFENCES)
def test_broadcast_recall_rules(name: str, text: str | None, code: int) -> None:
    form: dict[str, str | None] = {"messageUID": STRANGE, "extra": "x"}
    refusal = refused(1, form | {name: text})
    assert (refusal.code, refusal.text[: len(f"ParamError:{name}")]) == (code, f"ParamError:{name}")


@pytest.mark.parametrize("route", [0, 1])
def test_no_body_at_all(route: int) -> None:
    judged = routes(Settings())[route].judge(b"", FORM)
    assert judged == (1, Refusal(1003, "no POST data."))


def recall(emulator: Emulated, uid: str, target: str = "2192", **more: str) -> Reply:
    """Recall the message with an id from a user."""
    return emulator.rongcloud(RECALL, BACK | {"messageUID": uid, "targetId": target} | more)


def uids_of(reply: Reply) -> dict[str, str]:
    """The ids of the messages that a call sent, by user."""
    return {uid["userId"]: uid["messageUID"] for uid in reply.said["messageUIDs"]}


def test_a_system_message_is_recalled_and_the_recall_arrives(emulator: Emulated) -> None:
    uid = uids_of(emulator.publish())["2192"]
    more = {"sentTime": "1585127132438", "isAdmin": "1", "isDelete": "0", "extra": "x", "disablePush": "true"}
    reply = recall(emulator, uid, **more)
    assert (reply.status, reply.said) == (200, {"code": 200})
    line = emulator.received()[-1]
    assert [line[key] for key in ("vendor", "route", "recipient", "params")] == [
        "rongcloud",
        "recall",
        "2192",
        {"fromUserId": "2191", "conversationType": "6", "messageUID": uid} | more,
    ]
    assert emulator.stats("recall")["messages"] == 1


def test_each_user_of_a_template_has_an_id(emulator: Emulated) -> None:
    emulator.publish()
    uids = uids_of(emulator.template())
    assert [recall(emulator, uid, user).code for user, uid in uids.items()] == [200, 200]


def test_an_id_that_this_user_was_not_given_is_a_parameter_error(emulator: Emulated) -> None:
    uids = uids_of(emulator.publish())
    everyone = emulator.rongcloud(RC_BROADCAST, WORD).said["messageUID"]
    wrong = [(uids["2192"], "2191"), (STRANGE, "2192"), ("nonsense", "2192"), (uids["2192"].lower() + "0", "2192")]
    replies = [recall(emulator, uid, user) for uid, user in [*wrong, (everyone, "everyone")]]
    assert {(reply.status, reply.code) for reply in replies} == {(400, 1002)}
    assert replies[0].said == {"url": RECALL, "code": 1002, "errorMessage": replies[0].said["errorMessage"]}
    assert emulator.stats("recall")["messages"] == 0


def test_an_id_holds_for_an_emulator_that_was_started_anew(emulator: Emulated, start: Start) -> None:
    uid = uids_of(emulator.publish())["2192"]
    other = start()
    assert [recall(other, uid).code, recall(other, uid, "2191").code] == [200, 1002]
    prefixed = rongcloud_headers(prefix="RC-") | FORM
    form = BACK | {"messageUID": uid}
    assert other.request("POST", RECALL, urlencode(form).encode(), prefixed).code == 200


def test_a_broadcast_is_recalled_and_the_recall_arrives(emulator: Emulated) -> None:
    uid = emulator.rongcloud(RC_BROADCAST, WORD).said["messageUID"]
    for form in ({"messageUID": uid}, {"messageUID": uid, "fromUserId": "2191"}):
        assert emulator.rongcloud(BROADCAST_RECALL, form).said == {"code": 200}
    lines = emulator.received()[1:]
    assert [(line["route"], line["recipient"]) for line in lines] == [("broadcast-recall", "everyone")] * 2
    assert [line["params"] for line in lines] == [{"messageUID": uid}, {"messageUID": uid, "fromUserId": "2191"}]


def test_only_a_broadcast_to_all_can_be_recalled_as_one(emulator: Emulated) -> None:
    uids = uids_of(emulator.publish())
    emulator.rongcloud(RC_ONLINE, WORD)
    following = f"{int(uids['2192'].replace('-', ''), 16) + 1:016X}"
    online = "-".join(following[place : place + 4] for place in range(0, 16, 4))
    for uid in (uids["2191"], online, STRANGE):
        assert emulator.rongcloud(BROADCAST_RECALL, {"messageUID": uid}).code == 1002


def test_limits_of_their_own(start: Start) -> None:
    emulator = start("--rongcloud-recall-limit", "2/20s")
    uid = uids_of(emulator.publish())["2192"]
    replies = [recall(emulator, uid) for _ in range(3)]
    assert [(reply.status, reply.code) for reply in replies] == [(200, 200), (200, 200), (429, 1008)]
    all_of = emulator.rongcloud(RC_BROADCAST, WORD).said["messageUID"]
    codes = [emulator.rongcloud(BROADCAST_RECALL, {"messageUID": all_of}).code for _ in range(3)]
    assert codes == [200, 200, 1008]
    assert emulator.rongcloud(RC_BROADCAST, WORD).code == 200
    message, broadcast = routes(Settings())
    assert (message.limit, broadcast.limit, broadcast.day) == (
        (100, 1, 0, True),
        (2, 3600, 0, True),
        (3, 86400, 0, True),
    )
