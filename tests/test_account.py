"""One sender an account, whatever dies; and what it sent is remembered by the next."""

import os
import signal
import time
from pathlib import Path

import orjson
import pytest

from runner.account import HOLDER, hold, state_folder
from runner.errors import AccountLocked, ExitCode, RunnerError
from runner.model import Account
from tests.account_samples import DEMO, OTHER, account_file, calls, restored, sender


def test_a_second_process_is_told_who_holds_the_account(tmp_path: Path) -> None:
    with sender(tmp_path) as (process, _):
        with pytest.raises(
            AccountLocked, match=rf"netease:demo is held by process {process.pid} since .*--lock-timeout"
        ):
            next(iter(hold(DEMO, "", tmp_path, 0.0).gen))
        assert process.poll() is None


def test_it_waits_as_long_as_it_is_told_and_no_longer(tmp_path: Path) -> None:
    pauses: list[float] = []
    with sender(tmp_path), pytest.raises(AccountLocked), hold(DEMO, "", tmp_path, 0.35, pauses.append):
        pass
    assert sum(pauses) == pytest.approx(0.35)
    assert max(pauses) <= 0.1


def test_it_goes_on_when_the_first_lets_go(tmp_path: Path) -> None:
    with sender(tmp_path) as (process, _):

        def let_go(_: float) -> None:
            process.communicate()

        with hold(DEMO, "", tmp_path, 60.0, let_go) as held:
            assert held.same_boot
            assert orjson.loads(held.memory[:HOLDER].rstrip())["pid"] == os.getpid()


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    with sender(tmp_path) as (process, _):
        process.send_signal(signal.SIGKILL)
        process.wait()
        with hold(DEMO, "", tmp_path, 0.0) as held:
            assert held.same_boot


def test_what_a_killed_process_sent_counts_for_its_timeout_and_a_window(tmp_path: Path) -> None:
    with sender(tmp_path) as (process, sent):
        process.send_signal(signal.SIGKILL)
        process.wait()
    window = restored(tmp_path, calls(7), now=sent)
    assert window.delay(sent, 1) == pytest.approx(11.0, abs=0.01)
    assert window.delay(sent + 11.0, 7) == 0
    assert restored(tmp_path, calls(8), now=sent).delay(sent, 1) == 0


def test_another_account_or_scope_is_another_lock_and_another_memory(tmp_path: Path) -> None:
    with (
        sender(tmp_path),
        hold(OTHER, "", tmp_path, 0.0) as other,
        hold(DEMO, "ledger.db", tmp_path, 0.0) as scoped,
        hold(Account("netease", "demo", emulated=True), "", tmp_path, 0.0) as emulated,
    ):
        for held in (other, scoped, emulated):
            memory = held.last_sends("single", 1.0, 10.0)
            assert memory.restore(time.monotonic(), same_boot=held.same_boot) == ([], 0.0)
    assert len(list(tmp_path.glob("*.account"))) == 4


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "campaign-runner"
    with hold(DEMO, "", folder, 0.0):
        assert account_file(folder).stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o700


def test_the_state_folder_is_where_the_desktop_wants_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    assert state_folder() == tmp_path / ".local" / "state" / "campaign-runner"
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
    assert state_folder() == tmp_path / "elsewhere" / "campaign-runner"
    monkeypatch.setenv("XDG_STATE_HOME", "here")  # relative: another folder for each place to work in
    assert state_folder() == tmp_path / ".local" / "state" / "campaign-runner"


def test_a_state_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = r"state folder .* can't be used.*XDG_STATE_HOME"
    with pytest.raises(RunnerError, match=said) as raised, hold(DEMO, "", tmp_path / "file" / "state", 0.0):
        pass
    assert raised.value.exit_code is ExitCode.INTERNAL


@pytest.mark.parametrize("key", ["\x01" * 300, "键" * 300, "🗝" * 300])
def test_the_holder_fits_whatever_the_key(tmp_path: Path, key: str) -> None:
    for first in (True, False):
        with hold(Account("netease", key), "", tmp_path, 0.0) as held:
            assert held.same_boot is not first


def test_a_holder_that_cannot_be_read_is_another_process(tmp_path: Path) -> None:
    with sender(tmp_path):
        with account_file(tmp_path).open("r+b") as file:
            file.write(b"?")
        said = "netease:demo is held by another process; wait"
        with pytest.raises(AccountLocked, match=said), hold(DEMO, "", tmp_path, 0.0):
            pass
