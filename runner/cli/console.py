"""Where output goes: data on stdout, messages on stderr; colour and live bars only where a person looks."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EIO, EPIPE
from io import TextIOWrapper
from typing import TextIO

import click


def say(message: str, *, colour: str | None = None) -> None:
    """A message for people, on stderr."""
    with read_by_somebody(sys.stderr):
        click.secho(message, err=True, fg=colour, color=uses_colour(sys.stderr))


def show(data: str) -> None:
    """Data, on stdout."""
    with read_by_somebody(sys.stdout):
        click.echo(data, color=uses_colour(sys.stdout))


@contextmanager
def read_by_somebody(stream: TextIO) -> Iterator[None]:
    """A block that writes to a stream; it ends where nobody reads that any more (`| head`): the rest goes nowhere.

    The command goes on: what `apply` does, and its exit code, don't depend on who reads along.
    """
    try:
        yield
        stream.flush()
    except OSError as error:
        if error.errno not in {EPIPE, EIO}:  # a pipe that nobody reads, a terminal that is gone
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_anything() -> None:
    """Let a terminal that can't write a character (王 in ASCII) show its code instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def uses_colour(stream: TextIO) -> bool:
    """Colour on terminals only; never with NO_COLOR (or `--no-color`), CI or TERM=dumb; FORCE_COLOR forces it."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or is_live(stream)


def is_live(stream: TextIO) -> bool:
    """Whether a person watches this stream on a terminal that can move its cursor, and didn't ask for plain text."""
    plain = os.environ.get("CI") or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream.isatty() and not plain
