"""Send one planned campaign: connections, gates, signals, a live bar; the loop runs here. Touches everything."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from runner.account import HeldAccount
from runner.campaign.model import Campaign
from runner.cli.clock import ENDINGS, Clock
from runner.cli.console import say
from runner.cli.progress import Told, watch
from runner.errors import RunnerError
from runner.ledger.store import Ledger, Run
from runner.pacing import Window
from runner.provider import Route
from runner.sending.budget import Tally
from runner.sending.gate import Gate
from runner.sending.send import Job, Progress, Sending
from runner.transport import connect

SWITCH = 0.0005  # seconds: the ledger's thread must not wait long for the interpreter's lock


@dataclass(frozen=True, slots=True)
class Sent:
    """How the sending of one run, or of a part of it, ended. `closed`: its time was over before its work."""

    progress: Progress
    error: RunnerError | None
    interrupted: bool
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """Where and how a run is sent, besides what its campaign says.

    `distrusts`: not even a failure that the vendor itself reports is believed, nor is a block waited out: only what
    never left is tried again. `plan`: the checksum of the plan file that the run carries out, if any. `tally`: what the
    run may cost. `until`: from then on, by `clock`, nothing leaves. `part`: which part of the campaign it is, in words.
    `gates`: by budget, those of the parts that were sent before.
    `told`: who is told how it goes, every few seconds.
    """

    endpoints: Sequence[str]
    distrusts: bool = False
    quiet: bool = False
    plan: str = ""
    clock: Clock = field(default_factory=Clock)
    tally: Tally | None = None
    until: float = float("inf")
    part: str = ""
    gates: dict[str, Gate] = field(default_factory=dict)
    told: Told | None = None


def send(campaign: Campaign, manner: Manner, account: HeldAccount, ledger: Ledger, run: Run) -> Sent:
    """Send a run to its end, or until a signal; everything known is recorded when this returns."""
    sys.setswitchinterval(SWITCH)
    return _run(_send(campaign, manner, account, ledger, run))


def _run(work: Coroutine[Any, Any, Sent]) -> Sent:
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        try:
            return runner.run(work)
        except BaseExceptionGroup as group:
            raise _first(group) from group


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 - an optional speed-up: not built for every system
    except ImportError:
        return None
    return new_event_loop


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


async def _send(campaign: Campaign, manner: Manner, account: HeldAccount, ledger: Ledger, run: Run) -> Sent:
    delivery = campaign.delivery
    routes = {route.name: route for route in campaign.routes}
    at_once = max(delivery.concurrency, len(run.lanes))
    async with connect(manner.endpoints, at_once, delivery.timeout, campaign.provider.connections, say) as post:
        job = Job(
            provider=campaign.provider,
            account=campaign.account,
            routes=routes,
            gates=_gates(campaign, account, run, manner.gates),
            post=post,
            concurrency=delivery.concurrency,
            attempts=delivery.attempts,
            max_wait=0.0 if manner.distrusts else delivery.max_wait,
            hold_failures=manner.distrusts or delivery.on_failure == "hold",
            wall=manner.clock.wall,
            until=manner.until,
            tally=manner.tally,
            campaign=campaign.name,
        )
        sending = Sending(job, ledger, run)
        with _signals(sending) as interrupted:
            name = f"{campaign.name}, {manner.part}" if manner.part else campaign.name
            async with watch(name, sending.progress, quiet=manner.quiet, told=manner.told):
                await sending.run()
    return Sent(sending.progress, sending.error, bool(interrupted), sending.closed)


def _gates(campaign: Campaign, account: HeldAccount, run: Run, known: dict[str, Gate]) -> Mapping[str, Gate]:
    """A gate for each budget that the run uses, which remembers what was sent before; those that are known go on."""
    for gate in known.values():
        gate.reopen()
    clock = time.monotonic  # not the loop's time, which may lag by a millisecond
    timeout = campaign.delivery.timeout
    used = {lane.route for lane in run.lanes}
    budgets = {one.budget: one for one in campaign.routes if one.name in used and one.budget not in known}
    memories = {name: account.last_sends(name, route.limit.window, timeout) for name, route in budgets.items()}
    windows: dict[str, Window] = {}
    for budget, route in budgets.items():
        names = dict.fromkeys((budget, *_kin(campaign, route))) if not route.quotas else {}  # see `allowance`
        kept = [account.last_sends(name, route.limit.window, timeout) for name in names]
        before = [memory.remembered(clock(), same_boot=account.same_boot) for memory in kept]
        held = [one for helds, _ in before for one in helds]
        windows[budget] = Window(route.limit, held, max((end for _, end in before), default=0.0))
    for memory in memories.values():  # only now: each begins its slice anew, and may have been another's kin
        memory.restore(clock(), same_boot=account.same_boot)
    known.update({budget: Gate(windows[budget], memories[budget], clock, timeout) for budget in budgets})
    return known


def _kin(campaign: Campaign, route: Route) -> Iterator[str]:
    """The names under which earlier runs may remember sends that count against this route's limit.

    A route that a campaign gives a limit of its own is remembered by its own name, but the vendor's budget is the same.
    """
    declared = {one.name: one.budget for one in campaign.provider.routes}
    for name, budget in declared.items():
        if budget == declared[route.name]:
            yield from (budget, name)


@contextmanager
def _signals(sending: Sending) -> Any:
    """First Ctrl-C, SIGTERM or SIGHUP: finish what is under way. Second: leave now."""
    loop = asyncio.get_running_loop()
    received: list[int] = []

    def interrupt(number: int) -> None:
        received.append(number)
        if len(received) > 1:
            os._exit(130)
        sending.stop()
        say("\ninterrupted: taking no new work, waiting for answers that are under way; once more to leave at once")

    before = {number: signal.getsignal(number) for number in ENDINGS}
    for number in ENDINGS:
        loop.add_signal_handler(number, interrupt, number)
    try:
        yield received
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
