"""`campaign rules`: what is checked before anything is sent, by which page, and an example of each."""

from collections.abc import Sequence
from difflib import get_close_matches

import click
import orjson

from runner.all_providers import all_kinds
from runner.cli import options
from runner.cli.console import show
from runner.errors import UsageError
from runner.provider import ProviderType, name_of
from runner.report.rulebook import Listed, rulebook, text, values, whole

ALIKE = 0.75


@click.command("rules")
@click.argument("rule", metavar="[ID]", required=False)
@click.option("--provider", metavar="NAME", help="Only what holds for it: netease, netease v2, rongcloud everyone.")
@options.output
def command(rule: str | None, provider: str | None, output: str) -> None:
    """List the rules that campaigns are checked by, or tell everything about the one named ID.

    An error means that the vendor refuses or cuts such a message, a warning that it won't do what was meant.
    """
    listed = rulebook(_kinds(provider))
    if rule:
        one = _named(rule, listed)
        show(_json(values(one)) if output == "json" else whole(one))
    else:
        show(_json([values(one) for one in listed]) if output == "json" else text(listed))


def _kinds(provider: str | None) -> list[ProviderType]:
    """The kinds whose name is this or goes on from it."""
    kinds = list(all_kinds())
    if provider is None:
        return kinds
    found = [kind for kind in kinds if f"{name_of(kind)} ".startswith(f"{provider.strip().lower()} ")]
    if not found:
        names = dict.fromkeys([*(kind.type for kind in kinds), *map(name_of, kinds)])
        raise UsageError(f"there is no provider {provider!r}; {_meant(provider, list(names))}")
    return found


def _named(rule: str, listed: Sequence[Listed]) -> Listed:
    known = {one.rule.id: one for one in listed}
    if rule.upper() not in known:
        raise UsageError(f"there is no rule {rule!r}; {_meant(rule.upper(), list(known))}")
    return known[rule.upper()]


def _meant(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1, ALIKE)
    if close:
        return f"did you mean {close[0]}?"
    return f"there are {', '.join(known)}" if len(known) <= 20 else "`campaign rules` lists them"


def _json(document: object) -> str:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
