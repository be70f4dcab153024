"""Where output goes: data on stdout, messages on stderr; colour and live bars only where a person looks."""

import os
import sys
from typing import TextIO

import click


def say(message: str, *, colour: str | None = None) -> None:
    """A message for people, on stderr."""
    click.secho(message, err=True, fg=colour, color=uses_colour(sys.stderr))


def show(data: str) -> None:
    """Data, on stdout."""
    click.echo(data, color=uses_colour(sys.stdout))


def uses_colour(stream: TextIO) -> bool:
    """Colour on terminals only; never with `--no-color`, NO_COLOR, CI or TERM=dumb; FORCE_COLOR forces it."""
    context = click.get_current_context(silent=True)
    if os.environ.get("NO_COLOR") or (context and context.params.get("no_color")):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or is_live(stream)


def is_live(stream: TextIO) -> bool:
    """Whether a person watches this stream on a terminal that can move its cursor."""
    return stream.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"
