"""`campaign emulator`: both vendors on loopback."""

import json
import signal
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.cli.projects import Project, ended, netease, rongcloud


def fetched(url: str) -> Any:
    """A page's JSON lines."""
    with urllib.request.urlopen(url, timeout=20) as answer:
        return [json.loads(line) for line in answer.read().splitlines()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_addresses_and_lists_what_arrived(project: Project, number: signal.Signals) -> None:
    record = project.root / "record.jsonl"
    options = ("--app-key", "key", "--app-secret", "hush", "--missing", "nobody*", "--record", str(record))
    with project.start("emulator", *options) as emulator:
        assert emulator.stdout is not None
        said = json.loads(emulator.stdout.readline())
        keys = {"app_key": "key", "app_secret": "hush"}
        project.campaign(netease(said["netease"], "{list: [u1, nobody1, ghost1]}", **keys), "one")
        project.campaign(rongcloud(said["rongcloud"], name="two", **keys), "two")
        assert project.apply().code == 4
        received = fetched(said["received"])
        assert [(line["vendor"], line["recipient"]) for line in received] == [
            ("netease", "u1"), ("netease", "ghost1"), ("rongcloud", "u1"), ("rongcloud", "u2"), ("rongcloud", "u3"),
        ]  # fmt: skip
        (stats,) = fetched(said["received"].replace("received", "stats"))
        assert stats["routes"]["single"]["calls"] == 3
        emulator.send_signal(number)
        assert ended(emulator).code == 0
    assert [json.loads(line)["recipient"] for line in Path(record).read_text().splitlines()] == [
        line["recipient"] for line in received
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--netease-limit", "many"), "'many' is not a limit; write it like 100/s, 120/min, or none"),
        (("--latency", "soon"), "'soon' is not a latency; write it like 50ms or 20-200ms"),
        (("--faults", "no.yaml"), "no.yaml: cannot be read (No such file or directory); name a YAML file"),
    ],
)
def test_options_that_cannot_be(project: Project, options: tuple[str, ...], said: str) -> None:
    ran = project.look("emulator", *options)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
