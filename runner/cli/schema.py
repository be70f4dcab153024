"""`campaign schema`: the JSON Schema of a campaign file, for editors."""

import click
import orjson

from runner.all_providers import PROVIDERS
from runner.campaign.schema import json_schema
from runner.cli.console import show


@click.command("schema")
def command() -> None:
    """Print the JSON Schema (draft-07) of a campaign file.

    With `# yaml-language-server: $schema=PATH` as a file's first line, editors complete and check while one types.
    """
    show(orjson.dumps(json_schema(PROVIDERS), option=orjson.OPT_INDENT_2).decode())
