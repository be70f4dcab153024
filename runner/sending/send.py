"""Send one run: workers take marked batches, wait at the gate, sign, post, read the answer; `post` is the network."""

import time
from asyncio import TaskGroup
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from random import Random

from runner.errors import RunnerError, Stopped
from runner.ledger.store import Ledger, Run
from runner.model import Account, Batch, Outcome, Status
from runner.pacing import backoff
from runner.provider import NoAnswer, Provider, Request, Response, Route, Stamp
from runner.sending.budget import Tally
from runner.sending.gate import Gate
from runner.sending.parcel import Parcel, again, doubted, held, no_answer, records, sender_of
from runner.sending.supply import Line, Supply
from runner.sending.watch import FIRST, Watch

AHEAD = 0.5  # seconds of sending that may be marked before it leaves: what a `kill -9` leaves in doubt
FEW = 16
STATUS_OF = itemgetter(0)  # of an outcome
Post = Callable[[Request], Awaitable[Response | NoAnswer]]


@dataclass(slots=True)
class Progress:
    """What a run has done so far, in messages; a person may look at it at any time. `why`: the last deferred was so."""

    total: int
    done: dict[Status, int] = field(default_factory=lambda: dict.fromkeys(Status, 0))
    calls: int = 0
    silent_until: float = 0.0
    why: str = ""

    @property
    def settled(self) -> int:
        """Messages that are accepted, rejected or unknown."""
        return self.done[Status.ACCEPTED] + self.done[Status.REJECTED] + self.done[Status.UNKNOWN]


@dataclass(frozen=True, slots=True)
class Job:
    """What a run needs: provider and account, how it is sent, the network, and where time and chance come from.

    `post(request)` gives an answer or says that none came; it never raises for the network. `gates`: by budget.
    `wall`: what the ledger's times come from; `signing`: the time that the vendor's servers have. `until`: from then
    on, by `wall`, nothing leaves any more. `tally`: what the whole run may cost; None: anything.
    """

    provider: Provider
    account: Account
    routes: Mapping[str, Route]
    gates: Mapping[str, Gate]
    post: Post
    concurrency: int
    attempts: int
    max_wait: float
    hold_failures: bool
    random: Random = field(default_factory=Random)
    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    signing: Callable[[], float] = time.time
    until: float = float("inf")
    tally: Tally | None = None
    campaign: str = ""

    @property
    def sender(self) -> str:
        """Whose requests these are."""
        return sender_of(self.account, self.campaign)


class Sending:
    """One run under way. `closed`: its time was over before its work."""

    def __init__(self, job: Job, ledger: Ledger, run: Run) -> None:
        """Prepare; `run()` does it."""
        self.job = job
        self.progress = Progress(sum(lane.messages for lane in run.lanes))
        self.error: RunnerError | None = None
        self.closed = False
        self._watch = Watch(job.provider.suspicious)
        self._suspected: list[tuple[Batch, list[Outcome], float | None, float]] = []
        self._put_off = 0
        used = [lane.route for lane in run.lanes]
        pace = max((route.limit.amount / route.limit.window for route in map(job.routes.get, used) if route), default=0)
        ahead = min(2 * job.concurrency // max(1, len(run.lanes)), max(FEW, int(pace * AHEAD)))
        self._supply = Supply(ledger, run, job.sender, ahead, job.wall)
        for lane in run.lanes:
            route = job.routes[lane.route]
            self._supply.line(lane, route, job.gates[route.budget])

    async def run(self) -> Progress:
        """Send everything, or stop early: then `error` says why. Whatever is known is recorded when this returns."""
        async with TaskGroup() as tasks:
            tasks.create_task(self._supply.pump())
            try:
                await self._work_all()
            finally:
                self._supply.finish()
        self.progress.done[Status.DEFERRED] += self._put_off
        return self.progress

    def stop(self, error: RunnerError | None = None) -> None:
        """Take no new work; what is under way is finished and recorded."""
        self.error = self.error or error
        self._supply.stop()

    async def _work_all(self) -> None:
        """The first request goes alone: bad credentials cost one call, not a storm."""
        for line in self._supply.lines[:1]:
            await self._work(line, most=1)
        share = max(1, self.job.concurrency // max(1, len(self._supply.lines)))
        async with TaskGroup() as workers:
            for line in self._supply.lines:
                for _ in range(min(share, line.lane.messages)):
                    workers.create_task(self._work(line))

    async def _work(self, line: Line, most: int | None = None) -> None:
        supply, gate = self._supply, line.gate
        by_message = line.route.limit.unit == "messages"
        while most != 0 and (parcel := supply.at_hand(line) or await supply.next(line)) is not None:
            most = most and most - 1
            units = parcel.size if by_message else 1
            if not (gate.pass_at_once(units) or await gate.take(units)):
                supply.take_back(line, parcel)
                continue
            now = self.job.wall()
            if now >= self.job.until:
                self._close(line, parcel, units)
                continue
            supply.leaves(line, parcel)
            await self._carry(line, parcel, units, now)

    def _close(self, line: Line, parcel: Parcel, units: int) -> None:
        """Nothing leaves any more, this batch neither; what is under way may end."""
        line.gate.released(units)
        self._supply.take_back(line, parcel)
        self.closed = True
        self.stop()

    async def _carry(self, line: Line, parcel: Parcel, units: int, sent_at: float) -> None:
        job = self.job
        sent = job.clock()
        stamp = Stamp(job.signing(), f"{job.random.getrandbits(56):x}")
        answer = await job.post(job.provider.request(parcel.batch, stamp))
        if isinstance(answer, Response):
            line.gate.answered(units)
            self._watch.unreached = 0
            outcomes = job.provider.outcomes(parcel.batch, answer)
            outcomes = held(outcomes) if job.hold_failures else outcomes
        else:
            outcomes = no_answer(parcel.batch, answer)
            error = self._watch.reach(answer.written, answer.detail, job.clock())
            if error:
                self.stop(error)
            if answer.written:
                line.gate.lost(sent, units)
            else:
                line.gate.released(units)
        left = isinstance(answer, Response) or answer.written
        self._settle(line, parcel, outcomes, sent, sent_at if left else None)

    def _settle(self, line: Line, parcel: Parcel, outcomes: list[Outcome], sent: float, sent_at: float | None) -> None:
        progress = self.progress
        progress.calls += 1
        error = self._watch.look(outcomes)
        if error:
            self.stop(error)
        spent = self.job.tally.look(outcomes) if self.job.tally else None
        if spent:
            self.stop(spent)
        if self._watch.suspects:
            outcomes = self._suspect(parcel.batch, outcomes, sent_at, last=spent is not None)
        if Status.ACCEPTED in map(STATUS_OF, outcomes):
            line.gate.accepted(sent)
        retry, delay = None, 0.0
        if Status.DEFERRED in map(STATUS_OF, outcomes):
            retry, delay = self._again(line, parcel, outcomes, sent, left=sent_at is not None)
            progress.why = next(outcome.detail for outcome in outcomes if outcome.status is Status.DEFERRED)
        if retry or not parcel.number:
            self._put_off += (retry.size if retry else 0) - (0 if parcel.number else parcel.size)
        for outcome in outcomes:
            if retry is None or outcome.status is not Status.DEFERRED:
                progress.done[outcome.status] += 1
        self._supply.settle(line, records(parcel.batch, outcomes, sent_at, self.job.wall()), retry, delay)

    def _suspect(self, batch: Batch, outcomes: list[Outcome], sent_at: float | None, *, last: bool) -> list[Outcome]:
        """All were refused alike so far: once that is certain to be no message's fault, none of them stays rejected.

        `last`: the run stops here, and nothing spoke for the messages' fault.
        """
        self._suspected.append((batch, outcomes, sent_at, self.job.wall()))
        if self._watch.answers < FIRST and not last:
            return outcomes
        for earlier, refused, sent, answered in self._suspected[:-1]:
            self._supply.amend(records(earlier, doubted(refused), sent, answered))
            self.progress.done[Status.REJECTED] -= len(refused)
            self.progress.done[Status.DEFERRED] += len(refused)
        self._suspected.clear()
        return doubted(outcomes)

    def _again(
        self, line: Line, parcel: Parcel, outcomes: list[Outcome], sent: float, *, left: bool
    ) -> tuple[Parcel | None, float]:
        """What is tried again, and in how many seconds; waiting out a block uses up no try."""
        job = self.job
        blocked = max(outcome.wait for outcome in outcomes)
        if blocked:
            self._be_silent(line, sent, blocked, next(one.detail for one in outcomes if one.wait))
        retry = again(parcel, outcomes, job.sender, counts=not blocked, left=left)
        if retry.tries >= job.attempts or self._supply.stopping:
            return None, 0.0
        return retry, line.gate.silent_for() if blocked else backoff(retry.tries, job.random)

    def _be_silent(self, line: Line, sent: float, block: float, said: str) -> None:
        refusing = line.gate.refused(sent, block, self.job.random)
        self.progress.silent_until = line.gate.window.closed_until
        if refusing > self.job.max_wait:
            most = (
                f"more than delivery.max_wait ({self.job.max_wait:g} s)" if self.job.max_wait else "not waited for here"
            )
            why = f"the provider refuses for frequency ({said}) and wants silence for {refusing:.0f} s in all, {most}"
            self.stop(Stopped(f"{why}; apply again later{', or raise max_wait' if self.job.max_wait else ''}"))
