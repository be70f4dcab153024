"""RongCloud's own Python SDK (rc-server-sdk) sends to the emulator: it is the vendor's, not ours."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from rongcloud.rongcloud import RongCloud

from tests.emulator.callers import Emulated

TEXT = {"content": "你好 “world” & 100%+1 = \N{PARTY POPPER}", "extra": "line\nbreak"}


@pytest.fixture
def system(emulator: Emulated) -> Iterator[Any]:
    """The SDK's sender of system messages; it sets a timeout for all sockets of the process, undone here."""
    before = socket.getdefaulttimeout()
    yield RongCloud("demo", "demo", emulator.url).get_message().get_system()
    socket.setdefaulttimeout(before)


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


def test_what_the_vendor_refuses_comes_back_as_the_sdk_gives_it(emulator: Emulated) -> None:
    before = socket.getdefaulttimeout()
    wrong = RongCloud("demo", "wrong", emulator.url).get_message().get_system()
    said = json.loads(wrong.send("system", "u1", "RC:TxtMsg", {"content": "x"}))
    socket.setdefaulttimeout(before)
    assert said["code"] == 1004
    assert emulator.received() == []
