"""ci/campaign.mk, included by another project's Makefile."""

import re
import subprocess

from tests.emulator.callers import Emulated
from tests.gitops.repositories import ROOT, SECRET, Clone

INCLUDE = ROOT / "ci" / "campaign.mk"


def make(clone: Clone, *words: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """`make` in a project whose Makefile includes ours."""
    clone.write("Makefile", f"include {INCLUDE}\n")
    return subprocess.run(
        ["make", *words], cwd=clone.root, env={**clone.env, **env}, capture_output=True, text=True, check=False
    )


def test_validate_test_plan_apply_status(author: Clone, emulator: Emulated) -> None:
    prod = "CAMPAIGN_TARGET=prod"
    assert author.campaign("ledger", "init", "--target", "prod").code == 0
    assert make(author, "campaign-validate", prod).returncode == 0
    assert "1 case: 1 as expected" in make(author, "campaign-test").stdout
    planned = make(author, "campaign-plan", prod)
    assert (planned.returncode, (author.root / ".campaign/plan.json").exists()) == (0, True), planned.stderr
    assert emulator.recipients() == []
    assert make(author, "campaign-apply", **SECRET).returncode == 0
    assert emulator.recipients() == ["u1", "u2"]
    assert "welcome" in make(author, "campaign-status", prod).stdout
    assert "credentials" in make(author, "campaign-doctor", prod, **SECRET).stdout


def test_a_refusal_fails_the_target(author: Clone) -> None:
    author.write("campaigns/broken.yaml", "version: 1\nname: broken\nnonsense: 1\n")
    ran = make(author, "campaign-validate")
    assert (ran.returncode, "Error 3" in ran.stderr) == (2, True)


def test_its_variables_reach_the_command(author: Clone) -> None:
    ran = make(author, "-n", "campaign-plan", "CAMPAIGN_ARGS=--var release=1", "CAMPAIGN_PATHS=campaigns/a.yaml")
    assert ran.stdout.splitlines()[-1] == ("campaign plan  --out .campaign/plan.json --var release=1 campaigns/a.yaml")
    assert make(author, "-n", "campaign-continue", "NAME=big").stdout == "campaign continue  big\n"


def test_no_target_takes_a_name_that_a_project_has() -> None:
    targets = re.findall(r"^([a-z][\w-]*):", INCLUDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert targets
    assert all(target.startswith("campaign-") for target in targets)
