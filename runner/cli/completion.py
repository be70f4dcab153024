"""`campaign completion`: shell completion."""

import click
from click.shell_completion import get_completion_class

from runner.cli.console import show
from runner.errors import RunnerError


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the completion script for SHELL, e.g. `eval "$(campaign completion bash)"`."""
    kind = get_completion_class(shell)
    if kind is None:
        raise RunnerError(f"click knows no completion for {shell}; use bash, zsh or fish")
    show(kind(context.find_root().command, {}, "campaign", "_CAMPAIGN_COMPLETE").source())
