"""The plan of a recall: every message of a campaign that the provider took, as a request that takes it back.

A recall is a campaign of its own in the ledger, `NAME/recall`: with its own decisions, rows, doubts and exports. Its
recipients are the campaign's; a message that a later one replaced stands as `ID~N`, N being the number of its try.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from runner.checking import Checker, said
from runner.cli.loading import Loaded
from runner.cli.planned import Planned
from runner.errors import UsageError
from runner.ledger.draft import Entry, draft
from runner.ledger.sent import Taken, taken
from runner.model import Text
from runner.planning import Policy, Subject, plan
from runner.provider import Provider, Recallable
from runner.rule import Params, findings

SUFFIX = "/recall"  # no campaign's own name holds a slash
NO_ID = "the provider's answer held no id of this message, so it can't be recalled"


@contextmanager
def planned_recall(loaded: Loaded, recipient: str | None, policy: Policy) -> Iterator[Planned]:
    """The plan that takes back what a campaign sent (to one recipient), for the length of the block."""
    campaign, sender = loaded.campaign, loaded.campaign.provider
    if not isinstance(sender, Recallable):
        raise UsageError(f"{campaign.name} can't be recalled: {sender.unrecallable}")
    kind = sender.recalled_by(campaign.provider.app_key, campaign.provider.app_secret)
    name = f"{campaign.name}{SUFFIX}"
    recalling = replace(campaign, name=name, provider=kind, routes=kind.routes, params=(), disabled=frozenset())
    subject = Subject(name, campaign.account, campaign.endpoints, kind.routes)
    with draft() as made:
        sent = taken(loaded.ledger, str(campaign.account), campaign.name, recipient)
        entries = (_entry(kind, sender.recall, campaign.file, one) for one in sent)
        found = plan(subject, entries, made, loaded.ledger, policy)
        mine = replace(loaded, campaign=recalling, warnings=())
        yield Planned(mine, found, made, Checker(recalling, loaded.rendering))


def _entry(kind: Provider, recall: Callable[[Params, str, str], Params], file: str, one: Taken) -> Entry:
    who = one.recipient if one.latest else f"{one.recipient}~{one.tries}"
    text = Text.of(recall(one.params, one.recipient, one.provider_id))
    refusal = said(findings(kind.rules, text.params)) if one.provider_id else NO_ID
    return Entry(who, text, kind.ways(text.params), file, 0, refusal)
