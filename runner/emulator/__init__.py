"""Both vendors on loopback, written from their pages alone: imports nothing of ours, so that it can be our oracle."""

from runner.emulator.server import run
from runner.emulator.settings import (
    BATCH,
    MESSAGES,
    SINGLE,
    Limit,
    Settings,
    SettingsError,
    read_accounts,
    read_latency,
    read_limit,
    read_seconds,
)

__all__ = [
    "BATCH",
    "MESSAGES",
    "SINGLE",
    "Limit",
    "Settings",
    "SettingsError",
    "read_accounts",
    "read_latency",
    "read_limit",
    "read_seconds",
    "run",
]
