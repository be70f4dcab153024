"""Which files differ from another revision."""

from pathlib import Path

import pytest

from runner.repository import NoAnswer, changed_files, dirty_files, is_clean
from tests.repository.clones import commit, environment, git, repository, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose branch `work` left `main` one commit ago; main went on since."""
    root = repository(tmp_path / "root")
    commit(root, a_txt="1", b_txt="1", sub__c_txt="1", _gitignore="*.log\n")
    git(root, "switch", "--quiet", "--create", "work")
    commit(root, a_txt="2")
    git(root, "switch", "--quiet", "main")
    commit(root, b_txt="2")
    git(root, "switch", "--quiet", "work")
    return root


def changed(root: Path, base: str = "main") -> list[str]:
    """Their paths in the repository."""
    return sorted(str(path.relative_to(root)) for path in changed_files(root, base, environment()))


def test_what_was_committed_since_the_two_parted(root: Path) -> None:
    assert changed(root) == ["a.txt"]
    assert changed(root, "HEAD") == []


def test_what_is_not_committed_and_what_is_new_count_too(root: Path) -> None:
    write(root, "b.txt", "3")
    write(root, "sub/new ü.txt", "x")
    write(root, "sub/x.log", "x")
    git(root, "mv", "sub/c.txt", "sub/d.txt")
    assert changed(root) == ["a.txt", "b.txt", "sub/c.txt", "sub/d.txt", "sub/new ü.txt"]
    assert changed_files(root / "sub", "main", environment()) == changed_files(root, "main", environment())


def test_what_was_changed_back_does_not_differ(root: Path) -> None:
    write(root, "a.txt", "1")
    assert changed(root) == []


def test_settings_of_the_user_change_nothing(root: Path, tmp_path: Path) -> None:
    for setting, value in {
        "diff.relative": "true",
        "diff.external": str(tmp_path / "no"),
        "status.showUntrackedFiles": "no",
        "core.fsmonitor": str(tmp_path / "no"),
    }.items():
        git(root, "config", setting, value)
    write(root, "sub/new.txt", "x")
    assert sorted(path.name for path in changed_files(root / "sub", "main", environment())) == ["a.txt", "new.txt"]
    assert dirty_files(root, environment()) == ("sub/new.txt",)


@pytest.mark.parametrize("base", ["nope", "-x", "--output=x", "", "a\0b", "main:a.txt"])
def test_a_base_that_is_no_revision(root: Path, base: str) -> None:
    with pytest.raises(NoAnswer, match=r"names no revision|there is no revision") as raised:
        changed(root, base)
    assert raised.value.todo
    assert not (root / "x").exists()


def test_histories_that_share_nothing(root: Path) -> None:
    git(root, "switch", "--quiet", "--orphan", "alone")
    commit(root)
    with pytest.raises(NoAnswer, match=r"HEAD and main have no commit in common here; fetch the whole history"):
        changed(root)


def test_without_a_repository(tmp_path: Path) -> None:
    with pytest.raises(NoAnswer, match="the project lies in no git repository"):
        changed(tmp_path)
    with pytest.raises(NoAnswer, match="the project lies in no git repository"):
        dirty_files(tmp_path, environment())


def test_what_is_not_committed(root: Path) -> None:
    assert dirty_files(root, environment()) == ()
    assert is_clean(root, environment())
    write(root, "b.txt", "3")
    write(root, "sub/new ü.txt", "x")
    (root / "sub/c.txt").unlink()
    write(root, "x.log", "x")
    assert dirty_files(root, environment()) == ("b.txt", "sub/c.txt", "sub/new ü.txt")
    assert not is_clean(root, environment())
