"""What a provider limits in length, and how long a text is there: by characters or bytes, inside JSON too. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import orjson

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
            length = max((_length(text, self.unit) for text in _inside(self.path, value)), default=-1)
        return length if length > than else None


@dataclass(slots=True)
class Longest:
    """The longest text of a limited parameter so far (-1: none); `recipient` is empty where everybody has the same."""

    gauge: Gauge
    length: int = -1
    recipient: str = ""

    def note(self, params: Params, recipient: str) -> None:
        """One more text, and whose it is."""
        length = self.gauge.longer(params, self.length)
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


def _inside(path: Sequence[str], text: str) -> Iterator[str]:
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        return
    yield from _followed(path, value)


def _followed(path: Sequence[str], value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _followed(path, item)
    elif not path:
        yield value if isinstance(value, str) else orjson.dumps(value).decode()
    elif isinstance(value, dict) and path[0] in value:
        yield from _followed(path[1:], value[path[0]])


def _length(text: str, unit: Unit) -> int:
    """In bytes of UTF-8, or in the longer of the two ways to count characters: UTF-16 units."""
    if text.isascii():
        return len(text)
    return len(text.encode(errors="surrogatepass")) if unit == "bytes" else len(text.encode("utf-16-le")) // 2
