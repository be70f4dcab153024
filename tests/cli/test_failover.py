"""The primary dies in the middle of a run: the run ends on the backup, nobody is sent to twice, no doubt is hidden."""

import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.projects import Project, ended, netease, table
from tests.conftest import Start
from tests.emulator.callers import Emulated, command, environment

PEOPLE = [f"u{n}" for n in range(int(os.environ.get("CAMPAIGN_TEST_FAILOVER", "10000")))]
AT_ONCE = 100  # requests in flight
OPTIONS = ("--latency", "50ms", "--netease-limit", "none")


@contextmanager
def mortal(*options: str) -> Iterator[Emulated]:
    """An emulator that may be killed."""
    whole = command(["--port", "0", *OPTIONS, *options])
    with subprocess.Popen(whole, stdout=subprocess.PIPE, env=environment(), text=True) as process:
        assert process.stdout is not None
        try:
            yield Emulated(json.loads(process.stdout.readline())["netease"], process)
        finally:
            process.kill()


def taken_so_far(emulator: Emulated) -> int:
    """How many messages an emulator took."""
    return int(emulator.request("GET", "/_emulator/received?count=1").said["received"])


def recorded(path: Path) -> Counter[str]:
    """How often each recipient was sent something, by an emulator's record."""
    return Counter(json.loads(line)["recipient"] for line in path.read_text(encoding="utf-8").splitlines())


def test_the_primary_is_killed_and_the_run_ends_on_the_backup(project: Project, start: Start, tmp_path: Path) -> None:
    first, second = tmp_path / "primary.ndjson", tmp_path / "backup.ndjson"
    backup = start(*OPTIONS, "--record", str(second))
    project.write("recipients/all.csv", table(("id",), ((who,) for who in PEOPLE)))
    with mortal("--record", str(first)) as primary:
        endpoints = f"[{primary.url}, {backup.url}]"
        delivery = f"{{concurrency: {AT_ONCE}}}"
        project.campaign(netease(endpoints, "{file: ../recipients/all.csv}", delivery=delivery))
        with project.start("apply", "--yes") as process:
            while taken_so_far(primary) <= 0.3 * len(PEOPLE):
                assert process.poll() is None, ended(process)
                time.sleep(0.02)
            primary.process.kill()
            ran = ended(process)

    by_primary, by_backup = recorded(first), recorded(second)
    taken = by_primary + by_backup
    statuses = project.statuses()
    unknown = {who for who, status in statuses.items() if status == "unknown"}
    assert 0.3 * len(PEOPLE) < len(by_primary) < len(PEOPLE) - AT_ONCE
    assert set(taken.values()) == {1}
    assert statuses.keys() == set(PEOPLE)
    assert set(statuses.values()) <= {"accepted", "unknown"}
    assert set(PEOPLE) - unknown <= taken.keys()  # who is accepted was sent to; who was not sent to is unknown
    assert len(unknown) <= AT_ONCE
    assert not unknown & by_backup.keys()  # the doubt is about what the primary was asked for
    assert ran.code == (6 if unknown else 0), ran
    assert ran.err.count(f"; sending to {backup.url.removeprefix('http://')} from now on\n") == 1, ran.err
    assert "no connection to 127.0.0.1: " in ran.err
