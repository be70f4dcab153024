"""One campaign checked from its file to its last recipient, case by case: the file, then each group of rules."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from runner.cli.governing import check_expressions
from runner.cli.loading import Loaded
from runner.cli.planned import Planned, planned
from runner.errors import CampaignInvalid, Place, Problem
from runner.ledger.draft import Row
from runner.model import Decision
from runner.planning import Choices
from runner.report.record import Case, Checked
from runner.report.words import counted

MOST = 1000  # refused recipients of one campaign that are told one by one
FILE = "file"  # the case of all that no rule says
TODO = "correct it, or leave the recipient out"
_GROUP = re.compile(r"[A-Za-z]+")
_SAID = re.compile(r"(.+?) \[([A-Z]+[0-9]+)\](?:; |$)", re.DOTALL)


def checked(loaded: Loaded, clock: Callable[[], float]) -> Checked:
    """A campaign with every recipient and every text held against every rule; `clock`: in seconds."""
    began = clock()
    campaign = loaded.campaign
    groups = [_group(rule.id) for rule in campaign.provider.rules if rule.id not in campaign.disabled]
    try:
        with planned(loaded, Choices(), afresh=True) as made:
            problems, cautions = list(_problems(made)), made.warnings()
            recipients = sum(made.plan.counts.values())
            check_expressions(made)
    except CampaignInvalid as error:
        return Checked(campaign.file, _cases(error.problems, groups, clock() - began), campaign.name)
    return Checked(campaign.file, _cases(problems, groups, clock() - began), campaign.name, recipients, cautions)


def unreadable(problems: Iterable[Problem]) -> list[Checked]:
    """Files that can't be read as campaigns, by the place of each problem; one without a place belongs to none."""
    files: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.place:
            files.setdefault(problem.place.file, []).append(problem)
    return [Checked(file, _cases(found, (), 0.0)) for file, found in files.items()]


def _cases(problems: Sequence[Problem], groups: Iterable[str], seconds: float) -> tuple[Case, ...]:
    """Each group of rules that it was held against or that it breaks, and the file itself."""
    groups = dict.fromkeys((*groups, *(_group(problem.rule) for problem in problems)))
    sorted_out: dict[str, list[Problem]] = {group: [] for group in (*(g for g in groups if g != FILE), FILE)}
    for problem in problems:
        sorted_out[_group(problem.rule)].append(problem)
    return tuple(
        Case(name if name == FILE else f"rules {name}", tuple(found), seconds if name == FILE else 0.0)
        for name, found in sorted_out.items()
    )


def _group(rule: str) -> str:
    """The letters that a rule's id begins with."""
    match = _GROUP.match(rule)
    return match[0] if match else FILE


def _problems(made: Planned) -> Iterator[Problem]:
    """Everybody who is refused, up to a number, and how many more there are."""
    for row in islice(made.draft.each(Decision.REFUSE), MOST):
        yield from _broken(row)
    left = made.plan.count(Decision.REFUSE) - MOST
    if left > 0:
        what = f"{counted(left, 'more recipient')} can't be sent to"
        yield Problem(Place(made.loaded.campaign.file), what, "correct those that are told first")


def _broken(row: Row) -> Iterator[Problem]:
    """Each rule that a recipient breaks, as a problem of its own."""
    place = Place(row.file, row.line)
    said = _SAID.findall(row.reason) or [(row.reason, "")]
    return (Problem(place, f"{row.recipient}: {what}", TODO, rule) for what, rule in said)
