"""`--select` and `--exclude`: which campaigns a command is about."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from runner.cli.selecting import Known, Selection, read_selection
from runner.cli.sought import Sought
from runner.errors import UsageError
from tests.cli.projects import Project, Ran, netease, rongcloud

BROKEN = "version: 1\nname: broken\ntags: [draft]\n"


@pytest.fixture
def four(project: Project) -> Project:
    """Four campaigns in two folders."""
    project.campaign(netease(name="hello-1", tags="[release, ios]"), "ios/one")
    project.campaign(netease(name="hello-2", tags="[release]"), "ios/two")
    project.campaign(rongcloud(name="other", tags="[ios]"), "three")
    project.campaign(rongcloud(name="last"), "web/four")
    return project


def names(ran: Ran) -> set[str]:
    """The campaigns of a plan."""
    assert ran.code == 0, ran
    return {one["campaign"] for one in ran.said["campaigns"]}


@pytest.mark.parametrize(
    ("options", "selected"),
    [
        ("", {"hello-1", "hello-2", "other", "last"}),
        ("-s tag:release", {"hello-1", "hello-2"}),
        ("-s tag:rel*", {"hello-1", "hello-2"}),
        ("--select tag:release,tag:ios", {"hello-1"}),
        ("--select tag:release --select tag:ios", {"hello-1", "hello-2", "other"}),
        ("--select path:campaigns/ios", {"hello-1", "hello-2"}),
        ("--select path:./campaigns/ios/", {"hello-1", "hello-2"}),
        ("--select path:campaigns/ios/one.yaml", {"hello-1"}),
        ("--select path:campaigns/*/one.yaml", {"hello-1"}),
        ("--select path:campaigns/io", set()),
        ("--select hello-1", {"hello-1"}),
        ("--select name:hello-*", {"hello-1", "hello-2"}),
        ("--select hello", set()),
        ("--select provider:netease,path:campaigns/ios --select last", {"hello-1", "hello-2", "last"}),
        ("--exclude tag:ios", {"hello-2", "last"}),
        ("--exclude tag:ios,tag:release", {"hello-2", "other", "last"}),
        ("--exclude tag:ios --exclude last", {"hello-2"}),
        ("--select tag:release --exclude name:*-2", {"hello-1"}),
        ("--select tag:release campaigns/ios/one.yaml campaigns/three.yaml", {"hello-1"}),
    ],
)
def test_what_is_selected(four: Project, options: str, selected: set[str]) -> None:
    assert names(four.look("plan", "-o", "json", *options.split())) == selected


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--select tags:a", "--select tags:a: there is no method `tags`; did you mean tag:?"),
        ("--exclude a:b", "--exclude a:b: there is no method `a`; the methods are tag, path, name, provider, state"),
        ("--select tag:", "--select tag:: `tag:` selects nothing; after tag: comes a tag of the campaign"),
        ("--select tag:a,", "--select tag:a,: `` selects nothing; after name: comes the campaign's name; a bare word"),
        ("--select state:new", "`state:new` selects nothing; after state: comes changed: the file, or one that"),
    ],
)
def test_a_condition_that_is_none(four: Project, options: str, said: str) -> None:
    ran = four.look("plan", *options.split())
    assert ran.code == 2, ran
    assert said in ran.err


@pytest.mark.parametrize("command", ["validate", "plan", "apply", "status"])
def test_when_nothing_is_selected_that_is_said_and_right(four: Project, command: str) -> None:
    ran = four.look(command, "--select", "nobody")
    assert ran.code == 0, ran
    assert ran.err == "no campaign is selected; nothing to do\n"
    assert command == "status" or ran.out == ""
    assert not four.ledger.exists()


def test_without_a_campaign_no_plan_is_saved(four: Project) -> None:
    ran = four.look("plan", "-q", "--select", "nobody", "--out", "plan.json")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.endswith("plan.json isn't written: no campaign, no plan\n")
    assert not (four.root / "plan.json").exists()


@pytest.mark.parametrize("kind", ["markdown", "html", "jsonl", "json"])
def test_reports_of_nothing(four: Project, kind: str) -> None:
    for command in ("plan", "apply"):
        assert four.look(command, "--select", "nobody", "--report", f"{kind}=out.{kind}").code == 0
        assert (four.root / f"out.{kind}").read_text(encoding="utf-8")


@pytest.mark.parametrize(("command", "key"), [("validate", "files"), ("plan", "campaigns"), ("status", "campaigns")])
def test_nothing_selected_is_an_empty_document(four: Project, command: str, key: str) -> None:
    ran = four.look(command, "--select", "nobody", "-o", "json")
    assert ran.code == 0, ran
    assert ran.said[key] == []


def test_an_apply_sends_only_what_is_selected(four: Project) -> None:
    ran = four.apply_here("--select", "tag:release", "--exclude", "hello-2")
    assert ran.code == 0, ran
    assert {row["campaign"] for row in four.export()} == {"hello-1"}


def test_the_status_of_a_selection_is_of_nobody_else(four: Project) -> None:
    assert four.apply_here().code == 0
    assert {one["campaign"] for one in four.look("status", "-o", "json", "-s", "last").said["campaigns"]} == {"last"}
    others = four.look("status", "-o", "json", "--exclude", "last").said["campaigns"]
    assert {one["campaign"] for one in others} == {"hello-1", "hello-2", "other"}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("--select path:campaigns/ios", 0),
        ("--exclude path:campaigns/broken.yaml", 0),
        ("--select hello-1", 0),
        ("--select tag:release", 0),
        ("--exclude tag:draft", 0),
        ("--select tag:draft", 3),
        ("--select provider:netease", 3),
        ("--exclude provider:netease", 3),
        ("", 3),
    ],
)
def test_an_invalid_file_matters_only_where_it_may_be_selected(four: Project, options: str, code: int) -> None:
    four.campaign(BROKEN, "broken")
    ran = four.look("plan", *options.split())
    assert ran.code == code, ran
    assert ("campaigns/broken.yaml" in ran.err) is (code == 3)


def test_a_file_that_is_no_yaml_is_left_out_by_its_path_only(four: Project) -> None:
    four.campaign("a: [", "broken")
    assert four.look("plan", "--select", "path:campaigns/ios").code == 0
    assert four.look("plan", "--select", "hello-1").code == 3


def test_the_command_that_goes_on_selects_the_same() -> None:
    sought = Sought(select=("tag:a", "b"), exclude=("c",), base="HEAD~1")
    assert sought.again() == ["--select", "tag:a", "--select", "b", "--exclude", "c", "--base", "HEAD~1"]


@pytest.mark.parametrize("text", ["tag:a", "name:a", "provider:a"])
def test_what_is_not_known_yet_may_be_selected_and_is_not_excluded(tmp_path: Path, text: str) -> None:
    known = Known(tmp_path / "x.yaml")
    assert read_selection(Sought(select=(text,))).may_take(known)
    assert read_selection(Sought(exclude=(text,))).may_take(known)


class TestStateChanged:
    """`state:changed`, against git."""

    @pytest.fixture
    def repository(self, four: Project) -> Project:
        four.write("recipients/list.csv", "id\nu1\n")
        four.write("templates/inner.txt", "hello")
        four.campaign(netease(name="listed", recipients="{file: ../recipients/list.csv}"), "listed")
        four.campaign(netease(name="worded", attach="\"{% include 'inner.txt' %}\""), "worded")
        four.write(".gitignore", ".campaign/\n")
        self.git(four, "init", "-q", "-b", "main")
        self.commit(four)
        self.git(four, "switch", "-q", "-c", "work")
        return four

    def git(self, project: Project, *words: str) -> None:
        name = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *name, *words], cwd=project.root, check=True, env=project.env, capture_output=True)

    def commit(self, project: Project) -> None:
        self.git(project, "add", "-A")
        self.git(project, "commit", "-q", "-m", "a commit")

    def changed(self, project: Project, *options: str, **env: Any) -> set[str]:
        env = {"GITHUB_BASE_REF": "", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "", **env}
        return names(project.look("plan", "-o", "json", "--select", "state:changed", *options, **env))

    def test_nothing_has_changed(self, repository: Project) -> None:
        assert self.changed(repository) == set()

    @pytest.mark.parametrize("committed", [True, False])
    def test_the_file_itself_or_one_that_it_reads(self, repository: Project, committed: bool) -> None:
        repository.campaign(rongcloud(name="last", recipients="{list: [u9]}"), "web/four")
        repository.write("recipients/list.csv", "id\nu2\n")
        repository.write("templates/inner.txt", "bye")
        repository.campaign(netease(name="new"), "new")
        if committed:
            self.commit(repository)
        assert self.changed(repository) == {"last", "listed", "worded", "new"}

    @pytest.mark.parametrize("folder", [False, True])
    def test_a_link_that_leads_elsewhere_now(self, repository: Project, folder: bool) -> None:
        for name in ("one", "two"):
            repository.write(f"{name}/people.csv", "id\nu1\n")
        link = repository.root / ("lists" if folder else "people.csv")
        inner = "" if folder else "/people.csv"
        link.symlink_to(f"one{inner}")
        recipients = f"{{file: ../{'lists/' if folder else ''}people.csv}}"
        repository.campaign(netease(recipients=recipients, name="linked"), "linked")
        self.commit(repository)
        self.git(repository, "branch", "-f", "main", "HEAD")
        assert self.changed(repository) == set()
        link.unlink()
        link.symlink_to(f"two{inner}")
        assert self.changed(repository) == {"linked"}

    def test_against_another_revision(self, repository: Project) -> None:
        repository.write("recipients/list.csv", "id\nu2\n")
        self.commit(repository)
        repository.campaign(rongcloud(name="last", recipients="{list: [u9]}"), "web/four")
        self.commit(repository)
        assert self.changed(repository, "--base", "HEAD~1") == {"last"}
        assert self.changed(repository, "--base", "HEAD") == set()

    def test_on_a_pull_request_it_is_the_branch_that_it_is_made_against(self, repository: Project) -> None:
        self.git(repository, "update-ref", "refs/remotes/origin/next", "HEAD")
        repository.write("recipients/list.csv", "id\nu2\n")
        self.commit(repository)
        self.git(repository, "branch", "-f", "main", "HEAD")
        assert self.changed(repository) == set()
        assert self.changed(repository, GITHUB_BASE_REF="next") == {"listed"}

    def test_without_anything_to_compare_with(self, repository: Project) -> None:
        self.git(repository, "branch", "-D", "main")
        ran = repository.look("plan", "--select", "state:changed", GITHUB_BASE_REF="")
        assert ran.code == 2, ran
        assert "there is none of origin/HEAD, origin/main, origin/master, main, master here; say --base" in ran.err

    def test_without_a_repository(self, four: Project) -> None:
        ran = four.look("plan", "--select", "state:changed")
        assert ran.code == 2, ran
        assert "the project lies in no git repository" in ran.err


def test_conditions_are_read_once_for_all(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no method"):
        read_selection(Sought(exclude=("x:y",)))
    assert not Selection()
    assert read_selection(Sought(select=("a",)))
