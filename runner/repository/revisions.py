"""The project as it was in another revision, in a folder of its own for a while. Runs `git`."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from runner.repository.asking import Git, NoAnswer


@contextmanager
def show_tree(root: Path, revision: str, environ: Mapping[str, str] = os.environ) -> Iterator[Path]:
    """The project's folder as a revision has it, for the length of the block; `NoAnswer` where it can't be shown.

    The folder is a checkout with that revision as its HEAD, so that templates can read `git.…` there; what is in it
    is what `git switch` would write. The user's repository, its index and its files stay as they are.
    """
    here = Git(root, environ)
    commit = here.commit(revision)
    top = Path(here.ask("rev-parse", "--show-toplevel"))
    store = here.ask("rev-parse", "--path-format=absolute", "--git-common-dir")
    with TemporaryDirectory(prefix="campaign-revision-") as name:
        folder = Path(os.path.realpath(name))
        _link(folder / ".git", commit, store)
        there = Git(folder, environ)
        there.ask("read-tree", commit)
        there.ask("checkout-index", "--all", "--quiet", "--ignore-skip-worktree-bits")
        inner = folder / Path(os.path.realpath(root)).relative_to(os.path.realpath(top))
        if not inner.is_dir():
            what = f"the revision {revision} has no folder {inner.relative_to(folder)}/"
            raise NoAnswer(what, "name one that holds the project")
        yield inner


def _link(folder: Path, commit: str, store: str) -> None:
    """A repository of its own HEAD and index over the objects, tags and settings of another (gitrepository-layout)."""
    folder.mkdir()
    (folder / "HEAD").write_text(f"{commit}\n", encoding="utf-8")
    (folder / "commondir").write_bytes(os.fsencode(f"{store}\n"))
