"""A campaign's recipient lists as entries of a plan: filtered, rendered, checked by rules. Reads files."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple

from runner.campaign.model import Campaign
from runner.errors import CampaignInvalid, Place, Problem
from runner.ledger.draft import Draft, Entry
from runner.model import Recipient, Text
from runner.provider import Rule, Ways, broken_rules
from runner.recipients import read_file, read_ids, read_listed
from runner.rendering import Rendering

EXCLUDED = "excluded: on the list of those who are never sent to"
MOST_PROBLEMS = 20
REMEMBERED = 4096  # distinct texts whose check is remembered


def recipients(campaign: Campaign) -> Iterator[Recipient]:
    """Everybody on the campaign's lists, in order: inline ones first, then file by file."""
    lists = campaign.recipients
    listed = read_listed(lists.listed, lists.id) if lists.listed else iter(())
    return chain(listed, *(read_file(file.path, file.shown, lists.id) for file in lists.files))


class Rules(NamedTuple):
    """A provider's rules by what they need to be checked: nothing that varies, a text, a recipient, or both."""

    constant: tuple[Rule, ...]
    text: tuple[Rule, ...]
    recipient: tuple[Rule, ...]
    both: tuple[Rule, ...]


def sort_rules(campaign: Campaign, varying: frozenset[str]) -> Rules:
    """The rules of the campaign's provider, by what varies in this campaign."""
    name = campaign.provider.recipient

    def those(*, text: bool, recipient: bool) -> tuple[Rule, ...]:
        return tuple(
            rule
            for rule in campaign.provider.rules
            if bool(varying & set(rule.params)) is text and (name in rule.params) is recipient
        )

    return Rules(
        constant=those(text=False, recipient=False),
        text=those(text=True, recipient=False),
        recipient=those(text=False, recipient=True),
        both=those(text=True, recipient=True),
    )


def check_constants(campaign: Campaign, rendering: Rendering) -> None:
    """Check what is the same for everybody; `CampaignInvalid` names every broken rule at its parameter's place."""
    rules = sort_rules(campaign, frozenset(rendering.varying))

    def place(rule: Rule) -> Place:
        found = [rendering.places[name] for name in rule.params if name in rendering.places]
        return found[0] if found else Place(campaign.file)

    broken = broken_rules(rules.constant, rendering.constant)
    if broken:
        raise CampaignInvalid(Problem(place(rule), what, "correct it", rule.id) for rule, what in broken)


def checker(campaign: Campaign, rendering: Rendering) -> Callable[[Recipient, Text], tuple[Ways, str]]:
    """How a rendered text for a recipient is checked: its ways, and what it breaks (empty: nothing)."""
    rules = sort_rules(campaign, frozenset(rendering.varying))
    provider = campaign.provider
    subject = dict(rendering.constant)
    remembered: dict[bytes, tuple[Ways, str]] = {}

    def check_text(text: Text) -> tuple[Ways, str]:
        known = remembered.get(text.digest)
        if known is None:
            params = text.params
            if len(remembered) >= REMEMBERED:
                remembered.clear()
            known = provider.ways(params), _said(broken_rules(rules.text, params))
            remembered[text.digest] = known
        return known

    def check(recipient: Recipient, text: Text) -> tuple[Ways, str]:
        ways, refusal = check_text(text)
        subject[provider.recipient] = recipient.id
        more = _said(broken_rules(rules.recipient, subject))
        if rules.both:
            both = _said(broken_rules(rules.both, {**text.params, provider.recipient: recipient.id}))
            more = "; ".join(filter(None, (more, both)))
        return (ways, "; ".join(filter(None, (refusal, more)))) if more else (ways, refusal)

    return check


def _said(broken: list[tuple[Rule, str]]) -> str:
    return "; ".join(f"{what} [{rule.id}]" for rule, what in broken) if broken else ""


def expand(campaign: Campaign, rendering: Rendering, draft: Draft) -> Iterator[Entry]:
    """One entry a recipient that `where` lets in, in the order of the lists.

    A recipient whose text can't be rendered is a problem; the first of them are raised together, as `CampaignInvalid`.
    """
    fold = str.lower if campaign.provider.folds_case else str
    for file in campaign.recipients.exclude:
        draft.exclude(fold(recipient) for recipient, _ in read_ids(file.path, file.shown, campaign.recipients.id))
    check = checker(campaign, rendering)
    excludes = bool(campaign.recipients.exclude)
    filters = campaign.recipients.where is not None
    problems: list[Problem] = []
    for recipient in recipients(campaign):
        try:
            if filters and not rendering.matches(recipient):
                draft.left_out += 1
                continue
            if excludes and draft.is_excluded(fold(recipient.id)):
                yield Entry(recipient.id, None, None, recipient.file, recipient.line, skipped=EXCLUDED)
                continue
            text = rendering.text(recipient)
        except CampaignInvalid as error:
            problems += error.problems
            if len(problems) >= MOST_PROBLEMS:
                problems.append(Problem(None, "there may be more of them", "correct these first"))
                break
            continue
        ways, refusal = check(recipient, text)
        yield Entry(recipient.id, text, ways, recipient.file, recipient.line, refusal)
    if problems:
        raise CampaignInvalid(problems)
