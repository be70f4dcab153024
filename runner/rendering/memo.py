"""Texts made before, by the fields that they depend on; bounded, and closed for good where it doesn't pay. Pure."""

from collections.abc import Iterable, Mapping
from operator import itemgetter

import orjson

from runner.model import Text

MOST_TEXTS = 1024
MOST_BYTES = 4 << 20


class Memo:
    """A small cache. It is emptied when it is full; when few texts were found in it by then, it closes."""

    __slots__ = ("_hits", "_pick", "_size", "_texts", "open")

    def __init__(self, fields: Iterable[str]) -> None:
        """`fields`: all that a text depends on; none at all, and no text is kept."""
        self.open = bool(names := sorted(fields))
        self._pick = itemgetter(*names) if names else itemgetter(0)
        self._texts: dict[bytes, Text] = {}
        self._size = 0
        self._hits = 0

    def key(self, fields: Mapping[str, object]) -> bytes:
        """What tells texts apart: the values and their types, so that 1, 1.0 and true differ. Empty: not known."""
        try:
            return orjson.dumps(self._pick(fields))
        except (KeyError, TypeError):
            self.open = False
            return b""

    def find(self, key: bytes) -> Text | None:
        """The text made before, if it is still here."""
        text = self._texts.get(key)
        if text is not None:
            self._hits += 1
        return text

    def keep(self, key: bytes, text: Text) -> None:
        """Keep a text; an old one may have to go for it."""
        if len(self._texts) == MOST_TEXTS or self._size > MOST_BYTES:
            self.open = self._hits * 4 >= len(self._texts)
            self._texts.clear()
            self._size = self._hits = 0
        if self.open and key:
            self._texts[key] = text
            self._size += len(key) + len(text.encoded)
