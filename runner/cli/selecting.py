"""`--select` and `--exclude`: which of the campaigns below the paths are meant. Reads files, asks git.

What a condition needs may not be known yet: a file's path is before it is read, its name and tags even where it is
invalid. So each condition holds, doesn't hold, or isn't known (None); a file is left out as soon as that is certain.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from runner.campaign.model import Campaign
from runner.cli.sought import Sought
from runner.errors import UsageError
from runner.project import find_project
from runner.repository import NoAnswer, changed_files
from runner.source import ListNode, MapNode, Node, Scalar, scan_file

METHODS = {
    "tag": "a tag of the campaign",
    "path": "a file or a folder, relative to the project",
    "name": "the campaign's name; a bare word is one too",
    "provider": "the provider's type",
    "state": "changed: the file, or one that it reads, isn't as in git's --base",
}
BASES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


class Known(NamedTuple):
    """What is known of a campaign so far; None: not yet. `files`: all that its plan rests on."""

    file: Path
    name: str | None = None
    tags: tuple[str, ...] | None = None
    provider: str | None = None
    files: frozenset[Path] | None = None


class Condition(NamedTuple):
    """One condition: `tag:release`; `*` in the value stands for any text."""

    method: str
    value: str


Alternatives = tuple[tuple[Condition, ...], ...]
"""One group for each option; all conditions of a group must hold."""


def known_of(campaign: Campaign, file: Path, files: Iterable[Path]) -> Known:
    """All that conditions ask of a campaign that was read."""
    return Known(file, campaign.name, campaign.tags, campaign.account.provider, frozenset(files))


def declared_in(file: Path) -> Known:
    """What an invalid campaign file says of itself all the same, as far as it is YAML."""
    node = scan_file(file, str(file)).node
    inner = dict(_inner(node))
    name, tags, provider = inner.get("name"), inner.get("tags"), dict(_inner(inner.get("provider"))).get("type")
    return Known(
        file,
        name.text if isinstance(name, Scalar) else None,
        tuple(_texts(tags)) if isinstance(node, MapNode) else None,
        provider.text if isinstance(provider, Scalar) else None,
    )


def _inner(node: Node | None) -> Iterator[tuple[str, Node]]:
    if isinstance(node, MapNode):
        yield from ((key.text, value) for key, value in node.items)


def _texts(node: Node | None) -> Iterator[str]:
    items = node.items if isinstance(node, ListNode) else (node,)
    yield from (item.text for item in items if isinstance(item, Scalar))


@dataclass
class Selection:
    """What a command line selects and excludes; nothing selected means everything."""

    select: Alternatives = ()
    exclude: Alternatives = ()
    base: str | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    _changed: dict[Path, frozenset[Path]] = field(init=False, default_factory=dict)

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.select or self.exclude)

    def may_take(self, known: Known) -> bool:
        """Whether the campaign is selected, or may be once more is known of it."""
        if self.exclude and self._any(self.exclude, known) is True:
            return False
        return not self.select or self._any(self.select, known) is not False

    def _any(self, groups: Alternatives, known: Known) -> bool | None:
        found = [self._all(group, known) for group in groups]
        return True if True in found else None if None in found else False

    def _all(self, group: tuple[Condition, ...], known: Known) -> bool | None:
        found = [self._holds(one, known) for one in group]
        return False if False in found else None if None in found else True

    def _holds(self, one: Condition, known: Known) -> bool | None:
        if one.method == "path":
            return _lies_in(known.file, one.value)
        if one.method == "state":
            return self._is_changed(known)
        if one.method == "tag":
            return None if known.tags is None else any(fnmatchcase(tag, one.value) for tag in known.tags)
        if one.method == "provider":
            return None if known.provider is None else fnmatchcase(known.provider, one.value)
        if known.name is None:
            return None
        return any(fnmatchcase(name, one.value) for name in (known.name, known.name.partition("@")[0]))

    def _is_changed(self, known: Known) -> bool | None:
        """Whether git sees a change in what is known to be read: for certain only once all of that is known."""
        root = find_project(known.file).root
        if root not in self._changed:
            self._changed[root] = _led_to(changes_since(root, self.base, self.environ))
        changed = self._changed[root]
        if _is_among(Path(os.path.realpath(known.file)), changed):
            return True
        return None if known.files is None else any(_is_among(file, changed) for file in known.files)


def _led_to(changed: frozenset[Path]) -> frozenset[Path]:
    """Changed files, and what changed links lead to: it is another file than before, or in another folder."""
    return changed | {Path(os.path.realpath(file)) for file in changed if file.is_symlink()}


def _is_among(file: Path, changed: frozenset[Path]) -> bool:
    return file in changed or not changed.isdisjoint(file.parents)


def _lies_in(file: Path, value: str) -> bool:
    folder = Path(os.path.realpath(file.absolute().parent))
    relative = (folder / file.name).relative_to(find_project(file).root)
    return any(fnmatchcase(one.as_posix(), os.path.normpath(value)) for one in (relative, *relative.parents))


def changes_since(root: Path, base: str | None, environ: Mapping[str, str]) -> frozenset[Path]:
    """The files of a project that differ from a revision.

    Without one it is what a pull request is made against, or the main branch.
    Sources: docs.github.com "Default environment variables", docs.gitlab.com "Predefined CI/CD variables".
    """
    if base:
        return changed_files(root, base, environ)
    target, start = environ.get("GITHUB_BASE_REF"), environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA")
    offered = [one for one in (f"origin/{target}" if target else "", start or "", *BASES) if one]
    for one in offered:
        try:
            return changed_files(root, one, environ)
        except NoAnswer as error:
            if "no revision" not in error.what:
                raise
    raise UsageError(f"state:changed: there is none of {', '.join(offered)} here; say --base REVISION")


def read_selection(sought: Sought) -> Selection:
    """The selection that a command line asks for; `UsageError` for a condition that is none."""
    select, exclude = (
        tuple(tuple(_conditions(option, text)) for text in texts)
        for option, texts in (("--select", sought.select), ("--exclude", sought.exclude))
    )
    return Selection(select, exclude, sought.base)


def _conditions(option: str, text: str) -> Iterator[Condition]:
    for part in text.split(","):
        method, colon, value = part.strip().partition(":")
        if not colon:
            method, value = "name", method
        if method not in METHODS:
            close = get_close_matches(method, METHODS, 1)
            todo = f"did you mean {close[0]}:?" if close else f"the methods are {', '.join(METHODS)}"
            raise UsageError(f"{option} {text}: there is no method `{method}`; {todo}")
        if not value or (method == "state" and value != "changed"):
            raise UsageError(
                f"{option} {text}: `{part.strip()}` selects nothing; after {method}: comes {METHODS[method]}"
            )
        yield Condition(method, value)
