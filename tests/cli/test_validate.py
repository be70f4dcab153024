"""`campaign validate`: every broken file is told where and how, and nothing broken is sent."""

import shutil
from pathlib import Path

import pytest

from tests.campaign.test_broken import FILES, RENDERED, expected
from tests.cli.projects import Project, netease, rongcloud

BROKEN = [*FILES, *RENDERED]


@pytest.fixture
def lists(project: Project) -> Path:
    """The broken files, as deep in a project as they stand in ours."""
    for folder in ("broken", "broken-rendered"):
        shutil.copytree(FILES[0].parent.parent / folder, project.root / "tests" / "campaign" / folder)
    return project.root / "tests" / "campaign"


def shown(file: Path) -> str:
    """A broken file as a user names it."""
    return f"tests/campaign/{file.parent.name}/{file.name}"


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_file_is_told_where_and_how(project: Project, file: Path) -> None:
    place, words = expected(file)
    ran = project.look("validate", shown(file))
    assert ran.code == 3, ran
    assert ran.out == ""
    lines = [line for line in ran.err.splitlines() if words in line]
    assert lines, ran.err
    for line in lines:
        assert line.startswith(f"{shown(file)}:{place}: ")
        assert "; " in line  # what is wrong; what to do
    assert "Traceback" not in ran.err


@pytest.mark.usefixtures("lists")
def test_a_folder_of_them_is_told_at_once(project: Project) -> None:
    ran = project.run("validate", "tests/campaign/broken")
    assert ran.code == 3, ran
    assert "Traceback" not in ran.err
    for file in FILES:
        place, words = expected(file)
        (line,) = [line for line in ran.err.splitlines() if line.startswith(f"{shown(file)}:{place}: ")]
        assert words in line


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize("command", ["plan", "apply", "status"])
def test_other_commands_say_the_same(project: Project, command: str) -> None:
    said = project.look("validate", shown(FILES[0]))
    ran = project.look(command, shown(FILES[0]))
    assert (ran.code, ran.out, ran.err) == (3, "", said.err)
    assert not project.ledger.exists()


def test_a_sound_campaign(project: Project) -> None:
    path = project.campaign(netease())
    ran = project.look("validate", "-v", path)
    assert (ran.code, ran.out, ran.err) == (0, f"{path}: 3 recipients, valid\n", "nothing was sent\n")
    assert project.look("validate", "-q", path).out == ""
    assert not project.ledger.exists()


def test_warnings_are_said_at_their_places_and_end_nothing(project: Project) -> None:
    project.write("recipients/all.csv", "id\nu1\n1.38E+10\n1.39E+10\n")
    path = project.campaign(rongcloud(recipients="{file: ../recipients/all.csv}", lint="{disable: [RC049]}"))
    ran = project.look("validate", path)
    assert (ran.code, ran.out) == (0, f"{path}: 3 recipients, valid\n")
    about_file, about_list = ran.err.splitlines()
    assert about_file.startswith(f"{path}:12:15: warning: ")
    assert about_file.endswith(" [RC041]")
    assert about_list == (
        "recipients/all.csv:3: warning: the id 1.38E+10 is a number as a spreadsheet shortens it: its last digits are "
        "lost; for 2 recipients, first 1.38E+10 [GEN003]"
    )
    assert project.look("validate", "-q", path) == (0, "", "")


def test_a_secret_with_white_space_is_warned_of_and_never_shown(project: Project) -> None:
    path = project.campaign(netease(app_secret="'s3cr3t '"))
    ran = project.look("validate", path)
    assert ran.code == 0
    assert ": warning: app_secret has white space around it" in ran.err
    assert "s3cr3t" not in ran.err


def test_a_fault_inside_a_json_parameter_is_told_where_it_stands(project: Project) -> None:
    push = "{pushContent: hi, pushExt: {title: hi, pushConfigs: [{HW: {category: im}}, {APNS: {}}]}}"
    path = project.campaign(rongcloud(push=push))
    first, second = project.look("validate", path).err.splitlines()
    assert first.startswith(f"{path}:14:{7 + push.index('APNS')}: pushConfigs has no 'APNS'")
    assert second.startswith(f"{path}:14:{7 + push.index('im}')}: pushConfigs.HW.category is 'im'")


def test_recipients_that_break_a_rule_and_texts_that_cannot_be_made(project: Project) -> None:
    project.campaign(netease(recipients="{list: [u1, 李雷]}"), "one")
    project.campaign(
        netease(recipients="{list: [{id: u1, name: Li}, {id: u2}]}", attach="'{{ name }}'", name="x"), "two"
    )
    ran = project.look("validate")
    assert ran.code == 3
    first, second = ran.err.splitlines()
    assert first.startswith("campaigns/one.yaml:9: 李雷: to is '李雷'")
    assert first.endswith("; correct it, or leave the recipient out [NE006]")
    assert second.startswith("campaigns/two.yaml:12:11: ")
    assert "name" in second
    assert "u2" in second


def test_a_bad_row_of_a_list_is_told_at_its_line(project: Project) -> None:
    project.write("recipients/all.csv", "id,name\nu1,Li\nu2\n")
    project.campaign(netease(recipients="{file: ../recipients/all.csv}"))
    ran = project.look("validate")
    assert ran.code == 3
    assert ran.err.startswith("recipients/all.csv:3: the row has 1 fields, the header 2 columns; ")


def test_two_files_with_one_name(project: Project) -> None:
    project.campaign(netease(), "one")
    project.campaign(netease(), "two")
    ran = project.look("validate")
    assert ran.code == 3
    what = "campaigns/two.yaml: the campaign 'hello' stands in campaigns/one.yaml too"
    assert ran.err == f"{what}; give each file a name of its own\n"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nowhere.yaml", "nowhere.yaml: there is no such file or folder; check the path"),
        ("empty", "empty: there is no campaign (*.yaml) in this folder; `campaign new NAME` writes one"),
    ],
)
def test_paths_that_hold_no_campaign(project: Project, path: str, said: str) -> None:
    (project.root / "empty").mkdir()
    ran = project.look("validate", path)
    assert (ran.code, ran.err) == (2, f"{said}\n")
