"""What a run may cost before it stops by itself: more than so many messages of a status. Pure."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from runner.errors import Stopped
from runner.model import Outcome, Status

TODO = {
    Status.UNKNOWN: "find out what became of them, settle them with `campaign resolve`",
    Status.REJECTED: "see why with `campaign ledger export --status rejected`, correct it",
}


class Budget(Protocol):
    """Sending stops once more than `most` messages have this status: of the last so many, or of the run (None)."""

    @property
    def text(self) -> str:
        """As it was typed."""
        ...

    @property
    def status(self) -> Status:
        """Which messages it counts."""
        ...

    @property
    def most(self) -> int:
        """How many of them it allows."""
        ...

    @property
    def last(self) -> int | None:
        """Of how many messages, in the order of their answers."""
        ...


@dataclass(slots=True)
class Spent:
    """What is used up of one budget so far."""

    budget: Budget
    count: int = 0
    seen: int = 0
    _recent: deque[bool] = field(init=False)

    def __post_init__(self) -> None:
        """Remember as many messages as the budget looks at."""
        self._recent = deque(maxlen=self.budget.last)

    def note(self, status: Status) -> None:
        """One message more that is settled."""
        hit = status is self.budget.status
        if self.budget.last is not None:
            if len(self._recent) == self.budget.last:
                self.count -= self._recent[0]
            self._recent.append(hit)
        self.count += hit
        self.seen += 1

    @property
    def exceeded(self) -> bool:
        """Whether it is used up."""
        return self.count > self.budget.most

    def __str__(self) -> str:
        """What was counted, and what is allowed."""
        budget, last = self.budget, self.budget.last
        of = f"{min(self.seen, last):,} last settled messages" if last else f"{self.seen:,} settled messages"
        verb = "is" if self.count == 1 else "are"
        return f"{self.count:,} of the {of} {verb} {budget.status}, and `{budget.text}` allows {budget.most:,}"


class Tally:
    """All budgets of one run; messages of earlier runs don't count."""

    def __init__(self, budgets: Iterable[Budget]) -> None:
        """Nothing is used up yet."""
        self.spent = tuple(map(Spent, budgets))

    def look(self, outcomes: Sequence[Outcome]) -> Stopped | None:
        """Why the run must stop after this answer, if it must; what isn't settled by it doesn't count."""
        for outcome in outcomes:
            if outcome.status is not Status.DEFERRED:
                for one in self.spent:
                    one.note(outcome.status)
        used_up = next((one for one in self.spent if one.exceeded), None)
        if used_up is None:
            return None
        todo = TODO[used_up.budget.status]
        return Stopped(f"{used_up}: {todo}, or raise that line of delivery.stop; then apply again")
