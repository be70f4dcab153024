"""The project's `templates/` folder, the only place that templates are loaded from, and its changelog. Reads files."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from jinja2 import BaseLoader, Environment, TemplateError, TemplateNotFound

FOLDER = "templates"
CHANGELOG = "CHANGELOG.md"
MOST_BYTES = 1 << 18
MOST_LISTED = 1000


class TemplateRefused(TemplateError):
    """A file that may not be loaded as a template; `todo` says what to do about it."""

    def __init__(self, what: str, todo: str) -> None:
        """Why not; what to do."""
        super().__init__(what)
        self.todo = todo


class Opened(NamedTuple):
    """A template that was loaded: its name below `templates/`, its language's folder included, and its file."""

    shown: str
    path: Path


class ProjectLoader(BaseLoader):
    """Loads `templates/NAME`, never anything outside of the folder, symbolic links included.

    With a language, `templates/LANGUAGE/NAME` comes first. `opened`: what was loaded so far, by name. `files`: the
    absolute paths of everything that was read so far. Hidden files (`.git`, `.env`) stay closed, wherever a link leads.
    """

    def __init__(self, root: Path, language: str = "") -> None:
        """`root` is the project's; `language`: no text from outside, but one that can stand in a path."""
        self.root = Path(os.path.realpath(root))
        self.folder = self.root / FOLDER
        self.language = language
        self.opened: dict[str, Opened] = {}
        self.files: set[Path] = set()

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Jinja2's hook. The line end that closes a file is no part of its text."""
        found = self._found(template)
        text = self._text(found.path, f"{FOLDER}/{found.shown}")
        self.opened[template] = found
        return text.removesuffix("\n").removesuffix("\r"), found.shown, None

    def changelog(self) -> str:
        """What the project's changelog says; TemplateRefused where there is none that can be read."""
        path = Path(os.path.realpath(self.root / CHANGELOG))
        if not path.is_relative_to(self.root):
            raise TemplateRefused(f"{CHANGELOG} is a link that leads out of the project", "put the file itself there")
        self._check_seen(path, CHANGELOG)
        if not path.is_file():
            raise TemplateRefused(f"there is no {CHANGELOG} beside project.yaml", "write one (keepachangelog.com)")
        return self._text(path, CHANGELOG)

    def list_templates(self) -> list[str]:
        """The first names of the folder, for advice."""
        files = (path for path in sorted(self.folder.rglob("*"))[:MOST_LISTED] if path.is_file())
        return [path.relative_to(self.folder).as_posix() for path in files]

    def folders(self) -> list[str]:
        """The names of the folders right under `templates/`."""
        try:
            return sorted(path.name for path in self.folder.iterdir() if path.is_dir())
        except OSError:
            return []

    def holds(self, name: str) -> bool:
        """Whether there is a template of exactly this name, language's folder included."""
        try:
            return bool(self._confined(name))
        except (TemplateRefused, TemplateNotFound):
            return False

    def _text(self, path: Path, shown: str) -> str:
        content = _read(path, shown)
        self.files.add(path)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise TemplateRefused(f"{shown}:{line} isn't UTF-8", "save the file as UTF-8") from None

    def _found(self, name: str) -> Opened:
        """The file that a name means: in the language's folder, or in `templates/` itself."""
        if self.language:
            _check_name(name)
            inner = f"{self.language}/{name}"
            try:
                return Opened(inner, self._confined(inner))
            except TemplateNotFound:
                pass
        return Opened(name, self._confined(name))

    def _confined(self, name: str) -> Path:
        """The regular file that a name means."""
        _check_name(name)
        folder = Path(os.path.realpath(self.folder))
        path = Path(os.path.realpath(folder / name))
        if not folder.is_relative_to(self.root) or not path.is_relative_to(folder):
            what = f"{FOLDER}/{name} is a link that leads out of {FOLDER}/"
            raise TemplateRefused(what, "put the file itself there")
        self._check_seen(path, f"{FOLDER}/{name}")
        if not os.path.isfile(path):  # noqa: PTH113  a name that is too long is no file either
            raise TemplateNotFound(name)
        return path

    def _check_seen(self, path: Path, shown: str) -> None:
        if any(part.startswith(".") for part in path.relative_to(self.root).parts):
            what = f"{shown} is hidden, or lies in a hidden folder"
            raise TemplateRefused(what, "move it into a folder that isn't hidden")


def _check_name(name: str) -> None:
    if "\0" in name or "\\" in name or name.startswith("/") or ".." in name.split("/"):
        raise TemplateRefused(f"{name!r} leads out of {FOLDER}/", f"name a file below {FOLDER}/")


def _read(path: Path, shown: str) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise TemplateRefused(f"{shown} can't be read: {error.strerror}", "check who may read it") from None
    if len(content) > MOST_BYTES:
        raise TemplateRefused(f"{shown} is larger than {MOST_BYTES // 1024} KiB", "make it smaller")
    return content
