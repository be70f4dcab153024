"""What a person sees while messages are sent: a live bar on a terminal, a plain line every few seconds elsewhere."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from runner.cli.console import is_live, say
from runner.model import Status
from runner.report.words import span
from runner.sending.send import Progress

LIVE = 0.25  # seconds between looks: four a second cost half a percent of a core
PLAIN = 5.0


Told = Callable[[Progress], None]


@asynccontextmanager
async def watch(name: str, progress: Progress, *, quiet: bool, told: Told | None = None) -> AsyncIterator[None]:
    """Show how a run goes while the block lasts, on stderr; `told`: who else is told every few seconds."""
    works = [] if quiet else [_live(name, progress) if is_live(sys.stderr) else _plain(name, progress)]
    works += [_tell(progress, told)] if told else []
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError, OSError):
                await task


async def _tell(progress: Progress, told: Told) -> None:
    while True:
        await asyncio.sleep(PLAIN)
        told(progress)


async def _live(name: str, progress: Progress) -> None:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[now]}"))
    with Bar(*columns, console=console, auto_refresh=False) as bar:
        task = bar.add_task(name, total=progress.total, now="")
        said = teller(progress)
        try:
            while True:
                bar.update(task, completed=progress.settled, now=said(), refresh=True)
                await asyncio.sleep(LIVE)
        finally:
            bar.update(task, completed=progress.settled, now=said(), refresh=True)


async def _plain(name: str, progress: Progress) -> None:
    said = teller(progress)
    while True:
        await asyncio.sleep(PLAIN)
        say(f"{name}: {progress.settled:,}/{progress.total:,}  {said()}")


def teller(progress: Progress, clock: Callable[[], float] = time.monotonic) -> Callable[[], str]:
    """A function that says how the run goes now: rate, rejected, unknown, time left, or the wait when blocked."""
    began = clock()

    def said() -> str:
        now = clock()
        rate = progress.settled / max(now - began, 0.001)
        parts = [f"{rate:,.0f}/s"]
        parts += [
            f"{progress.done[status]:,} {status}"
            for status in (Status.REJECTED, Status.UNKNOWN)
            if progress.done[status]
        ]
        if progress.silent_until > now:
            parts.append(f"blocked by the provider, {span(progress.silent_until - now)} more")
        elif rate and progress.settled < progress.total:
            parts.append(f"{span((progress.total - progress.settled) / rate)} left")
        return ", ".join(parts)

    return said
