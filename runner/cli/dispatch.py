"""Send one planned campaign: connections, gates, signals, a live bar; the loop runs here. Touches everything."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from runner.account import HeldAccount
from runner.campaign.model import Campaign
from runner.cli.console import say
from runner.cli.progress import watch
from runner.errors import RunnerError
from runner.ledger.store import Ledger, Run
from runner.pacing import Window
from runner.sending.gate import Gate
from runner.sending.send import Job, Progress, Sending
from runner.transport import connect

SWITCH = 0.0005  # seconds: the ledger's thread must not wait long for the interpreter's lock


@dataclass(frozen=True, slots=True)
class Sent:
    """How one campaign's sending ended."""

    progress: Progress
    error: RunnerError | None
    interrupted: bool


def send(
    campaign: Campaign, endpoints: Sequence[str], account: HeldAccount, ledger: Ledger, run: Run, quiet: bool
) -> Sent:
    """Send a run to its end, or until a signal; everything known is recorded when this returns."""
    sys.setswitchinterval(SWITCH)
    return _run(_send(campaign, endpoints, account, ledger, run, quiet))


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


async def _send(
    campaign: Campaign, endpoints: Sequence[str], account: HeldAccount, ledger: Ledger, run: Run, quiet: bool
) -> Sent:
    delivery = campaign.delivery
    routes = {route.name: route for route in campaign.routes}
    async with connect(endpoints, delivery.concurrency, delivery.timeout) as post:
        job = Job(
            provider=campaign.provider,
            account=campaign.account,
            routes=routes,
            gates=_gates(campaign, account, run),
            post=post,
            concurrency=delivery.concurrency,
            attempts=delivery.attempts,
            max_wait=delivery.max_wait,
            hold_failures=delivery.on_failure == "hold",
        )
        sending = Sending(job, ledger, run)
        with _signals(sending) as interrupted:
            async with watch(campaign.name, sending.progress, quiet=quiet):
                await sending.run()
    return Sent(sending.progress, sending.error, bool(interrupted))


def _gates(campaign: Campaign, account: HeldAccount, run: Run) -> dict[str, Gate]:
    loop = asyncio.get_running_loop()
    timeout = campaign.delivery.timeout
    used = {lane.route for lane in run.lanes}
    gates: dict[str, Gate] = {}
    for route in campaign.routes:
        if route.name in used and route.budget not in gates:
            memory = account.last_sends(route.budget, route.limit.window, timeout)
            held, closed = memory.restore(loop.time(), same_boot=account.same_boot)
            gates[route.budget] = Gate(Window(route.limit, held, closed), memory, loop.time, timeout)
    return gates


@contextmanager
def _signals(sending: Sending) -> Any:
    """First Ctrl-C or SIGTERM: finish what is under way. Second: leave now."""
    loop = asyncio.get_running_loop()
    received: list[int] = []

    def interrupt(number: int) -> None:
        received.append(number)
        if len(received) > 1:
            os._exit(130)
        say("\ninterrupted: taking no new work, waiting for answers that are under way; once more to leave at once")
        sending.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt, number)
    try:
        yield received
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
