"""`campaign init` and `campaign new`: a project skeleton, and a commented campaign."""

from importlib.resources import files
from pathlib import Path

import click
import orjson

from runner.all_providers import PROVIDERS
from runner.campaign.project_schema import project_schema
from runner.campaign.schema import json_schema
from runner.campaign.values import campaign_name
from runner.cli.console import say, show
from runner.errors import UsageError
from runner.expectations import schema as expectations
from runner.project import find_project

SKELETON = files("runner.cli") / "skeleton"


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
def init(folder: Path) -> None:
    """Make a project in FOLDER (default: here): project.yaml, campaigns/, templates/, recipients/, a first campaign."""
    made = [
        _write(folder / "project.yaml", _skeleton("project.yaml")),
        _write(folder / "recipients" / "example.csv", _skeleton("example.csv")),
        _write(folder / "templates" / "push.txt.j2", _skeleton("push.txt.j2")),
        _write(folder / ".campaign" / ".gitignore", "*\n"),
        _write(folder / ".campaign" / "schema.json", _schema()),
        _write(folder / ".campaign" / "project.json", _project_schema()),
        _write(folder / ".campaign" / "test.json", _test_schema()),
        _write(folder / "campaigns" / "hello.yaml", _skeleton("campaign.yaml").replace("NAME", "hello")),
    ]
    for path in filter(None, made):
        say(f"made {path}")
    show(f"campaign plan {folder / 'campaigns'}")


@click.command("new")
@click.argument("name")
def new(name: str) -> None:
    """Write a commented campaign to campaigns/NAME.yaml of this project."""
    checked = campaign_name(name)
    if not isinstance(checked, str):
        raise UsageError(f"{checked.what}; {checked.todo}")
    root = find_project(Path.cwd() / "campaign.yaml").root
    path = root / "campaigns" / f"{name}.yaml"
    _write(root / ".campaign" / "schema.json", _schema())
    if not _write(path, _skeleton("campaign.yaml").replace("NAME", name)):
        raise UsageError(f"{path} is there already; choose another name")
    show(str(path))


commands = (init, new)


def _skeleton(name: str) -> str:
    return (SKELETON / name).read_text(encoding="utf-8")


def _schema() -> str:
    return orjson.dumps(json_schema(PROVIDERS), option=orjson.OPT_INDENT_2).decode() + "\n"


def _project_schema() -> str:
    return orjson.dumps(project_schema(PROVIDERS), option=orjson.OPT_INDENT_2).decode() + "\n"


def _test_schema() -> str:
    return orjson.dumps(expectations.json_schema(), option=orjson.OPT_INDENT_2).decode() + "\n"


def _write(path: Path, text: str) -> Path | None:
    """The path, if there was nothing yet; what stands there is never overwritten."""
    if path.exists():
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
