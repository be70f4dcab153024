"""A campaign's recipient lists as entries of a plan: filtered, rendered, checked by rules. Reads files."""

from collections.abc import Iterator
from itertools import chain

from runner.campaign.model import Campaign
from runner.checking import Checker
from runner.errors import CampaignInvalid, Place, Problem
from runner.ledger.draft import Draft, Entry
from runner.model import Recipient, addressed_to
from runner.recipients import read_file, read_ids, read_listed
from runner.rendering import Rendering

EXCLUDED = "excluded: on the list of those who are never sent to"
MOST_PROBLEMS = 20
RESERVED = {addressed_to(audience) for audience in ("everyone", "online")}
NO_ONE = ("the ids (everyone) and (online) are announcements'", "give the recipient's own id")


def recipients(campaign: Campaign) -> Iterator[Recipient]:
    """Everybody on the campaign's lists, in order: inline ones first, then file by file; one that stands for all."""
    lists = campaign.recipients
    if campaign.to_everyone:
        return iter((Recipient(addressed_to(campaign.provider.audience), {}, lists.place.file, lists.place.line),))
    listed = read_listed(lists.listed, lists.id) if lists.listed else iter(())
    return chain(listed, *(read_file(file.path, file.shown, lists.id) for file in lists.files))


def expand(campaign: Campaign, rendering: Rendering, draft: Draft, checker: Checker) -> Iterator[Entry]:
    """One entry a recipient that `where` lets in, in the order of the lists.

    A recipient whose text can't be rendered is a problem; the first of them are raised together, as `CampaignInvalid`.
    """
    fold = str.lower if campaign.provider.folds_case else str
    for file in campaign.recipients.exclude:
        draft.exclude(fold(recipient) for recipient, _ in read_ids(file.path, file.shown, campaign.recipients.id))
    check = checker.check
    excludes = bool(campaign.recipients.exclude)
    filters = campaign.recipients.where is not None
    problems: list[Problem] = []
    for recipient in recipients(campaign):
        if recipient.id in RESERVED and not campaign.to_everyone:
            problems.append(Problem(Place(recipient.file, recipient.line), *NO_ONE))
            continue
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
