"""`kill -9` at random moments: nothing is sent twice, nothing is lost, what was in flight is in doubt and listed."""

import os
import random
import time
from collections import Counter
from typing import Any

from tests.cli.projects import Project, ended, netease, table
from tests.cli.test_dispatch import calls_so_far
from tests.conftest import Start
from tests.emulator.callers import Emulated

KILLS = int(os.environ.get("CAMPAIGN_TEST_KILLS", "5"))
AT_ONCE = 16  # requests in flight
LATENCY = 0.06  # seconds, at most
FAULTS = """
- {do: refuse-code, code: 500, share: 0.05}
- {do: reset-before, share: 0.02}
- {do: reset-after, share: 0.02}
- {do: garbage, share: 0.02}
- {do: html-after, share: 0.01}
- {do: stall-after, seconds: 0.5, share: 0.02}
"""


def kill_a_run(project: Project, emulator: Emulated, chance: random.Random) -> None:
    """Apply, and kill that: mostly while it sends, at times before."""
    before = calls_so_far(emulator)
    early, moment = chance.random() < 0.2, chance.uniform(0, 0.25)
    with project.start("apply", "--yes") as process:
        while not early and process.poll() is None and calls_so_far(emulator) == before:
            time.sleep(0.02)
        time.sleep(moment)
        process.kill()
        ended(process)
    time.sleep(LATENCY)  # what is on its way arrives


def known(project: Project) -> dict[str, dict[str, Any]]:
    """The ledger's row of each recipient."""
    rows = project.export()
    found = {row["recipient"]: row for row in rows}
    assert len(found) == len(rows), "a recipient has two rows"
    return found


def in_doubt(rows: dict[str, dict[str, Any]]) -> set[str]:
    """Whose message is unknown."""
    return {who for who, row in rows.items() if row["status"] == "unknown"}


def test_killed_again_and_again_nothing_is_lost_and_nothing_doubled(project: Project, start: Start) -> None:
    chance = random.Random(11)
    people = {f"u{n}" for n in range(100 * KILLS)}
    faults = project.write("faults.yaml", FAULTS)
    latency = f"5-{LATENCY * 1000:.0f}ms"
    emulator = start("--latency", latency, "--netease-limit", "300/s", "--seed", "3", "--faults", str(faults))
    project.write("recipients/all.csv", table(("id",), ((who,) for who in sorted(people))))
    delivery = f"{{concurrency: {AT_ONCE}, timeout: 400ms}}"
    limits = "{single: 300/s}"
    project.campaign(netease(emulator.url, "{file: ../recipients/all.csv}", delivery=delivery, limits=limits))
    doubts: set[str] = set()
    lost = []
    for _ in range(KILLS):
        kill_a_run(project, emulator, chance)
        rows, received = known(project), Counter(emulator.recipients())
        assert not [who for who, times in received.items() if times > 1]
        assert {who for who, row in rows.items() if row["status"] == "accepted"} <= received.keys()
        assert received.keys() <= {who for who, row in rows.items() if row["status"] in {"accepted", "unknown"}}
        assert doubts <= in_doubt(rows)
        lost.append(sum("under way" in row["detail"] for row in rows.values()))
        doubts = in_doubt(rows)
    assert 0 < max(lost) <= 3 * AT_ONCE
    last = project.apply()
    assert last.code == 6, last
    rows = known(project)
    assert rows.keys() == people
    assert {row["status"] for row in rows.values()} == {"accepted", "unknown"}
    assert doubts <= in_doubt(rows)
    assert project.look("status", "-o", "json").said["campaigns"][0]["unknown"] == len(in_doubt(rows))
    taken = next(iter(in_doubt(rows) & set(emulator.recipients())))
    assert project.look("resolve", "hello", "--unknown", "accepted", "-r", taken).code == 0
    assert project.look("resolve", "hello", "--unknown", "resend").code == 0
    while (last := project.apply_here("--unknown", "resend")).code == 6:
        pass
    assert last.code == 0, last
    assert emulator.stats("single")["violations"] == 0  # nor was the limit passed, restarts or not
    assert {row["status"] for row in known(project).values()} == {"accepted"}
    assert Counter(emulator.recipients()) == Counter(people)
