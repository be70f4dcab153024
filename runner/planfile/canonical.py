"""JSON in one form only, and the checksum over it. Pure."""

from collections.abc import Mapping
from hashlib import sha256

import orjson

FORM = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def canonical(values: object) -> bytes:
    """The only form of these values: keys sorted, indented by two, a line end at the end, UTF-8."""
    return orjson.dumps(values, option=FORM)


def checksum(values: Mapping[str, object]) -> str:
    """64 hexadecimal digits over everything but the checksum itself."""
    return sha256(canonical({key: value for key, value in values.items() if key != "checksum"})).hexdigest()


def sealed(values: Mapping[str, object]) -> bytes:
    """The document with its checksum."""
    return canonical({**values, "checksum": checksum(values)})
