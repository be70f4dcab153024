"""The plan of a loaded campaign and what is shown beside it: one way for `plan`, `apply`, `status` and `explain`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from runner.checking import Checker, Warned, warned_constants
from runner.cli.allowance import wait_of
from runner.cli.capping import cap_of, promise
from runner.cli.clock import clock
from runner.cli.loading import Loaded, need_ledger
from runner.cli.schedule import division
from runner.errors import Place
from runner.expanding import expand
from runner.general_rules import ALIKE
from runner.ledger.caps import Promises
from runner.ledger.differences import Headcount, Owner, headcount, said_before
from runner.ledger.draft import Draft, Row, draft
from runner.ledger.views import viewing
from runner.model import Decision
from runner.planning import Choices, Plan, Subject, plan
from runner.report.cautions import Caution
from runner.report.changes import Change, change
from runner.report.plans import PlanReport, Sample
from runner.report.signs import Sign, sign

SAMPLES = 3
LOOKED_AT = 50  # changed texts that are read to find different ones among them
MOST_DUPLICATES = 1000


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and its draft, which lasts as long as the block that made it."""

    loaded: Loaded
    plan: Plan
    draft: Draft
    checker: Checker

    @property
    def has_work(self) -> bool:
        """Whether carrying it out sends or records anything."""
        return bool(self.plan.count(Decision.SEND) or self.plan.count(Decision.REFUSE) or self.draft.to_hold_out())

    def report(self, *, verbose: bool = False) -> PlanReport:
        """The plan as it is shown."""
        campaign = self.loaded.campaign
        duplicates = self.draft.duplicates(MOST_DUPLICATES) if verbose and self.plan.duplicates else []
        return PlanReport(
            campaign.file,
            self.plan,
            self._samples(),
            self.warnings(),
            tuple(duplicates),
            self.checker.longest,
            tuple(sorted(campaign.disabled)),
            audience=campaign.provider.audience if campaign.provider.audience != "listed" else "",
            wait=wait_of(self.loaded, self.plan, clock().now()),
            hosts=tuple(dict.fromkeys(urlsplit(address).netloc for address in campaign.endpoints)),
            via_hosts=not any(route.path for route in campaign.routes),
            target=self.loaded.target,
            changes=self._changes(),
            headcount=self._headcount(),
        )

    @property
    def _owner(self) -> Owner:
        return Owner(str(self.plan.account), self.plan.campaign)

    def _verdicts(self, wanted: Sign) -> list[tuple[Decision, str]]:
        return [verdict for verdict in self.plan.counts if sign(*verdict) is wanted]

    def _changes(self) -> tuple[Change, ...]:
        """The first texts that changed each in its own way."""
        changed = self._verdicts(Sign.CHANGED)
        if not changed:
            return ()
        different: dict[tuple[str, ...], Change] = {}
        for row, sent, now in said_before(self.draft, self.loaded.ledger, self._owner, changed, LOOKED_AT):
            one = change(row.recipient, Place(row.file, row.line), sent, now)
            different.setdefault(one.diff, one)
            if len(different) == SAMPLES:
                break
        return tuple(different.values())

    def _headcount(self) -> Headcount | None:
        """Of a campaign that names its recipients; announcements and recalls name none."""
        if self.loaded.campaign.provider.audience != "listed":
            return None
        left_out = self._verdicts(Sign.EXCLUDED)
        return headcount(self.draft, self.loaded.ledger, self._owner, self.plan.counts, left_out)

    def warnings(self) -> tuple[Caution, ...]:
        """All that is doubtful: in the file, in texts, in lists; what is said once only, until it is known to go."""
        loaded = self.loaded
        found = [
            *warned_constants(loaded.campaign, loaded.rendering, loaded.warnings),
            *self.checker.warnings(),
            *self._alike(),
        ]
        if any(one.rule.once for one in found) and self._has_accepted():
            found = [one for one in found if not one.rule.once]
        return tuple(Caution(one.rule.id, one.what, one.place, one.recipient, one.count) for one in found)

    def _alike(self) -> list[Warned]:
        campaign = self.loaded.campaign
        alike = self.draft.alike_but_for_case() if campaign.provider.folds_case else 0
        return self.checker.about({ALIKE: str(alike)} if alike else {}, campaign.recipients.place)

    def _has_accepted(self) -> bool:
        with viewing(self.loaded.ledger) as view:
            return bool(view and view.has_accepted(str(self.loaded.campaign.account)))

    def _samples(self) -> tuple[Sample, ...]:
        wanted = [(Decision.REFUSE, 20), (Decision.HOLD, SAMPLES), (Decision.SEND, SAMPLES)]
        rows = [row for decision, most in wanted for row in self.draft.rows(decision, most)]
        return tuple(
            Sample(row.recipient, row.decision, row.reason, Place(row.file, row.line), self._said(row)) for row in rows
        )

    def _said(self, row: Row) -> dict[str, str] | None:
        """What is shown of a text; of a refused one it is the reason that counts."""
        return None if row.decision is Decision.REFUSE else self.draft.params(row)


@contextmanager
def planned(
    loaded: Loaded,
    choices: Choices,
    *,
    afresh: bool = False,
    declaring: bool = False,
    promised: Promises | None = None,
) -> Iterator[Planned]:
    """The plan of a campaign for the length of the block; `afresh`: as if nothing was ever sent.

    `promised`: what the campaigns that were planned before it, in the same command, are going to send.
    """
    campaign = loaded.campaign
    if not afresh:
        need_ledger(loaded)
    if campaign.to_everyone:
        choices = replace(choices, unknown="hold")  # only `campaign resolve`, a decision about this one, sends it again
    clock(campaign)  # a virtual one is for the emulator only
    subject = Subject(campaign.name, campaign.account, campaign.endpoints, campaign.routes, division(campaign))
    with draft() as made:
        checker = Checker(campaign, loaded.rendering)
        entries = expand(campaign, loaded.rendering, made, checker)
        ledger, cap = (None, None) if afresh else (loaded.ledger, cap_of(loaded, promised))
        found = plan(subject, entries, made, ledger, choices, declaring=declaring, cap=cap)
        promise(loaded, made, promised)
        yield Planned(loaded, found, made, checker)
