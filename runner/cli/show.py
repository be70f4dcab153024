"""`campaign show`: what stands in a saved plan."""

import shlex
from pathlib import Path

import click
import orjson

from runner.cli import options
from runner.cli.console import show
from runner.cli.reviewed import read
from runner.planfile import shown


@click.command("show")
@click.argument("plan", type=click.Path(path_type=Path))
@options.output
@options.no_color
def command(plan: Path, output: str) -> None:
    """Show the saved plan in the file PLAN, as `plan` showed it, after a look at whether it is whole.

    Whether it still holds is for `apply --plan` to say.
    """
    found = read(plan)
    if output == "json":
        show(orjson.dumps(found.values, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2).decode())
    else:
        show(shown.text(found, shlex.quote(str(plan))))
