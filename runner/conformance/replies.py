"""The answers that the suite gives a provider to read: the vendor's own, spoilt ones, and anything else. Pure."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import orjson
from hypothesis import strategies as st

from runner.provider import Response

Bodies = st.SearchStrategy[bytes]

STATUSES = (0, 100, 200, 202, 204, 302, 400, 401, 403, 404, 407, 408, 413, 429, 430, 499, 500, 502, 503, 504, 999)
HTML = b"<html><body>502 Bad Gateway</body></html>"
NASTY = (
    b"",
    b"{}",
    b"null",
    b"[" * 100_000,
    b'{"code":' * 5_000,
    b"\x00\xff\xfe\x1b[2J",
    HTML,
    b"x" * 10_000_000,
)

LEAVES = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text()
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=8
)


def bodies(known: Sequence[bytes], more: Bodies | None = None) -> Bodies:
    """The known answers, the same with other values, any JSON, any bytes; `more`: what an author adds."""
    found = ANYTHING.map(orjson.dumps) | st.binary(max_size=60)
    if objects := [body for body in known if isinstance(_parsed(body), dict)]:
        found |= st.sampled_from(objects).flatmap(_changed)
    if known:
        found |= st.sampled_from(list(known))
    return found if more is None else more | found


@lru_cache(maxsize=32)  # putting it together takes longer than a draw from it
def replies(known: tuple[bytes, ...], more: Bodies | None = None) -> st.SearchStrategy[Response]:
    """Any of these bodies with any HTTP status."""
    return st.builds(Response, st.sampled_from(STATUSES) | st.integers(100, 599), bodies(known, more))


def _changed(body: bytes) -> Bodies:
    """An object some of whose values are others or away."""
    said = _parsed(body)
    values = said if isinstance(said, dict) else {}
    kept = st.fixed_dictionaries({}, optional={key: st.just(value) | ANYTHING for key, value in values.items()})
    return kept.map(orjson.dumps)


def _parsed(body: bytes) -> object:
    try:
        value: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return value


def spoilt(body: bytes) -> Iterator[bytes]:
    """A JSON answer that was damaged on its way: cut anywhere, followed by more, or far too long."""
    yield from (body[:end] for end in range(len(body)))
    yield body + b"trailing"
    yield b"\xef\xbb\xbf" + body
    yield body + b"x" * 10_000_000


def weakened(body: bytes) -> Iterator[bytes]:
    """A JSON answer with one of its texts emptied, or one of its keys away: each in turn, however deep."""
    return map(orjson.dumps, _less(_parsed(body)))


def _less(value: object) -> Iterator[object]:
    if isinstance(value, str) and value:
        yield ""
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from ([*value[:place], less, *value[place + 1 :]] for less in _less(item))
    if isinstance(value, dict):
        for key, item in value.items():
            yield {name: other for name, other in value.items() if name != key}
            yield from ({**value, key: less} for less in _less(item))


def twice(body: bytes, other: bytes) -> bytes:
    """Two JSON objects in one, so that keys stand twice in it."""
    return body[:-1] + b"," + other[1:]
