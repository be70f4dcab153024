"""How git is asked: nothing that a repository names is run, and what git refuses is said in a sentence."""

import os
from pathlib import Path

import pytest

from runner.repository import NoAnswer, changed_files, dirty_files, facts, show_tree
from runner.repository.asking import Git
from tests.repository.clones import commit, environment, git, repository, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one commit."""
    root = repository(tmp_path / "root")
    commit(root, a_txt="1")
    return root


def test_nothing_that_the_repository_names_is_run(root: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    spy = write(tmp_path, "spy", f"#!/bin/sh\ntouch {ran}\n")
    spy.chmod(0o755)
    for setting in ("core.fsmonitor", "core.pager", "core.editor", "diff.external", "core.askPass"):
        git(root, "config", setting, str(spy))
    for hook in ("post-index-change", "post-checkout", "reference-transaction"):
        (root / ".git" / "hooks" / hook).symlink_to(spy)
    write(root, "a.txt", "2")
    for name in ("tag", "sha", "branch"):
        facts(root, environment())(name)
    dirty_files(root, environment())
    changed_files(root, "HEAD", environment())
    with show_tree(root, "HEAD", environment()):
        pass
    assert not ran.exists()


def test_committed_files_that_look_like_a_repository_are_none(root: Path, tmp_path: Path) -> None:
    ran, inner = tmp_path / "ran", root / "campaigns"
    write(inner, "config", f'[core]\n\tbare = false\n\tworktree = .\n[filter "spy"]\n\tclean = touch {ran}; cat\n')
    write(inner, "HEAD", "ref: refs/heads/main\n")
    write(inner, ".gitattributes", "* filter=spy\n")
    for folder in ("objects", "refs"):
        (inner / folder).mkdir()
    write(inner, "a.txt", "1")
    pretending = ("--git-dir=.", "--work-tree=.", "-c", "filter.spy.clean=cat")
    git(inner, *pretending, "add", "a.txt")
    git(inner, *pretending, "commit", "--quiet", "--message", "a")
    write(inner, "a.txt", "2")
    for look in (lambda: dirty_files(inner, environment()), lambda: changed_files(inner, "HEAD", environment())):
        with pytest.raises(NoAnswer, match="looks like a git repository of its own"):
            look()
    assert not ran.exists()


def test_looking_writes_nothing(root: Path) -> None:
    os.utime(root / "a.txt", (1, 1))  # the index knows another time of it, and would be refreshed
    index = (root / ".git" / "index").read_bytes()
    assert dirty_files(root, environment()) == ()
    assert (root / ".git" / "index").read_bytes() == index


def test_what_git_refuses_is_said_in_its_words(root: Path) -> None:
    (root / ".git" / "config").write_text("[core\n")
    with pytest.raises(NoAnswer, match=r"^git says: bad config line 1 .*; look what `git status` says here$") as raised:
        dirty_files(root, environment())
    assert raised.value.exit_code == 2


def test_a_folder_that_is_not_there(root: Path) -> None:
    with pytest.raises(NoAnswer, match=r"^git says: cannot change to '.*/nowhere': No such file or directory; "):
        Git(root / "nowhere", environment()).ask("status")
