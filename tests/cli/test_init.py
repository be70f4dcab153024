"""`campaign init` and `campaign new`: from nothing to a campaign that is sent."""

from pathlib import Path

import pytest

from tests.cli.projects import Project


def files(folder: Path) -> dict[str, str]:
    """The files below a folder and what they hold."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture
def fresh(project: Project) -> Project:
    """A folder that nothing was made in."""
    (project.root / "project.yaml").unlink()
    return project


def test_a_newcomer_sees_a_campaign_sent(fresh: Project) -> None:
    ran = fresh.run("init")
    assert (ran.code, ran.out) == (0, "campaign plan campaigns\n")
    assert "made campaigns/hello.yaml\n" in ran.err
    assert fresh.look("validate").out == "campaigns/hello.yaml: 2 recipients, valid\n"
    planned = fresh.look(*ran.out.split()[1:])
    assert "+ send  2  will be sent" in planned.out
    assert "1 recipient left out by `where`" in planned.out
    applied = fresh.apply()
    assert applied.code == 0, applied
    assert fresh.statuses() == {"u1001": "accepted", "u1002": "accepted"}
    assert "hello: nothing to do" in fresh.apply_here().out


def test_what_is_there_is_never_overwritten(fresh: Project) -> None:
    assert fresh.look("init", "sub").code == 0
    made = files(fresh.root / "sub")
    assert {"project.yaml", "campaigns/hello.yaml", ".campaign/.gitignore", ".campaign/schema.json"} <= made.keys()
    fresh.write("sub/campaigns/hello.yaml", "mine")
    again = fresh.look("init", "sub")
    assert (again.code, again.err) == (0, "")
    assert files(fresh.root / "sub") == {**made, "campaigns/hello.yaml": "mine"}


def test_a_new_campaign(project: Project) -> None:
    ran = project.look("new", "release-2")
    assert (ran.code, ran.out) == (0, f"{project.root / 'campaigns' / 'release-2.yaml'}\n")
    text = (project.root / "campaigns" / "release-2.yaml").read_text(encoding="utf-8")
    assert "\nname: release-2 " in text
    again = project.look("new", "release-2")
    assert again.code == 2
    assert again.err.endswith("is there already; choose another name\n")


@pytest.mark.parametrize("name", ["Release", "../x", "-x", "a b", ""])
def test_names_that_no_campaign_can_have(project: Project, name: str) -> None:
    ran = project.look("new", "--", name)
    assert ran.code == 2
    assert "can't be a campaign's name" in ran.err
    assert not (project.root / "campaigns").exists()
