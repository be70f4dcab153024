"""The doctor's look at a project: its root and settings, templates, what git keeps of its secrets. Reads files."""

import os
import re
from collections.abc import Container, Iterable, Iterator
from pathlib import Path, PurePath

from runner.errors import CampaignInvalid, ExitCode
from runner.project import PROJECT_FILE, find_project
from runner.report.checks import Check, failed, ok, warning
from runner.report.words import clean
from runner.repository.asking import Git, NoAnswer

SECRET = re.compile(r"\.env(\..+)?")
EXAMPLES = (".example", ".sample", ".template")


def project(start: Path) -> Iterator[Check]:
    """The project of a folder: where it begins, whether its settings can be read, and whether it has templates."""
    try:
        root = find_project(start).root
    except CampaignInvalid as error:
        yield from unreadable(error)
        return
    if (root / PROJECT_FILE).exists():
        yield ok("project", "", f"{PROJECT_FILE} in {root}")
    else:
        yield warning("project", "", f"there is no {PROJECT_FILE} in {root}", "`campaign init` writes one")
    there = (root / "templates").is_dir()
    yield ok(
        "templates", "", "templates/ is there" if there else "there is no folder templates/: nothing can be included"
    )


def unreadable(error: CampaignInvalid) -> Iterator[Check]:
    """What is wrong with project.yaml."""
    for one in error.problems:
        yield failed("project", clean(str(one.place or "")), one.what, one.todo, ExitCode.INVALID)


def tracked(root: Path, ledgers: Iterable[Path]) -> Iterator[Check]:
    """Whether git keeps, or would take up, what it must not: secrets, or who was sent what."""
    git = Git(root, os.environ)
    try:
        kept = git.names("ls-files", "-z")
        open_ = git.names("ls-files", "-z", "--others", "--exclude-standard")
    except NoAnswer as error:
        yield warning("git", "", error.what, error.todo)
        return
    own = {os.path.relpath(path.resolve(), root) for path in ledgers}
    doubts = [*_doubts(kept, own, kept=True), *_doubts(open_, own, kept=False)]
    yield from doubts or [ok("git", "", "neither a ledger nor an .env file is kept by git")]


def _doubts(names: Iterable[str], ledgers: Container[str], *, kept: bool) -> Iterator[Check]:
    """`kept`: whether git keeps these files already, or would with the next `git add`."""
    does = "git keeps" if kept else "git would take up"
    for name in names:
        if SECRET.fullmatch(PurePath(name).name) and not name.endswith(EXAMPLES):
            todo = f"git rm --cached {name}, and change the secrets in it" if kept else "name it in .gitignore"
            yield warning("git", clean(name), f"{does} this file, which holds secrets", todo)
        elif name in ledgers:
            # going back to an older one would forget what was sent since
            todo = f"git rm --cached {name}" if kept else f"add the line {name}* to .gitignore"
            yield warning("git", clean(name), f"{does} this ledger, which holds personal data", todo)
