import os
from pathlib import Path

import pytest

from runner.errors import CampaignInvalid, UsageError
from runner.project import Project, Refused, campaign_files, confined, find_project, inner_paths, shown_path


def touch(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refusal(result: Path | Refused) -> str:
    assert isinstance(result, Refused)
    return f"{result.what}; {result.todo}"


def test_the_project_is_the_nearest_folder_with_project_yaml_or_git(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    touch(tmp_path / "inner" / "project.yaml")
    assert find_project(tmp_path / "a" / "c.yaml") == Project(tmp_path)
    assert find_project(tmp_path / "inner" / "deep" / "c.yaml") == Project(tmp_path / "inner")


def test_the_git_of_a_worktree_is_a_file(tmp_path: Path) -> None:
    touch(tmp_path / ".git", "gitdir: elsewhere")
    (tmp_path / "campaigns").mkdir()
    assert find_project(tmp_path / "campaigns").root == tmp_path


def test_without_a_mark_the_project_is_the_files_folder(tmp_path: Path) -> None:
    assert find_project(touch(tmp_path / "a" / "c.yaml")).root == tmp_path / "a"


def test_the_project_is_found_from_the_folder_that_links_lead_to(tmp_path: Path) -> None:
    touch(tmp_path / "real" / "project.yaml")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert find_project(tmp_path / "link" / "c.yaml").root == tmp_path / "real"


def test_project_yaml_opens_environment_variables(tmp_path: Path) -> None:
    touch(tmp_path / "project.yaml", "version: 1\nname: Shop\nenv: [SHOP_KEY, SHOP_SECRET]\n")
    assert find_project(tmp_path / "c.yaml").env == {"SHOP_KEY", "SHOP_SECRET"}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}", "---\n", "env: []"])
def test_project_yaml_may_say_nothing(tmp_path: Path, text: str) -> None:
    touch(tmp_path / "project.yaml", text)
    assert find_project(tmp_path / "c.yaml").env == frozenset()


def test_everything_wrong_in_project_yaml_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    touch(tmp_path / "project.yaml", "version: 2\nname: [a]\nenvv: x\nzzz: 1\nenv: [A, 9B, [C]]\n")
    with pytest.raises(CampaignInvalid) as raised:
        find_project(Path("c.yaml"))
    lines = str(raised.value).splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "project.yaml:1:10:",
        "project.yaml:2:7:",
        "project.yaml:3:1:",
        "project.yaml:4:1:",
        "project.yaml:5:10:",
        "project.yaml:5:14:",
    ]
    assert lines[2].endswith("unknown key `envv`; did you mean `env`?")
    assert lines[3].endswith("unknown key `zzz`; the keys here are version, name, env, ledger, targets, policy")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- env", "1:1: a project file is a mapping"),
        ("env: A", "1:6: `env` isn't a list"),
        ("env: [A\n", "1:6: the `[` that opens here isn't closed"),
    ],
)
def test_project_yaml_has_a_shape(tmp_path: Path, text: str, said: str) -> None:
    touch(tmp_path / "project.yaml", text)
    with pytest.raises(CampaignInvalid, match=r"project\.yaml:") as raised:
        find_project(tmp_path / "c.yaml")
    assert said in str(raised.value)


def test_project_yaml_may_not_lead_outside(tmp_path: Path) -> None:
    touch(tmp_path / "secret.yaml", "env: [AWS_SECRET_ACCESS_KEY]")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "project.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(CampaignInvalid, match="outside the project"):
        find_project(tmp_path / "p" / "c.yaml")


def test_paths_are_relative_to_the_campaign(tmp_path: Path) -> None:
    file = touch(tmp_path / "recipients" / "ios.csv")
    project, base = Project(tmp_path), tmp_path / "campaigns"
    assert confined(project, base, "../recipients/ios.csv", ()) == file
    assert confined(project, base, str(file), ()) == file


@pytest.mark.parametrize(
    "text", ["../outside.csv", "link.csv", "folder/outside.csv", "/etc/passwd", "a/../../outside.csv"]
)
def test_nothing_outside_the_project_is_opened(tmp_path: Path, text: str) -> None:
    touch(tmp_path / "outside.csv")
    root = tmp_path / "p"
    (root / "a").mkdir(parents=True)
    (root / "link.csv").symlink_to(tmp_path / "outside.csv")
    (root / "folder").symlink_to(tmp_path)
    said = refusal(confined(Project(root), root, text, ()))
    assert f"`{text}` lies outside the project" in said
    assert "--allow-path DIR" in said


def test_a_folder_with_a_like_name_is_outside(tmp_path: Path) -> None:
    touch(tmp_path / "project-two" / "x.csv")
    (tmp_path / "project").mkdir()
    assert "outside" in refusal(
        confined(Project(tmp_path / "project"), tmp_path / "project", "../project-two/x.csv", ())
    )


def test_a_person_may_open_a_folder(tmp_path: Path) -> None:
    file = touch(tmp_path / "lists" / "x.csv")
    root = tmp_path / "p"
    root.mkdir()
    (root / "x.csv").symlink_to(file)
    (tmp_path / "opened").symlink_to(tmp_path / "lists")
    for text in ("../lists/x.csv", "x.csv", str(file)):
        assert confined(Project(root), root, text, (tmp_path / "opened",)) == file


@pytest.mark.parametrize("hidden", [".git/config.csv", ".env", "a/.hidden.csv"])
def test_hidden_files_stay_closed(tmp_path: Path, hidden: str) -> None:
    touch(tmp_path / hidden)
    (tmp_path / "link.csv").symlink_to(tmp_path / hidden)
    for text in (hidden, "link.csv"):
        assert "hidden" in refusal(confined(Project(tmp_path), tmp_path, text, ()))


def test_inner_paths_are_those_in_the_project_and_in_opened_folders(tmp_path: Path) -> None:
    file = touch(tmp_path / "a" / "b" / "x.csv")
    assert inner_paths(Project(tmp_path / "a"), file, (tmp_path,)) == [Path("b/x.csv"), Path("a/b/x.csv")]
    assert inner_paths(Project(tmp_path / "c"), file, ()) == []


def test_a_project_in_a_hidden_folder_is_a_project(tmp_path: Path) -> None:
    file = touch(tmp_path / ".work" / "x.csv")
    assert confined(Project(file.parent), file.parent, "x.csv", ()) == file
    assert confined(Project(tmp_path), file.parent, "x.csv", (file.parent,)) == file


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is no path"),
        ("a\0b", "this is no path"),
        ("~/x.csv", "`~` isn't expanded here"),
        ("none.csv", "there is no file `none.csv`"),
        ("file.csv/x.csv", "there is no file `file.csv/x.csv`"),
        ("loop.csv", "Too many levels of symbolic links: `loop.csv`"),
        ("folder", "`folder` is a folder"),
        (".", "`.` is a folder"),
        ("pipe", "`pipe` is not a regular file"),
    ],
)
def test_only_regular_files_are_opened(tmp_path: Path, text: str, said: str) -> None:
    touch(tmp_path / "file.csv")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    os.mkfifo(tmp_path / "pipe")
    assert refusal(confined(Project(tmp_path), tmp_path, text, ())).startswith(said)


def test_paths_are_shown_as_a_person_would_write_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path(tmp_path / "a" / "c.yaml") == "a/c.yaml"
    assert shown_path(tmp_path.parent) == str(tmp_path.parent)


def test_folders_are_searched_for_campaigns(tmp_path: Path) -> None:
    for name in (
        "b.yaml",
        "a.yml",
        "deep/c.yaml",
        "project.yaml",
        "a.test.yaml",
        ".hidden.yaml",
        ".git/d.yaml",
        "e.csv",
    ):
        touch(tmp_path / name)
    found = [str(path.relative_to(tmp_path)) for path in campaign_files([tmp_path])]
    assert found == ["a.yml", "b.yaml", "deep/c.yaml"]


def test_files_are_taken_as_they_are_and_once(tmp_path: Path) -> None:
    file = touch(tmp_path / "a" / "x.test.yaml")
    other = touch(tmp_path / "a" / "y.yaml")
    assert campaign_files([file, tmp_path / "a", tmp_path / "a" / ".." / "a" / "y.yaml"]) == [file, other]


def test_paths_that_name_no_campaign_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file or folder"):
        campaign_files([tmp_path / "none.yaml"])
    with pytest.raises(UsageError, match="File name too long; check the path"):
        campaign_files([Path("x" * 300)])
    assert find_project(Path("x" * 300)).root.is_dir()
    with pytest.raises(UsageError, match="no campaign"):
        campaign_files([tmp_path])
