"""The filters that templates may use: ours, and Jinja2's within the budget. Pure but for the budget."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache, wraps
from typing import Any

import orjson
from jinja2 import Environment, Undefined, pass_environment
from jinja2 import filters as jinja
from markupsafe import soft_str
from packaging.version import InvalidVersion, Version

from runner.rendering.budget import Budget, Unfit, check_percent, check_width, shown

Filter = Callable[..., Any]

# Random texts could not be reviewed; the others write HTML or Python.
LEFT_OUT = frozenset({"random", "pprint", "urlize", "xmlattr"})
CACHED_VERSIONS = 4096
_NEEDED: Any = object()


def filters(budget: Budget) -> dict[str, Filter]:
    """By name, every filter there is."""
    plain: dict[str, Filter] = {
        "version": lru_cache(CACHED_VERSIONS, typed=True)(_version),
        "datetime": _datetime,
        "int": _int,
        "float": _float,
    }
    own: dict[str, Filter] = {
        "tojson": _tojson,
        "string": _string,
        "sum": _sum,
        "round": _round,
        "center": _center,
        "format": _format,
        "batch": _batch,
        "slice": _slice,
        "replace": _replace(budget),
        "join": _join(budget),
        "indent": _indent(budget),
        "wordwrap": _wordwrap(budget),
    }
    theirs: dict[str, Filter] = {name: f for name, f in jinja.FILTERS.items() if name not in LEFT_OUT}
    return {name: _within(budget, function) for name, function in (theirs | own).items()} | plain


def _within(budget: Budget, function: Filter) -> Filter:
    """The filter with what goes in and what comes out charged."""

    @wraps(function)
    def charged(*args: Any, **kwargs: Any) -> Any:
        if kwargs:
            kwargs = {name: budget.admit(value) for name, value in kwargs.items()}
        result = function(*[arg if arg.__class__ is str else budget.admit(arg) for arg in args], **kwargs)
        if isinstance(result, str):
            budget.build(len(result))
        return result

    return charged


def _version(value: Any) -> Version:
    try:
        return Version(str(shown(value)))
    except InvalidVersion:
        raise Unfit(
            f"{str(value)[:80]!r} is no version", "one looks like 2.4.0; correct the list or the template"
        ) from None


def _datetime(value: Any) -> datetime:
    """ISO 8601 text as a moment; without an offset it is UTC."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(shown(value)))
    except ValueError:
        raise Unfit(f"{str(value)[:80]!r} is no date", "one looks like 2026-01-31 or 2026-01-31T12:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _int(value: Any, default: Any = _NEEDED, base: int = 10) -> Any:
    """A whole number; unlike Jinja2's own it never turns other text into 0 unasked."""
    try:
        return int(value, base) if isinstance(value, str) else int(value)
    except (TypeError, ValueError, OverflowError):
        return _whole_part(value, default)


def _whole_part(value: Any, default: Any) -> Any:
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return _default(value, default)


def _float(value: Any, default: Any = _NEEDED) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return _default(value, default)


def _default(value: Any, default: Any) -> Any:
    if default is _NEEDED:
        raise Unfit(f"{str(shown(value))[:80]!r} is no number", "correct it, or say what stands for it, as in |int(0)")
    return default


def _tojson(value: Any) -> str:
    """Compact JSON, UTF-8 as it is, nothing escaped for HTML."""
    if isinstance(value, Undefined):
        str(value)  # raises UndefinedError, which names it
    try:
        return orjson.dumps(value).decode()
    except TypeError as error:
        raise Unfit(f"this can't be JSON: {error}", "hand texts, numbers, lists and mappings to |tojson") from None


def _string(value: Any) -> str:
    return soft_str(shown(value))


@pass_environment
def _sum(environment: Environment, iterable: Any, attribute: str | int | None = None, start: Any = 0) -> Any:
    """Of numbers alone: adding up lists takes time that grows with their square."""
    if not isinstance(start, int | float):
        raise Unfit("|sum adds up numbers only", "begin with a number, or leave `start` out")
    return jinja.do_sum(environment, iterable, attribute, start)


def _round(value: Any, precision: int = 0, method: Any = "common") -> float:
    if abs(precision) > 100:
        raise Unfit("|round takes at most 100 digits", "round to fewer")
    return jinja.do_round(value, precision, method)


def _center(value: str, width: int = 80) -> str:
    check_width(width)
    return jinja.do_center(value, width)


def _format(value: str, *args: Any, **kwargs: Any) -> str:
    check_percent(str(value))
    return jinja.do_format(value, *args, **kwargs)


def _batch(value: Any, linecount: int, fill_with: Any = None) -> Any:
    check_width(linecount)
    return jinja.do_batch(value, linecount, fill_with)


def _slice(value: Any, slices: int, fill_with: Any = None) -> Any:
    check_width(slices)
    return jinja.sync_do_slice(value, slices, fill_with)


def _replace(budget: Budget) -> Filter:
    def replace(s: Any, old: Any, new: Any, count: int | None = None) -> str:
        text, before, after = (str(shown(part)) for part in (s, old, new))
        budget.build(text.count(before) * len(after))
        return text.replace(before, after, -1 if count is None else count)

    return replace


def _join(budget: Budget) -> Filter:
    @pass_environment
    def join(environment: Environment, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
        items = value if attribute is None else map(jinja.make_attrgetter(environment, attribute), value)
        texts = [str(shown(item)) for item in items]
        budget.build(sum(map(len, texts)) + len(d) * len(texts))
        return str(d).join(texts)

    return join


def _indent(budget: Budget) -> Filter:
    def indent(s: str, width: int | str = 4, first: bool = False, blank: bool = False) -> str:
        budget.build((len(width) if isinstance(width, str) else width) * (s.count("\n") + 1))
        return jinja.do_indent(s, width, first, blank)

    return indent


def _wordwrap(budget: Budget) -> Filter:
    @pass_environment
    def wordwrap(
        environment: Environment,
        s: str,
        width: int = 79,
        break_long_words: bool = True,
        wrapstring: str | None = None,
        break_on_hyphens: bool = True,
    ) -> str:
        budget.build(len(s) * (1 + len(wrapstring or "") // max(width, 1)))
        return jinja.do_wordwrap(environment, s, width, break_long_words, wrapstring, break_on_hyphens)

    return wordwrap
