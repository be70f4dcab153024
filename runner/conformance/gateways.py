"""The suite's part about HTTP statuses without the vendor's own body: what a gateway's answer proves."""

import pytest

from runner.conformance.cases import Case
from runner.conformance.outcomes import checked
from runner.conformance.replies import HTML
from runner.model import Status
from runner.provider import Response

REFUSING = (401, 403, 404)
SILENT = (408, 500, 502, 503, 504)


class Gateways:
    """What holds of answers that aren't the vendor's."""

    @pytest.mark.parametrize("status", SILENT)
    def test_what_a_gateway_says_in_the_vendors_place_proves_nothing(self, case: Case, status: int) -> None:
        """Neither that it was taken nor that it wasn't."""
        for body in (HTML, b"", b"upstream request timeout"):
            found = checked(case, case.batch(), Response(status, body))
            assert {outcome.status for outcome in found} == {Status.UNKNOWN}
            assert {outcome.code for outcome in found} == {f"http {status}"}

    @pytest.mark.parametrize("status", REFUSING)
    def test_a_refusal_by_status_is_neither_a_success_nor_a_doubt(self, case: Case, status: int) -> None:
        """Rejected, or fatal where every other request would meet it."""
        for outcome in case.provider.outcomes(case.batch(), Response(status, HTML)):
            assert outcome.status is Status.REJECTED or (outcome.status is Status.DEFERRED and outcome.fatal)

    @pytest.mark.parametrize("status", [301, 302, 303])
    def test_a_redirect_that_may_follow_the_work_is_a_doubt_or_fatal(self, case: Case, status: int) -> None:
        """Never a success, and nothing that is sent again by itself."""
        for outcome in case.provider.outcomes(case.batch(), Response(status, b"")):
            assert outcome.status is Status.UNKNOWN or (outcome.status is Status.DEFERRED and outcome.fatal)

    @pytest.mark.parametrize("status", [307, 308])
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
