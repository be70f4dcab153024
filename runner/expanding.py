"""A campaign's recipient lists as entries of a plan: filtered, drawn, rendered, checked by rules. Reads files."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from runner.campaign.model import Campaign
from runner.checking import Checker
from runner.errors import CampaignInvalid, Place, Problem
from runner.hours import is_zone
from runner.ledger.draft import Draft, Entry
from runner.model import Recipient, addressed_to
from runner.recipients import read_file, read_ids, read_listed
from runner.rendering import Rendering
from runner.shares import Share, percent

EXCLUDED = "excluded: on the list of those who are never sent to"
MISSED = "not in the sample of {}"
HELD_OUT = "held out: {} get no message, to measure its effect"
MOST_PROBLEMS = 20
RESERVED = {addressed_to(audience) for audience in ("everyone", "online")}
NO_ONE = ("the ids (everyone) and (online) are announcements'", "give the recipient's own id")

Aside = Callable[[str], tuple[str, str]]
"""an id -> why the sample leaves it out, why it is held out; empty: it isn't"""


def recipients(campaign: Campaign) -> Iterator[Recipient]:
    """Everybody on the campaign's lists, in order: seeds, inline ones, then file by file; one that stands for all."""
    return chain(seeds(campaign), listed(campaign))


def seeds(campaign: Campaign) -> Iterator[Recipient]:
    """Those who are always the first to get it."""
    lists = campaign.recipients
    return chain(*(read_file(file.path, file.shown, lists.id) for file in lists.seeds))


def listed(campaign: Campaign) -> Iterator[Recipient]:
    """Everybody else, and seeds that stand on another list too."""
    lists = campaign.recipients
    if campaign.to_everyone:
        return iter((Recipient(addressed_to(campaign.provider.audience), {}, lists.place.file, lists.place.line),))
    inline = read_listed(lists.listed, lists.id) if lists.listed else iter(())
    return chain(inline, *(read_file(file.path, file.shown, lists.id) for file in lists.files))


def expand(campaign: Campaign, rendering: Rendering, draft: Draft, checker: Checker) -> Iterator[Entry]:
    """One entry a recipient that `where` lets in, in the order of the lists; of seeds, whatever it says.

    Nothing is rendered for who is excluded or out of the sample. Who is held out is rendered and checked like the rest:
    one whom a rule refuses wouldn't have got it anyway, and those who measure its effect must be like those who got it.
    A recipient whose text can't be rendered is a problem; the first of them are raised together, as `CampaignInvalid`.
    """
    expansion = _Expansion(campaign, rendering, draft, checker)
    yield from expansion.entries(seeds(campaign), seed=True)
    yield from expansion.entries(listed(campaign), seed=False)
    if expansion.problems:
        raise CampaignInvalid(expansion.problems)


class _Expansion:
    """One campaign's lists being expanded; `problems`: what was wrong so far."""

    def __init__(self, campaign: Campaign, rendering: Rendering, draft: Draft, checker: Checker) -> None:
        """Read who is never sent to."""
        self.problems: list[Problem] = []
        self._campaign, self._rendering, self._draft, self._check = campaign, rendering, draft, checker.check
        self._fold: Callable[[str], str] = str.lower if campaign.provider.folds_case else str
        self._aside = _aside(campaign, self._fold)
        self._zone = _zones(campaign)
        for file in campaign.recipients.exclude:
            draft.exclude(self._fold(who) for who, _ in read_ids(file.path, file.shown, campaign.recipients.id))

    def entries(self, people: Iterable[Recipient], *, seed: bool) -> Iterator[Entry]:
        """The entries of these, until there are too many problems."""
        # each recipient of a plan passes here: what a campaign doesn't use must cost it nothing
        draft, text_of, check, fold, zone_of = self._draft, self._rendering.text, self._check, self._fold, self._zone
        excludes = bool(self._campaign.recipients.exclude)
        lets_in = None if seed or self._campaign.recipients.where is None else self._rendering.matches
        aside = None if seed else self._aside
        zone = missed = held = ""
        for one in () if len(self.problems) >= MOST_PROBLEMS else people:
            who, _, file, line = one
            try:
                if who in RESERVED:
                    self._admit(one)
                if lets_in and not lets_in(one):
                    draft.left_out += 1
                    continue
                if excludes and draft.is_excluded(fold(who)):
                    yield Entry(who, None, None, file, line, skipped=EXCLUDED)
                    continue
                if aside:
                    missed, held = aside(who)
                    if missed:
                        yield Entry(who, None, None, file, line, missed=missed)
                        continue
                if zone_of:
                    zone = zone_of(one)
                text = text_of(one)
            except CampaignInvalid as error:
                if self._is_full(error):
                    break
                continue
            ways, refusal = check(one, text)
            yield Entry(who, text, ways, file, line, refusal, "", "", held, seed, zone)

    def _admit(self, one: Recipient) -> None:
        """`CampaignInvalid` for an id that only an announcement may have."""
        if not self._campaign.to_everyone:
            raise CampaignInvalid([Problem(Place(one.file, one.line), *NO_ONE)])

    def _is_full(self, error: CampaignInvalid) -> bool:
        """Whether there are enough problems now."""
        self.problems += error.problems
        full = len(self.problems) >= MOST_PROBLEMS
        if full:
            self.problems.append(Problem(None, "there may be more of them", "correct these first"))
        return full


def _aside(campaign: Campaign, fold: Callable[[str], str]) -> Aside | None:
    """Who is left aside; None where nobody is."""
    sample, holdout = campaign.recipients.sample, campaign.recipients.holdout
    if sample is None and holdout is None:
        return None
    drawn, kept = (Share(campaign.name, "sample", sample or 0), Share(campaign.name, "holdout", holdout or 0))
    misses = "" if sample is None else MISSED.format(percent(sample))
    holds = "" if holdout is None else HELD_OUT.format(percent(holdout))

    def aside(recipient: str) -> tuple[str, str]:
        key = fold(recipient)
        if misses and key not in drawn:
            return misses, ""
        return "", holds if key in kept else ""

    return aside


def _zones(campaign: Campaign) -> Callable[[Recipient], str] | None:
    """Whose hours count for a recipient; None where everybody's are the same."""
    window = campaign.delivery.window
    if window is None or not window.zone_field:
        return None
    field, usual = window.zone_field, window.times.zone
    known = {"": usual}

    def zone(one: Recipient) -> str:
        named = one.fields.get(field)
        text = "" if named is None else str(named).strip()
        if text not in known:
            if not is_zone(text):
                what = f"{one.id}: {field} is {text[:80]!r}, which is no time zone"
                todo = f"write one like Asia/Shanghai, or leave it empty: then {usual} holds"
                raise CampaignInvalid([Problem(Place(one.file, one.line), what, todo)])
            known[text] = text
        return known[text]

    return zone
