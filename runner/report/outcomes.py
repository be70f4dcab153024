"""What came of an apply, as a person reads it, and the exit code that it ends with. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from runner.errors import ExitCode, RunnerError
from runner.model import Decision, Status
from runner.planning import Plan
from runner.report.words import clean, counted, span

FIRST_OF = (
    ExitCode.INTERNAL,
    ExitCode.REFUSED,
    ExitCode.LOCKED,
    ExitCode.CHANGED,
    ExitCode.INVALID,
    ExitCode.INTERRUPTED,
    ExitCode.STOPPED,
    ExitCode.UNKNOWN,
    ExitCode.REJECTED,
    ExitCode.DONE,
)


@dataclass(frozen=True, slots=True)
class Result:
    """What sending one campaign came to: messages by status in this run, calls, seconds, and why it stopped early.

    `why`: what was last said of a message that was not taken. `note`: what the rest waits for, where that is a person.
    """

    campaign: str
    done: Mapping[Status, int]
    calls: int
    seconds: float
    error: RunnerError | None = None
    interrupted: bool = False
    why: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """How an apply ended for one campaign; `result`: None where nothing was sent; `ledger`: messages by status.

    `behind`: the campaign that it comes after and that isn't done.
    """

    file: str
    plan: Plan
    result: Result | None
    ledger: Mapping[str, int]
    behind: str = ""

    @property
    def code(self) -> ExitCode:
        """The exit code of this campaign alone."""
        return next(code for code in FIRST_OF if code in set(self._codes()))

    def _codes(self) -> Iterator[ExitCode]:
        yield ExitCode.DONE
        if self.plan.count(Decision.REFUSE):
            yield ExitCode.REJECTED
        if self.ledger.get(Status.UNKNOWN):
            yield ExitCode.UNKNOWN
        if self.result:
            yield from _codes_of(self.result)


def _codes_of(result: Result) -> Iterator[ExitCode]:
    if result.done.get(Status.REJECTED):
        yield ExitCode.REJECTED
    if result.done.get(Status.DEFERRED):
        yield ExitCode.STOPPED
    if result.interrupted:
        yield ExitCode.INTERRUPTED
    if result.error:
        yield result.error.exit_code


def exit_code(ends: Sequence[End]) -> ExitCode:
    """The first that holds of 1, 9, 8, 7, 3, 130, 5, 6, 4, 0, over all campaigns."""
    codes = {end.code for end in ends}
    return next((code for code in FIRST_OF if code in codes), ExitCode.DONE)


def text(ends: Sequence[End], again: str) -> str:
    """What was done, what is left, and the command (`again`, after `campaign`) that goes on from here."""
    return "\n".join(line for end in ends for line in _one(end, again))


def _one(end: End, again: str) -> Iterator[str]:
    name = clean(end.plan.campaign)
    if end.result is None:
        why = f": it comes after {clean(end.behind)}, which isn't done" if end.behind else ""
        yield f"{name}: nothing to do" if not end.plan.count(Decision.SEND) else f"{name}: not begun{why}"
    else:
        yield f"{name}: {_said(end.result)}"
        if end.result.done.get(Status.DEFERRED) and end.result.why and not end.result.error:
            yield f"  deferred: {clean(end.result.why)}"
        if end.result.note:
            yield f"  {clean(end.result.note)}"
        if end.result.error:
            yield f"  stopped: {clean(str(end.result.error))}"
    if end.result and end.result.done.get(Status.REJECTED):
        yield f"  who was rejected, and why: campaign ledger export --campaign {name} --status rejected"
    held = end.plan.held_changed
    if held:
        yield f"  {counted(held, 'message')} held: accepted with another text; `--changed resend` sends the new one"
    if unknown := end.ledger.get(Status.UNKNOWN):
        yield (
            f"  {counted(unknown, 'message is', 'messages are')} in doubt; look with `campaign status`, "
            f"settle with `campaign resolve {name} --unknown accepted` (or resend)"
        )
    if end.code in {ExitCode.INTERRUPTED, ExitCode.STOPPED, ExitCode.REFUSED}:
        yield f"  go on with: campaign {clean(again)}"


def told(end: End) -> str:
    """Why nothing more was sent, in a few words; empty where all was."""
    if end.result is None:
        return f"it comes after {end.behind}, which isn't done" if end.behind else "nothing was sent"
    return str(end.result.error) if end.result.error else end.result.note


def _said(result: Result) -> str:
    done = ", ".join(f"{result.done.get(status, 0):,} {status}" for status in Status)
    return f"{done}; {counted(result.calls, 'call')} in {span(result.seconds)}"
