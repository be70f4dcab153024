"""Where each command stands; a command's module is imported when it is asked for. Pure.

`plan` and `status` need no network library: importing one would cost more than most plans take.
"""

from collections.abc import Sequence
from importlib import import_module

import click

from runner.cli.options import name_variables

WHERE = {
    "init": "init",
    "new": "init",
    "validate": "validate",
    "test": "test_",
    "render": "render",
    "plan": "plan",
    "show": "show",
    "diff": "diff",
    "apply": "apply",
    "continue": "continue_",
    "status": "status",
    "explain": "explain",
    "ledger": "ledger",
    "resolve": "resolve",
    "recall": "recall",
    "doctor": "doctor",
    "emulator": "emulator",
    "schema": "schema",
    "providers": "providers",
    "rules": "rules",
    "completion": "completion",
}


class Commands(click.Group):
    """The commands of `WHERE`, in that order."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, as the help lists them."""
        return list(WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, its options named for the environment."""
        if cmd_name not in WHERE:
            return None
        module = import_module(f"runner.cli.{WHERE[cmd_name]}")
        all_there: Sequence[click.Command] = getattr(module, "commands", None) or [module.command]
        found = {command.name: command for command in all_there}
        name_variables(found[cmd_name], f"CAMPAIGN_{cmd_name}".upper())
        return found[cmd_name]


def commands_of(group: click.Group) -> list[tuple[str, click.Command]]:
    """Every command of a group, by name."""
    context = click.Context(group)
    found = ((name, group.get_command(context, name)) for name in group.list_commands(context))
    return [(name, command) for name, command in found if command]
