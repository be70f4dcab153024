"""Projects in folders of their own, and emulators as real processes beside them."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from runner.cli.main import run
from runner.emulator.quotas import QUOTAS
from tests.cli.projects import Project, Ran, ci_environment
from tests.emulator.callers import Emulated, running

Start = Callable[..., Emulated]
New = Callable[[str], Project]
OURS = re.compile("CAMPAIGN_|NETEASE_|RONGCLOUD_")


@pytest.fixture
def new_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> New:
    """Makes empty projects of one user."""
    environment = ci_environment(tmp_path / "home")

    def new(name: str) -> Project:
        root = tmp_path / name
        root.mkdir()
        (root / "project.yaml").write_text("version: 1\n", encoding="utf-8")

        def inside(arguments: Sequence[str], env: Mapping[str, str]) -> Ran:
            with monkeypatch.context() as patch:
                patch.chdir(root)
                for variable in filter(OURS.match, list(os.environ)):
                    patch.delenv(variable)
                for variable, value in {"NO_COLOR": "", **environment, **env}.items():
                    patch.setenv(variable, value)
                capsys.readouterr()
                code = run(arguments)
            return Ran(code, *capsys.readouterr())

        return Project(root, environment, inside)

    return new


@pytest.fixture
def project(new_project: New) -> Project:
    """An empty project."""
    return new_project("project")


@pytest.fixture(scope="session")
def unlimited() -> Iterator[Emulated]:
    """One emulator without limits for all tests of a session."""
    with running(*(part for quota in QUOTAS for part in (f"--{quota.option}", "none"))) as emulated:
        yield emulated


@pytest.fixture
def emulator(unlimited: Emulated) -> Emulated:
    """An emulator without limits that has seen nothing yet."""
    unlimited.reset()
    return unlimited


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts emulators with options of their own; they end with the test."""
    with ExitStack() as stack:
        yield lambda *options, **env: stack.enter_context(running(*options, **env))
