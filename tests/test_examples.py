"""Every example campaign is valid, passes the published schema, and goes out on the emulator: once, and not again."""

import json
import shutil
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from runner.all_providers import PROVIDERS
from runner.campaign.schema import json_schema
from tests.cli.projects import CAMPAIGN, Ran, ci_environment

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(set((ROOT / "campaigns").glob("*.yaml")) - set((ROOT / "campaigns").glob("*.test.yaml")))
MODELINE = "# yaml-language-server: $schema=../.campaign/schema.json"
ROUTES = {
    "points-2026-12": [("single", 7, 7)],
    "release-5-10-0": [("batch", 298, 1)],
    "oncall-drill-2026-12": [("single", 3, 3)],
    "double-twelve-2026": [("publish", 12, 1)],
    "shipped-2026-11-25": [("template", 40, 1)],
    "privacy-terms-2027": [("batch", 300, 1)],
    "maintenance-2026-12-18": [("broadcast", 1, 1)],
    "new-year-2027": [("broadcast", 1, 1)],
    "live-begins-2026-12-20": [("online", 1, 1)],
    "release-5-10-0-feishu": [("single", 1, 1)],
    "release-5-10-0-slack": [("single", 1, 1)],
}

EVERYONE = ("maintenance-2026-12-18", "new-year-2027", "live-begins-2026-12-20")
SAID_ONCE = ("[RC049]", "[RC149]")  # a sender's token can't be checked offline

Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs `campaign` in a copy of the repository's own project."""
    root = tmp_path_factory.mktemp("examples")
    shutil.copy(ROOT / "project.yaml", root)
    for folder in ("campaigns", "templates", "recipients"):
        shutil.copytree(ROOT / folder, root / folder)
    environment = ci_environment(tmp_path_factory.mktemp("state"))

    def runs(*arguments: str) -> Ran:
        pipes: dict[str, Any] = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True}
        ended = subprocess.run([CAMPAIGN, *arguments], cwd=root, env=environment, check=False, **pipes)
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    return runs


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    """The schema that `campaign schema` prints."""
    document = json_schema(PROVIDERS)
    Draft7Validator.check_schema(document)
    return Draft7Validator(document)


def as_editors_read(path: Path) -> Any:
    """A file with YAML's own types, as an editor hands it to a schema."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_there_are_examples_of_every_kind() -> None:
    kinds = {as_editors_read(path)["provider"]["type"] for path in EXAMPLES}
    assert len(EXAMPLES) >= 5
    assert kinds == set(PROVIDERS)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_passes_the_schema(path: Path, schema: Draft7Validator) -> None:
    assert path.read_text(encoding="utf-8").splitlines()[0] == MODELINE
    assert [error.message for error in schema.iter_errors(as_editors_read(path))] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_slip_in_an_example_does_not_pass_the_schema(path: Path, schema: Draft7Validator) -> None:
    example = as_editors_read(path)
    for slip in {"content", "push", "provider"} & example.keys():
        wrong = deepcopy(example)
        wrong[slip]["slip"] = "of the pen"
        assert not schema.is_valid(wrong), slip


def test_the_schema_is_the_one_that_the_command_prints(run: Run, schema: Draft7Validator) -> None:
    assert run("schema").said == schema.schema


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_valid(path: Path, run: Run) -> None:
    ran = run("validate", f"campaigns/{path.name}")
    assert ran.code == 0, ran
    assert [line for line in ran.err.splitlines() if not line.endswith(SAID_ONCE)] == []
    assert ran.out.endswith(", valid\n")


def test_all_examples_go_out_once(run: Run) -> None:
    planned = run("plan", "--output", "json")
    assert planned.code == 0, planned.err
    campaigns = planned.said["campaigns"]
    assert {
        one["campaign"]: [(way["route"], way["messages"], way["calls"]) for way in one["routes"]] for one in campaigns
    } == ROUTES
    assert {warning["id"] for one in campaigns for warning in one["warnings"]} == {"RC049", "RC149"}
    assert all(one["duplicates"] == 0 for one in campaigns)

    confirmed = [word for name in EVERYONE for word in ("--confirm", name)]
    applied = run("apply", "--yes", *confirmed, "--expect", planned.said["fingerprint"])
    assert applied.code == 0, applied.err
    rows = [json.loads(line) for line in run("ledger", "export").out.splitlines()]
    assert len(rows) == sum(one["counts"]["send"] for one in campaigns)
    assert {row["status"] for row in rows} == {"accepted"}

    assert run("plan", "--detailed-exitcode").code == 0
    assert all(one["warnings"] == [] for one in run("plan", "-o", "json").said["campaigns"])
    again = run("apply", "--yes")
    assert again.code == 0, again.err
    assert again.out.count(": nothing to do") == len(EXAMPLES)
