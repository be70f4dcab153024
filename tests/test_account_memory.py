"""What an account's file remembers of the last sends: across restarts, reboots and damage."""

import mmap
import os
from itertools import accumulate
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.account import BUDGETS, HOLDER, SIZE, HeldAccount, boot_id, hold
from runner.errors import RunnerError
from runner.pacing import Held
from tests.account_samples import DEMO, account_file, calls, remembering, restored


def test_budgets_are_remembered_apart_up_to_eight(tmp_path: Path) -> None:
    for units in (1, 2):
        with hold(DEMO, "", tmp_path, 0.0) as held:
            memories = [held.last_sends(f"route {i}", 1.0, 10.0) for i in range(BUDGETS)]
            found = [memory.restore(100.0, same_boot=held.same_boot)[0] for memory in memories]
            with pytest.raises(RunnerError, match="8 limits at most; 'ninth' is one more"):
                held.last_sends("ninth", 1.0, 10.0)
            for i, memory in enumerate(memories):
                memory.take(100.0, units + i)
    assert found == [[Held(111.0, 1 + i)] for i in range(BUDGETS)]


def test_after_a_reboot_all_counts_as_sent_just_now_and_a_block_as_begun(tmp_path: Path) -> None:
    with remembering(tmp_path) as memory:
        memory.take(100.0, 3)
        memory.answered(100.5, 2)
        memory.close(105.0)
    file = account_file(tmp_path)
    file.write_bytes(file.read_bytes().replace(boot_id(), b"another".ljust(36, b"-")))
    window = restored(tmp_path, calls(3), now=7.0)
    assert window.closed_until == 67.0
    assert window.delay(67.0, 3) == 0
    assert [window.delay(7.0, units) for units in (1, 3)] == [60.0, 60.0]


def test_after_a_reboot_without_a_block_nothing_is_silent(tmp_path: Path) -> None:
    with remembering(tmp_path) as memory:
        memory.take(100.0, 3)
        memory.answered(100.5, 2)
    file = account_file(tmp_path)
    file.write_bytes(file.read_bytes().replace(boot_id(), b"another".ljust(36, b"-")))
    window = restored(tmp_path, calls(4), now=7.0)
    assert [window.delay(7.0, units) for units in (1, 2, 4)] == [0.0, 11.0, 11.0]


def test_a_clock_that_began_anew_unnoticed_costs_no_more_than_a_timeout_and_a_window(tmp_path: Path) -> None:
    with remembering(tmp_path) as memory:
        memory.take(100.0, 3)
        memory.answered(100.5, 2)
    assert restored(tmp_path, calls(3), now=7.0).delay(7.0, 3) == 11.0
    with remembering(tmp_path) as memory:
        memory.close(1e9)
    assert restored(tmp_path, calls(3), now=7.0).delay(7.0, 3) == 33 * 60


def test_a_block_outlives_its_process_but_not_itself(tmp_path: Path) -> None:
    with remembering(tmp_path) as memory:
        memory.close(130.0)
        memory.close(120.0)
    assert restored(tmp_path, calls(1), now=110.0).delay(110.0, 1) == 20.0
    assert restored(tmp_path, calls(1), now=130.0).delay(130.0, 1) == 0


def test_what_never_left_is_forgotten(tmp_path: Path) -> None:
    with remembering(tmp_path) as memory:
        memory.take(100.0, 5)
        memory.released(4)
    assert restored(tmp_path, calls(4), now=100.0).delay(100.0, 3) == 0
    assert restored(tmp_path, calls(4), now=100.0).delay(100.0, 4) == 11.0


def test_a_longer_window_and_timeout_count_for_what_was_sent_under_shorter_ones(tmp_path: Path) -> None:
    with remembering(tmp_path) as memory:
        memory.take(100.0, 3)
        memory.answered(100.5, 1)
        memory.lost(101.0, 111.0, 1)
    window = restored(tmp_path, calls(3, 60.0), timeout=20.0, now=101.0)
    assert window.delay(101.0, 1) == pytest.approx(59.5, abs=1 / 32)
    assert [window.delay(101.0, units) for units in (2, 3)] == [69.0, 69.0]


def test_names_are_told_apart_by_their_first_32_bytes(tmp_path: Path) -> None:
    with remembering(tmp_path, "x" * 40) as memory:
        memory.take(100.0, 3)
    with remembering(tmp_path, "x" * 31) as memory:
        assert memory.restore(100.0, same_boot=True) == ([], 0.0)
    with hold(DEMO, "", tmp_path, 0.0) as held:
        assert held.last_sends("x" * 32, 1.0, 10.0).restore(100.0, same_boot=True)[0] == [Held(111.0, 3)]


@pytest.mark.parametrize(
    "content",
    [
        *(Random(seed).randbytes(SIZE) for seed in range(3)),
        Random(4).randbytes(SIZE * 2),
        Random(5).randbytes(77),
        b'{"pid": 12, "boo',
        b"[1]".ljust(SIZE),
        b'"text"'.ljust(SIZE),
        b"\xff" * SIZE,
    ],
    ids=["garbage", "garbage-2", "garbage-3", "too long", "short", "cut", "a list", "a text", "ones"],
)
def test_a_damaged_file_means_a_minute_of_silence_then_all_is_well(tmp_path: Path, content: bytes) -> None:
    restored(tmp_path, calls(1))
    account_file(tmp_path).write_bytes(content)
    window = restored(tmp_path, calls(5), now=200.0)
    assert window.delay(200.0, 1) == 60.0
    assert window.delay(260.0, 5) == 0
    assert restored(tmp_path, calls(5), now=260.0).delay(260.0, 5) == 0


def test_damage_to_what_was_sent_alone_is_seen_too(tmp_path: Path) -> None:
    with remembering(tmp_path) as memory:
        memory.take(100.0, 1)
    file = account_file(tmp_path)
    kept = HOLDER + 32
    file.write_bytes(file.read_bytes()[:kept] + Random(6).randbytes(SIZE - kept))
    assert restored(tmp_path, calls(5, 120.0), now=200.0).delay(200.0, 1) == 130.0


@pytest.mark.parametrize("size", [0, HOLDER, HOLDER + 32])
def test_a_file_cut_short_grows_again(tmp_path: Path, size: int) -> None:
    with remembering(tmp_path) as memory:
        memory.take(100.0, 1)
    os.truncate(account_file(tmp_path), size)
    assert restored(tmp_path, calls(5), now=200.0).delay(200.0, 5) == 0
    assert account_file(tmp_path).stat().st_size == SIZE


waits = st.sampled_from([0, 0, 1, 15, 16, 497, 500, 511, 512]) | st.integers(0, 700)
steps = st.lists(st.tuples(waits, st.integers(1, 3), st.sampled_from("aaal")), max_size=30)


@settings(max_examples=300, deadline=None)
@given(steps, waits, st.sampled_from([1.0, 60.0]), st.sampled_from([0, 1, 15, 31]), st.integers(0, 3))
def test_no_answer_is_forgotten_while_it_counts(
    steps: list[tuple[int, int, str]], later: int, window: float, start: int, flying: int
) -> None:
    """Times go in 512ths of a window; at any time as much is held as was answered in the window before, or more."""
    with mmap.mmap(-1, SIZE) as file:
        memory = HeldAccount(file, same_boot=True).last_sends("single", window, window)
        memory.restore(0.0, same_boot=True)
        times = [at * window / 512 for at in accumulate((wait for wait, _, _ in steps), initial=start)]
        until: list[Held] = []
        for now, (_, units, how) in zip(times, steps, strict=False):
            memory.take(now, units)
            if how == "a":
                memory.answered(now, units)
                until.append(Held(now + window, units))
            else:
                memory.lost(now, now + 2 * window, units)
                until.append(Held(now + 2 * window, units))
        memory.take(times[-1], flying)
        until.append(Held(times[-1] + 2 * window, flying))
        now = times[-1] + later * window / 512
        for _ in range(2):
            found, _ = memory.restore(now, same_boot=True)
            for end in [one.until for one in until if one.until > now]:
                counts = sum(one.units for one in until if one.until >= end)
                assert sum(one.units for one in found if one.until >= end) >= counts
            assert all(one.until <= now + 2 * window for one in found)


def test_another_limits_look_at_a_slice_changes_nothing_in_it(tmp_path: Path) -> None:
    with hold(DEMO, "", tmp_path, 0.0) as held:
        ours = held.last_sends("publish", 60.0, 10.0)
        ours.restore(100.0, same_boot=True)
        ours.take(100.0, 600)
        ours.answered(100.2, 600)
        before = held.memory[:]
        assert held.last_sends("publish", 1.0, 10.0).remembered(100.3, same_boot=True)[0]
        assert held.memory[:] == before
    with hold(DEMO, "", tmp_path, 0.0) as held:
        found, _ = held.last_sends("publish", 60.0, 10.0).restore(101.0, same_boot=True)
    assert sum(one.units for one in found) == 600
    assert min(one.until for one in found) >= 160.2
