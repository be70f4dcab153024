"""What an emulator is told when it starts: accounts, limits, latency; option texts become values (pure)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import orjson

SECONDS = {
    "ms": 0.001,
    "s": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "m": 60.0,
    "min": 60.0,
    "minute": 60.0,
    "h": 3600.0,
    "hour": 3600.0,
}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)?\s*([a-z]+)")
_RANGE = re.compile(r"(?:(\d+(?:\.\d+)?)([a-z]*)-)?(\d+(?:\.\d+)?)([a-z]+)")


class SettingsError(ValueError):
    """One line for a person: what is wrong; what to do."""


class Limit(NamedTuple):
    """At most `units` (calls or messages) in any `seconds`; who exceeds waits `block` seconds.

    A lifted limit (`enforced` false) refuses nothing and stays the yardstick of what is measured.
    """

    units: int
    seconds: float
    block: float = 0.0
    enforced: bool = True


SINGLE = Limit(100, 1.0, block=10.0)
"""sendAttachMsg: 100 calls a second, then blocked for 10 s (netease-send-attach-msg.txt)."""
BATCH = Limit(120, 60.0, block=60.0)
"""sendBatchAttachMsg: 120 calls a minute, then blocked for a minute (fact sheet A4)."""
MESSAGES = Limit(100, 1.0)
"""RongCloud system messages: 100 a second, counted by recipients, no block (rongcloud-system-publish.txt)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How one emulator behaves; the defaults are what the vendors document. Times are in seconds."""

    port: int = 0
    accounts: Mapping[str, str] = field(default_factory=lambda: {"demo": "demo"}, repr=False)
    single: Limit = SINGLE
    batch: Limit = BATCH
    messages: Limit = MESSAGES
    missing: tuple[str, ...] = ("ghost*",)
    unregister_as_string: bool = False
    latency: tuple[float, float] = (0.0, 0.0)
    seed: int | None = None
    faults: Path | None = None
    record: Path | None = None
    keep: int = 2_000_000
    parent: bool = False


def read_seconds(text: str) -> float:
    """`10s`, `1.5m`, `200ms` as seconds."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or match[1] is None or match[2] not in SECONDS:
        raise SettingsError(f"{text!r} is not a duration; write it like 10s, 200ms or 1m")
    return float(match[1]) * SECONDS[match[2]]


def read_limit(text: str, documented: Limit) -> Limit:
    """`100/s`, `120/min`, `5/200ms`, or `none`, which lifts the documented limit."""
    if text.strip() == "none":
        return documented._replace(enforced=False)
    units, _, window = text.strip().partition("/")
    match = _DURATION.fullmatch(window)
    if not (units.isdecimal() and int(units)) or match is None or match[2] not in SECONDS:
        raise SettingsError(f"{text!r} is not a limit; write it like 100/s, 120/min, or none")
    return documented._replace(units=int(units), seconds=float(match[1] or 1) * SECONDS[match[2]])


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
