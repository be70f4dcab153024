"""A remote with a project of campaigns, and a vendor that lasts for a test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.emulator.callers import Emulated
from tests.gitops.repositories import Clone, begin, clone_of, environment, remote_of


@pytest.fixture
def clone(tmp_path: Path) -> Callable[[str], Clone]:
    """Makes clones of one remote; all are one user's, on one machine."""
    env = environment(tmp_path / "home")
    remote = remote_of(tmp_path / "remote.git", env)
    return lambda name: clone_of(remote, tmp_path / name, env)


@pytest.fixture
def author(clone: Callable[[str], Clone], emulator: Emulated) -> Clone:
    """The clone of somebody who writes campaigns; main has the first one."""
    mine = clone("author")
    begin(mine, emulator.url)
    return mine
