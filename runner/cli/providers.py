"""`campaign providers`: the providers, their routes and limits."""

import click
import orjson

from runner.all_providers import PROVIDERS, all_kinds
from runner.cli import options
from runner.cli.console import say, show
from runner.provider import name_of
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
        (name, route.name, f"{route.capacity:,}", route.allowance, f"blocked {span(route.limit.block)}", route.path)
        for name, route in ((name_of(kind), route) for kind in all_kinds() for route in kind.routes)
    ]
    show("\n".join(columns([HEADS, *rows], right=frozenset({2}), indent="")))
    for problem in PROVIDERS.problems().values():
        say(problem, colour="red")


def _document() -> list[dict[str, object]]:
    return [
        {
            "provider": kind.type,
            "api": kind.api,
            "audience": kind.audience,
            "route": route.name,
            "path": route.path,
            "capacity": route.capacity,
            "limit": {"amount": route.limit.amount, "window_s": route.limit.window, "unit": route.limit.unit},
            "block_s": route.limit.block,
            "budget": route.budget,
            "quotas": [{"amount": quota.amount, "window_s": quota.window} for quota in route.quotas],
            "source": route.source,
        }
        for kind in all_kinds()
        for route in kind.routes
    ]
