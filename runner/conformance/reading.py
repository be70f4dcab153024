"""The suite's part about answers: one outcome a message for every one, and no success that nobody gave."""

import re
from collections.abc import Sequence
from typing import ClassVar

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.conformance.cases import SECRET, Case
from runner.conformance.replies import HTML, NASTY, STATUSES, Bodies, replies, spoilt, twice
from runner.model import Batch, Outcome, Status
from runner.provider import Response

MANY = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow, HealthCheck.data_too_large],
)
LONG = "長" * 900
REFUSING = (401, 403, 404)
SILENT = (408, 500, 502, 503, 504)


def check(batch: Batch, found: Sequence[Outcome]) -> None:
    """What holds of the outcomes of any answer."""
    assert len(found) == len(batch.messages)
    for outcome in found:
        assert outcome.status in set(Status)
        assert outcome.code
        assert len(outcome.detail) <= 500
        assert not re.search(r"[\x00-\x1f\x7f]", outcome.code + outcome.detail + outcome.provider_id)
        assert outcome.detail or outcome.status is Status.ACCEPTED
        assert outcome.status is Status.DEFERRED or (not outcome.wait and not outcome.fatal)
        assert not (outcome.wait and outcome.fatal)
        assert outcome.wait == 0 or outcome.wait >= 1


class Reading:
    """What holds of the outcomes of every answer.

    `success`: the body of an answer with HTTP 200 that says that all was taken. `answers`: one for each refusal and
    failure that the vendor documents. `more_answers`: further ones, for hypothesis to draw. `by_status`: any 2xx is a
    success to this vendor, whatever its body.
    """

    success: ClassVar[bytes] = b""
    answers: ClassVar[Sequence[bytes]] = ()
    more_answers: ClassVar[Bodies | None] = None
    by_status: ClassVar[bool] = False

    @property
    def known(self) -> tuple[bytes, ...]:
        """All answers that the vendor documents."""
        return (self.success, *self.answers)

    @MANY
    @given(data=st.data(), tried=st.booleans())
    def test_one_outcome_a_message_for_every_answer(self, case: Case, data: st.DataObject, tried: bool) -> None:
        """The vendor's answers, spoilt ones, and any other, with any HTTP status."""
        response = data.draw(replies(self.known, self.more_answers))
        asked = case.batch(tried=tried)
        found = case.provider.outcomes(asked, response)
        check(asked, found)
        assert case.provider.outcomes(asked, response) == found

    @pytest.mark.parametrize("status", [200, 404, 500])
    def test_nasty_answers(self, case: Case, status: int) -> None:
        """Empty, deep, huge, no text at all."""
        asked = case.batch()
        for body in NASTY:
            check(asked, case.provider.outcomes(asked, Response(status, body)))

    def test_every_documented_answer_is_read_whatever_the_http_status(self, case: Case) -> None:
        """And no refusal is ever a success: neither alone nor with the success in front of it."""
        asked = case.batch()
        for body in self.known:
            for status in STATUSES:
                found = case.provider.outcomes(asked, Response(status, body))
                check(asked, found)
                assert SECRET not in repr(found)
        for body in self.answers:
            found = case.provider.outcomes(asked, Response(200, body))
            assert Status.ACCEPTED not in {outcome.status for outcome in found} or self.by_status, body
            if body.startswith(b"{") and self.success.startswith(b"{"):
                for both in (twice(self.success, body), twice(body, self.success)):
                    check(asked, case.provider.outcomes(asked, Response(200, both)))

    def test_a_success_is_accepted(self, case: Case) -> None:
        """All messages of it."""
        asked = case.batch()
        found = case.provider.outcomes(asked, Response(200, self.success))
        assert {outcome.status for outcome in found} == {Status.ACCEPTED}

    def test_a_damaged_success_is_none(self, case: Case) -> None:
        """Where nobody can read that it was taken, it is unknown."""
        if self.by_status:
            return
        asked = case.batch()
        for body in (*spoilt(self.success), HTML, b"\x00"):
            found = case.provider.outcomes(asked, Response(200, body))
            check(asked, found)
            assert {outcome.status for outcome in found} == {Status.UNKNOWN}, body[:80]
        for body in (b"{}", b"null", b"[]", b"0", b'"ok"'):
            found = case.provider.outcomes(asked, Response(200, body))
            assert Status.ACCEPTED not in {outcome.status for outcome in found}, body

    @pytest.mark.parametrize("status", SILENT)
    def test_what_a_gateway_says_in_the_vendors_place_proves_nothing(self, case: Case, status: int) -> None:
        """Neither that it was taken nor that it wasn't."""
        asked = case.batch()
        for body in (HTML, b"", b"upstream request timeout"):
            found = case.provider.outcomes(asked, Response(status, body))
            assert {outcome.status for outcome in found} == {Status.UNKNOWN}
            assert {outcome.code for outcome in found} == {f"http {status}"}

    @pytest.mark.parametrize("status", REFUSING)
    def test_a_refusal_by_status_is_neither_a_success_nor_a_doubt(self, case: Case, status: int) -> None:
        """Rejected, or fatal where every other request would meet it."""
        for outcome in case.provider.outcomes(case.batch(), Response(status, HTML)):
            assert outcome.status is Status.REJECTED or (outcome.status is Status.DEFERRED and outcome.fatal)

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_a_redirect_is_fatal(self, case: Case, status: int) -> None:
        """It is never followed, so all others would be lost as well."""
        for outcome in case.provider.outcomes(case.batch(), Response(status, b"")):
            assert outcome.status is Status.DEFERRED
            assert outcome.fatal

    @pytest.mark.parametrize("body", [b"", HTML, b'{"message":"too many"}'])
    def test_http_429_waits(self, case: Case, body: bytes) -> None:
        """It wasn't taken, and is sent again after the silence that the route's limit wants."""
        for outcome in case.provider.outcomes(case.batch(), Response(429, body)):
            assert (outcome.status, outcome.wait, outcome.fatal) == (Status.DEFERRED, case.route.limit.block, "")

    def test_long_words_of_the_vendor_are_cut(self, case: Case) -> None:
        """In every text of every answer that it documents."""
        asked = case.batch()
        for body in self.known:
            said = orjson.loads(body) if body.startswith(b"{") else {}
            for key in [key for key, value in said.items() if isinstance(value, str)]:
                longer = orjson.dumps({**said, key: f"line\nbreak\x1b[31m{LONG}"})
                check(asked, case.provider.outcomes(asked, Response(200, longer)))
