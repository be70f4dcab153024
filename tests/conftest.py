"""Emulators as real processes, for all tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from runner.emulator.quotas import QUOTAS
from tests.emulator.callers import Emulated, running

Start = Callable[..., Emulated]


@pytest.fixture(scope="session")
def unlimited() -> Iterator[Emulated]:
    """One emulator without limits for all tests of a session."""
    with running(*(part for quota in QUOTAS for part in (f"--{quota.option}", "none"))) as emulated:
        yield emulated


@pytest.fixture
def emulator(unlimited: Emulated) -> Emulated:
    """An emulator without limits that has seen nothing yet."""
    unlimited.reset()
    return unlimited


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts emulators with options of their own; they end with the test."""
    with ExitStack() as stack:
        yield lambda *options, **env: stack.enter_context(running(*options, **env))
