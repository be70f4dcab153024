"""Sentences for what goes wrong in templates: where, what, for whom, what to do. Pure."""

import re
from collections.abc import Mapping
from types import TracebackType
from typing import NamedTuple

from jinja2 import Template, TemplateError, TemplateNotFound, UndefinedError
from jinja2.exceptions import SecurityError

from runner.errors import Place, Problem
from runner.model import Recipient
from runner.rendering.budget import Unfit
from runner.rendering.loader import FOLDER, TemplateRefused
from runner.rendering.names import VARS, advice
from runner.rendering.survey import Fault
from runner.source import Scalar

LONGEST_MESSAGE = 300

_BARE = re.compile(r"'(.+)' is undefined")
_OWN = re.compile(r"'[\w.]+\.(Fields|Vars) object' has no attribute '(.+)'")
_OF_MAPPING = re.compile(r"'dict object' has no attribute '(.+)'")
_SPOKEN: tuple[tuple[type[Exception], str], ...] = (
    (RecursionError, "templates are nested too deeply, or call each other without end"),
    (MemoryError, "the template is nested too deeply, or needs too much memory"),
    (SyntaxError, "the template is nested too deeply"),
    (UnicodeEncodeError, "the text holds half a character (a lone surrogate)"),
)


class Value(NamedTuple):
    """A value of the campaign file, and what it belongs to: a parameter, or `where`."""

    scalar: Scalar
    label: str


class Known(NamedTuple):
    """What a template could have read: one recipient's fields (no recipient: none), and the vars."""

    recipient: Recipient | None
    variables: Mapping[str, str]


def place_in(scalar: Scalar, line: int) -> Place:
    """Where a line of a value stands in the campaign file; a block's text begins on the line after its `|`."""
    return Place(scalar.place.file, scalar.place.line + line) if scalar.block else scalar.place


def fault_problem(value: Value, fault: Fault) -> Problem:
    """A fault that is known before any recipient."""
    if fault.template:
        return Problem(Place(f"{FOLDER}/{fault.template}", fault.line), fault.what, fault.todo)
    return Problem(place_in(value.scalar, fault.line), f"{fault.what} in `{value.label}`", fault.todo)


def failure(value: Value, error: Exception, known: Known) -> Problem:
    """A value that can't be rendered."""
    spots = _spots(error.__traceback__)
    inner = [f"{FOLDER}/{template}:{line}, used by " for template, line in spots if template]
    line = next((line for template, line in spots if template is None), 1)
    what, name = _said(error)
    what = f"{what} in {inner[-1] if inner else ''}`{value.label}`{_who('for', known)}"
    return Problem(place_in(value.scalar, line), what, _todo(error, name, known))


def clash(value: Value, name: str, known: Known) -> Problem:
    """A bare name that could mean a recipient's field as well as something else."""
    other = "the name of all vars" if name == VARS else "a function of templates"
    if name in known.variables:
        other, todo = "a var", f"say recipient.{name} or vars.{name}"
    else:
        todo = f"say recipient.{name}, or rename the column"
    return Problem(
        value.scalar.place, f"{name!r} in `{value.label}` is both {other} and a field{_who('of', known)}", todo
    )


def _who(word: str, known: Known) -> str:
    recipient = known.recipient
    return f" {word} recipient {recipient.id} ({recipient.file}:{recipient.line})" if recipient else ""


def _spots(traceback: TracebackType | None) -> list[tuple[str | None, int]]:
    """The templates that were running, outermost first, each with its line; the value itself has no name."""
    spots = []
    while traceback:
        template = traceback.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            shown = template.filename if template.name else None
            spots.append((shown, template.get_corresponding_lineno(traceback.tb_lineno)))
        traceback = traceback.tb_next
    return spots


def _said(error: Exception) -> tuple[str, str]:
    """What went wrong, and the name that means nothing, if that is it."""
    if isinstance(error, TemplateNotFound):
        return f"there is no {FOLDER}/{error.name}", ""
    message = str(error).rstrip(".")[:LONGEST_MESSAGE]
    if isinstance(error, UndefinedError):
        if match := _OWN.fullmatch(message):
            return f"{match[2]!r} is undefined in {'vars' if match[1] == 'Vars' else 'recipient'}", match[2]
        if match := _OF_MAPPING.fullmatch(message):
            return f"there is no {match[1]!r} in this mapping", ""
        match = _BARE.fullmatch(message)
        return message, match[1] if match else ""
    if isinstance(error, TemplateError):
        return message, ""
    return next((text for kind, text in _SPOKEN if isinstance(error, kind)), f"{message} ({type(error).__name__})"), ""


def _todo(error: Exception, name: str, known: Known) -> str:
    if name:
        return advice(name, known.recipient.fields if known.recipient else {}, known.variables)
    if isinstance(error, Unfit | TemplateRefused):
        return error.todo
    if isinstance(error, SecurityError):
        return "templates see fields, vars and filters, nothing of Python"
    return "correct the template, or what it is given"
