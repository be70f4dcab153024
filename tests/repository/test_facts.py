"""What git says of a project's HEAD, on a laptop and in CI."""

from pathlib import Path

import pytest

from runner.repository import facts
from tests.repository.clones import commit, environment, git, repository


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one commit."""
    root = repository(tmp_path / "root")
    commit(root, a_txt="1")
    return root


def fact(root: Path, name: str, **ci: str) -> str:
    """A fact as a text; a missing one as `what; todo`."""
    said = facts(root, environment(**ci))(name)
    return said if isinstance(said, str) else "; ".join(said)


def test_the_commit_is_named_in_full_and_by_its_first_seven(root: Path) -> None:
    sha = git(root, "rev-parse", "HEAD")
    assert fact(root, "sha") == sha
    assert fact(root, "short_sha") == sha[:7]


@pytest.mark.parametrize("kind", [(), ("--annotate", "--message=x")])
def test_the_tag_is_the_one_on_head_itself(root: Path, kind: tuple[str, ...]) -> None:
    git(root, "tag", *kind, "v2.4.0")
    assert fact(root, "tag") == "v2.4.0"
    commit(root, a_txt="2")
    said = fact(root, "tag")
    assert said.startswith("no tag points at HEAD (")
    assert "git tag NAME" in said


def test_of_several_tags_none_is_guessed_but_ci_may_name_one(root: Path) -> None:
    git(root, "tag", "v2.4.0")
    git(root, "tag", "latest")
    assert fact(root, "tag").startswith("2 tags point at HEAD: latest, v2.4.0; delete all but one")
    assert fact(root, "tag", GITHUB_REF_TYPE="tag", GITHUB_REF_NAME="v2.4.0") == "v2.4.0"
    assert fact(root, "tag", CI_COMMIT_TAG="latest") == "latest"


def test_a_clone_without_tags_asks_ci_which_one_it_runs_for(root: Path) -> None:
    sha = git(root, "rev-parse", "HEAD")
    github = {"GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v3"}
    assert fact(root, "tag", **github) == "v3"
    assert fact(root, "tag", **github, GITHUB_SHA=sha) == "v3"
    assert fact(root, "tag", CI_COMMIT_TAG="v3", CI_COMMIT_SHA=sha) == "v3"
    assert fact(root, "tag", GITHUB_REF_TYPE="branch", GITHUB_REF_NAME="main").startswith("no tag points at HEAD")


def test_a_tag_of_ci_is_none_of_another_commit(root: Path) -> None:
    assert fact(root, "tag", CI_COMMIT_TAG="v3", CI_COMMIT_SHA="0" * 40).startswith("no tag points at HEAD")
    git(root, "tag", "v2")
    assert fact(root, "tag", CI_COMMIT_TAG="v3") == "v2"


def test_the_branch(root: Path) -> None:
    assert fact(root, "branch") == "main"
    git(root, "switch", "--quiet", "--create", "feature/x")
    assert fact(root, "branch", GITHUB_REF_NAME="main") == "feature/x"


ON_NONE = "HEAD is on no branch; check one out (`git switch NAME`)"


@pytest.mark.parametrize(
    ("ci", "branch"),
    [
        ({"GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "main"}, "main"),
        ({"GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "7/merge", "GITHUB_HEAD_REF": "fix"}, "fix"),
        ({"CI_COMMIT_REF_NAME": "main"}, "main"),
        ({"CI_COMMIT_REF_NAME": "x", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "fix"}, "fix"),
        ({}, ON_NONE),
        (
            {"GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1"},
            "HEAD is on no branch; check one out (`git switch NAME`)",
        ),
        (
            {"CI_COMMIT_TAG": "v1", "CI_COMMIT_REF_NAME": "v1"},
            "HEAD is on no branch; check one out (`git switch NAME`)",
        ),
    ],
)
def test_a_detached_head_asks_ci_for_its_branch(root: Path, ci: dict[str, str], branch: str) -> None:
    git(root, "checkout", "--quiet", "--detach")
    assert fact(root, "branch", **ci) == branch


@pytest.mark.parametrize("name", ["tag", "sha", "short_sha", "branch"])
def test_without_a_repository(tmp_path: Path, name: str) -> None:
    said = fact(tmp_path, name, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert said == "the project lies in no git repository; run `git init` in it, or clone it"


@pytest.mark.parametrize("name", ["tag", "sha", "short_sha", "branch"])
def test_without_git(root: Path, name: str) -> None:
    assert fact(root, name, PATH="/nowhere") == "git can't be run: No such file or directory; install git"


def test_without_git_ci_says_what_it_can(tmp_path: Path) -> None:
    github = {"PATH": "/nowhere", "GITHUB_SHA": "a" * 40, "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1"}
    assert fact(tmp_path, "tag", **github) == "v1"
    assert fact(tmp_path, "sha", **github) == "a" * 40


def test_before_the_first_commit(tmp_path: Path) -> None:
    root = repository(tmp_path / "new")
    assert fact(root, "sha") == fact(root, "tag") == "the repository has no commit yet; commit something"
    assert fact(root, "branch") == "main"


def test_what_there_is_none_of(root: Path) -> None:
    assert fact(root, "author") == "git has no 'author' here; it has tag, sha, short_sha, branch"


def test_the_project_may_lie_below_the_repository(root: Path) -> None:
    commit(root, campaigns__a_yaml="x")
    git(root, "tag", "v9")
    assert fact(root / "campaigns", "tag") == "v9"


def test_each_fact_is_asked_for_once(root: Path) -> None:
    """A command says the same from its beginning to its end, whatever is committed meanwhile."""
    said = facts(root, environment())
    sha = said("sha")
    commit(root, a_txt="3")
    assert said("sha") == sha
    assert said("short_sha") != sha[:7]


def test_a_hook_s_repository_is_not_the_project_s(root: Path, tmp_path: Path) -> None:
    other = repository(tmp_path / "other")
    assert fact(root, "sha", GIT_DIR=str(other / ".git"), GIT_INDEX_FILE="x") == git(root, "rev-parse", "HEAD")
