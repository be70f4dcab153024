"""Options that several commands share, and their names in the environment."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import click

Command = Callable[..., object]


def _without_colour(_context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """As if NO_COLOR were set: for all that is written from here on, errors included."""
    if wanted:
        os.environ["NO_COLOR"] = "1"


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
no_color = click.option(
    "--no-color",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_without_colour,
    help="No colours and no live bar; NO_COLOR does the same.",
)
output = click.option(
    "-o",
    "--output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)


def name_variables(command: click.Command, prefix: str) -> None:
    """Let every option of a command, or of a group's commands, be set as PREFIX_OPTION, by its name as it is typed."""
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            name_variables(inner, f"{prefix}_{name}".upper())
    for option in command.params:
        if isinstance(option, click.Option):
            long = next(text for text in option.opts if text.startswith("--"))
            option.envvar = f"{prefix}_{long[2:]}".upper().replace("-", "_")


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


def again(variables: Iterable[str], allowed: Iterable[Path], ledger: Path | None) -> list[str]:
    """What a command that goes on from here must say again of these options."""
    words = [word for one in variables for word in ("--var", one)]
    words += [word for one in allowed for word in ("--allow-path", str(one))]
    return [*words, *(["--ledger", str(ledger)] if ledger else [])]
