"""`.env` files of a project: which wins, and that they open nothing that isn't open."""

from pathlib import Path

import pytest

from runner.cli.env_files import with_env_files
from runner.errors import CampaignInvalid
from tests.cli.projects import Project, netease

KEY = "${NETEASE_APP_KEY}"


def account(project: Project, *arguments: str, **env: str) -> str:
    """On which account the campaign would be sent."""
    ran = project.look("plan", *arguments, **env)
    assert ran.code == 0, ran
    return ran.out.splitlines()[0].rpartition(" on ")[2].split()[0].rstrip(",")


def test_the_environment_wins_then_the_targets_file_then_the_projects(project: Project) -> None:
    project.write("project.yaml", "targets: {prod: {}, staging: {env_file: secrets/.env.s}}")
    project.campaign(netease("https://netease.invalid", app_key=KEY, app_secret="${NETEASE_S}"))
    project.write(".env", "# a remark\nexport NETEASE_APP_KEY='of-all'\n\n")
    assert account(project, "-t", "prod") == "netease:of-all"
    project.write(".env.prod", 'NETEASE_APP_KEY="of-prod"\n')
    project.write("secrets/.env.s", "NETEASE_APP_KEY=of-staging\n")
    assert account(project, "-t", "prod") == "netease:of-prod"
    assert account(project, "-t", "staging") == "netease:of-staging"
    assert account(project, "-t", "prod", NETEASE_APP_KEY="of-the-environment") == "netease:of-the-environment"


def test_without_targets_there_is_the_projects_file(project: Project) -> None:
    project.campaign(netease("https://netease.invalid", app_key=KEY))
    project.write(".env", "NETEASE_APP_KEY=k\n")
    assert account(project) == "netease:k"


def test_a_file_opens_no_variable_and_sets_no_option(project: Project) -> None:
    project.campaign(netease("https://netease.invalid", app_key="${SHOP_KEY}"))
    project.write(".env", "SHOP_KEY=k\nCAMPAIGN_PLAN_OUTPUT=json\nCAMPAIGN_TARGET=prod\n")
    ran = project.look("plan")
    assert ran.code == 3
    assert "the environment variable SHOP_KEY isn't open to campaign files" in ran.err
    project.write("project.yaml", "env: [SHOP_KEY]")
    assert account(project) == "netease:k"


def test_values_stand_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("\ufeffA=${HOME}\nB=`id`\nC\nD=\nE='a # b'\nF=x # remark\n", encoding="utf-8")
    found = with_env_files([file, tmp_path / "none"], {"D": "", "G": "g"})
    assert found == {"A": "${HOME}", "B": "`id`", "D": "", "E": "a # b", "F": "x", "G": "g"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"A=1\nB='hunter2\n", ".env:2: this line sets no variable; write NAME=value, or # before a remark"),
        (b"A=\xff", ".env: the file can't be read: it isn't UTF-8; correct it, or delete it"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(CampaignInvalid) as raised:
        with_env_files([tmp_path / ".env"], {})
    assert str(raised.value) == said


def test_a_folder_of_that_name(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(CampaignInvalid, match=r"the file can't be read: Is a directory"):
        with_env_files([tmp_path / ".env"], {})


@pytest.mark.parametrize("name", [".env", ".env.local"])
def test_a_committed_link_opens_no_file_outside_the_project(project: Project, name: str) -> None:
    project.write("project.yaml", "targets: {prod: {}}")
    outside = project.root.parent / "outside.env"
    outside.write_text("NETEASE_APP_KEY=theirs\n")
    (project.root / name).symlink_to(outside)
    project.campaign(netease())
    ran = project.look("plan")
    assert ran.code == 3
    assert ran.err.startswith(f"{name}: a link leads from here outside the project")
    assert "theirs" not in ran.out + ran.err
