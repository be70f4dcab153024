"""What came of an apply: the exit code, the sentences, the command that goes on."""

from itertools import combinations

import pytest

from runner.errors import CredentialsRefused, ExitCode, LedgerError, RunnerError, Stopped
from runner.model import Decision, Status
from runner.report.outcomes import FIRST_OF, End, Result, exit_code, text
from tests.report.samples import planned

SENDS = {(Decision.SEND, ""): 10}
REFUSES = {(Decision.SEND, ""): 9, (Decision.REFUSE, ""): 1}
CHANGED = {(Decision.HOLD, "changed: accepted before, with another text"): 2}


def result(
    done: dict[Status, int] | None = None, error: RunnerError | None = None, *, interrupted: bool = False
) -> Result:
    return Result("hello", {Status.ACCEPTED: 10} if done is None else done, 10, 0.4, error, interrupted)


def end(
    sent: Result | None,
    counts: dict[tuple[Decision, str], int] | None = None,
    ledger: dict[str, int] | None = None,
) -> End:
    return End("campaigns/hello.yaml", planned(SENDS if counts is None else counts), sent, ledger or {})


ENDS = {
    "all accepted": (end(result()), 0),
    "nothing to do": (end(None, {(Decision.SKIP, "accepted"): 10}), 0),
    "held": (end(None, CHANGED), 0),
    "rejected in this run": (end(result({Status.REJECTED: 1})), 4),
    "rejected in an earlier run": (end(result(), ledger={"rejected": 1}), 0),
    "refused": (end(result(), REFUSES), 4),
    "unknown in this run": (end(result({Status.UNKNOWN: 1}), ledger={"unknown": 1}), 6),
    "unknown from before": (end(None, {(Decision.HOLD, "in doubt"): 1}, {"unknown": 1}), 6),
    "deferred": (end(result({Status.DEFERRED: 1})), 5),
    "stopped": (end(result(error=Stopped("too long"))), 5),
    "interrupted": (end(result(interrupted=True)), 130),
    "credentials": (end(result(error=CredentialsRefused("403"))), 9),
    "ledger": (end(result(error=LedgerError("full"))), 1),
}


@pytest.mark.parametrize(("ending", "code"), ENDS.values(), ids=ENDS)
def test_the_exit_code_of_each_ending(ending: End, code: int) -> None:
    assert ending.code == code
    assert exit_code([ending]) == code


def test_the_order_of_exit_codes_is_the_documented_one() -> None:
    assert [int(code) for code in FIRST_OF] == [1, 9, 8, 7, 3, 130, 5, 6, 4, 0]
    assert set(FIRST_OF) == set(ExitCode) - {ExitCode.USAGE}


@pytest.mark.parametrize(("one", "other"), [*combinations(ENDS, 2)])
def test_of_several_campaigns_the_first_code_counts(one: str, other: str) -> None:
    order = [1, 9, 8, 7, 3, 130, 5, 6, 4, 0]
    first = min(ENDS[one][1], ENDS[other][1], key=order.index)
    assert exit_code([ENDS[one][0], ENDS[other][0]]) == exit_code([ENDS[other][0], ENDS[one][0]]) == first


def test_no_campaign_is_done() -> None:
    assert exit_code([]) is ExitCode.DONE
    assert text([], "apply") == ""


def test_within_one_campaign_the_first_code_counts_too() -> None:
    done = {Status.REJECTED: 1, Status.UNKNOWN: 1, Status.DEFERRED: 1}
    doubt = {"unknown": 1}
    assert end(result(done, CredentialsRefused("403"), interrupted=True), REFUSES, doubt).code == 9
    assert end(result(done, Stopped("long"), interrupted=True), REFUSES, doubt).code == 130
    assert end(result(done), REFUSES, doubt).code == 5
    assert end(result({Status.REJECTED: 1}), REFUSES, doubt).code == 6


def said(ending: End, again: str = "apply campaigns/") -> list[str]:
    return text([ending], again).splitlines()


def test_a_run_is_summed_up_in_the_words_of_the_ledger() -> None:
    done = {Status.ACCEPTED: 12_000, Status.REJECTED: 3}
    assert said(end(Result("hello", done, 1, 83.0))) == [
        "hello: 12,000 accepted, 3 rejected, 0 deferred, 0 unknown; 1 call in 1 min 23 s",
        "  who was rejected, and why: campaign ledger export --campaign hello --status rejected",
    ]


def test_nothing_to_do_is_said_and_so_is_what_was_not_begun() -> None:
    assert said(end(None, {(Decision.SKIP, "accepted"): 1})) == ["hello: nothing to do"]
    assert said(end(None)) == ["hello: not begun"]


def test_held_messages_are_said_with_what_sends_them() -> None:
    assert said(end(None, CHANGED)) == [
        "hello: nothing to do",
        "  2 messages held: accepted with another text; `--changed resend` sends the new one",
    ]


def test_messages_in_doubt_are_said_with_what_settles_them() -> None:
    one, two = said(end(result(), ledger={"unknown": 1})), said(end(result(), ledger={"unknown": 2}))
    assert one[1].startswith(
        "  1 message is in doubt; look with `campaign status`, settle with `campaign resolve hello"
    )
    assert two[1].startswith("  2 messages are in doubt")


@pytest.mark.parametrize("name", ["deferred", "stopped", "interrupted", "credentials"])
def test_what_stopped_early_names_the_command_that_goes_on(name: str) -> None:
    ending, _ = ENDS[name]
    assert said(ending)[-1] == "  go on with: campaign apply campaigns/"


@pytest.mark.parametrize("name", sorted(ENDS.keys() - {"deferred", "stopped", "interrupted", "credentials"}))
def test_what_came_to_its_end_names_none(name: str) -> None:
    assert "go on with" not in "\n".join(said(ENDS[name][0]))


def test_the_command_is_said_as_it_is_given_but_for_what_a_terminal_would_obey() -> None:
    assert said(ENDS["stopped"][0], "recall 'it''s' --yes")[-1] == "  go on with: campaign recall 'it''s' --yes"
    assert said(ENDS["stopped"][0], "apply \x1b[2J")[-1] == "  go on with: campaign apply \\x1b[2J"


def test_an_error_is_said_on_one_line() -> None:
    lines = said(end(result(error=Stopped("wait\x1b[2J\nlong"))))
    assert lines[1] == "  stopped: wait\\x1b[2J\\x0along"
