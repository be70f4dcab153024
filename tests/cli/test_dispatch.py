"""Ctrl-C and SIGTERM while messages are sent: the first ends a run well, the second at once."""

import signal
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing

import pytest

from tests.cli.projects import PATIENCE, Project, ended, netease, rongcloud
from tests.conftest import Start
from tests.emulator.callers import Emulated

PEOPLE = [f"u{n}" for n in range(200)]
LIST = f"{{list: [{', '.join(PEOPLE)}]}}"


def calls_so_far(emulator: Emulated) -> int:
    """How many calls have come."""
    routes = emulator.request("GET", "/_emulator/stats").said["routes"]
    return sum(tally["calls"] for tally in routes.values())


def await_calls(emulator: Emulated, n: int, process: "subprocess.Popen[str]") -> None:
    """Until so many calls have come."""
    while calls_so_far(emulator) < n:
        assert process.poll() is None, ended(process)
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_ends_a_run_so_that_it_can_go_on(
    project: Project, start: Start, number: signal.Signals
) -> None:
    emulator = start("--latency", "100-200ms", "--netease-limit", "none")
    path = project.campaign(netease(emulator.url, LIST, limits="{single: 200/s}", delivery="{concurrency: 20}"))
    with project.start("apply", "--yes", path) as process:
        await_calls(emulator, 30, process)
        process.send_signal(number)
        ran = ended(process)
    assert ran.code == 130, ran
    assert "interrupted: taking no new work, waiting for answers that are under way" in ran.err
    assert f"go on with: campaign apply {path}\n" in ran.out
    received = emulator.recipients()
    assert 30 <= len(received) < len(PEOPLE)
    assert project.statuses() == dict.fromkeys(received, "accepted")  # and no mark is left of what did not leave
    rows = project.export("--all")
    assert Counter(row["status"] for row in rows) == {
        "accepted": len(received),
        "send": len(PEOPLE) - len(received),
    }
    again = project.apply_here(path)
    assert again.code == 0, again
    assert sorted(emulator.recipients()) == sorted(PEOPLE)


def test_an_interrupted_batch_is_all_there_or_not_at_all(project: Project, start: Start) -> None:
    emulator = start("--latency", "200ms", "--rongcloud-limit", "none")
    text = rongcloud(emulator.url, LIST, limits="{publish: 100/s, template: 100/s}", delivery="{concurrency: 2}")
    project.campaign(text)
    with project.start("apply", "--yes") as process:
        await_calls(emulator, 2, process)
        process.send_signal(signal.SIGINT)
        assert ended(process).code == 130
    received = emulator.recipients()
    assert len(received) in {200, 300}
    assert project.statuses() == dict.fromkeys(received, "accepted")


def test_the_second_signal_leaves_at_once(project: Project, start: Start) -> None:
    faults = project.write("faults.yaml", "[{do: stall-after, seconds: 60, at: 2}]")
    emulator = start("--faults", str(faults))
    project.campaign(netease(emulator.url, delivery="{timeout: 60s}"))
    with project.start("apply", "--yes") as process:
        await_calls(emulator, 3, process)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        while "interrupted" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 130
    found = project.statuses()
    assert found["u2"] == "unknown"
    (row,) = (row for row in project.export() if row["recipient"] == "u2")
    assert row["detail"].startswith("under way when last recorded")
    settled = project.apply_here()
    assert settled.code == 6, settled
    assert "under way when an earlier run ended: nobody knows what became of them" in settled.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_before_anything_is_sent(project: Project, emulator: Emulated, number: signal.Signals) -> None:
    rows = "".join(f"u{n}\n" for n in range(300_000))
    project.write("recipients/all.csv", f"id\n{rows}")
    project.campaign(netease(emulator.url, "{file: ../recipients/all.csv}"))
    with project.start("apply", "--yes") as process:
        while not list(project.temporary.iterdir()):
            assert process.poll() is None, ended(process)
            time.sleep(0.01)
        process.send_signal(number)
        ran = ended(process)
    assert ran.code == 130, ran
    assert ran.err.endswith("interrupted; nothing more is done\n")
    assert not emulator.calls()
    assert not project.ledger.exists()
    assert not list(project.temporary.iterdir())


def test_a_ledger_that_breaks_ends_the_run(project: Project, start: Start) -> None:
    emulator = start("--netease-limit", "none")
    project.campaign(netease(emulator.url, LIST, limits="{single: 100/s}", delivery="{concurrency: 4}"))
    with project.start("apply", "--yes") as process:
        await_calls(emulator, 20, process)
        with closing(sqlite3.connect(project.ledger, timeout=30)) as ledger:
            ledger.execute("DROP TABLE message")
        ran = ended(process)
    assert ran.code == 1, ran
    assert ran.err.endswith("can't be used: no such table: message; nothing is sent without it\n")
    assert len(emulator.calls()) < len(PEOPLE)


def test_a_block_by_the_vendor_outlives_the_run_that_met_it(project: Project, start: Start) -> None:
    faults = project.write("faults.yaml", "[{do: block, seconds: 60, at: 3}]")
    emulator = start("--faults", str(faults), "--netease-limit", "none")
    project.campaign(netease(emulator.url, "{list: [u1, u2, u3, u4, u5]}", delivery="{concurrency: 1}"))
    with project.start("apply", "--yes") as process:
        await_calls(emulator, 3, process)
        while project.statuses().get("u3") != "deferred":
            assert process.poll() is None, ended(process)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        assert ended(process).code == 130
        assert time.monotonic() - began < 5  # NetEase wants ten seconds of silence: they aren't waited out
    assert project.statuses() == {"u1": "accepted", "u2": "accepted", "u3": "deferred"}
    with project.start("apply", "--yes") as process:
        while project.statuses()["u3"] == "deferred":
            assert process.poll() is None, ended(process)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        assert ended(process).code == 130
    assert len(emulator.calls()) == 3
    assert project.statuses() == {"u1": "accepted", "u2": "accepted", "u3": "deferred"}
