"""The stages of a campaign: how they are cut, and whose turn it is. Pure.

A stage is named by its number: 0 are the seeds, then 1, 2 … as the file lists them. What a run records of a stage goes
by that number, also where the file's stages were edited in between.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, Protocol

SEEDS = 0
State = Literal["done", "open", "waiting"]


class Sized(Protocol):
    """How many have got a message at the end of a stage; `text`: as it was typed."""

    @property
    def text(self) -> str:
        """As it was typed."""
        ...

    def of(self, total: int, /) -> int:
        """The number of recipients, of so many."""
        ...


class Division(NamedTuple):
    """How a campaign is cut into stages. `pause`: seconds between two, None: until a person continues.

    `terms`: what else of its delivery a review must see, as its file says it.
    """

    stages: tuple[Sized, ...] = ()
    pause: float | None = 0.0
    terms: tuple[object, ...] = ()


class Reached(NamedTuple):
    """When a stage was opened and when it ended, in Unix seconds; None: it hasn't."""

    opened_at: float
    ended_at: float | None = None


class Stage(NamedTuple):
    """One stage that somebody is in: how many messages are left to send in it, and what the ledger knows of it."""

    number: int
    left: int
    reached: Reached | None = None


class Turn(NamedTuple):
    """What comes next, and in which stage.

    open: it may begin. send: it goes on. end: nothing is left in it. rest: a pause, until that moment (Unix seconds).
    hold: until a person continues. over: nothing is left at all.
    """

    what: Literal["open", "send", "end", "rest", "hold", "over"]
    stage: int = 0
    until: float = 0.0


def turn(stages: Iterable[Stage], pause: float | None, now: float) -> Turn:
    """Whose turn it is. A stage with nothing left counts as ended; one that was opened once stays open."""
    before: Stage | None = None
    for stage in stages:
        if stage.left:
            return _begin(stage, before, pause, now)
        if stage.reached:
            if stage.reached.ended_at is None:
                return Turn("end", stage.number)
            before = stage
    return Turn("over")


def _begin(stage: Stage, before: Stage | None, pause: float | None, now: float) -> Turn:
    if stage.reached:
        return Turn("send", stage.number)
    if before is None or before.reached is None:
        return Turn("open", stage.number)
    if pause is None:
        return Turn("hold", stage.number)
    until = (before.reached.ended_at or 0.0) + pause
    return Turn("rest", stage.number, until) if until > now else Turn("open", stage.number)


def is_over(stages: Sequence[Stage]) -> bool:
    """Whether the last stage has ended: what is sent after that begins with the first again."""
    last = stages[-1] if stages else None
    return last is not None and last.reached is not None and (last.reached.ended_at is not None or not last.left)


def states(stages: Sequence[Stage], pause: float | None) -> dict[int, State]:
    """Each stage's state, by number; what a timed pause holds back is open, since sending waits by itself."""
    over = is_over(stages)
    next_one = turn((_settled(stage, forget=over) for stage in stages), pause, float("inf"))
    return {stage.number: _state(stage, next_one) for stage in stages}


def _settled(stage: Stage, *, forget: bool) -> Stage:
    """The stage as the next run will take it."""
    if forget or stage.reached is None:
        return stage._replace(reached=None)
    ended = 0.0 if stage.reached.ended_at is None and not stage.left else stage.reached.ended_at
    return stage._replace(reached=stage.reached._replace(ended_at=ended))


def _state(stage: Stage, next_one: Turn) -> State:
    if not stage.left:
        return "done"
    return "open" if stage.number == next_one.stage and next_one.what != "hold" else "waiting"


def named(stage: int, sizes: Sequence[str]) -> str:
    """A stage for people: `stage 2 of 4 (25%)`, `the seeds' stage`."""
    if stage == SEEDS:
        return "the seeds' stage"
    return f"stage {stage} of {len(sizes)} ({sizes[stage - 1]})" if sizes else "everybody else's stage"
