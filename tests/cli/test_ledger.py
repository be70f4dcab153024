"""`campaign ledger export`: one row a message, for programs and for spreadsheets."""

import csv
import io
import json
import stat
import subprocess

from tests.cli.projects import CAMPAIGN, Project, netease
from tests.conftest import Start
from tests.emulator.callers import Emulated

COLUMNS = (
    "account,campaign,recipient,status,code,detail,provider_id,request_id,digest,route,attempts,planned_at,sent_at,"
    "answered_at"
)


def test_lines_for_programs(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, name="one"), "one")
    project.campaign(netease(emulator.url, "{list: [v1, ghost]}", name="two"), "two")
    assert project.apply_here().code == 4
    ran = project.run("ledger", "export")
    assert (ran.code, ran.err) == (0, "")
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [",".join(row) for row in rows] == [COLUMNS] * 5
    assert [(row["campaign"], row["recipient"]) for row in rows] == [
        ("one", "u1"), ("one", "u2"), ("one", "u3"), ("two", "ghost"), ("two", "v1"),
    ]  # fmt: skip
    ghost = rows[3]
    assert (ghost["status"], ghost["code"], ghost["route"], ghost["attempts"]) == ("rejected", "404", "single", 1)
    assert ghost["detail"] == "the object does not exist: to does not exist"
    assert [row["recipient"] for row in project.export("--campaign", "two")] == ["ghost", "v1"]
    assert stat.S_IMODE(project.ledger.stat().st_mode) == 0o600


def test_a_table_for_spreadsheets_holds_no_formula(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, "{list: [-u1, '@u2', u3, '=1+1', \"+3\"]}"))
    assert project.apply_here("--skip-refused").code == 4
    ran = project.look("ledger", "export", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert ran.out.startswith(f"{COLUMNS}\n")
    assert {row["recipient"]: row["status"] for row in rows} == {
        "'-u1": "accepted", "'@u2": "accepted", "u3": "accepted", "'=1+1": "refuse", "'+3": "refuse",
    }  # fmt: skip
    assert all(row["answered_at"] for row in rows if row["status"] == "accepted")


def test_there_is_no_ledger_yet(project: Project) -> None:
    ran = project.look("ledger", "export")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"there is no ledger at {project.ledger} yet: nothing was ever applied\n"
    assert not (project.root / ".campaign").exists()


def test_a_reader_that_leaves_early(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, f"{{list: [{', '.join(f'u{n}' for n in range(400))}]}}"))
    assert project.apply_here().code == 0
    piped = f"{CAMPAIGN} ledger export | head -1; {CAMPAIGN} apply | head -1"
    ran = subprocess.run(
        ["sh", "-c", piped], cwd=project.root, env=project.env, capture_output=True, text=True, check=True
    )
    assert ran.stdout.count("\n") == 2
    assert ran.stderr == ""


def test_only_what_ended_in_one_way(project: Project, start: Start) -> None:
    project.campaign(netease(start().url, recipients="{list: [u1, ghost1, u2, ghost2]}"))
    assert project.apply_here().code == 4
    assert [row["recipient"] for row in project.export("--status", "rejected")] == ["ghost1", "ghost2"]
    assert len(project.export("--status", "rejected", "--status", "accepted")) == 4
    ran = project.look("ledger", "export", "--campaign", "helo")
    assert (ran.code, ran.out) == (0, "")
    assert "has no campaign 'helo'; `campaign status` lists the names" in ran.err
