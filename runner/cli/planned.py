"""The plan of a loaded campaign and what is shown beside it: one way for `plan`, `apply`, `status` and `explain`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from runner.cli.loading import Loaded
from runner.errors import Place
from runner.expanding import expand
from runner.ledger.draft import Draft, Row, draft
from runner.model import Decision
from runner.planning import Plan, Policy, Subject, plan
from runner.report.plans import PlanReport, Sample

SAMPLES = 3
MOST_DUPLICATES = 1000


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and its draft, which lasts as long as the block that made it."""

    loaded: Loaded
    plan: Plan
    draft: Draft

    def report(self, *, verbose: bool = False) -> PlanReport:
        """The plan as it is shown."""
        campaign = self.loaded.campaign
        duplicates = self.draft.duplicates(MOST_DUPLICATES) if verbose and self.plan.duplicates else []
        return PlanReport(campaign.file, self.plan, self._samples(), self._warnings(), tuple(duplicates))

    def _samples(self) -> tuple[Sample, ...]:
        wanted = [(Decision.REFUSE, 20), (Decision.HOLD, SAMPLES), (Decision.SEND, SAMPLES)]
        rows = [row for decision, most in wanted for row in self.draft.rows(decision, most)]
        return tuple(
            Sample(row.recipient, row.decision, row.reason, Place(row.file, row.line), self._said(row)) for row in rows
        )

    def _said(self, row: Row) -> dict[str, str] | None:
        """What is shown of a text; of a refused one it is the reason that counts."""
        return None if row.decision is Decision.REFUSE else self.draft.params(row)

    def _warnings(self) -> tuple[str, ...]:
        if not self.loaded.campaign.provider.folds_case:
            return ()
        alike = self.draft.alike_but_for_case()
        return (
            (f"{alike} ids differ from another only in case; the provider holds them for one account",) if alike else ()
        )


@contextmanager
def planned(loaded: Loaded, policy: Policy, *, afresh: bool = False) -> Iterator[Planned]:
    """The plan of a campaign for the length of the block; `afresh`: as if nothing was ever sent."""
    campaign = loaded.campaign
    subject = Subject(campaign.name, campaign.account, campaign.endpoints, campaign.routes)
    with draft() as made:
        entries = expand(campaign, loaded.rendering, made)
        yield Planned(loaded, plan(subject, entries, made, None if afresh else loaded.ledger, policy), made)
