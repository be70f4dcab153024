"""The project's `templates/` folder, the only place that templates are loaded from. Reads files."""

import os
from collections.abc import Callable
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateError, TemplateNotFound

FOLDER = "templates"
MOST_BYTES = 1 << 18
MOST_LISTED = 1000


class TemplateRefused(TemplateError):
    """A file that may not be loaded as a template; `todo` says what to do about it."""

    def __init__(self, what: str, todo: str) -> None:
        """Why not; what to do."""
        super().__init__(what)
        self.todo = todo


class ProjectLoader(BaseLoader):
    """Loads `templates/NAME`, never anything outside of the folder, symbolic links included."""

    def __init__(self, root: Path) -> None:
        """`root` is the project's."""
        self.root = Path(os.path.realpath(root))
        self.folder = self.root / FOLDER

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Jinja2's hook. The line end that closes a file is no part of its text."""
        content = self._read(template)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise TemplateRefused(f"{FOLDER}/{template}:{line} isn't UTF-8", "save the file as UTF-8") from None
        return text.removesuffix("\n").removesuffix("\r"), template, None

    def list_templates(self) -> list[str]:
        """The first names of the folder, for advice."""
        files = (path for path in sorted(self.folder.rglob("*"))[:MOST_LISTED] if path.is_file())
        return [path.relative_to(self.folder).as_posix() for path in files]

    def _read(self, name: str) -> bytes:
        path = self._confined(name)
        try:
            with path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        except OSError as error:
            what = f"{FOLDER}/{name} can't be read: {error.strerror}"
            raise TemplateRefused(what, "check who may read it") from None
        if len(content) > MOST_BYTES:
            raise TemplateRefused(f"{FOLDER}/{name} is larger than {MOST_BYTES // 1024} KiB", "make it smaller")
        return content

    def _confined(self, name: str) -> Path:
        """The regular file that a name means."""
        if "\0" in name or "\\" in name or name.startswith("/") or ".." in name.split("/"):
            raise TemplateRefused(f"{name!r} leads out of {FOLDER}/", f"name a file below {FOLDER}/")
        folder = Path(os.path.realpath(self.folder))
        path = Path(os.path.realpath(folder / name))
        if not folder.is_relative_to(self.root) or not path.is_relative_to(folder):
            what = f"{FOLDER}/{name} is a link that leads out of {FOLDER}/"
            raise TemplateRefused(what, "put the file itself there")
        if not os.path.isfile(path):  # noqa: PTH113  a name that is too long is no file either
            raise TemplateNotFound(name)
        return path
