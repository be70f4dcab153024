"""The suite's part about answers: one outcome a message for every one, and no success that nobody gave."""

from collections.abc import Sequence
from typing import ClassVar

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.conformance.cases import RECIPIENTS, SECRET, Body, Case, worded
from runner.conformance.outcomes import check, checked, told
from runner.conformance.replies import HTML, NASTY, STATUSES, Bodies, replies, spoilt, twice, weakened
from runner.conformance.settling import Settling
from runner.model import Batch, Status
from runner.provider import Response, recipients_of

MANY = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow, HealthCheck.data_too_large],
)
LONG = "長" * 900


class Reading(Settling):
    """What holds of the outcomes of every answer.

    `success`: the body of an answer with HTTP 200 that says that all was taken, or a function that makes it of the
    request's recipients. `answers`: one for each refusal and failure that the vendor documents. `more_answers`:
    further ones, for hypothesis to draw. `needs_2xx`: with any other HTTP status nothing was taken for certain,
    whatever the body says. `by_status`: any 2xx is a success to this vendor, whatever its body.
    """

    success: ClassVar[Body] = b""
    answers: ClassVar[Sequence[bytes]] = ()
    more_answers: ClassVar[Bodies | None] = None
    needs_2xx: ClassVar[bool] = False
    by_status: ClassVar[bool] = False

    @classmethod
    def taken(cls, batch: Batch) -> bytes:
        """The body that says that all of a batch was taken."""
        return worded(cls.success, recipients_of(batch))

    @classmethod
    def known(cls, batch: Batch) -> tuple[bytes, ...]:
        """All answers that the vendor documents."""
        return (cls.taken(batch), *cls.answers, *(worded(part.body, RECIPIENTS) for part in cls.partial))

    @MANY
    @given(data=st.data(), tried=st.booleans())
    def test_one_outcome_a_message_for_every_answer(self, case: Case, data: st.DataObject, tried: bool) -> None:
        """The vendor's answers, spoilt ones, and any other, with any HTTP status."""
        asked = case.batch(tried=tried)
        response = data.draw(replies(self.known(asked), self.more_answers))
        found = checked(case, asked, response)
        assert case.provider.outcomes(asked, response) == found

    @pytest.mark.parametrize("status", [200, 404, 500])
    def test_nasty_answers(self, case: Case, status: int) -> None:
        """Empty, deep, huge, no text at all."""
        for body in NASTY:
            checked(case, case.batch(), Response(status, body))

    def test_an_empty_or_missing_word_can_be_read(self, case: Case) -> None:
        """Every answer that is documented, with each of its texts emptied, and each of its keys away."""
        asked = case.batch()
        for body in self.known(asked):
            for less in weakened(body):
                for status in (200, 400, 429, 500):
                    checked(case, asked, Response(status, less))

    def test_every_documented_answer_is_read_whatever_the_http_status(self, case: Case) -> None:
        """And the secret shows in none of the outcomes."""
        asked = case.batch()
        for body in self.known(asked):
            for status in STATUSES:
                assert SECRET not in repr(checked(case, asked, Response(status, body)))

    def test_no_refusal_is_a_success(self, case: Case) -> None:
        """And beside a success in one body it can be read at least."""
        asked = case.batch()
        success = self.taken(asked)
        for body in self.answers:
            found = checked(case, asked, Response(200, body))
            if not self.by_status:
                statuses = {outcome.status for outcome in found}
                some = Status.ACCEPTED in statuses and len(statuses) > 1
                assert not some, f"`answers` holds an answer that takes some: put it into `partial`: {body!r:.300}"
                assert Status.ACCEPTED not in statuses, f"`answers` holds what is accepted: {body!r:.300}"
            if body.startswith(b"{") and success.startswith(b"{"):
                for both in (twice(success, body), twice(body, success)):
                    check(asked, case.provider.outcomes(asked, Response(200, both)))

    def test_a_success_is_accepted(self, case: Case) -> None:
        """All messages of it, in whatever order."""
        for people in (RECIPIENTS, RECIPIENTS[::-1]):
            asked = case.batch(people)
            found = checked(case, asked, Response(200, self.taken(asked)))
            assert {outcome.status for outcome in found} == {Status.ACCEPTED}, (
                f"`success` must accept all of {', '.join(recipients_of(asked))}; it gave: {told(asked, found)}"
            )

    @pytest.mark.parametrize("status", [status for status in STATUSES if not 200 <= status < 300])
    def test_a_success_with_another_http_status_is_one_or_a_doubt(self, case: Case, status: int) -> None:
        """The vendor's own body counts, so nothing of it is sent again; where only 2xx is a success, it is none."""
        asked = case.batch()
        statuses = {outcome.status for outcome in checked(case, asked, Response(status, self.taken(asked)))}
        if self.by_status or self.needs_2xx:
            assert Status.ACCEPTED not in statuses, f"with HTTP {status} nothing is a success here"
        else:
            assert statuses <= {Status.ACCEPTED, Status.UNKNOWN}, (
                f"HTTP {status} with the body of a success must be accepted or unknown, or it may be sent twice; "
                "where the vendor means no success but with 2xx: needs_2xx = True"
            )

    def test_a_damaged_success_is_none(self, case: Case) -> None:
        """Where nobody can read that it was taken, it is unknown."""
        if self.by_status:
            return
        asked = case.batch()
        for body in (*spoilt(self.taken(asked)), HTML, b"\x00"):
            found = checked(case, asked, Response(200, body))
            assert {outcome.status for outcome in found} == {Status.UNKNOWN}, body[:80]
        for body in (b"{}", b"null", b"[]", b"0", b'"ok"'):
            found = checked(case, asked, Response(200, body))
            assert Status.ACCEPTED not in {outcome.status for outcome in found}, body

    def test_long_words_of_the_vendor_are_cut(self, case: Case) -> None:
        """In every text of every answer that it documents."""
        asked = case.batch()
        for body in self.known(asked):
            said = orjson.loads(body) if body.startswith(b"{") else {}
            for key in [key for key, value in said.items() if isinstance(value, str)]:
                longer = orjson.dumps({**said, key: f"line\nbreak\x1b[31m{LONG}"})
                checked(case, asked, Response(200, longer))
