"""A throw-away ledger in which some messages of a campaign have been sent before, as a test file says. Writes it."""

import time
from collections.abc import Iterator
from contextlib import closing

from runner.cli.loading import Loaded
from runner.errors import CampaignInvalid, Problem
from runner.expanding import recipients
from runner.expectations.keys import CHANGED
from runner.expectations.model import Case
from runner.ledger.draft import Entry, draft
from runner.ledger.schema import NUMBER
from runner.ledger.store import Handover, Ledger, Record
from runner.model import Recipient, Status, Text
from runner.planning import Choices, Subject, plan


def write_earlier(loaded: Loaded, case: Case) -> None:
    """Record the case's earlier outcomes in the campaign's ledger; CampaignInvalid where somebody is on no list."""
    words = {loaded.addressee(who.text): word for who, word in case.earlier}
    if not words:
        return
    people = {one.id: one for one in recipients(loaded.campaign) if one.id in words}
    problems = [
        Problem(who.place, f"{who.text} is on no list of this case", "name one who is, or add it to `recipients`")
        for who, _ in case.earlier
        if loaded.addressee(who.text) not in people
    ]
    if problems:
        raise CampaignInvalid(problems)
    _record(loaded, people, words)


def _record(loaded: Loaded, people: dict[str, Recipient], words: dict[str, str]) -> None:
    campaign, now = loaded.campaign, time.time()
    subject = Subject(campaign.name, campaign.account, campaign.endpoints, campaign.routes)
    with draft() as made, closing(Ledger(loaded.ledger, "process")) as ledger:
        plan(subject, _entries(loaded, people, words), made, None, Choices())
        run = ledger.begin(ledger.campaign(str(campaign.account), campaign.name), made, "", now)
        batches = [number for lane in run.lanes for number in range(lane.first, lane.last + 1)]
        ledger.exchange(run, Handover(marks=[(number, f"earlier-{number}") for number in batches]), now)
        ledger.exchange(run, Handover(records=[_outcome(who, word, now) for who, word in words.items()]), now)
        ledger.finish(run, "finished", now)


def _entries(loaded: Loaded, people: dict[str, Recipient], words: dict[str, str]) -> Iterator[Entry]:
    for who, person in people.items():
        text = loaded.rendering.text(person)
        ways = loaded.campaign.provider.ways(text.params)
        if words[who] == CHANGED:
            text = Text.of({name: f"{said} before" for name, said in text.params.items()})
        yield Entry(who, text, ways, person.file, person.line)


def _outcome(who: str, word: str, now: float) -> Record:
    status = Status.ACCEPTED if word == CHANGED else Status(word)
    return who, NUMBER[status], "", "as the test file says", "", now, now
