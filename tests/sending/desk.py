"""What the tests of sending share: a campaign's ledger and its runs, begun and sent as `apply` does."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import uvloop

from runner.account import HeldAccount, hold
from runner.ledger.draft import Entry, draft
from runner.ledger.schema import Durability
from runner.ledger.store import Ledger, Run
from runner.model import Account, Text
from runner.pacing import Window
from runner.planning import Choices, Plan, Subject, plan
from runner.provider import Provider, Route, limited
from runner.providers.netease import Netease
from runner.sending.gate import Gate
from runner.sending.send import Job, Post, Sending
from runner.transport import connect
from tests.sending.leaping import leaping

NAME, SECRET = "notice", "s3cr3t-4nd-only-here"
SENDING, ACCEPTED, REJECTED, DEFERRED, UNKNOWN = 1, 2, 3, 4, 5
LIFTED = {"single": (10**6, 1.0)}
TOGETHER = {"batch": (10**6, 1.0)}
TIMEOUT = 10.0


class Row(NamedTuple):
    """One message as the ledger has it."""

    status: int
    code: str
    detail: str
    request_id: str
    attempts: int
    route: str
    sent_at: float | None
    answered_at: float | None


Texts = Mapping[str, Mapping[str, str]]


def people(count: int, prefix: str = "u") -> Texts:
    """So many recipients, each with a text of its own."""
    return {f"{prefix}{i:05}": {"from": "system", "attach": f'{{"n":{i}}}'} for i in range(1, count + 1)}


def crowd(count: int, prefix: str = "c") -> Texts:
    """So many recipients of one text."""
    return {f"{prefix}{i:05}": {"from": "system", "attach": '{"all":1}'} for i in range(1, count + 1)}


def entries(provider: Provider, texts: Texts) -> Iterator[Entry]:
    """What planning makes of these texts."""
    for line, (recipient, params) in enumerate(texts.items(), 2):
        yield Entry(recipient, Text.of(params), provider.ways(params), "people.csv", line)


class Begun(NamedTuple):
    """A run that is about to be sent."""

    ledger: Ledger
    run: Run
    routes: tuple[Route, ...]
    held: HeldAccount


@dataclass
class Desk:
    """One campaign of one account, its ledger, and its last run; `prepare` is called with each run before it begins."""

    folder: Path
    provider: Provider = field(default_factory=lambda: Netease("demo", SECRET))
    durability: Durability = "process"
    prepare: Callable[[Sending], None] = lambda _: None
    sending: Sending = field(init=False)
    plan: Plan = field(init=False)
    runs: int = 0

    @property
    def path(self) -> Path:
        return self.folder / "ledger.db"

    @property
    def account(self) -> Account:
        return Account(self.provider.type, "demo")

    def routes(self, limits: Mapping[str, tuple[int, float]]) -> tuple[Route, ...]:
        """The provider's routes under these limits."""
        return limited(self.provider.routes, limits)

    def begin(self, ledger: Ledger, texts: Texts, routes: tuple[Route, ...], choices: Choices) -> Run:
        """Settle, plan and begin, as `apply` does."""
        ledger.settle(str(self.account))
        with draft() as made:
            subject = Subject(NAME, self.account, (), routes)
            self.plan = plan(subject, entries(self.provider, texts), made, self.path, choices)
            return ledger.begin(ledger.campaign(str(self.account), NAME), made, self.plan.fingerprint, 1.0)

    def send(
        self,
        texts: Texts,
        post: Post,
        limits: Mapping[str, tuple[int, float]] | None = None,
        choices: Choices | None = None,
        **options: Any,
    ) -> Sending:
        """Plan and send to a vendor of the test's, in a loop that leaps, to the run's end; `options` are `Job`'s."""
        self.runs += 1

        async def whole(begun: Begun) -> None:
            await self.carry(begun, post, asyncio.get_running_loop().time, options)

        state = self.folder / f"state-{self.runs}"
        with self.begun(texts, LIFTED if limits is None else limits, choices, state) as begun, leaping() as runner:
            runner.run(whole(begun))
        return self.sending

    def send_to(
        self,
        url: str,
        texts: Texts,
        limits: Mapping[str, tuple[int, float]] | None = None,
        choices: Choices | None = None,
        **options: Any,
    ) -> Sending:
        """Plan and send over a real network, as `apply` does."""

        async def whole(begun: Begun) -> None:
            async with connect([url], 32, TIMEOUT) as post:
                await self.carry(begun, post, time.monotonic, {"concurrency": 32, **options})

        with (
            self.begun(texts, limits or {}, choices, self.folder / "state") as begun,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            runner.run(whole(begun))
        return self.sending

    @contextmanager
    def begun(
        self, texts: Texts, limits: Mapping[str, tuple[int, float]], choices: Choices | None, state: Path
    ) -> Iterator[Begun]:
        """A run from its beginning to its end, with the account held."""
        routes = self.routes(limits)
        with closing(Ledger(self.path, self.durability)) as ledger, hold(self.account, "", state, 0.0) as held:
            run = self.begin(ledger, texts, routes, choices or Choices())
            yield Begun(ledger, run, routes, held)
            ledger.finish(run, "stopped" if self.sending._supply.stopping else "finished", 2.0)

    async def carry(self, begun: Begun, post: Post, clock: Callable[[], float], options: Mapping[str, Any]) -> None:
        """Send a run in the loop that is there."""
        ledger, run, routes, held = begun
        gates = {route.budget: open_gate(route, held, clock) for route in reversed(routes)}
        given = {"concurrency": 8, "attempts": 5, "max_wait": 600.0, "hold_failures": False, "random": Random(7)}
        job = Job(
            provider=self.provider,
            account=self.account,
            routes={route.name: route for route in routes},
            gates=gates,
            post=post,
            clock=clock,
            **{**given, **options},
        )
        self.sending = Sending(job, ledger, run)
        self.prepare(self.sending)
        await self.sending.run()

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What another connection finds in the ledger's file."""
        with closing(sqlite3.connect(self.path)) as other:
            return other.execute(sql, values).fetchall()

    def rows(self) -> dict[str, Row]:
        """Every message of the ledger; a recipient that stands twice fails here."""
        found = self.ask(
            "SELECT recipient, status, code, detail, request_id, attempts, route, sent_at, answered_at FROM message"
        )
        rows = {recipient: Row(*rest) for recipient, *rest in found}
        assert len(rows) == len(found)
        return rows

    def statuses(self) -> dict[str, int]:
        """The status of every message that has one."""
        return dict(self.ask("SELECT recipient, status FROM message"))

    def under_mark(self) -> set[str]:
        """Who is *sending* just now."""
        return {recipient for (recipient,) in self.ask("SELECT recipient FROM message WHERE status = 1")}


def open_gate(route: Route, held: HeldAccount, clock: Callable[[], float]) -> Gate:
    """A route's gate, as `apply` makes it."""
    memory = held.last_sends(route.budget, route.limit.window, TIMEOUT)
    counted, closed = memory.restore(clock(), same_boot=held.same_boot)
    return Gate(Window(route.limit, counted, closed), memory, clock, TIMEOUT)


def all_of(texts: Iterable[str], status: int) -> dict[str, int]:
    """The same status for everybody."""
    return dict.fromkeys(texts, status)
