"""Limits: what the vendors document, the options that change them, and how an option's text is read (pure)."""

import re
from collections.abc import Mapping
from typing import NamedTuple

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
    "d": 86400.0,
    "day": 86400.0,
}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)?\s*([a-z]+)")


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
BROADCAST = Limit(10, 60.0, block=60.0)
"""broadcastMsg: 10 calls a minute, then blocked for a minute (fact sheet A4); V2's numbers are not documented."""
MESSAGES = Limit(100, 1.0)
"""RongCloud system messages: 100 a second, counted by recipients, no block (rongcloud-system-publish.txt)."""
RC_BROADCAST = Limit(2, 3600.0)
"""RongCloud's broadcast, and its recall: 2 an hour (fact sheet B4), and at the same time `RC_BROADCAST_DAY`."""
RC_BROADCAST_DAY = Limit(3, 86400.0)
"""3 on a natural day; whose midnight is not documented (limits.py takes China's)."""
RC_ONLINE = Limit(60, 60.0)
"""RongCloud's broadcast to who is online: 60 a minute (fact sheet B4)."""
RECALL = Limit(100, 1.0)
"""RongCloud's recall: 100 calls a second (fact sheet B4)."""
WEBHOOK = Limit(100, 1.0)
"""A yardstick only: a receiver of webhooks has the limit that it likes, and by default none."""


class Quota(NamedTuple):
    """An option that changes the limit of some budgets; without a text of its own it says what `follows` says."""

    option: str
    budgets: tuple[str, ...]
    documented: Limit
    default: str | None
    help: str
    follows: str | None = None

    @property
    def key(self) -> str:
        """The option as both parsers name its value."""
        return self.option.replace("-", "_")

    @property
    def unit(self) -> str:
        """The unit of the documented window, as an option writes it."""
        return {1.0: "s", 60.0: "min", 3600.0: "h", 86400.0: "day"}[self.documented.seconds]


QUOTAS = (
    Quota("netease-limit", ("single",), SINGLE, "100/s", "calls of sendAttachMsg"),
    Quota("netease-batch-limit", ("batch",), BATCH, "120/min", "calls of sendBatchAttachMsg"),
    Quota("netease-v2-limit", ("v2-single",), SINGLE, None, "V2; default: as --netease-limit", "netease_limit"),
    Quota(
        "netease-v2-batch-limit",
        ("v2-batch",),
        BATCH,
        None,
        "V2 batch; default: as --netease-batch-limit",
        "netease_batch_limit",
    ),
    Quota("netease-broadcast-limit", ("broadcast", "v2-broadcast"), BROADCAST, "10/min", "broadcasts, V1 and V2 each"),
    Quota("rongcloud-limit", ("messages",), MESSAGES, "100/s", "system messages, by recipients"),
    Quota(
        "rongcloud-broadcast-limit",
        ("rc-broadcast", "broadcast-recall"),
        RC_BROADCAST,
        "2/h",
        "broadcasts; recalls too",
    ),
    Quota(
        "rongcloud-broadcast-day-limit",
        ("rc-broadcast-day", "broadcast-recall-day"),
        RC_BROADCAST_DAY,
        "3/day",
        "the same on one day in China",
    ),
    Quota("rongcloud-online-limit", ("rc-online",), RC_ONLINE, "60/min", "broadcasts to who is online"),
    Quota("rongcloud-recall-limit", ("recall",), RECALL, "100/s", "recalls of system messages"),
    Quota("webhook-limit", ("webhook",), WEBHOOK, "none", "calls of the webhook receiver"),
)
"""All limits, in the order in which help texts list them."""


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


def read_limits(texts: Mapping[str, str | None], blocks: Mapping[str, float] | None = None) -> dict[str, Limit]:
    """The limit of every budget, from the texts of the options by `Quota.key`; `blocks`: block seconds by budget."""
    limits = {budget: _limit_of(quota, texts) for quota in QUOTAS for budget in quota.budgets}
    changed = {budget: limits[budget]._replace(block=seconds) for budget, seconds in (blocks or {}).items()}
    return limits | changed


def _limit_of(quota: Quota, texts: Mapping[str, str | None]) -> Limit:
    said = (texts.get(quota.key), texts.get(quota.follows or ""), quota.default)
    text = next((text for text in said if text is not None), None)
    limit = quota.documented if text is None else read_limit(text, quota.documented)
    if quota.documented is RC_BROADCAST_DAY and limit.seconds != RC_BROADCAST_DAY.seconds:
        raise SettingsError(f"{text!r} is not a limit of a day; write it like 3/day, or none")
    return limit
