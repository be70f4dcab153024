"""Both vendors on loopback, written from their pages alone: imports nothing of ours, so that it can be our oracle."""

from runner.emulator.quotas import QUOTAS, Quota, SettingsError, read_limits
from runner.emulator.server import run
from runner.emulator.settings import Settings, read_accounts, read_latency

__all__ = ["QUOTAS", "Quota", "Settings", "SettingsError", "read_accounts", "read_latency", "read_limits", "run"]
