"""A desk to send from, and a gate to wait at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.account import HeldAccount, hold
from runner.model import Account
from tests.sending.desk import Desk
from tests.sending.gates import Play, play_at


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """NetEase's account, with an empty ledger."""
    return Desk(tmp_path)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[HeldAccount]:
    """An account that nobody has sent on."""
    with hold(Account("netease", "demo"), "", tmp_path, 0.0) as account:
        yield account


@pytest.fixture
def play(held: HeldAccount) -> Play:
    """Plays scenes at a gate."""
    return play_at(held)
