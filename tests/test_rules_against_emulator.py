"""Rules and emulator are written apart, from the same pages: what the rules let pass the emulator takes, and no more.

Differences are settled by the page. Where the page leaves open how a text is read (a length by UTF-16 units, the case
of `True`), the rules are in doubt and warn: then nothing is expected of the emulator.

Hypothesis draws the campaigns by their seeds, other ones in every run; a difference names its seed, from which
`campaign(kind, Random(seed))` makes the same file again.
"""

import http.client
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from runner.all_providers import PROVIDERS, all_kinds
from runner.campaign.parse import read_campaign
from runner.errors import CampaignInvalid
from runner.expanding import recipients
from runner.model import Batch, Message, Outcome, Status
from runner.provider import ProviderType, Request, Response, Stamp, name_of
from runner.rendering import compile_campaign
from runner.rule import Finding, findings
from tests.emulator.callers import Emulated, running
from tests.random_campaigns import campaign

KINDS = [kind for kind in all_kinds() if kind.signs and kind.audience != "recall"]
EXAMPLES = 2000
LEAST = 0.3  # so large a part is sound, and so large a part is refused
MOST_UNREAD = 0.1
LEAST_RULES = 0.9  # so large a part of the error rules is broken by some campaign
NO_ID = "a recipient without an id is refused when the list is read"
UNREACHABLE: Mapping[str, str] = {"NE004": NO_ID, "NE104": NO_ID, "RC003": NO_ID}


class Judged(NamedTuple):
    """What the rules find in a campaign, and what the emulator says of it on each of its routes."""

    found: Sequence[Finding]
    outcomes: Sequence[Outcome]

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.found if one.severity == "error"]

    @property
    def verdict(self) -> str:
        """What the rules say."""
        if self.errors:
            return "refused"
        return "in doubt" if any(one.rule.severity == "error" for one in self.found) else "sound"

    @property
    def differs(self) -> bool:
        """Whether the emulator says otherwise."""
        taken = {outcome.status is Status.ACCEPTED for outcome in self.outcomes}
        return self.verdict != "in doubt" and taken != {self.verdict == "sound"}


@pytest.fixture(scope="module")
def emulated() -> Iterator[Emulated]:
    """An emulator of both vendors at which no limit is enforced."""
    lifted = [f"--{name}-limit=none" for name in ("netease", "netease-batch", "rongcloud")]
    lifted += [f"--{name}-limit=none" for name in ("netease-broadcast", "rongcloud-broadcast", "rongcloud-online")]
    with running(*lifted, "--rongcloud-broadcast-day-limit=none", "--missing=nobody") as started:
        yield started


@pytest.fixture(scope="module")
def line(emulated: Emulated) -> Iterator[http.client.HTTPConnection]:
    """One connection for all calls."""
    connection = http.client.HTTPConnection(urlsplit(emulated.url).netloc, timeout=20)
    yield connection
    connection.close()


def judged(file: Path, name: str, line: http.client.HTTPConnection) -> Judged:
    """The campaign in a file; `name`: a name for its requests that no other campaign has."""
    campaign = read_campaign(file, "random.yaml", PROVIDERS, {})
    provider, rendering = campaign.provider, compile_campaign(campaign)
    who = next(recipients(campaign))
    said = rendering.text(who)
    named = {provider.recipient: who.id} if provider.recipient else {}
    outcomes: list[Outcome] = []
    for route in provider.ways(said.params).routes:
        batch = Batch(route, [Message(who.id, said)], f"{route} {name}")
        outcomes += provider.outcomes(batch, post(line, provider.request(batch, Stamp(time.time(), "17"))))
    return Judged(findings(provider.rules, {**said.params, **named}), outcomes)


def post(line: http.client.HTTPConnection, request: Request) -> Response:
    line.request("POST", request.path, request.body, dict(request.headers))
    answer = line.getresponse()
    return Response(answer.status, answer.read())


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_the_emulator_takes_what_the_rules_let_pass_and_no_more(
    kind: ProviderType, tmp_path: Path, line: http.client.HTTPConnection
) -> None:
    verdicts: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    differences = []
    file = tmp_path / "random.yaml"

    @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate])
    @given(seed=st.integers(0, 2**64 - 1))
    def compare(seed: int) -> None:
        text = campaign(kind, Random(seed))
        file.write_text(text, encoding="utf-8")
        name = f"{name_of(kind)} {seed} {verdicts.total()}"
        try:
            one = judged(file, name, line)
        except CampaignInvalid:
            verdicts["unread"] += 1
            return
        verdicts[one.verdict] += 1
        broken.update(finding.rule.id for finding in one.errors)
        if one.differs:
            said = [outcome.detail or outcome.status for outcome in one.outcomes]
            differences.append(f"seed {seed}: rules {list(map(str, one.errors))}, emulator {said}, file {text[:1500]}")

    compare()
    assert verdicts.total() == EXAMPLES
    assert not differences, f"{len(differences)} differences\n" + "\n".join(differences[:8])
    assert min(verdicts["sound"], verdicts["refused"]) >= LEAST * EXAMPLES, verdicts
    assert verdicts["unread"] <= MOST_UNREAD * EXAMPLES, verdicts
    errors = [rule.id for rule in kind.rules if rule.severity == "error" and rule.id not in UNREACHABLE]
    unseen = [rule for rule in errors if rule not in broken]
    assert len(unseen) <= (1 - LEAST_RULES) * len(errors), f"no campaign breaks {', '.join(unseen)}"
