"""The time on the wall, real or virtual, and how it is waited for. One clock for a whole command.

CAMPAIGN_CLOCK (RFC 3339) sets a virtual clock, so that stages, pauses and windows can be tried out on the built-in
emulator without waiting for them: it begins there, goes on with the real time, and jumps over what is waited for.
"""

import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import click

from runner.campaign.model import Campaign
from runner.campaign.values import Wrong, moment
from runner.cli.console import say
from runner.errors import UsageError
from runner.report.words import moment as spoken

NAME = "CAMPAIGN_CLOCK"
KEY = "runner.clock"
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # the last: the terminal, or an ssh session, is gone


@dataclass(slots=True)
class Clock:
    """Unix seconds, as far ahead of the real time as `ahead` says; a virtual one doesn't sleep, it jumps."""

    virtual: bool = False
    ahead: float = 0.0
    real: Callable[[], float] = field(default=time.time)

    def now(self) -> float:
        """The time on the wall."""
        return self.real() + self.ahead

    @property
    def wall(self) -> Callable[[], float]:
        """The same as a function, with nothing in between where the clock is real."""
        return self.now if self.virtual else self.real

    def sleep_until(self, until: float) -> bool:
        """Wait for a moment; False where a signal (Ctrl-C, SIGTERM, SIGHUP) ended that."""
        if self.virtual:
            self.ahead += max(0.0, until - self.now())
            return True
        return _sleep_until(until, self.real)


def clock(*campaigns: Campaign) -> Clock:
    """This command's clock; `UsageError` where a virtual one meets a campaign that goes to a vendor."""
    context = click.get_current_context(silent=True)
    if context is None:
        return Clock()
    if KEY not in context.meta:
        context.meta[KEY] = _wound(os.environ)
    found: Clock = context.meta[KEY]
    real = next((one for one in campaigns if not one.account.emulated), None)
    if found.virtual and real:
        raise UsageError(
            f"{NAME} sets a virtual clock, and {real.file} doesn't go to the built-in emulator; unset it, or give the "
            "campaign the endpoint `emulator`; nothing was sent"
        )
    return found


def _wound(environment: Mapping[str, str]) -> Clock:
    text = environment.get(NAME, "")
    if not text:
        return Clock()
    begins = moment(text)
    if isinstance(begins, Wrong):
        raise UsageError(f"{NAME}: {begins.what}; {begins.todo}")
    say(f"{NAME}: a virtual clock, which begins at {spoken(begins)}")
    return Clock(virtual=True, ahead=begins - time.time())


def _sleep_until(until: float, real: Callable[[], float]) -> bool:
    """In small steps, since a machine may sleep meanwhile, and its clock be set."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in ENDINGS}
    try:
        while (left := until - real()) > 0:
            time.sleep(min(left, 30.0))
    except KeyboardInterrupt:
        return False
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return True
