"""Bodies as the vendors' servers read them: form fields, JSON, lengths in UTF-16 units (pure)."""

import re
from binascii import a2b_qp
from typing import Any, TypeVar
from urllib.parse import unquote_plus

import orjson

Kind = TypeVar("Kind")

FORM = "application/x-www-form-urlencoded"
_stray_percent = re.compile(rb"%(?![0-9A-Fa-f]{2})").search


def read_form(body: bytes, content_type: str) -> list[tuple[str, str]]:
    """The fields of a form in order, blank ones too; another content type has no fields, as in a servlet."""
    if not (content_type.startswith(FORM) or content_type.lower().startswith(FORM)):
        return []
    unquote = unquote_plus if _stray_percent(body) else _unquote
    fields = []
    for field in body.decode("utf-8", "replace").split("&"):
        name, separator, value = field.partition("=")
        if "%" in field or "+" in field:
            name, value = unquote(name), unquote(value)
        if name or separator:
            fields.append((name, value))
    return fields


def read_params(body: bytes, content_type: str) -> dict[str, str]:
    """A form's parameters; of a repeated one the first counts, as in a servlet."""
    params: dict[str, str] = {}
    for name, value in read_form(body, content_type):
        params.setdefault(name, value)
    return params


def read_object(body: bytes, content_type: str) -> dict[str, Any] | None:
    """The JSON object that a body is; None where it is none, or is not said to be JSON."""
    return read_json(body, dict) if content_type.lower().startswith("application/json") else None


def _unquote(text: str) -> str:
    """Quoted-printable is the same code with another sign and is undone in C: four times as fast as urllib."""
    if "+" in text:
        text = text.replace("+", " ")
    if "%" not in text:
        return text
    return a2b_qp(text.replace("=", "=3D").replace("%", "=").encode()).decode("utf-8", "replace")


def read_json(text: str | bytes, kind: type[Kind]) -> Kind | None:
    """The value of a JSON text when it is a `kind`; None when it is another, null, or no JSON."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, kind) else None


def is_json(text: str) -> bool:
    """Is a text JSON of any kind, null as well?"""
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def utf16_units(text: str) -> int:
    """Length as Java and JavaScript count it: an emoji outside the BMP counts two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str, units: int) -> bool:
    """Is a text at most so many UTF-16 units long?"""
    return len(text) * 2 <= units or utf16_units(text) <= units
