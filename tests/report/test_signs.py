"""The sign of each decision in a plan's diff."""

import pytest

from runner.model import Decision
from runner.planning import HAS_CHANGED, IN_DOUBT, RULING
from runner.report.signs import Sign, counted_by_sign, sign
from tests.report.samples import COUNTS


@pytest.mark.parametrize(
    ("verdict", "mark"),
    [
        ((Decision.SEND, ""), "+"),
        ((Decision.SEND, "the provider did not take it before"), "+"),
        ((Decision.SEND, "rejected before; the text has changed since"), "+"),
        ((Decision.SKIP, "accepted"), "="),
        ((Decision.SKIP, "rejected, and the text is the same"), "="),
        ((Decision.SKIP, "excluded: on the list of those who are never sent to"), "-"),
        ((Decision.SKIP, "not in the sample of 5%"), "-"),
        ((Decision.HOLD, "held out: one of 2%"), "-"),
        ((Decision.HOLD, "capped: 2 per 7d"), "!"),
        ((Decision.REFUSE, ""), "x"),
        ((Decision.REFUSE, "too long"), "x"),
        (HAS_CHANGED["hold"], "~"),
        (HAS_CHANGED["resend"], "~"),
        (IN_DOUBT["hold"], "!"),
        (IN_DOUBT["resend"], "!"),
    ],
)
def test_each_decision_has_its_sign(verdict: tuple[Decision, str], mark: str) -> None:
    assert sign(*verdict) == mark


def test_whatever_the_ledger_says_has_a_sign() -> None:
    assert {sign(*verdict) for verdict in RULING.values()} == {"+", "="}


def test_recipients_are_counted_by_sign() -> None:
    told = {Sign.SEND: 12_000, Sign.SAME: 30, Sign.CHANGED: 4, Sign.UNKNOWN: 1, Sign.EXCLUDED: 2, Sign.REFUSED: 0}
    assert counted_by_sign(COUNTS) == told
    assert list(counted_by_sign(COUNTS)) == list(Sign)
