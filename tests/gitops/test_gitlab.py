"""The GitLab template: its jobs' own lines, run in a merge request and on the default branch."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.cli.projects import Ran
from tests.emulator.callers import Emulated
from tests.gitops.forges import TOKEN, Forge, forging
from tests.gitops.repositories import BIN, ROOT, SECRET, Clone, declare

New = Callable[[str], Clone]
QUALITY = {  # what GitLab requires of a code quality report
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {"required": ["path", "lines"], "properties": {"lines": {"required": ["begin"]}}},
        },
    },
}


@pytest.fixture
def forge() -> Iterator[Forge]:
    with forging() as found:
        yield found


def template() -> Any:
    """ci/gitlab-ci.yml."""
    return yaml.safe_load((ROOT / "ci" / "gitlab-ci.yml").read_text(encoding="utf-8"))


def run(clone: Clone, job: str, part: str, forge: Forge, **env: str) -> Ran:
    """The lines of a job's part, in one shell, as GitLab's runner does."""
    declared = {name: str(value) for name, value in template()["variables"].items()}
    ours = {"CAMPAIGN_CI_HOME": str(ROOT), "CAMPAIGN_CI_TARGET": "prod", "CAMPAIGN_CI_GITLAB_TOKEN": TOKEN}
    theirs = {"GITLAB_CI": "true", "CI_API_V4_URL": forge.url, "CI_PROJECT_ID": "7", "CI_MERGE_REQUEST_IID": "5"}
    lines = "\n".join(["set -eo pipefail", *template()[job][part]])
    return clone.run("bash", "-c", lines, **{**declared, **ours, **theirs, "VENV": str(BIN.parent), **env})


def test_a_merge_request_is_planned_and_commented(author: Clone, clone: New, forge: Forge, emulator: Emulated) -> None:
    assert author.campaign("ledger", "init", "--target", "prod").code == 0
    declare(author, "autumn", "Autumn")
    for _ in range(2):
        planned = run(author, "campaign-plan", "script", forge)
        assert planned.code == 0, planned
        assert run(author, "campaign-plan", "after_script", forge).code == 0
    assert len(forge.comments) == 1
    assert "### Plan: 5 to send in 2 campaigns" in forge.comments[0]["body"]
    assert emulator.recipients() == []
    for name in paths_of("campaign-plan"):
        assert (author.root / name).exists(), name


def paths_of(job: str) -> list[str]:
    """The files that a job says it leaves."""
    kept = template()[job]["artifacts"]
    return [*kept["paths"], *kept["reports"]["junit"], kept["reports"]["codequality"]]


def test_without_a_token_there_is_no_comment(author: Clone, forge: Forge) -> None:
    assert run(author, "campaign-plan", "after_script", forge, CAMPAIGN_CI_GITLAB_TOKEN="").code == 0
    assert forge.asked == []


def test_what_is_wrong_is_in_the_code_quality_report(author: Clone, forge: Forge) -> None:
    author.write("campaigns/broken.yaml", "version: 1\nname: broken\nnonsense: 1\n")
    assert run(author, "campaign-plan", "script", forge).code == 3
    assert run(author, "campaign-plan", "after_script", forge).code == 0
    report = json.loads((author.root / "campaign-report/code-quality.json").read_bytes())
    jsonschema.validate(report, QUALITY)
    assert ("campaigns/broken.yaml", 3) in [
        (one["location"]["path"], one["location"]["lines"]["begin"]) for one in report
    ]
    assert len({one["fingerprint"] for one in report}) == len(report)
    assert "### Plan: failed" in forge.comments[0]["body"]


def test_the_default_branch_sends_once(author: Clone, clone: New, forge: Forge, emulator: Emulated) -> None:
    runner = clone("runner")
    assert run(runner, "campaign-apply", "script", forge, **SECRET).code == 3
    assert runner.campaign("ledger", "init", "--target", "prod").code == 0
    for _ in range(2):
        applied = run(runner, "campaign-apply", "script", forge, **SECRET)
        assert applied.code == 0, applied
    assert emulator.recipients() == ["u1", "u2"]


def test_only_one_job_sends_at_a_time_and_none_is_cut_short() -> None:
    applying = template()["campaign-apply"]
    assert applying["resource_group"].startswith("campaign-apply")
    assert applying["interruptible"] is False
    assert applying["cache"]["when"] == "always"
    assert template()["campaign-plan"]["cache"]["policy"] == "pull"


def test_the_program_is_cloned_and_installed(author: Clone, tmp_path: Path) -> None:
    """The lines before every script name a tag of a repository, and put its `campaign` first on the PATH."""
    lines = template()[".campaign"]["before_script"]
    assert [line.split()[0] for line in lines] == ["git", "bash", "export"]
    source, home, venv = tmp_path / "source", tmp_path / "program", tmp_path / "venv"
    (source / "ci").mkdir(parents=True)
    (source / "ci" / "install.sh").write_text('mkdir -p "$CAMPAIGN_CI_VENV/bin"\n', encoding="utf-8")
    program = Clone(source, author.env)
    program.git("init", "-q", "-b", "main")
    program.git("add", "-A")
    program.git("commit", "-q", "-m", "x")
    program.git("tag", "v1")
    env = {
        "CAMPAIGN_CI_SOURCE": str(source),
        "CAMPAIGN_CI_REF": "v1",
        "CAMPAIGN_CI_HOME": str(home),
        "CAMPAIGN_CI_VENV": str(venv),
    }
    ran = author.run("bash", "-ec", "\n".join([*lines, 'echo "$PATH"']), **env)
    assert (ran.code, ran.out.splitlines()[-1].split(":")[0]) == (0, f"{venv}/bin"), ran
