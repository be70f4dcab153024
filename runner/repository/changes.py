"""Which files differ from another revision, and which are not committed. Runs `git`."""

import os
from collections.abc import Mapping
from pathlib import Path

from runner.repository.asking import Git, NoAnswer


def changed_files(root: Path, base: str, environ: Mapping[str, str] = os.environ) -> frozenset[Path]:
    """The files that differ from where HEAD and `base` parted: committed since, uncommitted, untracked; deleted too.

    Absolute paths, of the whole repository, with the links on the way to its folder resolved; ignored files are
    left out. `NoAnswer` where there is no repository, no such revision, or no commit that both share.
    """
    folder = Path(Git(root, environ).ask("rev-parse", "--show-toplevel"))
    git = Git(folder, environ)
    parted = _parted(git, git.commit(base), base)
    differ = git.names("diff", "--name-only", "-z", "--no-renames", "--no-relative", "--no-ext-diff", parted, "--")
    untracked = git.names("ls-files", "--others", "--exclude-standard", "-z")
    return frozenset(folder / name for name in (*differ, *untracked))


def dirty_files(root: Path, environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The files of the repository that are not as committed, untracked ones too: their paths in it, in order."""
    git = Git(root, environ)
    lines = git.names("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
    return tuple(sorted(line[3:] for line in lines))


def is_clean(root: Path, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether everything is committed."""
    return not dirty_files(root, environ)


def _parted(git: Git, base: str, name: str) -> str:
    try:
        return git.ask("merge-base", base, "HEAD")
    except NoAnswer:
        what = f"HEAD and {name} have no commit in common here"
        todo = "fetch the whole history (`git fetch --unshallow`; actions/checkout: `fetch-depth: 0`)"
        raise NoAnswer(what, todo) from None
