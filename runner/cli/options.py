"""Options that several commands share, and their names in the environment."""

import os
from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Any

import click

from runner.cli.sought import Sought

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
var_files = click.option(
    "--var-file",
    "var_files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Template variables from a YAML or JSON file; they win over the target's, --var wins over them.",
)
target = click.option(
    "-t",
    "--target",
    metavar="NAME",
    default=lambda: os.environ.get("CAMPAIGN_TARGET") or None,
    help="A target of project.yaml; default CAMPAIGN_TARGET, or, where there are targets, local: the emulator.",
)
allow_commands = click.option(
    "--allow-commands",
    "commands",
    is_flag=True,
    default=lambda: os.environ.get("CAMPAIGN_ALLOW_COMMANDS") == "1",
    help="Let project.yaml's `cmd:` secrets run their commands; CAMPAIGN_ALLOW_COMMANDS=1 does the same.",
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
    help="The ledger; default: the target's, or .campaign/ledger.db of the project.",
)
select = click.option(
    "-s",
    "--select",
    multiple=True,
    metavar="CONDITIONS",
    help="Only campaigns for which all of these hold, a comma between them: tag:TAG, path:FOLDER, name:NAME or NAME, "
    "provider:TYPE, state:changed; * stands for any text. Repeated: or these.",
)
exclude = click.option(
    "--exclude", multiple=True, metavar="CONDITIONS", help="Not those for which all of these hold. Repeated: nor these."
)
base = click.option(
    "--base", metavar="REV", help="What state:changed compares with, where HEAD left it; default: the main branch."
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


def gathered(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """These options as one decorator; a command gets what they, and its --ledger, say as one value, `sought`."""
    names = [field.name for field in fields(Sought)]

    def decorate(command: Command) -> Command:
        @wraps(command)
        def given(**values: Any) -> object:
            said = {name: values.pop(name) for name in names if name in values}
            if "path" in values:
                said["paths"] = (values.pop("path"),)
            return command(sought=Sought(**said), **values)

        return together(*options)(given)

    return decorate


reading = gathered(paths, select, exclude, base, target, variables, var_files, allow_path)
trying = gathered(paths, select, exclude, base, variables, var_files, allow_path)
reading_one = gathered(path, target, variables, var_files, allow_path)
reading_named = gathered(target, variables, var_files, allow_path)
targeting = gathered(target)
deciding = together(unknown, changed, ledger)
speaking = together(quiet, verbose, no_color)
