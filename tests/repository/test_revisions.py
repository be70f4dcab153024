"""A project as it was."""

from pathlib import Path

import pytest

from runner.repository import NoAnswer, facts, show_tree
from tests.repository.clones import commit, environment, git, repository, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with the tag `v1` one commit ago."""
    root = repository(tmp_path / "root")
    commit(root, a_txt="1", sub__c_txt="1", _gitattributes="sub export-ignore\n")
    git(root, "tag", "v1")
    commit(root, a_txt="2", late__x_txt="1")
    return root


def test_the_files_are_those_of_the_revision(root: Path) -> None:
    write(root, "new.txt", "x")
    with show_tree(root, "v1", environment()) as folder:
        names = sorted(path.name for path in folder.iterdir())
        assert names == [".git", ".gitattributes", "a.txt", "sub"]
        assert (folder / "a.txt").read_text() == "1"
        assert (folder / "sub" / "c.txt").read_text() == "1"
    assert not folder.exists()


def test_git_knows_it_as_that_revision(root: Path) -> None:
    with show_tree(root, "v1", environment()) as folder:
        said = facts(folder, environment())
        assert said("tag") == "v1"
        assert said("sha") == git(root, "rev-parse", "v1")


def test_the_user_s_repository_stays_as_it_is(root: Path) -> None:
    write(root, "a.txt", "3")
    git(root, "add", "a.txt")
    write(root, "a.txt", "4")
    before = sorted((str(path), path.stat().st_mtime_ns) for path in root.rglob("*"))
    with show_tree(root, "v1", environment()) as folder:
        write(folder, "a.txt", "5")
    assert sorted((str(path), path.stat().st_mtime_ns) for path in root.rglob("*")) == before


def test_no_hook_runs(root: Path) -> None:
    hook = write(root, ".git/hooks/post-checkout", f"#!/bin/sh\ntouch {root}/ran\n")
    hook.chmod(0o755)
    with show_tree(root, "v1", environment()):
        assert not (root / "ran").exists()


def test_a_project_below_the_repository(root: Path) -> None:
    with show_tree(root / "sub", "HEAD", environment()) as folder:
        assert sorted(path.name for path in folder.iterdir()) == ["c.txt"]
    raised = pytest.raises(NoAnswer, match=r"the revision v1 has no folder late/; name one that holds the project")
    with raised, show_tree(root / "late", "v1", environment()):
        pass


def test_a_linked_worktree_and_a_shallow_clone(root: Path, tmp_path: Path) -> None:
    git(root, "worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"), "HEAD")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{root}", str(tmp_path / "shallow"))
    for place, revision in ((tmp_path / "tree", "v1"), (tmp_path / "shallow", "HEAD")):
        with show_tree(place, revision, environment()) as folder:
            assert (folder / "a.txt").read_text() == ("1" if revision == "v1" else "2")
    with pytest.raises(NoAnswer, match=r"there is no revision 'v1' in this repository; .*in CI: with the whole"):
        show_tree(tmp_path / "shallow", "v1", environment()).__enter__()


@pytest.mark.parametrize("revision", ["-v1", "--help", "nope", "v1:a.txt", ""])
def test_what_is_no_revision(root: Path, revision: str) -> None:
    with pytest.raises(NoAnswer, match="revision"), show_tree(root, revision, environment()):
        pass
