"""When a run must stop by itself: credentials refused, one doubt again and again, one refusal for all. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from runner.errors import CredentialsRefused, RunnerError, Stopped
from runner.model import Outcome, Status

FIRST = 20  # so many first answers with one suspicious refusal mean the credentials, not the messages
UNREACHABLE = 60.0  # seconds without any connection, over several tries, stop the run
IN_A_ROW = 20  # so many answers in a row that nobody can read stop the run


@dataclass(slots=True)
class Watch:
    """Looks at each answer of a run in turn. `suspicious`: codes that may mean bad credentials."""

    suspicious: frozenset[str]
    answers: int = 0
    refused_alike: int = 0
    first: tuple[str, str] = ("", "")
    in_a_row: int = 0
    last_unknown: str = ""
    unreached: int = 0
    unreached_since: float = 0.0

    def reach(self, reached: bool, detail: str, now: float) -> RunnerError | None:
        """Why the run must stop since nobody can be reached, if it must; `now`: monotonic seconds."""
        if reached:
            self.unreached = 0
            return None
        if not self.unreached:
            self.unreached_since = now
        self.unreached += 1
        if self.unreached < IN_A_ROW or now - self.unreached_since < UNREACHABLE:
            return None
        return Stopped(f"{detail}, for {now - self.unreached_since:.0f} s now; nothing was lost: apply again later")

    @property
    def suspects(self) -> bool:
        """Whether all answers so far are one refusal, which may be the credentials' fault."""
        return 0 < self.refused_alike == self.answers

    def look(self, outcomes: Sequence[Outcome]) -> RunnerError | None:
        """Why the run must stop after this answer (or after none: its code is empty), if it must."""
        outcome = outcomes[0]
        if not outcome.code:
            return None
        self.answers += 1
        if outcome.status is Status.ACCEPTED:
            self.in_a_row = 0
            return None
        if outcome.fatal:
            return CredentialsRefused(f"{outcome.fatal}; nothing more is sent")
        return self._same_doubt(outcome) or self._same_refusal(outcome)

    def _same_doubt(self, outcome: Outcome) -> RunnerError | None:
        doubt = outcome.code if outcome.status is Status.UNKNOWN else ""
        self.in_a_row = self.in_a_row + 1 if doubt and doubt == self.last_unknown else int(bool(doubt))
        self.last_unknown = doubt
        if self.in_a_row < IN_A_ROW:
            return None
        return Stopped(
            f"{IN_A_ROW} answers in a row said {doubt} ({outcome.detail}), and nobody can know what became of the "
            "messages; find out what it means, settle them with `campaign resolve`, then apply again"
        )

    def _same_refusal(self, outcome: Outcome) -> RunnerError | None:
        if self.answers == 1 and outcome.code in self.suspicious and outcome.status is Status.REJECTED:
            self.first = (outcome.code, outcome.detail)
        if self.first[0] and (outcome.code, outcome.detail) == self.first and self.refused_alike == self.answers - 1:
            self.refused_alike = self.answers
        if self.refused_alike < FIRST or self.answers > FIRST:
            return None
        code, detail = self.first
        return CredentialsRefused(
            f"the first {FIRST} answers all said {code} ({detail}): the credentials or a parameter that all messages "
            "share must be wrong; nothing more is sent"
        )
