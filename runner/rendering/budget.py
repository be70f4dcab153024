"""What making one text may cost: steps through its template, and characters built on the way. Pure but for its counts.

The sandbox of Jinja2 keeps templates away from Python; it does not keep them from filling the memory. Every loop,
macro, block and included template charges its size each time that it runs; every operation that makes a text charges
its length, and does so first where the text could be huge.
"""

import re
from collections.abc import Iterable, Iterator, Sized
from datetime import date, time, timedelta
from typing import Any

from jinja2 import TemplateRuntimeError, Undefined
from jinja2.runtime import LoopContext
from jinja2.utils import Namespace
from packaging.version import Version

MOST_STEPS = 200_000
MOST_CHARACTERS = 1 << 20
LONGEST_TEXT = 1 << 18
WIDEST = 10_000

_PERCENT_WIDTH = re.compile(r"%(?:\([^)]*\))?[-#0 +]*(?:\*|\d{5}|\d*\.(?:\*|\d{5}))")
_BRACE_WIDTH = re.compile(r"\{[^{}]*:[^{}]*(?:\d{5}|\{)")
_TEXTS = (str, int, float, date, time, timedelta, Version, Undefined)
_LISTS: tuple[type[Any], ...] = (list, tuple, set, frozenset, type({}.keys()), type({}.values()), type({}.items()))


class Unfit(TemplateRuntimeError):
    """A template does something with a value that can't be done; `todo` says what can."""

    def __init__(self, what: str, todo: str) -> None:
        """What is wrong; what to do."""
        super().__init__(what)
        self.todo = todo


class TooCostly(Unfit):
    """A template asks for more time or memory than any notification needs."""

    def __init__(self, what: str, todo: str = "make the template simpler") -> None:
        """What is too much."""
        super().__init__(what, todo)


class Budget:
    """What is left for the text that is being made. One thread at a time."""

    __slots__ = ("characters", "steps")

    def __init__(self) -> None:
        """A full budget."""
        self.refill()

    def refill(self) -> None:
        """Begin a text."""
        self.steps = MOST_STEPS
        self.characters = MOST_CHARACTERS

    def step(self, count: int) -> None:
        """Charge this many steps."""
        self.steps -= abs(count)  # |map('steps ', -9) would give some back
        if self.steps < 0:
            raise TooCostly(f"the template runs through more than {MOST_STEPS:,} steps for one text")

    def build(self, characters: int) -> None:
        """Charge a text of this length, before it is made if possible."""
        self.characters -= characters
        if self.characters < 0:
            raise TooCostly(f"the template builds more than {MOST_CHARACTERS:,} characters for one text")

    def rounds(self, items: Iterable[Any], size: int) -> Iterable[Any]:
        """What a loop runs over, each round charged with the size of its body."""
        if isinstance(items, Sized):
            self.step(len(items) * size)
            return items
        return self._counted(items, size)

    def _counted(self, items: Iterable[Any], size: int) -> Iterator[Any]:
        for item in items:
            self.step(size)
            yield item

    def join(self, parts: Iterable[str]) -> str:
        """One text of its parts; nothing is put together that is too long."""
        texts = [*parts]
        size = sum(map(len, texts))
        if size > LONGEST_TEXT:
            raise TooCostly(f"the text is longer than {LONGEST_TEXT:,} characters")
        self.build(size)
        return "".join(texts)

    def admit(self, value: Any) -> Any:
        """A value as an operation may have it: generators as lists; lists and mappings charged by what they hold."""
        if isinstance(value, _TEXTS):
            return value
        if isinstance(value, Iterator) and not isinstance(value, LoopContext):
            value = list(value)
        if isinstance(value, Namespace):
            raise Unfit("a namespace can't be handed to a filter or a method", "hand over what it holds")
        if isinstance(value, (*_LISTS, dict, range)):
            self._charge(value)
        return value

    def _charge(self, value: object) -> None:
        """Charge a list or mapping by its length as text, and never walk further than the budget reaches."""
        pending = [value]
        while pending:
            item = pending.pop()
            self.build(len(item) if isinstance(item, (str, range)) else 4)
            if isinstance(item, dict):
                self.build(4 * len(item))
                pending += [*item.keys(), *item.values()]
            elif isinstance(item, _LISTS):
                self.build(2 * len(item))
                pending += item


def shown(value: Any) -> Any:
    """A value that stands in a text; what would read as Python code or as `None` is refused."""
    if isinstance(value, _TEXTS):
        return value
    if value is None:
        raise Unfit("null can't stand in a text", "say what stands for it: |default('…', true)")
    if isinstance(value, (dict, *_LISTS)):
        kind = "a mapping" if isinstance(value, dict) else "a list"
        raise Unfit(f"{kind} can't stand in a text as it is", "say |join(', ') or |tojson, or name one part of it")
    raise Unfit(f"a {type(value).__name__} can't stand in a text", "call it, say |list|join(', '), or leave it out")


def check_width(width: object) -> None:
    """Raise where a text would be padded beyond any use."""
    if isinstance(width, int) and abs(width) > WIDEST:
        raise TooCostly(f"a width of {width:,} is more than {WIDEST:,}")


def check_format(text: str) -> None:
    """Raise where a `str.format` text asks for a width of five digits, or takes one from its values."""
    if _BRACE_WIDTH.search(text):
        raise TooCostly(f"the format {text[:80]!r} asks for a width of over 9,999, or takes one from a value")


def check_percent(text: str) -> None:
    """The same for a `%` text."""
    if _PERCENT_WIDTH.search(text.replace("%%", "")):
        raise TooCostly(f"the format {text[:80]!r} asks for a width of over 9,999, or takes one from a value")
