"""A plan under its policies: what they say of it, and an end to it where they are broken. Asks git and the clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from runner.cli.clock import clock
from runner.cli.console import say
from runner.cli.planned import Planned
from runner.errors import CampaignInvalid
from runner.policies import Situation, judge
from runner.report.plans import PlanReport
from runner.report.verdicts import pending, problems
from runner.repository import NoAnswer, dirty_files


def reports_of(
    made: Sequence[Planned], *, verbose: bool = False, sending: bool = False, reviewed: bool = False
) -> list[PlanReport]:
    """The plans as they are shown, each with what its policies say of it.

    `sending`: it is sent if they allow; `reviewed`: as a saved plan says. `CampaignInvalid`: an expression can't be
    told.
    """
    situations = _situations(made, Situation(clock().now(), sending=sending, reviewed=reviewed))
    return [
        replace(one.report(verbose=verbose), verdicts=tuple(judge(one.loaded.campaign.policy, one.plan, situation)))
        for one, situation in zip(made, situations, strict=True)
    ]


def govern(reports: Iterable[PlanReport]) -> None:
    """Say what would stop sending as things are now; `CampaignInvalid` with all that is broken."""
    verdicts = [verdict for report in reports for verdict in report.verdicts]
    for line in pending(verdicts):
        say(line, colour="yellow")
    if broken := problems(verdicts):
        raise CampaignInvalid(broken)


def check_expressions(one: Planned) -> None:
    """`CampaignInvalid` where an expression of its policy can't be told, whether or not it holds."""
    campaign = one.loaded.campaign
    expressions = tuple(demand for demand in campaign.policy if demand.name == "expect")
    judge(expressions, one.plan, Situation(clock().now(), one.loaded.target, campaign.tags))


def _situations(made: Iterable[Planned], situation: Situation) -> Iterator[Situation]:
    """What is known of each plan; git is asked once a project, and only where a policy wants to know."""
    asked: dict[Path, Situation] = {}
    for one in made:
        campaign = one.loaded.campaign
        known = situation
        if any(demand.name == "require_clean_git" for demand in campaign.policy):
            known = asked.get(campaign.root) or _with_git(situation, campaign.root)
            asked[campaign.root] = known
        yield replace(known, target=one.loaded.target, tags=campaign.tags)


def _with_git(situation: Situation, root: Path) -> Situation:
    """With what isn't committed, as far as git can tell."""
    try:
        return replace(situation, uncommitted=dirty_files(root))
    except NoAnswer as error:
        return replace(situation, uncommitted=(), untold=error.what)
