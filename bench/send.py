"""Sending against three clients that keep no record: messages a second, each in a process of its own, taking turns.

`python bench/send.py [MESSAGES]` (default 20000) prints a Markdown table of ratios to (c). The server answers every
POST with success and does nothing else; limits are lifted. (a) requests, one call after the other; (b) aiohttp, a
semaphore and aiolimiter; (c) bare aiohttp with ready-made bodies; ours is `campaign apply`: signed, paced, each message
durable before it leaves and after its answer, timed from the first planned row's copy to the last recorded outcome.
"""

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha1
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import aiohttp
import requests
import uvloop
from aiolimiter import AsyncLimiter
from yarl import URL

CONCURRENCY = 64
PATH = "/nimserver/msg/sendAttachMsg.action"
FORM = "application/x-www-form-urlencoded;charset=utf-8"
CAMPAIGN = """
version: 1
name: bench
vars: {release: 2.4.0}
provider: {type: netease, endpoint: "http://127.0.0.1:%s", app_key: demo, app_secret: demo, limits: {single: 1000000/s}}
recipients: {file: people.csv, id: user_id}
content:
  from: system
  attach: {type: release, title: "{{ release }} is here, {{ name }}", url: "https://example.com/{{ release }}"}
push:
  pushcontent: "Hello {{ name }}, {{ release }} is waiting"
delivery: {concurrency: 64}
"""


def form(i: int) -> dict[str, str]:
    """The parameters of the i-th message."""
    attach = f'{{"type":"release","title":"2.4.0 is here, Name {i}","url":"https://example.com/2.4.0"}}'
    return {"from": "system", "msgtype": "0", "to": f"u{i:08d}", "attach": attach, "pushcontent": f"Hello Name {i}"}


def headers() -> dict[str, str]:
    """A signed request's headers."""
    now, nonce = str(int(time.time())), os.urandom(8).hex()
    check = sha1(f"demo{nonce}{now}".encode()).hexdigest()
    return {"AppKey": "demo", "Nonce": nonce, "CurTime": now, "CheckSum": check, "Content-Type": FORM}


def one_by_one(url: str, messages: int) -> float:
    """(a) requests."""
    session = requests.Session()
    session.trust_env = False
    began = time.perf_counter()
    for i in range(messages):
        assert session.post(url, data=form(i), headers=headers(), timeout=10).json()["code"] == 200
    return time.perf_counter() - began


def session() -> aiohttp.ClientSession:
    """A client as the measurements of libraries recommend it."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONCURRENCY),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=10, sock_connect=5),
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
    )


def limited(url: str, messages: int) -> float:
    """(b) aiohttp, a semaphore and aiolimiter."""

    async def send_all() -> float:
        limiter, places = AsyncLimiter(1_000_000, 1), asyncio.Semaphore(CONCURRENCY)
        async with session() as client:

            async def send(i: int) -> None:
                async with places, limiter, client.post(url, data=urlencode(form(i)), headers=headers()) as answer:
                    assert (await answer.json())["code"] == 200

            began = time.perf_counter()
            await asyncio.gather(*map(send, range(messages)))
            return time.perf_counter() - began

    return uvloop.run(send_all())


def bare(url: str, messages: int) -> float:
    """(c) bare aiohttp, bodies ready made."""
    bodies = iter([urlencode(form(i)).encode() for i in range(messages)])
    fixed, target = headers(), URL(url)

    async def send_all() -> float:
        async with session() as client:

            async def work() -> None:
                for body in bodies:
                    async with client.post(target, data=body, headers=fixed) as answer:
                        await answer.read()

            began = time.perf_counter()
            await asyncio.gather(*(work() for _ in range(CONCURRENCY)))
            return time.perf_counter() - began

    return uvloop.run(send_all())


def ours(url: str, messages: int, durability: str) -> float:
    """`campaign apply`, by its own account of the time."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        people = "".join(f"u{i:08d},Name {i}\n" for i in range(messages))
        (folder / "people.csv").write_text(f"user_id,name\n{people}", encoding="utf-8")
        (folder / "c.yaml").write_text(CAMPAIGN % URL(url).port, encoding="utf-8")
        done = subprocess.run(
            [
                Path(sys.executable).parent / "campaign",
                "apply",
                "-q",
                "--yes",
                "--durability",
                durability,
                folder / "c.yaml",
            ],
            env={**os.environ, "XDG_STATE_HOME": name, "NO_PROXY": "127.0.0.1"},
            capture_output=True,
            text=True,
            check=True,
        )
    found = re.search(r"([\d,]+) accepted.* in (?:(\d+) min )?([\d.]+) s", done.stdout)
    assert found, done.stdout
    assert int(found[1].replace(",", "")) == messages
    return int(found[2] or 0) * 60 + float(found[3])


WAYS = {
    "(a) requests, one by one": lambda url, n: one_by_one(url, max(n // 10, 1)) * 10,
    "(b) aiohttp, semaphore, aiolimiter": limited,
    "(c) bare aiohttp, ready-made bodies": bare,
    "campaign apply, survives a power cut": lambda url, n: ours(url, n, "full"),
    "campaign apply --durability process": lambda url, n: ours(url, n, "process"),
}


@contextmanager
def answering() -> Iterator[str]:
    """The server, as a process of its own; its URL."""
    command = [sys.executable, str(Path(__file__).with_name("answering.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stdin
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}{PATH}"
        server.stdin.close()


def measured(name: str, url: str, messages: int) -> float:
    """Messages a second of one way, in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", name, url, str(messages)], check=True, capture_output=True, text=True
    )
    return messages / float(done.stdout)


def main(messages: int, turns: int = 3) -> None:
    """All ways in turn, three times; medians."""
    rates: dict[str, list[float]] = {name: [] for name in WAYS}
    with answering() as url:
        for _ in range(turns):
            for name in WAYS:
                rates[name].append(measured(name, url, messages))
    floor = median(rates["(c) bare aiohttp, ready-made bodies"])
    print("| way | messages/s | ratio to (c) |\n|---|---|---|")
    for name, found in rates.items():
        print(f"| {name} | {median(found):,.0f} | {median(found) / floor:.2f} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(WAYS[sys.argv[2]](sys.argv[3], int(sys.argv[4])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
