"""Between the ledger and the senders: batches marked *sending* ahead of them, outcomes recorded behind. Keeps a thread.

One exchange with the ledger is under way at a time: all outcomes since the last and the next marks share one commit.
At most `ahead` messages a lane (or one batch) are marked before their request leaves, those tried again included.
"""

from asyncio import Event, Future, TimerHandle, get_running_loop
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from runner.ledger.store import Handover, Lane, Ledger, Record, Run
from runner.provider import Route
from runner.sending.gate import Gate
from runner.sending.parcel import Parcel, parcels

LATEST = 0.03  # seconds that an outcome waits for company before it is committed
ENOUGH = 256  # outcomes that are committed without waiting for company; marks usually bring them along sooner
BACKING_OFF = 8  # times `ahead`: so many deferred messages wait in memory before new ones wait instead


@dataclass(slots=True)
class Line:
    """One lane while it is sent: what is read, due again, marked and ready, who waits; `marked`: not left yet."""

    lane: Lane
    route: Route
    gate: Gate
    next: int
    read: deque[Parcel] = field(default_factory=deque)
    again: deque[Parcel] = field(default_factory=deque)
    ready: deque[Parcel] = field(default_factory=deque)
    marked: int = 0
    unfinished: int = 0
    backing_off: int = 0
    waiting: deque[Future[Parcel | None]] = field(default_factory=deque)

    @property
    def drained(self) -> bool:
        """Whether nothing is left to read, to mark or to try again."""
        return self.next > self.lane.last and not self.unfinished


class Supply:
    """Feeds the senders of one run from the ledger and takes their outcomes back to it."""

    def __init__(self, ledger: Ledger, run: Run, sender: str, ahead: int, wall: Callable[[], float]) -> None:
        """`ahead`: messages a lane that may be marked before their request leaves; `wall`: Unix seconds."""
        self.ledger, self.run, self.sender, self.ahead, self.wall = ledger, run, sender, ahead, wall
        self.lines: list[Line] = []
        self.stopping = False
        self.finished = False
        self._records: list[Record] = []
        self._back: list[str] = []
        self._wake = Event()
        self._flush: TimerHandle | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")

    def line(self, lane: Lane, route: Route, gate: Gate) -> Line:
        """Open a lane."""
        line = Line(lane, route, gate, lane.first)
        self.lines.append(line)
        self._wake.set()
        return line

    def at_hand(self, line: Line) -> Parcel | None:
        """The next batch to send, if it is marked in the ledger already."""
        return line.ready.popleft() if line.ready else None

    async def next(self, line: Line) -> Parcel | None:
        """The next batch to send, marked in the ledger; None when there is none left or the run stops."""
        if self.stopping or line.drained:
            return None
        if line.ready:
            return line.ready.popleft()
        place: Future[Parcel | None] = get_running_loop().create_future()
        line.waiting.append(place)
        self._wake.set()
        return await place

    def leaves(self, line: Line, parcel: Parcel) -> None:
        """A marked batch is posted now."""
        line.marked -= parcel.size
        if line.marked * 2 <= self.ahead:
            self._wake.set()

    def settle(self, line: Line, records: Iterable[Record], retry: Parcel | None, delay: float) -> None:
        """Record a batch's outcomes; `retry` is what is tried again in `delay` seconds."""
        self._records.extend(records)
        if retry and not self.stopping:
            line.backing_off += retry.size
            get_running_loop().call_later(delay, self._due, line, retry)
        else:
            line.unfinished -= 1
        drained = line.drained
        if len(self._records) >= ENOUGH or drained:
            self._wake.set()
        elif self._flush is None:
            self._flush = get_running_loop().call_later(LATEST, self._wake.set)
        if drained:
            self._dismiss(line)

    def amend(self, records: Iterable[Record]) -> None:
        """Record other outcomes than before."""
        changed = {record[0]: record for record in records}
        self._records = [record for record in self._records if record[0] not in changed]
        self._records.extend(changed.values())

    def take_back(self, line: Line, parcel: Parcel) -> None:
        """A marked batch was not sent after all."""
        self._back.extend(message.recipient for message in parcel.batch.messages)
        line.marked -= parcel.size
        line.unfinished -= 1

    def stop(self) -> None:
        """Hand out nothing more; marks that nobody took are taken back."""
        self.stopping = True
        for line in self.lines:
            line.gate.shut()
            while line.ready:
                self.take_back(line, line.ready.popleft())
            self._dismiss(line)
        self._wake.set()

    def finish(self) -> None:
        """The senders are done: what is left to record is recorded, then `pump` ends."""
        self.finished = True
        self._wake.set()

    async def pump(self) -> None:
        """Exchange with the ledger until `finish`. A ledger that can't be written raises `LedgerError`."""
        loop = get_running_loop()
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                handover, marked = self._compose()
                wanted = [] if self.stopping else [(line, line.next, self._reach(line)) for line in self._hungry()]
                if any(handover) or wanted:
                    read = await loop.run_in_executor(self._thread, self._exchange, handover, wanted)
                    self._deliver(marked, read)
                    if self.finished:
                        self._wake.set()
                elif self.finished:
                    return
        finally:
            self._thread.shutdown()

    def _due(self, line: Line, parcel: Parcel) -> None:
        line.backing_off -= parcel.size
        if self.stopping:
            line.unfinished -= 1
            self._dismiss(line)
            return
        line.again.append(parcel)
        self._wake.set()

    def _compose(self) -> tuple[Handover, list[tuple[Line, Parcel]]]:
        fresh: list[tuple[Line, Parcel]] = []
        retried: list[tuple[Line, Parcel]] = []
        for line in () if self.stopping else self.lines:
            while (queue := self._first(line)) and (line.marked + queue[0].size <= self.ahead or not line.marked):
                parcel = queue.popleft()
                line.marked += parcel.size
                (fresh if parcel.number else retried).append((line, parcel))
        handover = Handover(
            records=self._records,
            marks=[(parcel.number, parcel.batch.request_id) for _, parcel in fresh],
            remarks=[(m.recipient, p.batch.request_id) for _, p in retried for m in p.batch.messages],
            taken_back=self._back,
        )
        self._records, self._back = [], []
        if self._flush:
            self._flush.cancel()
            self._flush = None
        return handover, [*retried, *fresh]

    def _first(self, line: Line) -> deque[Parcel] | None:
        """What is marked next: what is due again; new batches only while not too many are backing off."""
        if line.again:
            return line.again
        return line.read if line.backing_off <= BACKING_OFF * self.ahead else None

    def _hungry(self) -> list[Line]:
        return [line for line in self.lines if line.next <= line.lane.last and self._stock(line) <= self.ahead]

    def _stock(self, line: Line) -> int:
        return sum(parcel.size for parcel in line.read) if line.route.capacity > 1 else len(line.read)

    def _reach(self, line: Line) -> int:
        """The last batch to read now: as many as `ahead` messages fill, at least one."""
        return min(line.lane.last, line.next + max(1, self.ahead // line.route.capacity) - 1)

    def _exchange(
        self, handover: Handover, wanted: list[tuple[Line, int, int]]
    ) -> list[tuple[Line, int, list[Parcel]]]:
        if any(handover):
            self.ledger.exchange(self.run, handover, self.wall())
        return [
            (line, last, list(parcels(self.sender, line.route.name, self.ledger.read(self.run, first, last))))
            for line, first, last in wanted
        ]

    def _deliver(self, marked: list[tuple[Line, Parcel]], read: list[tuple[Line, int, list[Parcel]]]) -> None:
        for line, last, found in read:
            line.next = last + 1
            line.unfinished += len(found)
            line.read.extend(found)
            self._wake.set()
        for line, parcel in marked:
            if self.stopping:
                self.take_back(line, parcel)
                self._wake.set()
                continue
            while line.waiting and line.waiting[0].done():
                line.waiting.popleft()
            if line.waiting:
                line.waiting.popleft().set_result(parcel)
            else:
                line.ready.append(parcel)
        for line in self.lines:
            if line.marked * 2 <= self.ahead and line.read:
                self._wake.set()
            self._dismiss(line)

    def _dismiss(self, line: Line) -> None:
        if self.stopping or line.drained:
            while line.waiting:
                place = line.waiting.popleft()
                if not place.done():
                    place.set_result(None)
