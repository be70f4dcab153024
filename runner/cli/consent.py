"""Whether a person wants what a plan would send: by an option, or asked on the terminal."""

import sys
from collections.abc import Sequence

import click

from runner.cli.planned import Planned
from runner.errors import UsageError
from runner.model import Decision
from runner.report.words import clean


def check_names(made: Sequence[Planned], confirmed: Sequence[str]) -> None:
    """`UsageError` for a name that no announcement here has."""
    known = [one.plan.campaign for one in made if one.loaded.campaign.to_everyone]
    for name in confirmed:
        if known.count(name) != 1:
            what = "no campaign of that name goes" if name not in known else "several campaigns of that name go"
            raise UsageError(f"--confirm {name}: {what} to everyone here; nothing was sent")


def is_wanted(made: Sequence[Planned], confirmed: Sequence[str], *, yes: bool) -> bool:
    """Whether there is something to do, and a person wants it: by an option, or asked on the terminal."""
    sending = [one for one in made if one.plan.count(Decision.SEND)]
    if not sending:
        return any(one.has_work for one in made)
    announced = [one for one in sending if one.loaded.campaign.to_everyone]
    unnamed = [one.plan for one in announced if one.plan.campaign not in confirmed]
    listed = len(sending) > len(announced)
    if (unnamed or (listed and not yes)) and not sys.stdin.isatty():
        says = [f"--confirm {clean(plan.campaign)} (it goes to everyone)" for plan in unnamed]
        says += ["--yes"] if listed and not yes else []
        raise UsageError(
            f"there is no terminal to ask on; review the plan and say {' and '.join(says)}; nothing was sent"
        )
    if listed and not yes:
        sends = sum(one.plan.count(Decision.SEND) for one in sending if one not in announced)
        accounts = " and ".join(sorted({clean(str(one.plan.account)) for one in sending if one not in announced}))
        if not click.confirm(f"Send to {sends:,} on {accounts}?", err=True):
            raise click.Abort
    for plan in unnamed:
        typed = click.prompt(f"This reaches everyone on {clean(str(plan.account))}. Type the campaign's name", err=True)
        if typed != plan.campaign:
            raise UsageError(f"{typed!r} isn't {plan.campaign!r}; nothing was sent")
    return True
