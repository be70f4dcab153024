"""What the tests of the supply share: scenes between a run and its ledger."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing

from runner.account import hold
from runner.ledger.store import Ledger, Record
from runner.model import Outcome, Status
from runner.planning import Choices
from runner.sending.parcel import Parcel, again, records
from runner.sending.supply import Line, Supply
from tests.sending.desk import (
    LIFTED,
    Desk,
    Texts,
    open_gate,
)
from tests.sending.leaping import leaping

Scene = Callable[[Supply, Line], Awaitable[None]]
SOON = 1.0
TAKEN, BUSY = Outcome(Status.ACCEPTED, "200"), Outcome(Status.DEFERRED, "500")


def play(
    desk: Desk,
    texts: Texts,
    scene: Scene,
    ahead: int = 8,
    limits: Mapping[str, tuple[int, float]] = LIFTED,
) -> None:
    """A scene with the supply of a run, until what it left to record is recorded."""
    routes = desk.routes(limits)
    desk.runs += 1
    state = desk.folder / f"state-{desk.runs}"

    async def whole(ledger: Ledger) -> None:
        run = desk.begin(ledger, texts, routes, Choices())
        (lane,) = run.lanes
        route = next(route for route in routes if route.name == lane.route)
        supply = Supply(ledger, run, str(desk.account), ahead, lambda: 50.0)
        with hold(desk.account, "", state, 0.0) as held:
            line = supply.line(lane, route, open_gate(route, held, asyncio.get_running_loop().time))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(supply.pump())
                await scene(supply, line)
                supply.finish()

    with closing(Ledger(desk.path, desk.durability)) as ledger, leaping() as runner:
        runner.run(whole(ledger))


async def take(supply: Supply, line: Line, count: int) -> list[Parcel]:
    """So many batches."""
    parcels = [await supply.next(line) for _ in range(count)]
    assert all(parcels)
    return [parcel for parcel in parcels if parcel]


def names(*parcels: Parcel) -> list[str]:
    """Who is in these batches."""
    return [message.recipient for parcel in parcels for message in parcel.batch.messages]


def outcome(parcel: Parcel, what: Outcome) -> list[Record]:
    """The same outcome for a whole batch."""
    return records(parcel.batch, [what] * parcel.size, 51.0, 52.0)


def put_off(supply: Supply, line: Line, parcel: Parcel, delay: float) -> None:
    """A batch left, and the vendor failed."""
    supply.leaves(line, parcel)
    retry = again(parcel, [BUSY] * parcel.size, "netease:demo", counts=True, left=True)
    supply.settle(line, outcome(parcel, BUSY), retry, delay)


def finish_off(supply: Supply, line: Line, *parcels: Parcel) -> None:
    """Batches left, and the vendor took them."""
    for parcel in parcels:
        supply.leaves(line, parcel)
        supply.settle(line, outcome(parcel, TAKEN), None, 0.0)
