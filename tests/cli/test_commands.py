"""Where the commands stand, and what is imported for which."""

import subprocess
import sys

import click
import pytest

from runner.cli.commands import WHERE, Commands, commands_of
from runner.cli.main import campaign


def test_every_place_holds_its_command() -> None:
    assert [name for name, _ in commands_of(campaign)] == list(WHERE)
    assert all(command.name == name for name, command in commands_of(campaign))


def test_an_unknown_name_is_no_command() -> None:
    assert Commands("x").get_command(click.Context(campaign), "send") is None


@pytest.mark.parametrize("name", ["plan", "status", "validate", "render", "explain", "ledger", "resolve"])
def test_reading_needs_no_network_library(name: str) -> None:
    look = f"import sys; from runner.cli.main import run; run(['{name}', '--help']); sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, check=False).returncode == 0
