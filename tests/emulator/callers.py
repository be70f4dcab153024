"""What a customer of the vendors writes by hand from their pages: signed calls to a running emulator."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

SINGLE = "/nimserver/msg/sendAttachMsg.action"
BATCH = "/nimserver/msg/sendBatchAttachMsg.action"
PUBLISH = "/message/system/publish.json"
TEMPLATE = "/message/system/publish_template.json"
V2_SINGLE = "/im/v2/custom_notification"
V2_BATCH = "/im/v2/custom_notification/batch"
BROADCAST = "/nimserver/msg/broadcastMsg.action"
V2_BROADCAST = "/im/v2/broadcast_notification"
RC_BROADCAST = "/message/broadcast.json"
RC_ONLINE = "/message/online/broadcast.json"
RECALL = "/message/recall.json"
BROADCAST_RECALL = "/message/broadcast/recall.json"
WEBHOOK = "/_emulator/webhook"
FORM = "application/x-www-form-urlencoded;charset=utf-8"

NOTICE = {"from": "system", "msgtype": "0", "to": "lisi", "attach": '{"myattach":"test"}'}
NOTICES = {"fromAccid": "system", "toAccids": '["a","b"]', "attach": '{"t":1}'}
MESSAGE = [
    ("fromUserId", "2191"),
    ("toUserId", "2191"),
    ("toUserId", "2192"),
    ("objectName", "RC:TxtMsg"),
    ("content", '{"content":"hello"}'),
]
LETTERS: dict[str, Any] = {
    "fromUserId": "fromuser",
    "objectName": "RC:TxtMsg",
    "content": '{"content":"{c}{d}","extra":"bb"}',
    "toUserId": ["21", "22"],
    "values": [{"{c}": "1", "{d}": "2"}, {"{c}": "3", "{d}": "4"}],
    "pushContent": ["push{c}", "push{c}"],
    "pushData": ["pushd", "{d}"],
}

V2_NOTICE: dict[str, Any] = {"sender_id": "sys", "type": 1, "receiver_id": "lisi", "content": '{"t":1}'}
V2_NOTICES: dict[str, Any] = {"sender_id": "sys", "receiver_ids": ["a", "b"], "content": '{"t":1}'}
WORD = {"fromUserId": "2191", "objectName": "RC:TxtMsg", "content": '{"content":"hello"}'}


class Reply(NamedTuple):
    """What came back."""

    status: int
    body: bytes
    content_type: str = ""

    @property
    def said(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def code(self) -> int:
        """The body's code."""
        return int(self.said["code"])


def netease_headers(secret: str = "demo", **changed: str) -> dict[str, str]:
    """The four headers of NetEase's page, for a nonce and a moment in seconds."""
    headers = {"AppKey": "demo", "Nonce": "4tggger23t23t", "CurTime": str(int(time.time()))} | changed
    checksum = sha1((secret + headers["Nonce"] + headers["CurTime"]).encode()).hexdigest()
    return {"CheckSum": checksum} | headers


def rongcloud_headers(secret: str = "demo", prefix: str = "", **changed: str) -> dict[str, str]:
    """The four headers of RongCloud's page, for a nonce and a moment in milliseconds."""
    headers = {"Nonce": "14314", "Timestamp": str(int(time.time() * 1000))} | changed
    signature = sha1((secret + headers["Nonce"] + headers["Timestamp"]).encode()).hexdigest()
    named = {"App-Key": headers.pop("App_Key", "demo"), "Signature": signature} | headers
    return {prefix + name: value for name, value in named.items()}


@dataclass
class Emulated:
    """A running emulator."""

    url: str
    process: "subprocess.Popen[str]"
    announced: Mapping[str, str] = field(default_factory=dict)

    def request(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            return Reply(response.status, response.read(), response.getheader("Content-Type", ""))
        finally:
            connection.close()

    def netease(self, path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        """A signed NetEase call; `headers` are added or win."""
        sent = {**netease_headers(), "Content-Type": FORM, **(headers or {})}
        return self.request("POST", path, urlencode(form).encode(), sent)

    def single(self, headers: Mapping[str, str] | None = None, **changed: str) -> Reply:
        """sendAttachMsg with some parameters changed."""
        return self.netease(SINGLE, NOTICE | changed, headers)

    def batch(self, headers: Mapping[str, str] | None = None, **changed: str) -> Reply:
        """sendBatchAttachMsg with some parameters changed."""
        return self.netease(BATCH, NOTICES | changed, headers)

    def netease_v2(self, path: str, said: object, headers: Mapping[str, str] | None = None) -> Reply:
        """A signed call of NetEase's V2; `headers` are added or win."""
        sent = {**netease_headers(), "Content-Type": "application/json;charset=UTF-8", **(headers or {})}
        return self.request("POST", path, json.dumps(said, ensure_ascii=False).encode(), sent)

    def rongcloud(self, path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        """A signed call of RongCloud's with a form; `headers` are added or win."""
        sent = {**rongcloud_headers(), "Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.request("POST", path, urlencode(form).encode(), sent)

    def webhook(self, path: str, body: bytes = b"{}", headers: Mapping[str, str] | None = None) -> Reply:
        """A POST to the receiver of webhooks at a path beneath its own."""
        return self.request("POST", WEBHOOK + path, body, {"Content-Type": "application/json", **(headers or {})})

    def publish(self, headers: Mapping[str, str] | None = None, *more: tuple[str, str]) -> Reply:
        """publish.json to two users, with some parameters added."""
        sent = {**rongcloud_headers(), "Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.request("POST", PUBLISH, urlencode([*MESSAGE, *more]).encode(), sent)

    def template(self, **changed: Any) -> Reply:
        """publish_template.json to two users with some parameters changed."""
        sent = {**rongcloud_headers(), "Content-Type": "application/json"}
        return self.request("POST", TEMPLATE, json.dumps(LETTERS | changed).encode(), sent)

    def received(self) -> list[dict[str, Any]]:
        """Every message that was taken."""
        return self._lines("/_emulator/received")

    def recipients(self) -> list[str]:
        """Who was sent something, in order."""
        return [line["recipient"] for line in self.received()]

    def calls(self) -> list[dict[str, Any]]:
        """Every call that came."""
        return self._lines("/_emulator/calls")

    def stats(self, route: str) -> dict[str, Any]:
        """The statistics of one route."""
        statistics: dict[str, Any] = self.request("GET", "/_emulator/stats").said["routes"][route]
        return statistics

    def reset(self) -> None:
        """As if it had just been started."""
        assert self.request("POST", "/_emulator/reset").status == 200

    def _lines(self, path: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.request("GET", path).body.splitlines()]


def environment(**changed: str) -> dict[str, str]:
    """Ours, without what would configure an emulator."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGN_EMULATOR_")}
    return kept | changed


def command(options: Sequence[str]) -> list[str]:
    """The command line of an emulator."""
    return [sys.executable, "-m", "runner.emulator", *options]


@contextmanager
def running(*options: str, **env: str) -> Iterator[Emulated]:
    """An emulator as a process of its own, from its announcement to its clean end."""
    with subprocess.Popen(
        command(["--port", "0", *options]), stdout=subprocess.PIPE, env=environment(**env), text=True
    ) as process:
        assert process.stdout is not None
        announced = json.loads(process.stdout.readline())
        yield Emulated(announced["netease"], process, announced)
        process.terminate()
        assert process.wait(timeout=20) == 0
