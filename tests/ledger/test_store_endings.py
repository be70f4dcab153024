"""How runs end: finished, stopped, refused, killed; and what a person decides afterwards."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest

from runner.errors import LedgerError
from runner.ledger.store import Handover, Ledger, Run
from runner.model import Status
from tests.ledger.samples import (
    ACCOUNT,
    NAME,
    TOGETHER,
    begin,
    entries,
    entry,
    left,
    mark,
    record,
    refused,
    rows,
    sent,
    statuses,
)

ROOT = Path(__file__).parents[2]
SENDER = """
import sys
from pathlib import Path
from runner.ledger.store import Handover, Ledger
from runner.model import Status
from tests.ledger.samples import TOGETHER, begin, entries, record

ledger = Ledger(Path(sys.argv[1]), "process")
run = begin(ledger, entries([f"u{i:03}" for i in range(300)], ways=TOGETHER))
for batch in range(1, 100):
    done = [record(f"u{i:03}", Status.ACCEPTED) for i in range(3 * batch - 6, 3 * batch - 3)] if batch > 1 else []
    ledger.exchange(run, Handover(records=done, marks=[(batch, f"r{batch}")]), 1001.0)
    print(batch, flush=True)
"""


def test_what_a_dead_run_left_under_way_is_in_doubt(ledger: Ledger, path: Path) -> None:
    for name, account in ((NAME, ACCOUNT), ("another", ACCOUNT), (NAME, "netease:other")):
        sent(path, entries("ab"), {"a": Status.ACCEPTED}, name, account)
    assert ledger.settle(ACCOUNT) == 2
    assert ledger.settle(ACCOUNT) == 0
    row = rows(path, NAME, ACCOUNT)["b"]
    assert (row.status, row.detail) == ("unknown", "the run ended before the answer was recorded")
    assert rows(path, NAME, "netease:other")["b"].detail.startswith("under way when last recorded")


def test_a_finished_run_has_nothing_left_a_stopped_one_has(ledger: Ledger, path: Path) -> None:
    run = begin(ledger, entries("ab"))
    ledger.finish(run, "stopped", 1003.0)
    assert left(path) == ["a", "b"]
    run = begin(ledger, entries("ab"))
    ledger.finish(run, "finished", 1004.0)
    assert left(path) == []
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT id, fingerprint, started_at, ended_at, ending FROM run").fetchall() == [
            (1, "f" * 32, 1000.0, 1003.0, "stopped"),
            (2, "f" * 32, 1000.0, 1004.0, "finished"),
        ]


def test_refused_recipients_are_recorded_with_what_they_break(path: Path) -> None:
    refused(path, [entry("a", refusal="too long [N1]"), entry("b")])
    row = rows(path)["a"]
    assert (row.status, row.detail, row.digest, row.attempts, row.planned_at) == (
        "refuse",
        "too long [N1]",
        "",
        0,
        1000.0,
    )
    refused(path, [entry("a", refusal="empty [N2]")], now=2000.0)
    row = rows(path)["a"]
    assert (row.detail, row.planned_at) == ("empty [N2]", 2000.0)
    assert left(path) == []


def test_who_was_sent_to_before_is_not_overwritten_by_a_refusal(path: Path) -> None:
    sent(path, entries("a"), {"a": Status.ACCEPTED})
    refused(path, [entry("a", refusal="too long [N1]")])
    assert statuses(path) == {"a": "accepted"}


def test_who_was_refused_is_sent_to_once_the_text_is_mended(path: Path) -> None:
    refused(path, [entry("a", refusal="too long [N1]")])
    sent(path, entries("a"), {"a": Status.ACCEPTED})
    row = rows(path)["a"]
    assert (row.status, row.detail, row.attempts) == ("accepted", "", 1)


@pytest.mark.parametrize(
    ("verdict", "status", "detail"),
    [
        ("accepted", "accepted", "accepted, as a person decided"),
        ("resend", "deferred", "to be sent again, as a person decided"),
    ],
)
def test_a_person_decides_about_messages_in_doubt(
    ledger: Ledger, path: Path, verdict: Literal["accepted", "resend"], status: str, detail: str
) -> None:
    sent(path, entries("abc"), {"a": Status.ACCEPTED, "b": Status.UNKNOWN, "c": Status.UNKNOWN})
    number = ledger.campaign(ACCOUNT, NAME)
    assert ledger.resolve(number, verdict, "b", 3000.0) == 1
    assert statuses(path) == {"a": "accepted", "b": status, "c": "unknown"}
    assert ledger.resolve(number, verdict, None, 3001.0) == 1
    row = rows(path)["c"]
    assert (row.status, row.detail, row.answered_at, row.request_id) == (status, detail, 3001.0, "r3")


def test_there_is_nothing_to_decide_where_nothing_is_in_doubt(ledger: Ledger, path: Path) -> None:
    sent(path, entries("ab"), {"a": Status.ACCEPTED, "b": Status.REJECTED})
    number = ledger.campaign(ACCOUNT, NAME)
    assert ledger.resolve(number, "accepted", "a", 3000.0) == 0
    assert ledger.resolve(number, "resend", None, 3000.0) == 0
    assert ledger.resolve(number + 1, "resend", None, 3000.0) == 0


def test_a_ledger_that_breaks_while_it_is_used_is_an_error_and_undone(ledger: Ledger, path: Path) -> None:
    run = begin(ledger, entries("ab"))
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TRIGGER full BEFORE UPDATE ON message BEGIN SELECT raise(ABORT, 'disk is full'); END")
    mark(ledger, run)
    with pytest.raises(LedgerError, match=r"ledger\.db can't be used: disk is full; nothing is sent without it"):
        ledger.exchange(run, Handover(records=[record("a", Status.ACCEPTED)], taken_back=["b"]), 1002.0)
    assert statuses(path) == {"a": "unknown", "b": "unknown"}


@pytest.mark.parametrize("after", [1, 20])
def test_what_was_committed_outlives_a_kill_and_nothing_is_half(path: Path, after: int) -> None:
    command = [sys.executable, "-c", SENDER, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        for _ in range(after):
            committed = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        committed = max([committed, *map(int, process.stdout.read().split())])
    found = rows(path)
    last = len(found) // 3
    assert committed <= last <= committed + 1
    assert sorted(found) == [f"u{i:03}" for i in range(3 * last)]
    assert {row.request_id for row in found.values()} == {f"r{batch}" for batch in range(1, last + 1)}
    under_way = [who for who, row in found.items() if row.status == "unknown"]
    assert under_way == [f"u{i:03}" for i in range(3 * last - 3, 3 * last)]
    assert left(path) == [f"u{i:03}" for i in range(3 * last, 300)]
    with closing(Ledger(path)) as ledger:
        assert ledger.settle(ACCOUNT) == 3
        run: Run = begin(ledger, entries([f"u{i:03}" for i in range(300)], ways=TOGETHER))
        assert not run.fresh
