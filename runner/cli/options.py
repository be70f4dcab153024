"""Options that several commands share. Pure."""

from collections.abc import Callable
from pathlib import Path

import click

Command = Callable[..., object]

paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
path = click.argument("path", type=click.Path(path_type=Path))
variables = click.option(
    "--var", "variables", multiple=True, metavar="K=V", help="Set a template variable; wins over the file's `vars`."
)
allow_path = click.option(
    "--allow-path",
    "allowed",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder outside the project from which recipient lists may be read.",
)
ledger = click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The ledger; default .campaign/ledger.db of the project.",
)
unknown = click.option(
    "--unknown",
    type=click.Choice(["hold", "resend"]),
    default="hold",
    show_default=True,
    help="Messages in doubt: leave them, or send them again (somebody may get one twice).",
)
changed = click.option(
    "--changed",
    type=click.Choice(["hold", "resend"]),
    default="hold",
    show_default=True,
    help="Accepted messages whose text has changed since: leave them, or send the new text too.",
)
quiet = click.option("-q", "--quiet", is_flag=True, help="Say only what must be said.")
verbose = click.option("-v", "--verbose", is_flag=True, help="Say more: every duplicate with both its places.")
no_color = click.option("--no-color", is_flag=True, help="No colours; NO_COLOR does the same.")
output = click.option(
    "-o",
    "--output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in this order in the help."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


reading = together(paths, variables, allow_path)
deciding = together(unknown, changed, ledger)
speaking = together(quiet, verbose, no_color)
