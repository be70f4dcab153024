"""The project that a campaign file belongs to: its root, its settings, and which paths a file may name. Reads files."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from runner.errors import CampaignInvalid, Place, Problem, UsageError
from runner.source import ListNode, MapNode, Node, Scalar, scan_file

PROJECT_FILE = "project.yaml"
SETTINGS = {
    "version": "the version of this file's format: 1",
    "name": "what the project is called",
    "env": "environment variables that files may use, besides NETEASE_…, RONGCLOUD_…, WEBHOOK_… and CAMPAIGN_…",
    "ledger": "where it is recorded what was sent: a file, or a mapping with `file` and `must_exist`",
    "targets": "where campaigns are sent to, by name: staging, prod; `--target` chooses",
    "policy": "what every plan must keep to",
}
OWN = ("version", "name", "env")  # what is read here; all else of the file is read with the campaigns

_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its root (resolved), and the environment variables that it opens to its campaign files.

    `node`: what its `project.yaml` says, None where there is none. `problems`: what is wrong with it, as far as that is
    seen here.
    """

    root: Path
    env: frozenset[str] = frozenset()
    node: Node | None = field(default=None, compare=False, repr=False)
    problems: tuple[Problem, ...] = field(default=(), compare=False)


class Refused(NamedTuple):
    """Why a path may not be opened, and what to do."""

    what: str
    todo: str


def find_project(path: Path) -> Project:
    """The project of a campaign file (or of a folder): the nearest ancestor with `project.yaml` or `.git`.

    Without one it is the file's folder. CampaignInvalid where `project.yaml` has problems.
    """
    project = look_for_project(path)
    if project.problems:
        raise CampaignInvalid(project.problems)
    return project


def look_for_project(path: Path) -> Project:
    """As `find_project`, but the problems come as a value."""
    start = Path(os.path.realpath(path if _is_folder(path) else path.absolute().parent))
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).exists():
            return _read(folder)
        if (folder / ".git").exists():
            return Project(folder)
    return Project(start)


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return False


def _read(root: Path) -> Project:
    shown = shown_path(root / PROJECT_FILE)
    path = confined(Project(root), root, PROJECT_FILE, ())
    if isinstance(path, Refused):
        return Project(root, problems=(Problem(Place(shown), *path),))
    node, wrong = scan_file(path, shown)
    problems = list(wrong)
    env = frozenset[str]() if node is None else _open_names(node, problems)
    return Project(root, env, node, tuple(problems))


def _open_names(node: Node, problems: list[Problem]) -> frozenset[str]:
    """The names under `env`; what is wrong anywhere in the file is added to `problems`."""
    if isinstance(node, Scalar) and node.plain and not node.text:
        return frozenset()
    if not isinstance(node, MapNode):
        problems.append(Problem(node.place, "a project file is a mapping", f"its keys are {', '.join(SETTINGS)}"))
        return frozenset()
    env: frozenset[str] = frozenset()
    for key, value in node.items:
        if key.text not in SETTINGS:
            problems.append(_unknown_setting(key))
        elif key.text == "env":
            env = frozenset(_names(value, problems))
        elif key.text in OWN and (not isinstance(value, Scalar) or (key.text == "version" and value.text != "1")):
            problems.append(Problem(value.place, f"`{key.text}` can't be this", f"it is {SETTINGS[key.text]}"))
    return env


def _unknown_setting(key: Scalar) -> Problem:
    close = get_close_matches(key.text, SETTINGS, 1)
    todo = f"did you mean `{close[0]}`?" if close else f"the keys here are {', '.join(SETTINGS)}"
    return Problem(key.place, f"unknown key `{key.text}`", todo)


def _names(node: Node, problems: list[Problem]) -> Iterator[str]:
    if not isinstance(node, ListNode):
        problems.append(Problem(node.place, "`env` isn't a list", "write `env: [NAME, OTHER_NAME]`"))
        return
    for item in node.items:
        if isinstance(item, Scalar) and _ENV_NAME.fullmatch(item.text):
            yield item.text
        else:
            problems.append(Problem(item.place, "this names no environment variable", "write its bare name: MY_KEY"))


def shown_path(path: Path) -> str:
    """A path as a person would write it: relative where it lies below the current folder."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def confined(project: Project, base: Path, text: str, allowed: tuple[Path, ...]) -> Path | Refused:
    """The regular file that `text` names relative to `base`, resolved; only in the project or an allowed folder.

    Symbolic links are followed first, so none leads outside. Hidden files and folders (`.git`, `.env`) stay closed.
    """
    if not text or "\0" in text:
        return Refused("this is no path", "name a file, relative to this one")
    if text.startswith("~"):
        return Refused("`~` isn't expanded here", "name the file relative to this one")
    path = Path(os.path.realpath(base / text))
    inside = inner_paths(project, path, allowed)
    if not inside:
        what = f"`{text}` lies outside the project ({project.root})"
        return Refused(what, "move it into the project, or open its folder on the command line: --allow-path DIR")
    if all(any(part.startswith(".") for part in relative.parts) for relative in inside):
        return Refused(f"`{text}` is hidden, or lies in a hidden folder", "move it into a folder that isn't hidden")
    return _regular(path, text)


def place_inside(project: Project, text: str) -> Path | Refused:
    """Where a file of the project is, or is to be made: relative to its root, hidden or not, links followed."""
    if not text or "\0" in text or text.startswith("~"):
        return Refused("this is no path", "name a file, relative to project.yaml")
    path = Path(os.path.realpath(project.root / text))
    inside = inner_paths(project, path, ())
    if not inside:
        return Refused(f"`{text}` lies outside the project ({project.root})", "name a file in the project")
    if any(".git" in relative.parts for relative in inside):
        return Refused(f"`{text}` lies in the folder that is git's own", "name a file beside it")
    return Refused(f"`{text}` is a folder", "name a file in it") if _is_folder(path) else path


def inner_paths(project: Project, path: Path, allowed: tuple[Path, ...]) -> list[Path]:
    """Where a path, links followed, lies in the project and in each allowed folder that holds it; none: outside."""
    target = Path(os.path.realpath(path))
    roots = [Path(os.path.realpath(folder)) for folder in (project.root, *allowed)]
    return [target.relative_to(root) for root in roots if target.is_relative_to(root)]


def _regular(path: Path, text: str) -> Path | Refused:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        absent = isinstance(error, FileNotFoundError | NotADirectoryError)
        what = "there is no file" if absent else f"{error.strerror}:"
        return Refused(f"{what} `{text}`", "check the path: it is relative to this file")
    if stat.S_ISDIR(mode):
        return Refused(f"`{text}` is a folder", "name a file in it")
    return path if stat.S_ISREG(mode) else Refused(f"`{text}` is not a regular file", "name a regular file")


def campaign_files(paths: Iterable[Path]) -> list[Path]:
    """The campaign files that these paths name: files as they are, folders with all `*.yaml` and `*.yml` below them.

    Hidden files and folders, `*.test.yaml` and `project.yaml` are left out; a file that is named twice counts once.
    UsageError where a path doesn't exist or a folder has none.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in _named_by(path):
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())


def _named_by(path: Path) -> list[Path]:
    try:
        path.stat()
    except OSError as error:
        absent = isinstance(error, FileNotFoundError | NotADirectoryError)
        what = "there is no such file or folder" if absent else str(error.strerror)
        raise UsageError(f"{path}: {what}; check the path") from error
    if not _is_folder(path):
        return [path]
    files = sorted(_campaigns_below(path))
    if not files:
        raise UsageError(f"{path}: there is no campaign (*.yaml) in this folder; `campaign new NAME` writes one")
    return files


def _campaigns_below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if _is_campaign(name))


def _is_campaign(name: str) -> bool:
    hidden_or_other = name.startswith(".") or name.endswith((".test.yaml", ".test.yml")) or name == PROJECT_FILE
    return name.endswith((".yaml", ".yml")) and not hidden_or_other
