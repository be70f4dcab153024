"""Whole runs over a real network, to the emulator as a process; runs whose process is killed."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from runner.model import Status
from tests.emulator.callers import Emulated, running
from tests.sending.desk import ACCEPTED, SECRET, UNKNOWN, Desk, all_of, crowd, people

FAULTS = [
    {"do": "refuse-code", "code": 500, "every": 5, "times": 30},
    {"do": "accept-then-code", "code": 500, "every": 7, "times": 30},
    {"do": "reset-after", "every": 11},
    {"do": "reset-before", "every": 13},
    {"do": "garbage", "every": 17},
    {"do": "truncated", "every": 19},
]


@pytest.fixture
def emulated() -> Iterator[Emulated]:
    """The documented limit of 100 calls a second, and a network."""
    with running("--app-secret", SECRET, "--latency", "5-60ms", "--seed", "1") as emulator:
        yield emulator


def test_the_limit_is_never_exceeded_as_the_vendor_counts(desk: Desk, emulated: Emulated) -> None:
    desk.send_to(emulated.url, people(300))

    stats = emulated.stats("single")
    assert (stats["violations"], stats["refused"]) == (0, {})
    assert stats["peak"] <= 100
    assert Counter(emulated.recipients()) == dict.fromkeys(people(300), 1)
    assert desk.statuses() == all_of(people(300), ACCEPTED)
    assert 300 / (stats["last_t"] - stats["first_t"]) > 50


def test_batches_keep_to_their_limit_too(desk: Desk, emulated: Emulated) -> None:
    groups = {who: {**text, "attach": f'{{"group":{i % 12}}}'} for i, (who, text) in enumerate(crowd(1200).items())}

    desk.send_to(emulated.url, groups, {"batch": (10, 1.0)})

    stats = emulated.stats("batch")
    assert (stats["calls"], stats["violations"]) == (12, 0)
    assert desk.statuses() == all_of(groups, ACCEPTED)


def test_what_a_broken_network_leaves_is_true(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text(json.dumps(FAULTS), encoding="utf-8")
    with running("--app-secret", SECRET, "--netease-limit", "none", "--faults", str(file)) as emulator:
        sending = desk.send_to(emulator.url, people(500), {"single": (10**6, 1.0)})
        received = emulator.recipients()
        refused = emulator.stats("single")["refused"]

    statuses = desk.statuses()
    assert max(Counter(received).values()) == 1
    assert set(statuses.values()) == {ACCEPTED, UNKNOWN}
    assert {who for who, status in statuses.items() if status == ACCEPTED} <= set(received)
    assert len(statuses) == 500
    assert refused["500"] == 30
    assert 20 <= refused["431"] <= 30
    assert sending.progress.done[Status.UNKNOWN] >= 500 // 11


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_again_and_again_nothing_is_sent_twice_and_nothing_is_forgotten(
    desk: Desk, emulated: Emulated, seed: int
) -> None:
    chance = Random(seed)
    texts = people(200)
    command = [sys.executable, "-m", "tests.sending.sender", emulated.url, str(desk.folder), "200", "100"]
    for _ in range(3):
        before, more = emulated.stats("single")["calls"], chance.randint(1, 50)
        with subprocess.Popen(command) as process:
            while emulated.stats("single")["calls"] < before + more and process.poll() is None:
                time.sleep(chance.uniform(0.001, 0.02))
            process.kill()
    subprocess.run(command, check=True, timeout=60)

    received, statuses = emulated.recipients(), desk.statuses()
    assert max(Counter(received).values()) == 1
    assert sorted(statuses) == sorted(texts)
    assert set(statuses.values()) <= {ACCEPTED, UNKNOWN}
    assert {who for who, status in statuses.items() if status == ACCEPTED} <= set(received)
    assert Counter(statuses.values())[UNKNOWN] <= 3 * (32 + 64)
    assert emulated.stats("single")["violations"] == 0
