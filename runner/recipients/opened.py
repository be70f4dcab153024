"""A recipient file opened as UTF-8: lines of bounded length, no NUL bytes; advice on other encodings. Reads files."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runner.errors import CampaignInvalid, Place, Problem

LONGEST_LINE = 1 << 20
_CHUNK = 1 << 17
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class _FoulError(Exception):
    """The file holds bytes that no list may hold; `_first_foul` says which."""


class _Watched(io.FileIO):
    """A file whose bytes are looked through a chunk at a time, which costs next to nothing a row."""

    _unbroken = 0  # bytes since the last line end

    def readinto(self, buffer: memoryview, /) -> int | None:  # type: ignore[override]
        count = super().readinto(buffer)
        chunk = bytes(buffer[:count]).replace(b"\r", b"\n")
        first, last = chunk.find(b"\n"), chunk.rfind(b"\n")
        if b"\0" in chunk or self._unbroken + (len(chunk) if first < 0 else first) > LONGEST_LINE:
            raise _FoulError
        self._unbroken = (self._unbroken if first < 0 else 0) + len(chunk) - 1 - last
        return count


@contextmanager
def bytes_of(path: Path, shown: str) -> Iterator["io.BufferedReader[_Watched]"]:
    """The file's bytes after a byte order mark; raises CampaignInvalid for what can't be read, also in its body."""
    try:
        if path.exists() and not path.is_file():
            raise CampaignInvalid([Problem(Place(shown), "this is not a file", "name a file")])
        with _Watched(path) as raw, io.BufferedReader(raw, _CHUNK) as file:
            if file.peek(len(_BOM)).startswith(_BOM):
                file.read(len(_BOM))
            yield file
    except (UnicodeDecodeError, _FoulError):
        raise CampaignInvalid([_first_foul(path, shown)]) from None
    except OSError as error:
        what = f"the file can't be read: {error.strerror or error}"
        raise CampaignInvalid([Problem(Place(shown), what, "check the path and the permissions")]) from None


@contextmanager
def text_of(path: Path, shown: str) -> Iterator[io.TextIOWrapper]:
    """The file's text, line ends as they are; raises like `bytes_of`."""
    with bytes_of(path, shown) as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
        yield text


def _first_foul(path: Path, shown: str) -> Problem:
    """Where the first bytes stand that made reading fail, and what to do about them."""
    changed = Problem(Place(shown), "the file changed while it was read", "try again")
    with path.open("rb") as file:
        lines = enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), b""), 1)
        faults = ((number, fault) for number, line in lines if (fault := _line_fault(line, number)))
        return next((Problem(Place(shown, number, at), what, todo) for number, (at, what, todo) in faults), changed)


def _line_fault(line: bytes, number: int) -> tuple[int, str, str] | None:
    """Column, what and what to do, if a line can't stand in a list."""
    if number == 1 and line.startswith(_UTF16):
        return 0, "the file is UTF-16, not UTF-8", 'save it as UTF-8 (Excel: "CSV UTF-8")'
    if b"\0" in line:
        todo = "save the file as UTF-8 text; is it UTF-16, or no text at all?"
        return line.index(b"\0") + 1, "the file holds a NUL byte", todo
    if len(line) > LONGEST_LINE:
        return 0, f"the line is longer than {LONGEST_LINE:,} bytes", "is this a list, one recipient a line?"
    try:
        line.decode()
    except UnicodeDecodeError as error:
        column = len(line[: error.start].decode()) + 1
        return column, f"byte 0x{line[error.start]:02x} isn't UTF-8", _encoding_advice(line)
    return None


def _encoding_advice(line: bytes) -> str:
    """What to do with a line that isn't UTF-8."""
    try:
        line.decode("gb18030")
    except UnicodeDecodeError:
        return 'save the file as UTF-8 (Excel: "CSV UTF-8")'
    return 'it looks like GBK; save the file as UTF-8 (Excel: "CSV UTF-8", or iconv -f GB18030 -t UTF-8)'
