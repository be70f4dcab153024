"""What a provider limits in length, and how long a text is there: by characters or bytes, inside JSON too. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import orjson

from runner.inside import NOT_JSON, parsed
from runner.parameter import Field, Parameter
from runner.provider import Provider, ProviderType
from runner.rule import Params

Unit = Literal["characters", "bytes"]


class Gauge(NamedTuple):
    """One limit on a length. `name`: the parameter, or the path inside it; `path`: its keys, none for all of it."""

    name: str
    param: str
    most: int
    unit: Unit
    path: tuple[str, ...] = ()

    def longer(self, params: Params, than: int) -> int | None:
        """The length here where it is longer than that, else None; a text that isn't there has no length."""
        value = params.get(self.param)
        if value is None:
            return None
        if not self.path:
            length = len(value) if value.isascii() else _length(value, self.unit)
        elif 4 * len(value) <= than:  # the inside of a text that is too short for it
            return None
        else:
            found = parsed(value)
            if isinstance(found, dict) and self.path[0] not in found:
                return None
            length = _inside(found, self.path, self.unit)
        return length if length > than else None


@dataclass(slots=True)
class Longest:
    """The longest text of a limited parameter so far (-1: none); `recipient` is empty where everybody has the same."""

    gauge: Gauge
    length: int = -1
    recipient: str = ""

    def note(self, params: Params, recipient: str) -> None:
        """One more text, and whose it is."""
        gauge = self.gauge
        if not gauge.path:  # nearly every text is passed here: it has as many bytes and characters, and isn't longer
            value = params.get(gauge.param)
            if value is None or (len(value) <= self.length and value.isascii()):
                return
        length = gauge.longer(params, self.length)
        if length is not None:
            self.length, self.recipient = length, recipient


def gauges(kind: Provider | ProviderType) -> tuple[Gauge, ...]:
    """Everything that a provider limits in length, in the order of its parameters."""
    return tuple(gauge for parameter in kind.parameters for gauge in _of(parameter))


def _of(parameter: Parameter) -> Iterator[Gauge]:
    name = parameter.name
    if parameter.longest:
        yield Gauge(name, name, parameter.longest, "characters")
    if parameter.most_bytes:
        yield Gauge(name, name, parameter.most_bytes, "bytes")
    for path, field in _limited(parameter.fields, ()):
        yield Gauge(".".join((name, *path)), name, field.longest or 0, "characters", path)


def _limited(fields: Sequence[Field], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Field]]:
    for field in fields:
        path = (*above, field.name)
        if field.longest:
            yield path, field
        yield from _limited(field.fields, path)


def _inside(value: object, path: Sequence[str], unit: Unit) -> int:
    """The length of the longest text at the end of the path, through lists on the way; -1 where there is none."""
    for at, key in enumerate(path):
        if isinstance(value, list):
            return max((_inside(item, path[at:], unit) for item in value if isinstance(item, dict)), default=-1)
        if not isinstance(value, dict) or key not in value:
            return -1
        value = value[key]
    if value is NOT_JSON:
        return -1
    try:
        return _length(value if isinstance(value, str) else orjson.dumps(value).decode(), unit)
    except orjson.JSONEncodeError:  # nested more deeply than it writes: a rule refuses that
        return -1


def _length(text: str, unit: Unit) -> int:
    """In bytes of UTF-8, or in the longer of the two ways to count characters: UTF-16 units."""
    return len(text.encode(errors="surrogatepass")) if unit == "bytes" else utf16_units(text)


def utf16_units(text: str) -> int:
    """The length of a text in UTF-16 units: an emoji is two or more."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
