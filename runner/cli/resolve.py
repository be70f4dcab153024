"""`campaign resolve`: a person's decision about messages in doubt."""

import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Literal

import click

from runner.account import hold, state_folder
from runner.cli import options
from runner.cli.console import show
from runner.cli.loading import default_ledger, load_one
from runner.cli.sought import Sought
from runner.errors import UsageError
from runner.ledger.store import Ledger
from runner.ledger.views import viewing
from runner.model import Account
from runner.report.words import clean, counted


@click.command("resolve")
@click.argument("campaign")
@click.option(
    "--unknown",
    type=click.Choice(["accepted", "resend"]),
    required=True,
    help="They were taken after all; or send them again with the next apply (somebody may get one twice).",
)
@click.option("-r", "--recipient", metavar="ID", help="Only this recipient's message.")
@click.option("--account", metavar="ACCOUNT", help="Where a campaign was sent on several accounts: which.")
@options.targeting
@options.ledger
def command(
    campaign: str,
    unknown: Literal["accepted", "resend"],
    recipient: str | None,
    account: str | None,
    sought: Sought,
) -> None:
    """Decide about the messages of CAMPAIGN (a name, or its file) that are in doubt."""
    if Path(campaign).suffix in {".yaml", ".yml"}:
        loaded = load_one(replace(sought, paths=(Path(campaign),)))
        campaign, account, path = loaded.campaign.name, str(loaded.campaign.account), loaded.ledger
    else:
        path = default_ledger(sought)
    number, owner = _the_one(path, campaign, account)
    scope = str(path.resolve()) if owner.emulated else ""
    with hold(owner, scope, state_folder(), 0.0), closing(Ledger(path)) as store:
        store.settle(str(owner))
        changed = store.resolve(number, unknown, recipient, time.time())
    if not changed:
        who = f" for {recipient}" if recipient else ""
        raise UsageError(f"no message of {campaign!r}{who} is in doubt; `campaign status` shows where they are")
    said = "accepted" if unknown == "accepted" else "to be sent again"
    show(f"{clean(campaign)}: {counted(changed, 'message')} {said}")


def _the_one(path: Path, campaign: str, account: str | None) -> tuple[int, Account]:
    with viewing(path) as view:
        found = view.accounts_of(campaign) if view else []
    found = [one for one in found if account in {None, one[1]}]
    if not found:
        raise UsageError(f"the ledger {path} has no campaign {campaign!r}; `campaign status` lists the names")
    if len(found) > 1:
        raise UsageError(f"{campaign!r} was sent on {' and '.join(name for _, name in found)}; choose with --account")
    number, name = found[0]
    return number, parse_account(name)


def parse_account(name: str) -> Account:
    """An account from its name in the ledger."""
    provider, _, key = name.partition(":")
    return Account(provider, key.removesuffix("@emulator"), emulated=key.endswith("@emulator"))
