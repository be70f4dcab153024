"""`campaign schema`: the JSON Schema of every file that people write and every document that commands print."""

from collections.abc import Callable, Mapping
from importlib.resources import files

import click
import orjson

from runner.all_providers import PROVIDERS
from runner.campaign.project_schema import project_schema
from runner.campaign.schema import json_schema
from runner.cli.console import show
from runner.expectations import schema as expectations

Schema = Mapping[str, object]
WRITTEN: Mapping[str, Callable[[], Schema]] = {  # by people: these follow from the tables of their fields
    "campaign": lambda: json_schema(PROVIDERS),
    "project": lambda: project_schema(PROVIDERS),
    "test": expectations.json_schema,
}
FOLDER = files("runner.report") / "schemas"
PRINTED = tuple(sorted(file.name.removesuffix(".json").replace("_", "-") for file in FOLDER.iterdir()))


@click.command("schema")
@click.argument("name", type=click.Choice([*WRITTEN, *PRINTED]), default="campaign")
def command(name: str) -> None:
    """Print the JSON Schema (draft-07) of a file that people write, or of a document that commands print.

    With `# yaml-language-server: $schema=PATH` as a file's first line, editors complete and check while one types.
    """
    show(orjson.dumps(published(name), option=orjson.OPT_INDENT_2).decode())


def published(name: str) -> Schema:
    """The schema of that name."""
    if name in WRITTEN:
        return WRITTEN[name]()
    found: Schema = orjson.loads((FOLDER / f"{name.replace('-', '_')}.json").read_bytes())
    return found
