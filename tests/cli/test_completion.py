"""`campaign completion`: scripts for shells, and what they ask for."""

import subprocess

import pytest

from tests.cli.projects import Project


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(project: Project, shell: str) -> None:
    ran = project.look("completion", shell)
    assert (ran.code, ran.err) == (0, "")
    assert f"_CAMPAIGN_COMPLETE={shell}_complete" in ran.out


def test_the_script_is_bash(project: Project) -> None:
    script = project.look("completion", "bash").out
    subprocess.run(["bash", "-n"], input=script, text=True, check=True, capture_output=True)


def test_what_the_script_asks_is_answered(project: Project) -> None:
    ran = project.run(_CAMPAIGN_COMPLETE="bash_complete", COMP_WORDS="campaign pl", COMP_CWORD="1")
    assert (ran.code, ran.out, ran.err) == (0, "plain,plan\n", "")


def test_another_shell(project: Project) -> None:
    assert project.look("completion", "cmd").code == 2
