"""A change from its branch to the phones: each step as it is typed, what it says, its exit code, who got what."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.emulator.callers import Emulated
from tests.gitops.repositories import SECRET, Clone, declare

PROD = ("--target", "prod")
KEPT = Path(".campaign") / "prod.db"
New = Callable[[str], Clone]


def plan_and_apply(clone: Clone, folder: Path) -> int:
    """What a job does that has no reviewed plan; the exit code."""
    plan = folder / "fresh.json"
    planned = clone.campaign("plan", *PROD, "--out", str(plan))
    return planned.code or clone.campaign("apply", "--plan", str(plan), **SECRET).code


def test_from_a_branch_to_the_phones_and_back(author: Clone, clone: New, emulator: Emulated, tmp_path: Path) -> None:
    runner, plan = clone("runner"), tmp_path / "plan.json"
    a_runner_without_its_ledger_is_refused(runner)
    assert plan_and_apply(runner, tmp_path) == 0
    assert emulator.recipients() == ["u1", "u2"]
    head = a_branch_is_checked_without_secrets(author)
    the_pull_request_shows_who_gets_what(runner, head, plan)
    assert emulator.recipients() == ["u1", "u2"]
    what_was_reviewed_is_sent_once(author, runner, plan)
    assert emulator.recipients() == ["u1", "u2", "u1", "u2", "u3"]
    assert plan_and_apply(runner, tmp_path) == 0
    what_is_reverted_stays_known(author, runner, tmp_path)
    a_text_that_changed_is_held(author, runner)
    assert plan_and_apply(runner, tmp_path) == 0
    everybody = [(one["recipient"], json.dumps(one["params"], sort_keys=True)) for one in emulator.received()]
    assert len(set(everybody)) == len(everybody) == 5


def a_runner_without_its_ledger_is_refused(runner: Clone) -> None:
    """It can't know what was sent."""
    refused = runner.campaign("plan", *PROD)
    assert (refused.code, "there is no ledger .campaign/prod.db" in refused.err) == (3, True)
    assert runner.campaign("ledger", "init", *PROD).code == 0


def a_branch_is_checked_without_secrets(author: Clone) -> str:
    author.git("switch", "-q", "-c", "autumn")
    declare(author, "autumn", "Autumn")
    assert author.campaign("validate", *PROD).code == 0
    tried = author.campaign("test")
    assert (tried.code, tried.out.splitlines()[-1]) == (0, "2 cases: 2 as expected, 0 not")
    return author.commit("Autumn for everybody")


def the_pull_request_shows_who_gets_what(runner: Clone, head: str, plan: Path) -> None:
    """The job has the ledger, the branch's files, and no secret."""
    runner.git("fetch", "-q")
    runner.git("switch", "-q", "--detach", head)
    reviewed = runner.campaign("plan", *PROD, "--out", str(plan), "-o", "markdown", "--marker", "plan-prod")
    assert reviewed.code == 0
    lines = reviewed.out.splitlines()
    assert lines[:2] == ["<!-- campaign-runner:plan-prod -->", "### Plan: 3 to send in 2 campaigns"]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line.startswith("| <code>")]
    assert [row[1:4] for row in rows if "→" in row[1]] == [
        ["<code>autumn</code> → <code>prod</code>", "3", ""],
        ["<code>welcome</code> → <code>prod</code>", "", "2"],
    ]
    assert all(f"Autumn, {name}" in reviewed.out for name in ("Ann", "Bob", "Cy"))


def what_was_reviewed_is_sent_once(author: Clone, runner: Clone, plan: Path) -> None:
    author.git("switch", "-q", "main")
    author.git("merge", "-q", "--no-ff", "-m", "Merge autumn", "autumn")
    author.git("push", "-q", "origin", "main")
    runner.git("switch", "-q", "main")
    runner.git("pull", "-q")
    sent = runner.campaign("apply", "--plan", str(plan), **SECRET)
    assert sent.code == 0
    assert "autumn: 3 accepted, 0 rejected, 0 deferred, 0 unknown" in sent.out
    again = runner.campaign("apply", "--plan", str(plan), **SECRET)
    assert (again.code, "was applied already" in again.err) == (7, True)
    assert runner.campaign("plan", *PROD, "--detailed-exitcode").code == 0


def what_is_reverted_stays_known(author: Clone, runner: Clone, folder: Path) -> None:
    """Taken back in git nothing is taken back on the phones; declared again nothing is sent again."""
    author.git("revert", "--no-edit", "-m", "1", "HEAD")
    author.git("push", "-q", "origin", "main")
    runner.git("pull", "-q")
    assert plan_and_apply(runner, folder) == 0
    status = runner.campaign("status", *PROD, "-o", "json")
    rows = {row["campaign"]: (row["declared"], row["accepted"]) for row in json.loads(status.out)["campaigns"]}
    assert rows == {"welcome": (2, 2), "autumn": (0, 3)}
    author.git("revert", "--no-edit", "HEAD")
    author.git("push", "-q", "origin", "main")
    runner.git("pull", "-q")
    assert plan_and_apply(runner, folder) == 0


def a_text_that_changed_is_held(author: Clone, runner: Clone) -> None:
    """A person decides about those who have the old one."""
    declare(author, "autumn", "Late autumn")
    author.commit("Another text")
    runner.git("pull", "-q")
    held = runner.campaign("plan", *PROD, "-o", "markdown")
    assert held.code == 0
    assert "### Plan: 0 to send in 2 campaigns" in held.out
    assert "Late autumn" in held.out


def test_a_plan_whose_ground_moved_is_refused(author: Clone, clone: New, emulator: Emulated, tmp_path: Path) -> None:
    runner, plan = clone("runner"), tmp_path / "plan.json"
    assert runner.campaign("ledger", "init", *PROD).code == 0
    assert runner.campaign("plan", *PROD, "--out", str(plan)).code == 0
    author.write("recipients/people.csv", "id,name,group\nu1,Ann,old\nu9,Zoe,old\n")
    author.commit("Other people")
    runner.git("pull", "-q")
    ran = runner.campaign("apply", "--plan", str(plan), **SECRET)
    assert (ran.code, "recipients/people.csv" in ran.err) == (7, True)
    assert emulator.recipients() == []


def test_a_lost_ledger_sends_nothing_and_a_copy_goes_on(
    author: Clone, clone: New, emulator: Emulated, tmp_path: Path
) -> None:
    runner = clone("runner")
    assert runner.campaign("ledger", "init", *PROD).code == 0
    assert plan_and_apply(runner, tmp_path) == 0
    shutil.copy(runner.root / KEPT, tmp_path / "copy.db")
    another = clone("another")
    assert plan_and_apply(another, tmp_path) == 3
    (another.root / KEPT).parent.mkdir(exist_ok=True)
    shutil.copy(tmp_path / "copy.db", another.root / KEPT)
    assert plan_and_apply(another, tmp_path) == 0
    assert emulator.recipients() == ["u1", "u2"]
