"""The plan of a recall: every message of a campaign that the provider took, as a request that takes it back.

A recall is a campaign of its own in the ledger, `NAME/recall`: with its own decisions, rows, doubts and exports. Its
recipients are written `ID~N`, N being the number of the try that the message was: a name that never moves, whatever is
sent to that recipient later, and that no two messages share.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from runner.checking import Checker, said
from runner.cli.loading import Loaded
from runner.cli.planned import Planned
from runner.errors import UsageError
from runner.ledger.draft import Entry, draft
from runner.ledger.sent import Taken, taken
from runner.model import Text
from runner.planning import Choices, Subject, plan
from runner.provider import Provider, Recallable
from runner.rule import findings

SUFFIX = "/recall"  # no campaign's own name holds a slash
NO_ID = "the provider's answer held no id of this message, so it can't be recalled"
ANOTHER = "it was sent by `{route}`, which the file no longer asks for: recall it with `recipients` as they were then"


@contextmanager
def planned_recall(loaded: Loaded, recipient: str | None, choices: Choices) -> Iterator[Planned]:
    """The plan that takes back what a campaign sent (to one recipient), for the length of the block."""
    campaign, sender = loaded.campaign, loaded.campaign.provider
    if not isinstance(sender, Recallable):
        raise UsageError(f"{campaign.name} can't be recalled: {sender.unrecallable}")
    kind: Provider = sender.recalled_by(campaign.provider.app_key, campaign.provider.app_secret)
    name = f"{campaign.name}{SUFFIX}"
    at_once = replace(campaign.delivery, stages=(), stop=(), window=None)  # taking back disturbs nobody's night
    recalling = replace(
        campaign,
        name=name,
        provider=kind,
        routes=kind.routes,
        params=(),
        disabled=frozenset(),
        delivery=at_once,
        policy=(),
    )
    subject = Subject(name, campaign.account, campaign.endpoints, kind.routes)
    with draft() as made:
        sent = taken(loaded.ledger, str(campaign.account), campaign.name, recipient)
        routes = frozenset(route.name for route in campaign.provider.routes)

        def entry(one: Taken) -> Entry:
            text = Text.of(sender.recall(one.params, one.recipient, one.provider_id))
            refusal = _refusal(kind, text, one, routes)
            return Entry(key_of(one.recipient, one.tries), text, kind.ways(text.params), campaign.file, 0, refusal)

        found = plan(subject, map(entry, sent), made, loaded.ledger, choices)
        mine = replace(loaded, campaign=recalling, warnings=())
        yield Planned(mine, found, made, Checker(recalling, loaded.rendering))


def key_of(recipient: str, tries: int) -> str:
    """The recipient of a recall, as the ledger has it."""
    return f"{recipient}~{tries}"


def _refusal(kind: Provider, text: Text, one: Taken, routes: frozenset[str]) -> str:
    if one.route not in routes:
        return ANOTHER.format(route=one.route)
    return said(findings(kind.rules, text.params)) if one.provider_id else NO_ID
