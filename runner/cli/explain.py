"""`campaign explain`: why one recipient is sent, skipped, held or refused, and what happened to it so far."""

from collections.abc import Iterator

import click

from runner.cli import options
from runner.cli.console import show
from runner.cli.loading import Loaded, load_one
from runner.cli.planned import planned
from runner.cli.recalled import SUFFIX, key_of
from runner.cli.render import one_line
from runner.cli.sought import Sought
from runner.ledger.draft import Row
from runner.ledger.views import MessageRow, View, viewing
from runner.model import SENTENCE
from runner.planning import Changed, Choices, Unknown
from runner.report.words import clean, moment


@click.command("explain")
@options.reading_one
@click.argument("recipient", metavar="ID")
@options.deciding
def command(
    sought: Sought,
    recipient: str,
    unknown: Unknown,
    changed: Changed,
) -> None:
    """Explain the decision about the recipient ID of the campaign at PATH, and what was sent to it so far."""
    loaded = load_one(sought)
    recipient = loaded.addressee(recipient)
    with planned(loaded, Choices(unknown, changed)) as made:
        row = made.draft.find(recipient)
        left_out = made.plan.left_out
    show("\n".join([*_decided(loaded, recipient, row, left_out), *_history(loaded, recipient)]))


def _decided(loaded: Loaded, recipient: str, row: Row | None, left_out: int) -> Iterator[str]:
    if row is None:
        why = "on no list, or left out by `where`" if left_out else "on no list"
        yield f"{clean(recipient)} is not part of {clean(loaded.campaign.name)}: {why}"
        return
    yield f"{clean(recipient)} ({clean(row.file)}:{row.line}): {row.decision}"
    yield f"  {clean(row.reason) or f'nothing was sent to it yet; {SENTENCE[row.decision]}'}"


def _history(loaded: Loaded, recipient: str) -> Iterator[str]:
    campaign = loaded.campaign
    with viewing(loaded.ledger) as view:
        if view is None:
            return
        account = str(campaign.account)
        earlier = view.earlier_tries(campaign.name, account, recipient)
        found = [*earlier, *view.messages(campaign.name, account, recipient)]
        for message in found:
            yield from _told(view, message, "try")
        tries = [message.attempts for message in found]
        for key in (key_of(recipient, number) for number in tries):
            for message in view.messages(f"{campaign.name}{SUFFIX}", account, key):
                yield from _told(view, message, f"recall of try {key.rpartition('~')[2]}, try")


def _told(view: View, message: MessageRow, what: str) -> Iterator[str]:
    yield ""
    head = f"{what} {message.attempts}" if message.attempts else "recorded"
    yield f"{head}: {message.status}{f' by {message.route}' if message.route else ''}"
    facts = {
        "planned": moment(message.planned_at),
        "sent": moment(message.sent_at),
        "answered": moment(message.answered_at),
        "code": message.code,
        "said": message.detail,
        "provider id": message.provider_id,
        "request id": message.request_id,
    }
    yield from (f"  {name:<12}{clean(value)}" for name, value in facts.items() if value)
    text = view.text(message.digest) if message.digest else None
    if text:
        yield f"  {'text':<12}{one_line(text)}"
