"""The command line as a whole: help, usage, and errors that are no traceback."""

import subprocess
import sys
import tempfile

import pytest

from tests.cli.projects import Project, netease


def test_help_names_every_command(project: Project) -> None:
    ran = project.run("--help")
    assert (ran.code, ran.err) == (0, "")
    for name in ("init", "new", "validate", "render", "plan", "apply", "status", "explain", "ledger", "resolve",
                 "emulator", "schema", "providers", "completion"):  # fmt: skip
        assert f"\n  {name} " in ran.out


def test_it_is_a_module_too(project: Project) -> None:
    ran = subprocess.run([sys.executable, "-m", "runner", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout == project.look("--version").out
    assert ran.stdout.startswith("campaign, version ")


@pytest.mark.parametrize("arguments", [("paln",), ("plan", "--verbos"), ("explain", "x"), ("apply", "--unknown", "x")])
def test_usage_errors_end_with_2(project: Project, arguments: tuple[str, ...]) -> None:
    ran = project.look(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert "Usage: campaign" in ran.err


def test_what_should_not_happen_is_a_line_and_a_traceback_only_on_demand(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.campaign(netease())
    monkeypatch.setattr(tempfile, "tempdir", str(project.root / "no such folder"))
    ran = project.look("plan")
    assert ran.code == 1
    assert ran.err.startswith("internal error: FileNotFoundError: [Errno 2] No such file or directory")
    assert ran.err.endswith("please report it with what you did; CAMPAIGN_DEBUG=1 shows where it happened\n")
    assert ran.err.count("\n") == 1
    assert "Traceback (most recent call last)" in project.look("plan", CAMPAIGN_DEBUG="1").err


def test_an_empty_command_line_is_helped(project: Project) -> None:
    ran = project.look()
    assert ran.code == 2
    assert "Usage: campaign [OPTIONS] COMMAND" in ran.err
