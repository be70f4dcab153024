"""One case of a test file carried out, on a throw-away ledger and emulator: what came for whom. Touches everything.

What a case tries is who gets what: samples, holdouts, caps, stages, windows and policies say how many and when, and are
left aside. So is the account: it is the built-in emulator's, under the vendor's own limits.
"""

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from runner.account import hold
from runner.all_providers import PROVIDERS
from runner.campaign.model import Campaign, Delivery
from runner.campaign.parse import Surroundings, read_campaign
from runner.campaign.target import Target
from runner.checking import check_constants
from runner.cli.dispatch import Manner, send
from runner.cli.earlier import write_earlier
from runner.cli.emulated import emulator
from runner.cli.loading import Loaded, lists_of
from runner.cli.planned import Planned, planned
from runner.errors import CampaignInvalid, Place, Problem
from runner.expanding import recipients
from runner.expectations.judging import Came
from runner.expectations.keys import LEFT_OUT
from runner.expectations.model import Case
from runner.ledger.store import Ledger
from runner.ledger.views import viewing
from runner.model import Decision, Recipient
from runner.planning import Choices
from runner.project import look_for_project, shown_path
from runner.provider import limited
from runner.rendering import compile_campaign, with_edition
from runner.rule import findings

EMULATED = Target(name="local", emulated=True)
NO_CASE = Case("", Place(""), ())
PATIENCE = 60.0  # seconds that a case waits out a block


@dataclass
class Bench:
    """Where the cases of one campaign file are carried out. `variables`: from the command line; a case's own win.

    `allowed`: folders outside the project from which lists may be read. `folder`: a temporary one.
    """

    file: Path
    variables: Mapping[str, str]
    allowed: tuple[Path, ...]
    folder: Path
    tried: int = 0

    def load(self, case: Case = NO_CASE) -> Loaded:
        """The campaign as a case has it; `CampaignInvalid` names all its problems."""
        around = Surroundings(look_for_project(self.file), EMULATED, problem=PROVIDERS.problem)
        texts = {**self.variables, **case.vars}
        read = read_campaign(self.file, shown_path(self.file), PROVIDERS, {}, self.allowed, texts, around)

        def fact(name: str) -> str | tuple[str, str]:
            return case.git.get(name) or (f"the case says no `{name}` of git", f"add `git: {{{name}: …}}` to it")

        campaign = with_edition(on_the_bench(read, case), fact)
        rendering = compile_campaign(campaign, fact)
        warnings = (*campaign.warnings, *check_constants(campaign, rendering))
        self.tried += 1
        sources = frozenset([self.file.resolve()]) | lists_of(read)
        return Loaded(campaign, rendering, self.folder / f"{self.tried}.db", warnings, sources=sources)

    def try_out(self, case: Case) -> dict[str, Came]:
        """What comes for everybody of whom a case expects something, as far as they are on its lists."""
        loaded = self.load(case)
        write_earlier(loaded, case)
        names = {loaded.addressee(one.recipient.text): one.recipient.text for one in case.expect}
        people = {one.id: one for one in recipients(loaded.campaign) if one.id in names}
        with planned(loaded, Choices()) as made:
            statuses = self._sent(made) if case.is_sent else {}
            return {names[one.id]: _came(made, one, statuses) for one in people.values()}

    def _sent(self, made: Planned) -> dict[str, str]:
        """Send what the plan says; the outcome of each message in the ledger."""
        loaded, campaign = made.loaded, made.loaded.campaign
        name, account = campaign.name, str(campaign.account)
        with (
            emulator([campaign]) as addresses,
            hold(*loaded.owner, self.folder, 0.0) as held,
            closing(Ledger(loaded.ledger, "process")) as ledger,
        ):
            manner = Manner((_address(addresses, campaign),), quiet=True)
            run = ledger.begin(ledger.campaign(account, name), made.draft, made.plan.fingerprint, time.time())
            sent = send(campaign, manner, held, ledger, run)
        if sent.interrupted:
            raise KeyboardInterrupt
        if sent.error:
            problem = Problem(Place(campaign.file), f"sending it stopped: {sent.error}", "")
            raise CampaignInvalid([problem])
        with viewing(loaded.ledger) as view:
            return {row.recipient: row.status for row in view.messages(name, account)} if view else {}


def _address(addresses: Mapping[str, str], campaign: Campaign) -> str:
    kind = campaign.provider.type
    if kind not in addresses:
        what = f"the built-in emulator doesn't know the provider `{kind}`, so nothing can be sent"
        raise CampaignInvalid([Problem(Place(campaign.file), what, "expect no `outcome`")])
    return addresses[kind]


def on_the_bench(campaign: Campaign, case: Case) -> Campaign:
    """The campaign for a case's recipients, less all that says how many get it and when."""
    who = replace(campaign.recipients, sample=None, holdout=None)
    if case.recipients and campaign.to_everyone:
        todo = f"delete `recipients`, and expect something of `{campaign.provider.audience}`"
        raise CampaignInvalid([Problem(case.recipients.place, f"{campaign.file} goes to no list", todo)])
    if case.recipients:
        who = replace(who, listed=case.recipients, files=(), seeds=())
    return replace(
        campaign,
        recipients=who,
        routes=limited(campaign.provider.routes, {}),
        delivery=Delivery(max_wait=PATIENCE),
        at_most=None,
        policy=(),
    )


def _came(made: Planned, person: Recipient, statuses: Mapping[str, str]) -> Came:
    row = made.draft.find(person.id)
    if row is None:
        return Came(LEFT_OUT, "left out by `where`")
    params = made.draft.params(row) or {}
    rules = _broken(made.loaded.campaign, {**params, made.loaded.campaign.provider.recipient: person.id})
    outcome = statuses.get(person.id, "") if row.decision is Decision.SEND else ""
    return Came(str(row.decision), row.reason, rules if params else (), params, outcome)


def _broken(campaign: Campaign, params: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of all rules that a message breaks, less those that are only said once of an account."""
    rules = [
        rule for rule in campaign.provider.rules if not rule.once and (rule.firm or rule.id not in campaign.disabled)
    ]
    return tuple(found.rule.id for found in findings(rules, params))
