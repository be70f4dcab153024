"""What the suite demands of the outcomes of any answer, each demand in words. Pure."""

import re
from collections.abc import Sequence

from runner.conformance.cases import Case
from runner.model import Batch, Outcome, Status
from runner.provider import Response, recipients_of

LONGEST_DETAIL = 500
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f]")


def check(batch: Batch, found: Sequence[Outcome]) -> None:
    """One outcome a message, each of which can be kept and shown."""
    assert len(found) == len(batch.messages), "there must be one outcome a message, in the batch's order"
    for outcome in found:
        _can_be_shown(outcome)
        _says_what_is_next(outcome)


def checked(case: Case, batch: Batch, response: Response) -> list[Outcome]:
    """The outcomes of an answer to a batch, which keep all that holds of any."""
    found = case.provider.outcomes(batch, response)
    check(batch, found)
    return found


def _can_be_shown(outcome: Outcome) -> None:
    texts = (outcome.code, outcome.detail, outcome.provider_id, outcome.fatal)
    assert all(isinstance(text, str) for text in texts), "code, detail, provider_id and fatal must be texts"
    assert outcome.code, "an outcome needs a code: the vendor's as text, or `http 502` where the answer holds none"
    length = len(outcome.detail)
    assert length <= LONGEST_DETAIL, f"a detail has {length} characters, over {LONGEST_DETAIL}: answers.shown cuts it"
    unshowable = _UNSHOWABLE.search("".join(texts))
    assert not unshowable, "an outcome holds control characters: answers.shown takes them out of the vendor's texts"


def _says_what_is_next(outcome: Outcome) -> None:
    assert outcome.status in set(Status), "an outcome's status must be one of Status"
    assert outcome.detail or outcome.status is Status.ACCEPTED, "an outcome that isn't accepted needs a detail: why"
    deferred = outcome.status is Status.DEFERRED
    assert deferred or not (outcome.wait or outcome.fatal), "only a deferred outcome has `wait` or `fatal`"
    assert not (outcome.wait and outcome.fatal), "a deferred outcome has `wait` or `fatal`, not both"
    assert outcome.wait == 0 or outcome.wait >= 1, "`wait` must be 0, or at least a second"


def told(batch: Batch, found: Sequence[Outcome]) -> str:
    """What was found of whom, for a message."""
    return ", ".join(f"{who} {outcome.status}" for who, outcome in zip(recipients_of(batch), found, strict=False))
