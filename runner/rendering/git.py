"""What `git` is in a template: facts about the project's commit, asked for when they are read. Pure.

Who compiles a campaign hands in how to ask; so nothing is asked where no template wants to know.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from jinja2 import StrictUndefined, TemplateRuntimeError

from runner.rendering.budget import Unfit

Facts = Callable[[str], str | tuple[str, str]]
"""a fact's name (`tag`, `sha` …) -> the fact, or what is wrong and what to do"""


def unasked(name: str) -> tuple[str, str]:
    """Where nobody can be asked."""
    return f"git isn't asked for {name!r} here", "give the text with --var"


class Git:
    """A fact by its name; one that is missing is undefined, so that `|default` can stand in for it."""

    __slots__ = ("_facts",)
    __iter__ = None
    __contains__ = None

    def __init__(self, facts: Facts) -> None:
        """How to ask."""
        self._facts = facts

    def __getitem__(self, name: object) -> str | StrictUndefined:
        """The fact, or what fails with the reason as soon as it is used."""
        fault = self.fault(str(name))
        if fault is None:
            return cast("str", self._facts(str(name)))
        what, todo = fault
        unfit: Any = partial(Unfit, todo=todo)
        return StrictUndefined(what, exc=cast("type[TemplateRuntimeError]", unfit))

    def fault(self, name: str) -> tuple[str, str] | None:
        """Why there is no such fact and what to do, if there is none."""
        said = self._facts(name)
        return None if isinstance(said, str) else said
