"""Personal data in a temporary folder: gone with the block, or with the next one."""

import subprocess
import sys
from pathlib import Path

import pytest

from runner.ledger.scratch import PREFIX, scratch, sweep


def test_a_folder_goes_with_its_block() -> None:
    with scratch() as folder:
        (folder / "plan.db").touch()
    assert not folder.exists()


def test_what_a_killed_process_left_goes_with_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    left = tmp_path / f"{PREFIX}{gone.pid}-abc"
    living = tmp_path / f"{PREFIX}1-abc"
    others = [tmp_path / "campaign-notes", tmp_path / f"{PREFIX}x-abc", tmp_path / f"{PREFIX}{10**30}-abc"]
    for folder in (left, living, *others):
        (folder / "inner").mkdir(parents=True)
    sweep(tmp_path)
    assert not left.exists()
    assert all(folder.exists() for folder in (living, *others))
