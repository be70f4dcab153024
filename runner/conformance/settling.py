"""The suite's part about answers that settle recipients differently: to each its own outcome, in any order."""

from collections.abc import Sequence
from itertools import permutations
from typing import ClassVar

from runner.conformance.cases import RECIPIENTS, Case, Partial, worded
from runner.conformance.outcomes import checked, told
from runner.provider import Response


def comes(part: Partial, case: Case) -> bool:
    """Whether a partial answer can come on the route of a case."""
    several = case.kind.audience == "listed" and case.route.capacity >= len(RECIPIENTS)
    return several and part.route in {"", case.route.name}


def settle(case: Case, part: Partial, people: Sequence[str], sure: Sequence[str]) -> None:
    """A request for these people, who are RECIPIENTS in any order and perhaps in another case; and the answer to it.

    `sure`: those of whom the outcome is demanded; the others get any.
    """
    known = {who.casefold(): who for who in RECIPIENTS}
    named = [known[who.casefold()] for who in people]
    batch, body = case.batch(people), worded(part.body, named)
    found = checked(case, batch, Response(part.http, body))
    wanted = [(who, part.statuses[name]) for who, name in zip(people, named, strict=True) if who in sure]
    assert [(who, one.status) for who, one in zip(people, found, strict=True) if who in sure] == wanted, (
        f"`partial` says {', '.join(f'{who} {status}' for who, status in part.statuses.items())}; "
        f"of {body.decode(errors='replace')[:300]} the provider finds {told(batch, found)}"
    )


class Settling:
    """What holds of partial answers.

    `partial`: an answer of each sort that takes some recipients and not others, or refuses them for different reasons.
    """

    partial: ClassVar[Sequence[Partial]] = ()

    def test_each_recipient_gets_its_own_outcome(self, case: Case) -> None:
        """In the order of the request, whatever that is."""
        for part in [part for part in self.partial if comes(part, case)]:
            for people in permutations(RECIPIENTS):
                settle(case, part, people, people)

    def test_a_recipient_is_found_whatever_its_case(self, case: Case) -> None:
        """Where ids that differ only in case are one account: the answer may write them otherwise than the request."""
        others = [who.swapcase() for who in RECIPIENTS]
        for part in [part for part in self.partial if comes(part, case) and case.provider.folds_case]:
            settle(case, part, others, others)
            if case.route.capacity >= 2 * len(RECIPIENTS):
                settle(case, part, [*others, *RECIPIENTS], RECIPIENTS)
