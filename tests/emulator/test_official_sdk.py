"""RongCloud's own Python SDK (rc-server-sdk 3.2.0) sends to the emulator: it is the vendor's, not ours.

What both have: `System.send` (/message/system/publish.json), `System.send_template` (…/publish_template.json),
`Message.broadcast` (/message/broadcast.json), and `recall` of `Private`, `Group` and `Chatroom` (/message/recall.json).
These recall from conversations of types 1, 3 and 4; the emulator knows type 6 only, for which the SDK has no call, so
what is tested is that they are read and refused for that. The SDK has no broadcast to who is online, and no recall of
broadcasts.
"""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from rongcloud.rongcloud import RongCloud

from tests.emulator.callers import Emulated

TEXT = {"content": "你好 “world” & 100%+1 = \N{PARTY POPPER}", "extra": "line\nbreak"}


@pytest.fixture
def message(emulator: Emulated) -> Iterator[Any]:
    """The SDK's senders of messages; they set a timeout for all sockets of the process, undone here."""
    before = socket.getdefaulttimeout()
    yield RongCloud("demo", "demo", emulator.url).get_message()
    socket.setdefaulttimeout(before)


@pytest.fixture
def system(message: Any) -> Any:
    """The SDK's sender of system messages."""
    return message.get_system()


def test_a_system_message(system: Any, emulator: Emulated) -> None:
    reply = system.send(
        from_user_id="system", to_user_ids=["u1", "u2"], object_name="RC:TxtMsg", content=TEXT, push_content="hi"
    )
    assert reply["code"] == 200
    assert [uid["userId"] for uid in reply["messageUIDs"]] == ["u1", "u2"]
    assert emulator.recipients() == ["u1", "u2"]
    params = emulator.received()[0]["params"]
    assert json.loads(params.pop("content")) == TEXT
    assert params == {"fromUserId": "system", "objectName": "RC:TxtMsg", "pushContent": "hi"}


def test_everything_that_the_sdk_can_say(system: Any, emulator: Emulated) -> None:
    reply = system.send(
        "system",
        "u1",
        "app:notice",
        {"any": "thing"},
        push_content="推送",
        push_data="data",
        is_persisted=0,
        content_available=1,
        disable_push=True,
        push_ext='{"title":"t","pushConfigs":[{"VIVO":{"classification":"0"}}]}',
    )
    assert reply["code"] == 200
    params = emulator.received()[0]["params"]
    assert json.loads(params.pop("content")) == {"any": "thing"}
    assert params == {
        "fromUserId": "system",
        "objectName": "app:notice",
        "pushContent": "推送",
        "pushData": "data",
        "isPersisted": "0",
        "contentAvailable": "1",
        "disablePush": "True",
        "pushExt": '{"title":"t","pushConfigs":[{"VIVO":{"classification":"0"}}]}',
    }


def test_a_template_message(system: Any, emulator: Emulated) -> None:
    reply = system.send_template(
        from_user_id="system",
        to_user_ids=["u1", "u2"],
        object_name="RC:TxtMsg",
        content={"content": "{name}: {points}"},
        values=[{"{name}": "李雷", "{points}": "1"}, {"{name}": "Tom", "{points}": "2"}],
        push_content=["hello {name}", "hello {name}"],
        push_data=["data", "{points}"],
        content_available=1,
    )
    assert reply["code"] == 200
    assert [uid["userId"] for uid in reply["messageUIDs"]] == ["u1", "u2"]
    shared = {"fromUserId": "system", "objectName": "RC:TxtMsg", "contentAvailable": "1"}
    assert [(line["route"], line["recipient"], line["params"]) for line in emulator.received()] == [
        (
            "template",
            "u1",
            shared | {"content": '{"content": "李雷: 1"}', "pushContent": "hello 李雷", "pushData": "data"},
        ),
        ("template", "u2", shared | {"content": '{"content": "Tom: 2"}', "pushContent": "hello Tom", "pushData": "2"}),
    ]


def test_a_template_message_without_push_texts(system: Any, emulator: Emulated) -> None:
    reply = system.send_template("system", ["u1"], "RC:TxtMsg", {"content": "{c}"}, [{"{c}": "x"}])
    assert reply["code"] == 200
    assert emulator.received()[0]["params"]["content"] == '{"content": "x"}'


def test_a_broadcast(message: Any, emulator: Emulated) -> None:
    reply = message.broadcast("system", "RC:TxtMsg", TEXT)
    assert sorted(reply) == ["code", "messageUID"]
    (line,) = emulator.received()
    assert json.loads(line["params"].pop("content")) == TEXT
    assert [line[key] for key in ("route", "recipient", "params")] == [
        "rc-broadcast",
        "everyone",
        {"fromUserId": "system", "objectName": "RC:TxtMsg"},
    ]


@pytest.mark.parametrize("os", ["iOS", "Android"])
def test_everything_that_the_sdk_can_say_in_a_broadcast(message: Any, emulator: Emulated, os: str) -> None:
    more = {"push_content": "推送", "push_data": "data", "push_ext": '{"title":"t"}'}
    assert (
        message.broadcast("system", "app:notice", {"any": "thing"}, os=os, content_available=1, **more)["code"] == 200
    )
    params = emulator.received()[0]["params"]
    assert json.loads(params.pop("content")) == {"any": "thing"}
    assert params == {
        "fromUserId": "system",
        "objectName": "app:notice",
        "pushContent": "推送",
        "pushData": "data",
        "os": os,
        "contentAvailable": "1",
        "pushExt": '{"title":"t"}',
    }


def test_recalls_of_other_conversations_are_read_and_refused(message: Any, system: Any, emulator: Emulated) -> None:
    (uid,) = system.send("system", "u1", "RC:TxtMsg", TEXT)["messageUIDs"]
    asked = ("system", "u1", uid["messageUID"], 1585127132438)
    recalls = message.get_private().recall, message.get_group().recall, message.get_chatroom().recall
    for recall in recalls:
        said = json.loads(recall(*asked))
        assert said == {
            "url": "/message/recall.json",
            "code": 1002,
            "errorMessage": "ParamError:conversationType is not 6.",
        }
    assert emulator.stats("recall")["refused"] == {"1002": 3}
    assert [line["route"] for line in emulator.received()] == ["publish"]


def test_what_the_sdk_writes_of_a_recall_is_legal_for_system_messages(system: Any, emulator: Emulated) -> None:
    """The SDK's own signature and form, with the one number that it has no call for."""
    (uid,) = system.send("system", "u1", "RC:TxtMsg", TEXT)["messageUIDs"]
    form = f"fromUserId=system&conversationType=6&targetId=u1&messageUID={uid['messageUID']}&sentTime=1585127132438"
    assert system._http_post("/message/recall.json", f"{form}&isAdmin=0&isDelete=0&extra=x") == {"code": 200}
    assert [(line["route"], line["recipient"]) for line in emulator.received()] == [("publish", "u1"), ("recall", "u1")]


def test_what_the_vendor_refuses_comes_back_as_the_sdk_gives_it(emulator: Emulated) -> None:
    before = socket.getdefaulttimeout()
    wrong = RongCloud("demo", "wrong", emulator.url).get_message().get_system()
    said = json.loads(wrong.send("system", "u1", "RC:TxtMsg", {"content": "x"}))
    socket.setdefaulttimeout(before)
    assert said["code"] == 1004
    assert emulator.received() == []
