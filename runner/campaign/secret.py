"""The app secret of an account: typed, from the environment, or where a target says that it stands. Pure.

No problem here ever holds a secret's text.
"""

import shlex
from collections.abc import Callable, Mapping
from typing import NamedTuple

from runner.campaign.environment import expand_env
from runner.errors import Place, Problem
from runner.source import Scalar

FILE, COMMAND = "file:", "cmd:"
TODO = "set it where `campaign apply` runs"


class Secret(NamedTuple):
    """A secret, or why there is none; `problems`: what is wrong with the file that asks for it."""

    text: str = ""
    missing: Problem | None = None
    problems: tuple[Problem, ...] = ()


LookUp = Callable[[Scalar], Secret]
"""Finds the secret that a `file:` or `cmd:` text stands for."""


def leave(text: Scalar) -> Secret:
    """Looks nothing up: planning needs no secret."""
    return Secret("", Problem(text.place, "the app secret stands elsewhere, and wasn't looked up", TODO))


def is_elsewhere(text: str) -> bool:
    """Whether a text says where the secret stands, rather than what it is."""
    return text.startswith((FILE, COMMAND))


def misplaced(text: Scalar) -> Problem:
    """A campaign file must not say which file is read, or which program is run, for its secret."""
    kind = FILE if text.text.startswith(FILE) else COMMAND
    what = f"`{kind}` can't stand in a campaign file"
    return Problem(text.place, what, "write it in project.yaml, under targets.NAME.providers, or write ${NAME} here")


def check_reference(text: Scalar) -> Problem | None:
    """What is wrong with a `file:` or `cmd:` text as it is written."""
    kind, _, rest = text.text.partition(":")
    if "\0" in rest:
        return Problem(text.place, f"`{kind}:` holds a character that stands in no name", "delete the zero byte")
    if not rest.strip():
        return Problem(text.place, f"`{kind}:` names nothing", f"write `{kind}:` and {_wanted(kind)} after it")
    if kind == "file":
        what = "`${…}` isn't replaced in the path of a secret"
        return Problem(text.place, what, "write the path itself") if "${" in rest else None
    try:
        shlex.split(rest)
    except ValueError:
        return Problem(text.place, "the command of the secret has a quote that isn't closed", "close it")
    return None


def _wanted(kind: str) -> str:
    return "a path" if kind == "file" else "a command"


def read_secret(text: Scalar | None, opened: frozenset[str], environ: Mapping[str, str], look_up: LookUp) -> Secret:
    """The app secret; empty where it is absent, wrong, or unset."""
    if text is None:
        return Secret()
    if is_elsewhere(text.text):
        return look_up(text)
    expanded = expand_env(text, opened, environ, secret=True)
    if expanded.problems:
        return Secret(problems=expanded.problems)
    if expanded.missing:
        names = ", ".join(dict.fromkeys(expanded.missing))
        return Secret("", Problem(text.place, f"the app secret needs {names}, which isn't set", TODO))
    return Secret(expanded.text, None if expanded.text else Problem(text.place, "the app secret is empty", TODO))


def absent(shown: str) -> Problem:
    """Why nothing can be signed where the file names no secret."""
    return Problem(Place(shown), "the app secret is empty", TODO)
