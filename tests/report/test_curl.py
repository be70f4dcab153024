"""A request as a command that a real shell can run, with keys and secrets left to its variables."""

import subprocess
from base64 import b64encode
from hashlib import sha1
from hmac import digest
from shlex import split
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.model import Batch, Message, Text
from runner.provider import Request, Stamp
from runner.report.curl import EMULATOR, as_curl, variable_of
from tests.providers.samples import CASES, SECRET, Case

SHELL = 'curl() { printf "%s\\0" "$@"; }\n'
KEYS = {
    "NETEASE_APP_KEY": "the-key",
    "NETEASE_APP_SECRET": "the-secret",
    "RONGCLOUD_APP_KEY": "the-key",
    "RONGCLOUD_APP_SECRET": "the-secret",
    "WEBHOOK_APP_SECRET": "the-secret",
    "WEBHOOK_URL": "https://a.example/nimserver/?t=$1 `id`",
}


class Called(NamedTuple):
    """What `curl` was called with."""

    options: list[str]
    url: str
    headers: dict[str, str]
    body: str


def run(script: str, shell: str = "sh") -> Called:
    """Run the script in a real shell whose `curl` prints its arguments."""
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "EMULATOR": "http://127.0.0.1:8080", **KEYS}
    done = subprocess.run([shell, "-euc", SHELL + script], capture_output=True, check=True, env=env)
    assert done.stderr == b""
    words = done.stdout.decode().split("\0")
    assert words.pop() == ""
    url = words.index("-X") + 2
    pairs = words[url + 1 : -2]
    assert (pairs[::2], words[-2]) == (["-H"] * (len(pairs) // 2), "--data-raw")
    return Called(words[:url], words[url], dict(pair.split(": ", 1) for pair in pairs[1::2]), words[-1])


def request(case: Case, text: Text | None = None) -> Request:
    batch = Batch(case.route.name, [Message("u'1\"", text or case.text)], "a" * 32)
    return case.provider.request(batch, Stamp(0.0, "0"))


@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_real_shell_signs_and_sends_the_request(case: Case, shell: str) -> None:
    wanted = request(case)
    called = run(as_curl("https://api.example.com", wanted, case.provider.signing), shell)
    assert called.options == ["-sS", "-X", "POST"]
    assert called.url == f"https://api.example.com{case.route.path}"
    assert called.body == wanted.body.decode()
    assert list(called.headers) == list(wanted.headers)
    unsigned = {name: value for name, value in wanted.headers.items() if name not in case.provider.signing}
    assert unsigned.items() <= called.headers.items()
    made = [called.headers[name] for name in case.provider.signing]
    if case.kind.type == "webhook":
        now, signature = made
        signed = f"{called.headers['webhook-id']}.{now}.{called.body}".encode()
        assert signature == "v1," + b64encode(digest(b"the-secret", signed, "sha256")).decode()
    else:
        key, nonce, now, signature = made
        assert key == "the-key"
        assert 10 <= len(nonce) <= 18
        assert signature == sha1(f"the-secret{nonce}{now}".encode()).hexdigest()
    assert now.isdigit()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_secret_and_no_key_is_written(case: Case) -> None:
    script = as_curl("https://api.example.com", request(case), case.provider.signing)
    assert SECRET not in script
    assert "demo" not in script


@pytest.mark.parametrize(
    "base", ["https://api.example.com/nimserver", "https://api.example.com/nimserver/", "https://api.example.com/"]
)
def test_an_endpoint_may_name_nimserver_or_end_with_a_slash(base: str) -> None:
    single = next(case for case in CASES if case.route.path.startswith("/nimserver"))
    assert run(as_curl(base, request(single), {})).url == f"https://api.example.com{single.route.path}"


def test_a_whole_address_stays_as_it_is() -> None:
    whole = next(case for case in CASES if not case.route.path)
    assert (
        run(as_curl("https://a.example/nimserver/?t=$1", request(whole), {})).url == "https://a.example/nimserver/?t=$1"
    )


def test_a_variable_stands_for_an_address_that_may_be_secret() -> None:
    whole = next(case for case in CASES if not case.route.path)
    assert variable_of("my-chat.2") == "$MY_CHAT_2_URL"
    assert run(as_curl(variable_of("webhook"), request(whole), {})).url == KEYS["WEBHOOK_URL"]
    assert run(as_curl(EMULATOR, request(whole), {})).url == "http://127.0.0.1:8080"


def test_the_emulator_is_a_variable_of_the_shell() -> None:
    script = as_curl(EMULATOR, request(CASES[0]), {})
    assert run(script).url == f"http://127.0.0.1:8080{CASES[0].route.path}"


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.text("abc $`'\"\\;&|#\u00e9", max_size=12))
def test_whatever_stands_in_a_request_the_shell_runs_none_of_it(body: str, value: str) -> None:
    wanted = Request(f"/$(false)/{value}", {"X-Header": value}, body.encode())
    script = as_curl("https://api.example.com/'$(false)'`false`", wanted, {})
    called = run(script)
    assert called.url == f"https://api.example.com/'$(false)'`false`{wanted.path}"
    assert (called.headers, called.body) == ({"X-Header": value}, body)
    assert split(script)
