"""The hooks of .pre-commit-hooks.yaml, run by pre-commit from a clone of this repository, installed as it does."""

import shutil
from pathlib import Path

import pytest
import yaml

from tests.gitops.repositories import BIN, ROOT, Clone, declare

CONFIG = """\
repos:
  - repo: {source}
    rev: {revision}
    hooks: [{{id: campaign-validate}}, {{id: campaign-test}}]
"""


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This working tree as a repository of one commit, as others name it in `repo:`."""
    folder = tmp_path_factory.mktemp("program") / "campaign-runner"
    shutil.copytree(ROOT / "runner", folder / "runner", ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def hooked(author: Clone, program: Path) -> Clone:
    """A clone whose pre-commit names this program."""
    source = Clone(program, author.env)
    if not (program / ".git").exists():
        source.git("init", "-q", "-b", "main")
        source.git("add", "-A")
        source.git("commit", "-q", "-m", "The program")
    config = CONFIG.format(source=program, revision=source.git("rev-parse", "HEAD"))
    author.write(".pre-commit-config.yaml", config)
    author.git("add", "-A")
    return author


def test_the_hooks_run_as_pre_commit_installs_them(hooked: Clone, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A commit that is sound goes through; one that isn't is refused, with the place of what is wrong."""
    cache = {"PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("cache"))}
    assert hooked.run(str(BIN / "pre-commit"), "install", **cache).code == 0
    declare(hooked, "autumn", "Autumn")
    hooked.git("add", "-A")
    sound = hooked.run("git", "commit", "-m", "Autumn", **cache)
    assert (sound.code, sound.err.count("Passed")) == (0, 2), sound
    hooked.write("campaigns/broken.yaml", "version: 1\nname: broken\nnonsense: 1\n")
    hooked.git("add", "-A")
    broken = hooked.run("git", "commit", "-m", "Broken", **cache)
    assert broken.code == 1
    assert "campaigns/broken.yaml:3:1: unknown key `nonsense`" in broken.err
    hooked.git("rm", "-qf", "campaigns/broken.yaml")
    hooked.write("README.md", "no campaign\n")
    hooked.git("add", "-A")
    skipped = hooked.run("git", "commit", "-m", "Another file", **cache)
    assert (skipped.code, skipped.err.count("Skipped")) == (0, 2)


def test_the_hooks_are_commands_of_this_version(author: Clone) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["campaign-validate", "campaign-test"]
    for hook in hooks:
        ran = author.run(*hook["entry"].split())
        assert ran.code == 0, ran
        assert hook["language"] == "python"
