"""The GitHub action as it stands in action.yml: its own steps, on a bare repository and a stand-in for GitHub."""

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.emulator.callers import Emulated
from tests.gitops.actions import Job, action
from tests.gitops.forges import Forge, forging
from tests.gitops.repositories import ROOT, SECRET, Clone, declare

LEDGER = ".campaign/prod.db"
AIM = {"target": "prod", "ledger": LEDGER}
New = Callable[[str], Clone]
NewJob = Callable[..., Job]
SCRIPTS = sorted((ROOT / "ci").glob("*.sh"))


@pytest.fixture
def forge() -> Iterator[Forge]:
    with forging() as found:
        yield found


@pytest.fixture
def job(author: Clone, clone: New, forge: Forge, tmp_path: Path) -> NewJob:
    """Makes jobs, each on a fresh runner that checks out a commit; an earlier one has made the ledger."""
    caches: dict[str, Path] = {}
    count = iter(range(100))

    def new(event: str, head: str, **more: object) -> Job:
        number = next(count)
        runner = clone(f"runner{number}")
        runner.git("checkout", "-q", "--detach", head)
        return Job(runner, forge, event, head, caches, tmp_path / f"job{number}", **more)  # type: ignore[arg-type]

    begun = new("workflow_dispatch", author.git("rev-parse", "main"))
    assert begun.run(command="ledger-init", **AIM) == 0, begun.said
    return new


def first_send(author: Clone, job: NewJob) -> None:
    """What is on main already was sent."""
    begun = job("push", author.git("rev-parse", "main"), secrets=SECRET)
    assert begun.run(command="apply", plan="fresh", **AIM) == 0, begun.said


def branch(author: Clone, title: str = "Autumn") -> str:
    """A pull request's head."""
    author.git("switch", "-q", "-C", "autumn")
    declare(author, "autumn", title)
    return author.commit(f"{title} for everybody")


def merge(author: Clone) -> str:
    """What main is once it is merged."""
    author.git("switch", "-q", "main")
    author.git("merge", "-q", "--no-ff", "-m", "Merge autumn", "autumn")
    author.git("push", "-q", "origin", "main")
    return author.git("rev-parse", "HEAD")


def test_plan_comment_merge_apply(author: Clone, job: NewJob, forge: Forge, emulator: Emulated) -> None:
    first_send(author, job)
    head = branch(author)
    planning = job("pull_request", head)
    assert planning.run(command="plan", **AIM) == 0, planning.said
    assert [one["body"].splitlines()[0] for one in forge.comments] == ["<!-- campaign-runner:plan-prod -->"]
    assert "### Plan: 3 to send in 2 campaigns" in forge.comments[0]["body"]
    assert "### Plan: 3 to send in 2 campaigns" in planning.summary.read_text(encoding="utf-8")
    assert emulator.recipients() == ["u1", "u2"]

    forge.pull(5, head)
    applying = job("push", merge(author), secrets=SECRET)
    assert applying.run(command="apply", **AIM) == 0, applying.said
    assert "fetched the plan of pull request 5" in applying.said["fetch the plan"].err
    assert emulator.recipients() == ["u1", "u2", "u1", "u2", "u3"]
    assert forge.leaked == []

    # the job again: its plan is used up; planned afresh there is nothing to do
    again = job("push", applying.head, secrets=SECRET)
    assert again.run(command="apply", **AIM) == 7
    assert "was applied already" in again.said["apply"].err
    fresh = job("push", applying.head, secrets=SECRET)
    assert fresh.run(command="apply", plan="fresh", **AIM) == 0
    assert len(emulator.recipients()) == 5


def test_one_comment_is_changed(author: Clone, job: NewJob, forge: Forge) -> None:
    forge.comments += [{"id": number, "body": "Looks good"} for number in range(1, 102)]
    first_send(author, job)
    assert job("pull_request", branch(author)).run(command="plan", **AIM) == 0
    assert job("pull_request", branch(author, "Late autumn")).run(command="plan", **AIM) == 0
    written = [one["body"] for one in forge.comments[101:]]
    assert len(written) == 1
    assert "Late autumn" in written[0]
    assert {one["body"] for one in forge.comments[:101]} == {"Looks good"}


def test_a_plan_that_is_refused_is_commented_all_the_same(
    author: Clone, job: NewJob, forge: Forge, emulator: Emulated
) -> None:
    first_send(author, job)
    author.git("switch", "-q", "-C", "broken")
    author.write("campaigns/broken.yaml", "version: 1\nname: broken\nnonsense: 1\n")
    planning = job("pull_request", author.commit("Broken"))
    assert planning.run(command="plan", **AIM) == 3
    assert "### Plan: failed" in forge.comments[0]["body"]
    assert "nonsense" in forge.comments[0]["body"]
    assert "::error file=campaigns/broken.yaml,line=3" in planning.said["plan"].out + planning.said["plan"].err
    assert emulator.recipients() == ["u1", "u2"]


def test_a_test_that_fails_fails_the_job(author: Clone, job: NewJob, forge: Forge) -> None:
    first_send(author, job)
    author.git("switch", "-q", "-C", "other")
    text = (author.root / "campaigns/welcome.test.yaml").read_text(encoding="utf-8")
    author.write("campaigns/welcome.test.yaml", text.replace("Welcome", "Goodbye"))
    planning = job("pull_request", author.commit("Another expectation"))
    assert planning.run(command="plan", **AIM) == 3
    assert "The checks before the plan ended with 3" in forge.comments[0]["body"]


def test_a_fork_has_no_right_to_comment_and_no_plan_that_is_believed(
    author: Clone, job: NewJob, forge: Forge, emulator: Emulated
) -> None:
    first_send(author, job)
    head = branch(author)
    forge.allows = False
    planning = job("pull_request", head, fork=True)
    assert planning.run(command="plan", **AIM) == 0
    assert forge.comments == []
    assert "may not write" in planning.said["comment"].err
    forge.pull(5, head)
    applying = job("push", merge(author), secrets=SECRET)
    assert applying.run(command="apply", **AIM) == 7
    assert "no reviewed plan" in applying.said["apply"].err
    assert len(emulator.recipients()) == 2


def test_a_plan_for_another_target_is_refused(author: Clone, job: NewJob, forge: Forge, emulator: Emulated) -> None:
    first_send(author, job)
    head = branch(author)
    local = job("pull_request", head)
    assert local.run(command="plan") == 0
    plan = (local.clone.root / "campaign-report/plan.json").read_bytes()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("plan.json", plan)
    forge.keep(f"campaign-plan-prod-{head}", archive.getvalue(), head)
    forge.pull(5, head)
    applying = job("push", merge(author), secrets=SECRET)
    assert applying.run(command="apply", **AIM) == 7
    assert "plan for the target 'local'" in applying.said["apply"].err
    assert len(emulator.recipients()) == 2


def test_a_lost_cache_sends_nothing(author: Clone, job: NewJob, emulator: Emulated) -> None:
    first_send(author, job)
    lost = job("push", author.git("rev-parse", "main"), secrets=SECRET)
    lost.caches.clear()  # GitHub drops what nobody read for a week
    assert lost.run(command="apply", plan="fresh", **AIM) == 3
    assert "one must exist" in lost.said["apply"].err
    assert len(emulator.recipients()) == 2


def test_a_copy_of_the_ledger_goes_on_where_the_cache_was_lost(
    author: Clone, job: NewJob, forge: Forge, emulator: Emulated
) -> None:
    begun = job("push", author.git("rev-parse", "main"), secrets=SECRET)
    assert begun.run(command="apply", plan="fresh", ledger_copy="true", **AIM) == 0
    (copy,) = [one for one in forge.artefacts if one["name"] == "campaign-ledger-prod"]
    lost = job("push", begun.head, secrets=SECRET)
    lost.caches.clear()
    number = forge.artefacts.index(copy)
    with zipfile.ZipFile(io.BytesIO(forge.blobs[f"/blob/{number}"])) as files:
        files.extractall(lost.clone.root / ".campaign")
    assert lost.run(command="apply", plan="fresh", **AIM) == 0
    assert emulator.recipients() == ["u1", "u2"]


def test_what_was_sent_is_kept_when_the_job_fails(author: Clone, job: NewJob, emulator: Emulated) -> None:
    """A run that ends badly has sent something all the same: the next one must know."""
    author.write("recipients/people.csv", "id,name,group\nu1,Ann,old\nghost1,Bob,old\n")
    failing = job("push", author.commit("Somebody who doesn't exist"), secrets=SECRET)
    assert failing.run(command="apply", plan="fresh", **AIM) == 4, failing.said
    assert emulator.recipients() == ["u1"]
    next_one = job("push", failing.head, secrets=SECRET)
    assert next_one.run(command="apply", plan="fresh", **AIM) == 0, next_one.said
    assert emulator.recipients() == ["u1"]


def test_a_stage_waits_for_a_person(author: Clone, job: NewJob, emulator: Emulated) -> None:
    """`pause: manual` ends the apply job well; another job opens the next stage."""
    text = (author.root / "campaigns/welcome.yaml").read_text(encoding="utf-8")
    author.write("campaigns/welcome.yaml", text + "delivery: {stages: [1, 100%], pause: manual}\n")
    applying = job("push", author.commit("In stages"), secrets=SECRET)
    assert applying.run(command="apply", plan="fresh", **AIM) == 0, applying.said
    assert len(emulator.recipients()) == 1
    assert "campaign continue" in applying.said["apply"].out + applying.said["apply"].err
    opening = job("workflow_dispatch", applying.head, secrets=SECRET)
    assert opening.run(command="continue", campaign="welcome", **AIM) == 0, opening.said
    assert sorted(emulator.recipients()) == ["u1", "u2"]


@pytest.mark.parametrize(("command", "step"), [("validate", "check"), ("test", "check"), ("doctor", "doctor")])
def test_the_other_commands(author: Clone, job: NewJob, command: str, step: str) -> None:
    running = job("push", author.git("rev-parse", "main"), secrets=SECRET)
    assert running.run(command=command, **AIM) == 0, running.said
    assert list(running.said) == [step]


def test_texts_from_outside_are_never_code(author: Clone, job: NewJob, tmp_path: Path) -> None:
    """Whatever an input holds, it is one word of a command."""
    mine = tmp_path / "mine"
    evil = f'$(touch {mine}); `touch {mine}`\n"; touch {mine} #'
    running = job("push", author.git("rev-parse", "main"))
    for name in ("paths", "vars", "args", "target", "ledger"):
        running.run(command="plan", comment="false", **{name: evil})
    assert not mine.exists()


def test_no_step_pastes_an_expression_into_its_script() -> None:
    steps = action()["runs"]["steps"]
    assert [step["name"] for step in steps if "${{" in step.get("run", "")] == []
    assert all(
        set(step) <= {"name", "if", "uses", "with", "env", "run", "shell", "working-directory"} for step in steps
    )


def test_every_input_is_used_and_every_script_is_called() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"inputs\.([\w-]+)", text))
    assert used == set(action()["inputs"])
    called = set(re.findall(r"ci/(\w+\.sh)", text))
    called |= {name for script in SCRIPTS for name in re.findall(r"\$here/(\w+\.sh)", script.read_text("utf-8"))}
    called |= {"arguments.sh"}
    assert called == {script.name for script in SCRIPTS}


def test_the_scripts_are_clean() -> None:
    linter = Path(sys.executable).parent / "shellcheck"
    ran = subprocess.run([linter, "-x", *SCRIPTS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


@pytest.mark.parametrize("script", [one for one in SCRIPTS if one.name != "arguments.sh"], ids=lambda one: one.name)
def test_every_script_stops_at_the_first_mistake(script: Path) -> None:
    lines = script.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines


def test_reports_are_left_for_people_and_programs(author: Clone, job: NewJob) -> None:
    running = job("pull_request", author.git("rev-parse", "main"))
    assert running.run(command="plan", comment="false") == 0
    report = running.clone.root / "campaign-report"
    names = {file.name for file in report.iterdir()}
    assert names == {
        ".gitignore",
        "comment.md",
        "plan-report.json",
        "plan.json",
        "test.xml",
        "validate.xml",
        "validation.json",
    }
    assert json.loads((report / "plan.json").read_bytes())["type"] == "campaign-plan"
    assert running.clone.git("status", "--porcelain") == ""
