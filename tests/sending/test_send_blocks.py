"""Runs that the vendor refuses for frequency: silence, and an end to patience."""

import asyncio
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest

from runner.errors import ExitCode, Stopped
from runner.model import Status
from runner.provider import Response
from tests.sending.desk import (
    ACCEPTED,
    DEFERRED,
    Desk,
    all_of,
    crowd,
    people,
)
from tests.sending.vendor import Call, Vendor, code


def blocking(*numbers: int, seconds: float = 10.0) -> Callable[[Call], Response]:
    """A vendor that blocks at these calls, and refuses whatever comes during the block."""
    until = [0.0]

    def answer(call: Call) -> Response:
        if call.number in numbers:
            until[0] = call.at + seconds
        return code(416, "frequency control") if call.at < until[0] else code(200)

    return answer


def silences(vendor: Vendor) -> list[float]:
    """The pauses between calls that lasted a second or more."""
    times = [call.at for call in vendor.calls]
    return [later - earlier for earlier, later in pairwise(times) if later - earlier >= 1.0]


def test_a_block_silences_everybody_and_uses_up_no_try(desk: Desk) -> None:
    vendor = Vendor(blocking(50))

    sending = desk.send(people(200), vendor, attempts=1)

    assert sending.error is None
    assert desk.statuses() == all_of(people(200), ACCEPTED)
    (silence,) = silences(vendor)
    assert 10.0 <= silence <= 11.2
    tries = Counter(vendor.recipients)
    assert set(tries.values()) == {1, 2}
    assert sum(tries.values()) - 200 <= 2 * 8
    assert sending.progress.silent_until == pytest.approx(vendor.calls[-1].at, abs=5.0)
    ids = {call.recipients: set[str]() for call in vendor.calls}
    for call in vendor.calls:
        ids[call.recipients].add(call.id)
    assert {len(same) for same in ids.values()} == {1}


def test_a_block_after_a_block_is_waited_out_twice_as_long(desk: Desk) -> None:
    vendor = Vendor(lambda call: code(416) if 20 <= call.number < 50 and call.at < 1025 else code(200))

    desk.send(people(100), vendor)

    assert [round(silence, -1) for silence in silences(vendor)] == [10.0, 20.0]
    assert desk.statuses() == all_of(people(100), ACCEPTED)


def test_what_was_refused_stands_as_deferred_until_the_silence_is_over(desk: Desk) -> None:
    refused: list[str] = []
    found = []

    def answer(call: Call) -> Response:
        if 20 <= call.number < 30 and call.at < 1010:
            if not refused:
                asyncio.get_running_loop().call_later(5.0, lambda: found.append(desk.statuses()))
            refused.extend(call.recipients)
            return code(416)
        return code(200)

    desk.send(people(100), Vendor(answer))

    assert refused
    assert {found[0][who] for who in refused} == {DEFERRED}
    assert desk.statuses() == all_of(people(100), ACCEPTED)


def test_a_block_of_one_lane_does_not_silence_the_other(desk: Desk) -> None:
    def answer(call: Call) -> Response:
        return code(416) if len(call.recipients) > 1 and call.at < 1030 else code(200)

    vendor = Vendor(answer)
    desk.send({**people(60), **crowd(400)}, vendor, limits={})

    assert set(desk.statuses().values()) == {ACCEPTED}
    assert max(call.at for call in vendor.calls if len(call.recipients) == 1) < 1010
    assert [round(silence, -1) for silence in silences(vendor)] == [60.0]


def test_a_block_longer_than_the_campaign_waits_for_stops_the_run(desk: Desk) -> None:
    vendor = Vendor(blocking(20))

    sending = desk.send(people(100), vendor, max_wait=5.0)

    assert isinstance(sending.error, Stopped)
    assert sending.error.exit_code == ExitCode.STOPPED
    assert "wants silence for" in str(sending.error)
    assert "delivery.max_wait (5 s); apply again later, or raise max_wait" in str(sending.error)
    assert silences(vendor) == []
    statuses = desk.statuses()
    assert sorted(statuses) == sorted(set(vendor.recipients))
    assert Counter(statuses.values())[DEFERRED] == sending.progress.done[Status.DEFERRED] > 0
    assert set(statuses.values()) == {ACCEPTED, DEFERRED}


def test_silences_in_a_row_add_up_to_what_the_campaign_waits_for(desk: Desk) -> None:
    vendor = Vendor(lambda _: code(416))

    sending = desk.send(people(30), vendor, max_wait=60.0)

    assert isinstance(sending.error, Stopped)
    assert [round(silence, -1) for silence in silences(vendor)] == [10.0, 20.0]
    assert set(desk.statuses().values()) == {DEFERRED}
    again = Vendor()
    desk.send(people(30), again)
    assert desk.statuses() == all_of(people(30), ACCEPTED)
    assert len(again.calls) == 30
