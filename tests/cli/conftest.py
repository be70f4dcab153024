"""Projects in folders of their own."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from runner.cli.main import run
from tests.cli.projects import Project, Ran, ci_environment

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
