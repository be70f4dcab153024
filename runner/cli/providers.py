"""`campaign providers`: the providers, their routes and limits."""

import click
import orjson

from runner.all_providers import PROVIDERS
from runner.cli import options
from runner.cli.console import show
from runner.report.words import columns, span

HEADS = ("provider", "route", "recipients a call", "limit", "when exceeded", "path")


@click.command("providers")
@options.output
def command(output: str) -> None:
    """List the providers with their routes: how many recipients a call takes, and what the vendor's limits are."""
    if output == "json":
        show(orjson.dumps(_document(), option=orjson.OPT_INDENT_2).decode())
        return
    rows = [
        (name, route.name, f"{route.capacity:,}", str(route.limit), f"blocked {span(route.limit.block)}", route.path)
        for name, kind in PROVIDERS.items()
        for route in kind.routes
    ]
    show("\n".join(columns([HEADS, *rows], right=frozenset({2}), indent="")))


def _document() -> list[dict[str, object]]:
    return [
        {
            "provider": name,
            "route": route.name,
            "path": route.path,
            "capacity": route.capacity,
            "limit": {"amount": route.limit.amount, "window_s": route.limit.window, "unit": route.limit.unit},
            "block_s": route.limit.block,
            "budget": route.budget,
            "source": route.source,
        }
        for name, kind in PROVIDERS.items()
        for route in kind.routes
    ]
