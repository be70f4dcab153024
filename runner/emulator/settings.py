"""What an emulator is told when it starts: accounts, limits, latency; option texts become values (pure)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from runner.emulator.quotas import SECONDS, Limit, SettingsError, read_limits

_RANGE = re.compile(r"(?:(\d+(?:\.\d+)?)([a-z]*)-)?(\d+(?:\.\d+)?)([a-z]+)")


@dataclass(frozen=True, slots=True)
class Settings:
    """How one emulator behaves; the defaults are what the vendors document. Times are in seconds."""

    port: int = 0
    accounts: Mapping[str, str] = field(default_factory=lambda: {"demo": "demo"}, repr=False)
    limits: Mapping[str, Limit] = field(default_factory=lambda: read_limits({}))
    missing: tuple[str, ...] = ("ghost*",)
    unregister_as_string: bool = False
    latency: tuple[float, float] = (0.0, 0.0)
    seed: int | None = None
    faults: Path | None = None
    record: Path | None = None
    keep: int = 2_000_000
    parent: bool = False


def read_latency(text: str) -> tuple[float, float]:
    """`20-200ms` (even between the two) or `50ms`, as the least and the most seconds."""
    match = _RANGE.fullmatch(text.strip())
    if match is None or match[4] not in SECONDS or (match[2] or match[4]) not in SECONDS:
        raise SettingsError(f"{text!r} is not a latency; write it like 50ms or 20-200ms")
    most = float(match[3]) * SECONDS[match[4]]
    least = most if match[1] is None else float(match[1]) * SECONDS[match[2] or match[4]]
    if least > most:
        raise SettingsError(f"{text!r}: the latency's first number is the larger; swap them")
    return least, most


def read_accounts(app_key: str, app_secret: str, more: str) -> dict[str, str]:
    """The accounts that are let in: one pair, and a JSON object of others ("" for none)."""
    try:
        others = orjson.loads(more or "{}")
    except orjson.JSONDecodeError:
        others = None
    if not isinstance(others, dict) or not all(isinstance(secret, str) for secret in others.values()):
        # The text itself is full of secrets: it is not repeated here.
        raise SettingsError('CAMPAIGN_EMULATOR_ACCOUNTS is not a JSON object like {"key": "secret"}; correct it')
    return {app_key: app_secret, **others}
