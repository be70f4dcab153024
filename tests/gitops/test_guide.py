"""docs/gitops.md and ci/ say what there is: commands, flags, inputs, fields, files. Its commands are run, too."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from runner.campaign.policy_fields import POLICY
from runner.errors import ExitCode
from tests.emulator.callers import Emulated
from tests.gitops.actions import action
from tests.gitops.repositories import ROOT, SECRET, Clone, declare
from tests.test_docs import find, parse

GUIDE = (ROOT / "docs" / "gitops.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"(?<![\w/$-])(?:campaign|\$\(CAMPAIGN\)) ([a-z]+)\b(.*)")
OURS = "OWNER/campaign-runner"


def blocks(language: str) -> list[str]:
    """The guide's blocks in a language."""
    return [content for found, content in BLOCK.findall(GUIDE) if found == language]


def typed() -> list[str]:
    """What the guide says to type."""
    return [line.strip() for content in blocks("sh") for line in content.splitlines() if line.strip()]


def uses(value: object) -> Iterator[dict[str, str]]:
    """The inputs of every step in a workflow that uses our action."""
    if isinstance(value, dict):
        if str(value.get("uses", "")).startswith(OURS):
            yield value["with"]
        for inner in value.values():
            yield from uses(inner)
    if isinstance(value, list):
        for inner in value:
            yield from uses(inner)


def calls() -> list[tuple[str, str, str]]:
    """Every call of `campaign` in ci/: the file, the command, the rest of its (joined) line."""
    found = []
    for file in sorted((ROOT / "ci").iterdir()):
        lines = file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        code = (line for line in lines if not line.lstrip().startswith("#"))
        found += [(file.name, match[1], match[2]) for line in code if (match := CALL.search(line))]
    return found


def test_the_guide_is_short() -> None:
    assert len(GUIDE.splitlines()) <= 200


@pytest.mark.parametrize("line", typed())
def test_what_it_says_to_type_can_be_typed(line: str) -> None:
    parse(line)


@pytest.mark.parametrize(("file", "command", "rest"), calls(), ids=lambda text: text[:24])
def test_every_call_in_ci_is_one_of_the_program(file: str, command: str, rest: str) -> None:
    """Flags are those of the command; a name after `ledger` is one of its own commands."""
    words = [command, *([rest.split(maxsplit=1)[0]] if command == "ledger" else [])]
    found, _, _ = find(words)
    known = {flag for param in found.params if isinstance(param, click.Option) for flag in param.opts}
    said = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", re.sub(r'"[^"]*"|\$\{[^}]*\}', " ", rest)))
    assert said <= known, file


def test_the_scripts_call_every_command_that_the_action_offers() -> None:
    offered = {"plan", "apply", "validate", "test", "continue", "doctor", "ledger"}
    assert {command for file, command, _ in calls() if file.endswith(".sh")} == offered
    assert {command for file, command, _ in calls() if file == "campaign.mk"} >= {"validate", "test", "plan", "apply"}


def test_workflows_name_inputs_that_the_action_has() -> None:
    given = [one for content in blocks("yaml") for one in uses(yaml.safe_load(content))]
    assert [one["command"] for one in given] == ["plan", "apply", "continue"]
    assert {name for one in given for name in one} <= action()["inputs"].keys()
    named = re.findall(r"`(plan|command|ledger-copy|apply-args)(?::|`)", GUIDE)
    assert set(named) <= action()["inputs"].keys()


def test_every_workflow_that_sends_waits_for_the_others_and_for_approval() -> None:
    for content in blocks("yaml"):
        workflow = yaml.safe_load(content)
        if any(one["command"] != "plan" for one in uses(workflow)):
            assert workflow["concurrency"] == {"group": "campaign-apply-prod", "cancel-in-progress": False}
            assert all(job["environment"] == "prod" for job in workflow["jobs"].values())
        elif "jobs" in workflow:
            assert "secrets" not in content


def test_every_exit_code_is_explained() -> None:
    table = re.findall(r"^\| ([\d, ]+) \|", GUIDE, re.MULTILINE)
    assert {int(code) for cell in table for code in cell.split(",")} == {int(code) for code in ExitCode}


def test_files_targets_and_variables_that_it_names_exist() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    config = next(yaml.safe_load(content) for content in blocks("yaml") if "hooks:" in content)
    assert [hook["id"] for hook in config["repos"][0]["hooks"]] == [hook["id"] for hook in hooks]
    include = (ROOT / "ci" / "campaign.mk").read_text(encoding="utf-8")
    listed = GUIDE.partition("It adds ")[2].partition(".")[0]
    assert set(re.findall(r"`([\w-]+)`", listed)) == set(re.findall(r"^(campaign-\w+):", include, re.MULTILINE))
    gitlab = (ROOT / "ci" / "gitlab-ci.yml").read_text(encoding="utf-8")
    assert [name for name in re.findall(r"CAMPAIGN_CI_\w+", GUIDE) if name not in gitlab] == []
    assert {"require_plan", "max_recipients"} <= POLICY.by_name.keys()


def test_its_commands_work_one_after_the_other(author: Clone, emulator: Emulated, tmp_path: Path) -> None:
    """As they stand there, in the project that it shows, whose vendor is an emulator here."""
    shown = next(content for content in blocks("yaml") if "targets:" in content)
    real = {"endpoint: cn": f'endpoint: "{emulator.url}"', "${NETEASE_APP_KEY}": "${NETEASE_APP_KEY:-demo}"}
    for theirs, ours in real.items():
        assert theirs in shown
        shown = shown.replace(theirs, ours)
    author.write("project.yaml", shown)
    declare(author, "autumn", "Autumn")
    assert author.campaign("ledger", "init", "--target", "prod").code == 0
    assert author.campaign("ledger", "init", "--ledger", "copy-of-prod.db").code == 0
    ran = {line: author.run(*line.split(), **SECRET) for line in typed()}
    (resolving,) = [line for line in ran if line.startswith("campaign resolve")]
    assert "in doubt" in ran.pop(resolving).err  # nothing is
    assert {line: one.code for line, one in ran.items() if one.code} == {}
    assert sorted(emulator.recipients()) == ["u1", "u1", "u2", "u2", "u3"]
