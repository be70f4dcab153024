"""Whole runs: from what was planned to one recorded outcome for everybody."""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from random import Random

import pytest

from runner.model import Status
from runner.planning import Choices
from runner.provider import NoAnswer, Response
from runner.sending.supply import BACKING_OFF
from tests.sending.desk import (
    ACCEPTED,
    DEFERRED,
    LIFTED,
    REJECTED,
    TOGETHER,
    UNKNOWN,
    Desk,
    Texts,
    all_of,
    crowd,
    people,
)
from tests.sending.vendor import Call, Vendor, code

AHEAD = 16  # twice the concurrency of the tests


def by_turns(call: Call) -> Response | NoAnswer:
    """Every fourth message is taken, refused, in doubt, or its answer lost."""
    answers: list[Response | NoAnswer] = [code(200), code(404, "no such account"), code(20033, "?")]
    answers.append(NoAnswer(True, "no answer within 10 s"))
    return answers[int(call.recipients[0][1:]) % 4]


@pytest.mark.parametrize("concurrency", [1, 8, 64])
def test_everybody_is_asked_for_once_and_has_one_row_with_the_vendors_words(desk: Desk, concurrency: int) -> None:
    vendor = Vendor(by_turns)

    sending = desk.send(people(400), vendor, concurrency=concurrency)

    rows = desk.rows()
    assert sending.error is None
    assert sorted(vendor.recipients) == sorted(people(400)) == sorted(rows)
    expected = [
        (ACCEPTED, "200", ""),
        (REJECTED, "404", "the object does not exist: no such account"),
        (UNKNOWN, "20033", "?"),
        (UNKNOWN, "", "no answer within 10 s"),
    ]
    assert all(row[:3] == expected[int(recipient[1:]) % 4] for recipient, row in rows.items())
    assert sending.progress.done == dict(zip(Status, [100, 100, 0, 200], strict=True))
    assert (sending.progress.calls, sending.progress.total, sending.progress.settled) == (400, 400, 400)
    assert desk.ask("SELECT count(*) FROM planned") == [(0,)]
    assert vendor.most_under_way == concurrency


def test_a_run_that_has_nothing_to_send_ends(desk: Desk) -> None:
    vendor = Vendor()

    assert desk.send({}, vendor).progress.total == 0
    assert vendor.calls == []


@pytest.mark.parametrize(
    ("texts", "limits", "most"),
    [
        pytest.param(people(120), LIFTED, AHEAD, id="unlimited"),
        pytest.param(people(120), {}, AHEAD, id="at the gate"),
        pytest.param(crowd(11_000), {}, 5000, id="batches at the gate"),
        pytest.param(crowd(11_000), TOGETHER, 5000, id="batches"),
        pytest.param({**people(60), **crowd(400)}, {}, AHEAD // 2 + 400, id="two lanes"),
    ],
)
@pytest.mark.parametrize("failing", [False, True], ids=["well", "failing"])
def test_marks_are_durable_before_a_request_leaves_and_not_many_are_ahead_of_it(
    desk: Desk, texts: Texts, limits: Mapping[str, tuple[int, float]], most: int, failing: bool
) -> None:
    posted: Counter[str] = Counter()
    ahead = []

    def look(call: Call) -> None:
        posted.update(call.recipients)
        marked = dict(desk.ask("SELECT recipient, attempts FROM message WHERE status = 1"))
        assert set(call.recipients) <= marked.keys()
        ahead.append(sum(tries > posted[recipient] for recipient, tries in marked.items()))

    def answer(call: Call) -> Response:
        return code(500) if failing and call.number <= len(vendor.calls) - 3 else code(200)

    vendor = Vendor(answer, look)
    desk.send(texts, vendor, limits=limits, attempts=100)

    assert desk.statuses() == all_of(texts, ACCEPTED)
    assert max(ahead) <= most
    assert failing or set(posted.values()) == {1}


def test_outcomes_are_recorded_while_the_run_goes_on(desk: Desk) -> None:
    recorded = []

    def look(_: Call) -> None:
        recorded.append(sum(status == ACCEPTED for status in desk.statuses().values()))

    desk.send(people(300), Vendor(arrives=look))

    assert recorded == sorted(recorded)
    assert recorded[-1] >= 300 - 64 - AHEAD


def test_a_request_is_signed_anew_at_each_try_and_keeps_its_id(desk: Desk) -> None:
    vendor = Vendor(lambda call: code(500) if call.number < 4 else code(200))

    desk.send(people(1), vendor)

    assert len({call.id for call in vendor.calls}) == 1
    assert len({call.request.headers["Nonce"] for call in vendor.calls}) == 4
    row = desk.rows()["u00001"]
    assert (row.status, row.attempts, row.request_id) == (ACCEPTED, 4, vendor.calls[0].id)
    tries = desk.ask("SELECT status, code, attempts, request_id FROM attempt ORDER BY attempts")
    assert tries == [(DEFERRED, "500", number, vendor.calls[0].id) for number in (1, 2, 3)]


def test_the_pause_before_each_further_try_is_longer(desk: Desk) -> None:
    vendor = Vendor(lambda _: code(500), latency=0.0)

    desk.send(people(1), vendor, attempts=8)

    times = [call.at for call in vendor.calls]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    spans = [min(30.0, 0.5 * 2.0**tries) for tries in range(7)]
    assert all(span * 0.1 <= pause <= span + 0.1 for span, pause in zip(spans, pauses, strict=True))


@pytest.mark.parametrize("answer", [NoAnswer(False, "no connection to a.example: refused"), code(500, "busy")])
def test_what_is_never_taken_is_tried_so_often_and_stays_deferred(desk: Desk, answer: Response | NoAnswer) -> None:
    vendor = Vendor(lambda _: answer)

    sending = desk.send(people(10), vendor, attempts=3)

    assert Counter(vendor.recipients) == dict.fromkeys(people(10), 3)
    assert {row[0] for row in desk.rows().values()} == {DEFERRED}
    assert {row.attempts for row in desk.rows().values()} == {3}
    assert sending.error is None
    assert sending.progress.done == {**dict.fromkeys(Status, 0), Status.DEFERRED: 10}


def test_what_is_deferred_in_one_run_is_sent_by_the_next(desk: Desk) -> None:
    desk.send(people(10), Vendor(lambda _: NoAnswer(False, "no connection")), attempts=2)
    vendor = Vendor()

    desk.send(people(10), vendor)

    assert sorted(vendor.recipients) == sorted(people(10))
    assert desk.statuses() == all_of(people(10), ACCEPTED)
    assert {row.attempts for row in desk.rows().values()} == {3}
    assert desk.ask("SELECT count(*) FROM attempt") == [(20,)]


def test_what_may_have_been_taken_is_unknown_and_not_tried_again(desk: Desk) -> None:
    vendor = Vendor(lambda _: NoAnswer(True, "no answer within 10 s"))

    desk.send(people(30), vendor)

    assert Counter(vendor.recipients) == dict.fromkeys(people(30), 1)
    assert desk.statuses() == all_of(people(30), UNKNOWN)
    second = Vendor()
    desk.send(people(30), second)
    assert second.calls == []


def test_what_may_have_been_taken_counts_against_the_limit_for_long(desk: Desk) -> None:
    vendor = Vendor(lambda _: NoAnswer(True, "cut"))

    desk.send(people(11), vendor, limits={"single": (5, 1.0)})

    times = [call.at - vendor.calls[0].at for call in vendor.calls]
    assert times[4] < 2.0
    assert 11.0 <= times[5] <= times[9] < 13.0
    assert 22.0 <= times[10] < 26.0


def test_what_never_left_counts_against_no_limit(desk: Desk) -> None:
    vendor = Vendor(lambda _: NoAnswer(False, "no connection"), latency=0.0)

    desk.send(people(20), vendor, limits={"single": (5, 1.0)}, attempts=1)

    assert vendor.calls[-1].at - vendor.calls[0].at < 20 * 0.2


def test_a_person_may_have_the_unknown_sent_again_as_the_same_requests(desk: Desk) -> None:
    vendor = Vendor(lambda _: NoAnswer(True, "cut"))
    desk.send(people(3), vendor)
    second = Vendor(lambda _: code(431, "duplicate"))

    desk.send(people(3), second, choices=Choices(unknown="resend"))

    assert [call.id for call in second.calls] == [call.id for call in vendor.calls]
    assert desk.statuses() == all_of(people(3), ACCEPTED)


@pytest.mark.parametrize(
    ("answers", "status"),
    [([431], UNKNOWN), ([500, 431], ACCEPTED), ([416, 431], ACCEPTED), ([500, 404], REJECTED)],
    ids=str,
)
def test_a_duplicate_is_proof_only_on_a_later_try(desk: Desk, answers: list[int], status: int) -> None:
    desk.send(people(1), Vendor(lambda call: code(answers[call.number - 1])))

    row = desk.rows()["u00001"]
    assert (row.status, row.code, row.attempts) == (status, str(answers[-1]), len(answers))


def test_failures_that_the_vendor_reports_are_held_where_the_campaign_says_so(desk: Desk) -> None:
    vendor = Vendor(lambda call: code(500) if call.number % 2 else NoAnswer(False, "no connection"))

    desk.send(people(4), vendor, hold_failures=True, attempts=2, concurrency=1)

    found = Counter(row[:2] for row in desk.rows().values())
    assert found[UNKNOWN, "500"] == 4 - found[DEFERRED, ""]
    assert found[UNKNOWN, "500"] >= 2


def test_while_the_vendor_fails_only_so_many_wait_in_memory(desk: Desk) -> None:
    until = 1020.0
    waiting = []

    def answer(call: Call) -> Response:
        if call.at >= until:
            return code(200)
        waiting.append(len(set(vendor.recipients)))
        return code(500)

    vendor = Vendor(answer)
    sending = desk.send(people(2000), vendor, attempts=1000)

    assert desk.statuses() == all_of(people(2000), ACCEPTED)
    assert max(waiting) <= (BACKING_OFF + 2) * AHEAD
    assert sending.progress.done == {**dict.fromkeys(Status, 0), Status.ACCEPTED: 2000}


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_vendor_answers_everybody_ends_with_what_it_said_last(desk: Desk, seed: int) -> None:
    chance = Random(seed)
    last: dict[str, int] = {}

    def answer(call: Call) -> Response | NoAnswer:
        said = chance.choice([200, 200, 404, 500, 500, 0, -1])
        last.update(dict.fromkeys(call.recipients, said))
        return {0: NoAnswer(True, "cut"), -1: NoAnswer(False, "no")}.get(said) or code(said)

    sending = desk.send(people(300), Vendor(answer), attempts=4, random=Random(seed))

    means = {200: ACCEPTED, 404: REJECTED, 500: DEFERRED, 0: UNKNOWN, -1: DEFERRED}
    assert desk.statuses() == {who: means[said] for who, said in last.items()}
    assert sum(sending.progress.done.values()) == 300 == len(last)
