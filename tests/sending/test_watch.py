"""When a run stops by itself."""

import pytest

from runner.errors import CredentialsRefused, RunnerError, Stopped
from runner.model import Outcome, Status
from runner.sending.watch import FIRST, IN_A_ROW, UNREACHABLE, Watch

TAKEN = Outcome(Status.ACCEPTED, "200")
REFUSED = Outcome(Status.REJECTED, "414", "parameter error: check attach")
BUSY = Outcome(Status.DEFERRED, "500", "internal server error")
LIMITED = Outcome(Status.DEFERRED, "416", "frequency control", wait=10.0)
NOTHING = Outcome(Status.DEFERRED, "", "no connection")
LATE = Outcome(Status.UNKNOWN, "", "no answer within 10 s")
DOUBT = Outcome(Status.UNKNOWN, "20033", "who knows")
FATAL = Outcome(Status.DEFERRED, "403", "no permission", fatal="NetEase answers 403, no permission; check the app")


def look(*outcomes: Outcome) -> list[RunnerError | None]:
    """What a fresh watch says to these answers in turn."""
    watch = Watch(frozenset({"414"}))
    return [watch.look([outcome]) for outcome in outcomes]


def test_stops_at_the_first_fatal_answer() -> None:
    error = look(FATAL)[0]

    assert isinstance(error, CredentialsRefused)
    assert str(error) == "NetEase answers 403, no permission; check the app; nothing more is sent"


def test_a_fatal_answer_after_many_good_ones_stops_too() -> None:
    assert isinstance(look(*[TAKEN] * 50, FATAL)[-1], CredentialsRefused)


def test_the_same_refusal_to_all_of_the_first_answers_means_the_credentials() -> None:
    said = look(*[REFUSED] * (FIRST + 3))
    error = said.pop(FIRST - 1)

    assert not any(said)
    assert isinstance(error, CredentialsRefused)
    assert str(error) == (
        "the first 20 answers all said 414 (parameter error: check attach): the credentials or a parameter that all "
        "messages share must be wrong; nothing more is sent"
    )


@pytest.mark.parametrize(
    "other",
    [
        TAKEN,
        BUSY,
        LIMITED,
        DOUBT,
        REFUSED._replace(detail="parameter error: check sound"),
        REFUSED._replace(code="404"),
    ],
)
@pytest.mark.parametrize("at", [0, 1, FIRST - 1])
def test_one_other_answer_among_the_first_clears_the_credentials(other: Outcome, at: int) -> None:
    answers = [REFUSED] * (2 * FIRST)
    answers[at] = other

    assert not any(look(*answers))


def test_a_refusal_that_is_never_about_credentials_does_not_stop_the_run() -> None:
    assert not any(look(*[Outcome(Status.REJECTED, "404", "no such account")] * 100))


@pytest.mark.parametrize("at", [0, 1, FIRST - 1])
def test_where_no_answer_came_nothing_is_cleared(at: int) -> None:
    answers = [REFUSED] * FIRST
    answers.insert(at, NOTHING)
    answers.insert(at, LATE)

    assert [isinstance(error, CredentialsRefused) for error in look(*answers)] == [False] * (FIRST + 1) + [True]


def test_suspects_as_long_as_all_answers_are_one_refusal() -> None:
    watch = Watch(frozenset({"414"}))
    assert not watch.suspects

    for _ in range(FIRST + 5):
        watch.look([REFUSED])
        assert watch.suspects

    watch.look([TAKEN])
    assert not watch.suspects
    watch.look([REFUSED])
    assert not watch.suspects


def test_the_same_code_that_nobody_can_read_stops_the_run_when_it_comes_again_and_again() -> None:
    said = look(*[DOUBT] * IN_A_ROW)

    assert said[:-1] == [None] * (IN_A_ROW - 1)
    assert isinstance(said[-1], Stopped)
    assert "20 answers in a row said 20033 (who knows)" in str(said[-1])


@pytest.mark.parametrize("other", [TAKEN, BUSY, REFUSED, DOUBT._replace(code="599")])
def test_any_other_answer_begins_the_count_of_doubts_anew(other: Outcome) -> None:
    said = look(*[DOUBT] * (IN_A_ROW - 1), other, *[DOUBT] * IN_A_ROW)

    assert not any(said[:-1])
    assert isinstance(said[-1], Stopped)


def test_answers_that_never_came_are_no_doubt_about_a_code() -> None:
    assert not any(look(*[LATE] * 100))


def test_only_the_first_message_of_a_batch_is_looked_at() -> None:
    watch = Watch(frozenset())

    assert watch.look([TAKEN, DOUBT, DOUBT]) is None
    assert watch.last_unknown == ""


def test_stops_when_nobody_could_be_reached_for_a_minute_and_many_tries() -> None:
    watch = Watch(frozenset())
    steps = [UNREACHABLE * i / IN_A_ROW for i in range(IN_A_ROW + 1)]
    said = [watch.reach(False, "no connection to a.example: refused", 100.0 + step) for step in steps]

    assert said[:-1] == [None] * IN_A_ROW
    assert isinstance(said[-1], Stopped)
    assert str(said[-1]) == ("no connection to a.example: refused, for 60 s now; nothing was lost: apply again later")


def test_many_tries_in_a_moment_or_few_in_an_hour_do_not_stop() -> None:
    hasty, slow = Watch(frozenset()), Watch(frozenset())

    assert not any(hasty.reach(False, "no", 5.0) for _ in range(1000))
    assert not any(slow.reach(False, "no", 3600.0 * hour) for hour in range(IN_A_ROW - 1))


def test_a_connection_in_between_begins_the_minute_anew() -> None:
    watch = Watch(frozenset())
    for second in range(59):
        assert watch.reach(False, "no", float(second)) is None
    assert watch.reach(True, "", 59.0) is None

    assert not any(watch.reach(False, "no", float(second)) for second in range(60, 120))
    assert isinstance(watch.reach(False, "no", 120.0), Stopped)
