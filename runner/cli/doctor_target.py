"""The doctor's look at the target: which one it is, who said so, and where it leads."""

import os

import click
from click.core import ParameterSource

from runner.cli.sought import Sought
from runner.cli.targeting import Aim
from runner.project import shown_path
from runner.report.checks import Check, ok
from runner.report.words import clean

TO_EMULATOR = ", the built-in emulator"


def chosen(aimed: Aim, sought: Sought) -> Check:
    """The target of the current folder's project."""
    target = aimed.target
    if not target.name:
        return ok("target", "", "the project has no targets: campaigns go where their files say")
    where = TO_EMULATOR if target.emulated else ""
    read = [shown_path(file) for file in target.env_files if file.exists()]
    beside = f", with {' and '.join(read)}" if read else ""
    return ok("target", clean(target.name), f"{_by_whom(sought)}{where}{beside}")


def _by_whom(sought: Sought) -> str:
    source = click.get_current_context().get_parameter_source("target")
    if source is ParameterSource.COMMANDLINE:
        return "named by --target"
    if source is ParameterSource.ENVIRONMENT:
        return "named by CAMPAIGN_DOCTOR_TARGET"
    return "named by CAMPAIGN_TARGET" if sought.target and os.environ.get("CAMPAIGN_TARGET") else "the default"
