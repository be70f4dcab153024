"""docs/write-a-provider.md: its package is installed as an author would, passes the suite, and sends a campaign."""

import hmac
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from runner.all_providers import PROVIDERS
from runner.campaign.parse import read_campaign
from runner.checking import check_constants
from runner.rendering import compile_campaign
from tests.cli.projects import CAMPAIGN, Ran, ci_environment
from tests.conformance.chat import PAGE, blocks, write_files

SECRET = "s3cret"


class Service(ThreadingHTTPServer):
    """Chat as the page describes it: it checks signatures, and knows everybody but bob, whom it leaves out of `ids`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.taken: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    """One call."""

    protocol_version = "HTTP/1.1"
    server: Service

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        ids = {who: f"m-{who}" for who in body["to"] if who != "bob"}
        answer = json.dumps({"code": self.judge(body), "message": "words", "ids": ids}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def judge(self, body: dict[str, Any]) -> int:
        signed = f"{SECRET}{self.headers['Chat-Nonce']}{self.headers['Chat-Time']}"
        if self.path != "/v1/messages" or self.headers["Chat-Signature"] != sha256(signed.encode()).hexdigest():
            return 1002
        self.server.taken.append(body)
        return 0

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Nothing is printed."""


@contextmanager
def serving() -> Iterator[Service]:
    """The service on loopback."""
    with Service() as service:
        thread = Thread(target=service.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield service
        finally:
            service.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def author(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an author, with the package installed in `site`."""
    folder = tmp_path_factory.mktemp("author")
    write_files(folder)
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-build-isolation"]
    command += ["--disable-pip-version-check", "--target", "site", "."]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return folder


def run(author: Path, *arguments: str, **env: str) -> Ran:
    """`campaign` where the author's package is installed."""
    environment = {**ci_environment(author / f"home{len(list(author.iterdir()))}"), "PYTHONPATH": str(author / "site")}
    pipes: dict[str, Any] = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True}
    ended = subprocess.run([CAMPAIGN, *arguments], cwd=author, env={**environment, **env}, check=False, **pipes)
    return Ran(ended.returncode, ended.stdout, ended.stderr)


def test_the_package_passes_the_suite(author: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(author / "site")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "test_chat.py"]
    ran = subprocess.run(command, cwd=author, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert "skipped" not in ran.stdout


def test_the_package_is_listed_and_in_the_schema(author: Path) -> None:
    assert re.search(r"^chat +send +50 +10 calls/s ", run(author, "providers").out, re.MULTILINE)
    assert "What is said, at most 1000 characters." in run(author, "schema").out


def test_the_campaign_of_the_page_goes_out(author: Path) -> None:
    text = next(text for text in blocks("yaml") if "type: chat" in text)
    keys = {"CAMPAIGN_CHAT_KEY": "demo", "CAMPAIGN_CHAT_SECRET": SECRET}
    with serving() as service:
        (author / "hello.yaml").write_text(text.replace("endpoint: eu", f"endpoint: {service.url}"), encoding="utf-8")
        (author / "project.yaml").write_text("version: 1\n", encoding="utf-8")
        planned = run(author, "plan", "hello.yaml", "--output", "json", **keys)
        assert planned.code == 0, planned.err
        assert [(way["route"], way["calls"]) for way in planned.said["campaigns"][0]["routes"]] == [("send", 1)]
        sent = run(author, "apply", "hello.yaml", "--yes", **keys)
        assert sent.code == 4, sent
        assert service.taken == [{"to": ["ann", "bob"], "text": "Hello", "ring": "on"}]
    exported = run(author, "ledger", "export").out
    assert SECRET not in exported + sent.out
    rows = {row["recipient"]: (row["status"], row["provider_id"]) for row in map(json.loads, exported.splitlines())}
    assert rows == {"ann": ("accepted", "m-ann"), "bob": ("rejected", "")}


def test_the_emulator_is_refused_where_it_stands(author: Path) -> None:
    text = next(text for text in blocks("yaml") if "type: chat" in text)
    (author / "emulated.yaml").write_text(text.replace("endpoint: eu", "endpoint: emulator"), encoding="utf-8")
    ran = run(author, "validate", "emulated.yaml", CAMPAIGN_CHAT_KEY="demo")
    said = (
        "emulated.yaml:5:13: the built-in emulator doesn't know `chat`; write `eu`, or https:// and the vendor's host"
    )
    assert ran.code == 3, ran
    assert said in ran.err


def test_the_hmac_of_the_page_is_one() -> None:
    (line,) = re.findall(r"`(Chat \$CHAT_APP_KEY:.*)`", PAGE.read_text(encoding="utf-8"))
    known = {"NOW": "17", "BODY": '{"a":"é $x"}', "CHAT_APP_KEY": "demo", "CHAT_APP_SECRET": SECRET}
    command = ["/bin/sh", "-c", f'printf %s "{line}"']
    said = subprocess.run(command, env={**os.environ, **known}, capture_output=True, text=True, check=True).stdout
    signed = hmac.new(SECRET.encode(), f"17{known['BODY']}".encode(), "sha256").hexdigest()
    assert said == f"Chat demo:{signed}"


def test_the_data_centre_of_the_page_is_known(author: Path) -> None:
    text = next(text for text in blocks("yaml") if "type: chat" in text)
    (author / "eu.yaml").write_text(text, encoding="utf-8")
    ran = run(author, "validate", "eu.yaml", CAMPAIGN_CHAT_KEY="demo")
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("name", ["DINGTALK", "WECOM"])
def test_the_robots_of_the_page_are_valid(name: str, tmp_path: Path) -> None:
    (snippet,) = [text for text in blocks("yaml") if f"WEBHOOK_{name}_URL" in text]
    address = "https://robot.example/send?access_token=a%2Fb&x=1"
    (tmp_path / "project.yaml").write_text("version: 1\n", encoding="utf-8")
    file = tmp_path / "c.yaml"
    recipients = "recipients: {list: [{id: group, version: 5.10.0}]}"
    file.write_text(f"version: 1\nname: robot\n{snippet}{recipients}\n", encoding="utf-8")
    campaign = read_campaign(file, "c.yaml", PROVIDERS, {f"WEBHOOK_{name}_URL": address})
    assert campaign.endpoints == (address,)
    assert campaign.missing_secret is None
    assert check_constants(campaign, compile_campaign(campaign)) == ()
