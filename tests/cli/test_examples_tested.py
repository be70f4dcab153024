"""The tests beside the example campaigns: they pass, and say what they mean to an editor."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from runner.expectations.schema import json_schema
from tests.cli.projects import Project

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "campaigns").glob("*.test.yaml"))
MODELINE = "# yaml-language-server: $schema=../.campaign/test.json"


@pytest.fixture
def examples(project: Project) -> Project:
    """A copy of the repository's own project."""
    for folder in ("campaigns", "templates", "recipients"):
        shutil.copytree(ROOT / folder, project.root / folder)
    return project


def test_they_pass(examples: Project) -> None:
    ran = examples.run("test", "campaigns/")
    assert (ran.code, ran.err) == (0, ""), ran
    assert {line.split()[1].rstrip(":") for line in ran.out.splitlines()[:-1]} == {
        f"campaigns/{path.name}" for path in SHEETS
    }


def test_the_schema_that_they_name_is_the_one_that_is_printed_and_made(project: Project) -> None:
    assert project.look("schema", "test").said == json_schema()
    assert project.look("init", "new").code == 0
    assert json.loads((project.root / "new/.campaign/test.json").read_text(encoding="utf-8")) == json_schema()


def test_they_see_another_text(examples: Project) -> None:
    path = examples.root / "templates" / "points-push.txt.j2"
    path.write_text(path.read_text(encoding="utf-8").replace("积分月底到期", "分"), encoding="utf-8")
    ran = examples.look("test", "campaigns/netease-points.yaml")
    assert ran.code == 3, ran
    assert "m1: `pushcontent` is another" in ran.out


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_they_pass_the_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == MODELINE
    assert [error.message for error in Draft7Validator(json_schema()).iter_errors(yaml.safe_load(text))] == []
