"""Send a campaign part by part: stage after stage, each in its hours, with pauses between them. Touches everything.

One run of the ledger carries all of it. What stage comes next is decided in `runner.stages`, from what is left of each
and from what the ledger keeps of them, so that a run that was killed goes on with the same stage and the same pause.
"""

import shlex
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from runner.account import HeldAccount
from runner.cli.console import say
from runner.cli.dispatch import Manner, Sent, send
from runner.cli.opening import Ending, open_up
from runner.cli.planned import Planned
from runner.cli.schedule import calendar, spoken
from runner.errors import Stopped
from runner.ledger.parts import Part, parts
from runner.ledger.reached import end_stage, forget_stages, in_doubt, left, open_stage, reached
from runner.ledger.schema import Durability
from runner.ledger.standing import Mark
from runner.ledger.store import Ledger, Run
from runner.model import Decision, Status
from runner.report import outcomes
from runner.report.words import clean, counted, span
from runner.stages import Reached, Stage, Turn, is_over, named, turn

OVER = Ending()


def send_in_parts(
    one: Planned, manner: Manner, account: HeldAccount, durability: Durability, *, continues: bool = False
) -> outcomes.Result:
    """Send all of a plan whose time has come; `continues`: a person opens the next stage."""
    campaign, began = one.loaded.campaign, time.monotonic()
    with closing(Ledger(one.loaded.ledger, durability)) as ledger:
        course = Course(one, manner, account, ledger, continues=continues)
        try:
            ending = course.go()
        except KeyboardInterrupt:  # between two parts, where nothing else waits for it
            ending = Ending(interrupted=True)
        course.finish(ending)
    took = time.monotonic() - began
    return outcomes.Result(
        campaign.name, course.done, course.calls, took, ending.error, ending.interrupted, course.why, ending.note
    )


@dataclass(slots=True)
class Leg:
    """One part of a plan while it is sent: what is left in it, as a run where that was begun; `tried`: it had its turn.

    `deferred`: messages of its last turn that the provider did not take.
    """

    part: Part
    left: int
    run: Run | None = None
    deferred: int = 0
    tried: bool = False

    @property
    def stage(self) -> int:
        """The stage that it belongs to."""
        return self.part.stage


class Course:
    """One campaign's way through its parts, and what came of it so far."""

    def __init__(self, one: Planned, manner: Manner, account: HeldAccount, ledger: Ledger, *, continues: bool) -> None:
        """Nothing is sent yet; `go()` does it."""
        self.one, self.manner, self.account, self.ledger, self.continues = one, manner, account, ledger, continues
        self.campaign, self.clock = one.loaded.campaign, manner.clock
        self.done = dict.fromkeys(Status, 0)
        self.calls, self.why = 0, ""
        self._settled = Counter[Status]()
        sends = one.plan.count(Decision.SEND)
        self._legs = [Leg(part, part.sends) for part in parts(one.draft) or [Part(0, 1, "", sends, sends)]]
        self._number = ledger.campaign(str(self.campaign.account), self.campaign.name)
        self._run: Run | None = None
        self._staged = len({leg.stage for leg in self._legs}) > 1
        self._reached = reached(ledger.path, str(self.campaign.account), self.campaign.name) if self._staged else {}

    def go(self) -> Ending:
        """Send what may be sent, wait for what is worth waiting for, and say why it ends."""
        if not any(leg.left for leg in self._legs):
            self._begin()  # there may be something to record
            return OVER
        if is_over(self._stages()):
            forget_stages(self.ledger, self._number)
            self._reached = {}
        while True:
            step = turn(self._stages(), self.campaign.delivery.pause, self.clock.now())
            ending = OVER if step.what == "over" else self._take(step)
            if ending:
                return ending

    def finish(self, ending: Ending) -> None:
        """The run, if one began, is over."""
        self.done = {status: self._settled[status] for status in Status}
        self.done[Status.DEFERRED] = sum(leg.deferred for leg in self._legs)
        if self._run:
            self.ledger.finish(self._run, "finished" if ending == OVER else "stopped", self.clock.now())

    def _stages(self) -> list[Stage]:
        return [
            Stage(number, sum(leg.left for leg in legs), self._reached.get(number))
            for number, legs in groupby(self._legs, attrgetter("stage"))
        ]

    def _take(self, step: Turn) -> Ending | None:
        """One step; how sending ends, if it does here."""
        if step.what == "end":
            self._end(step.stage)
            return None
        if step.what == "send":
            return self._send(step.stage)
        if step.what != "open" and not self.continues:
            return self._rest(step)
        return self._open(step)

    def _open(self, step: Turn) -> Ending | None:
        if step.what != "open":
            self.continues = False
        now, doubts = self.clock.now(), self._doubts(step.stage)
        if doubts:
            return Ending(Stopped(f"{doubts}; {self._named(step.stage)} waits until they are settled"))
        if self._staged:
            open_stage(self.ledger, self._number, step.stage, now)
            if not self.manner.quiet:
                sends = sum(leg.left for leg in self._legs if leg.stage == step.stage)
                say(f"{clean(self.campaign.name)}: {self._named(step.stage)}: {sends:,} to send")
        self._reached[step.stage] = Reached(now)
        return None

    def _doubts(self, stage: int) -> str:
        """What speaks against opening a stage; a budget for unknown messages says itself how many are too many."""
        if not self._staged or any(budget.status is Status.UNKNOWN for budget in self.campaign.delivery.stop):
            return ""
        many = in_doubt(self.ledger, self._number, self.one.draft, stage)
        if not many:
            return ""
        what = counted(many, "message of the stages before is", "messages of the stages before are")
        return f"{what} in doubt: settle them with `campaign resolve {_quoted(self.campaign.name)}`"

    def _end(self, stage: int) -> None:
        now = self.clock.now()
        if self._staged:
            end_stage(self.ledger, self._number, stage, now)
        self._reached[stage] = self._reached[stage]._replace(ended_at=now)

    def _rest(self, step: Turn) -> Ending | None:
        name, ended = clean(self.campaign.name), self._named(max(n for n in self._reached if n < step.stage))
        if step.what == "hold":
            go_on = f"campaign continue {_quoted(self.campaign.name)}"
            return Ending(note=f"{ended} is done; {self._named(step.stage)} waits for: {go_on}")
        wait, window = step.until - self.clock.now(), self.campaign.delivery.window
        at = spoken(step.until, window.times.zone if window else "")
        say(f"{name}: {ended} is done; {self._named(step.stage)} begins in {span(wait)}, at {at}")
        return None if self.clock.sleep_until(step.until) else Ending(interrupted=True)

    def _send(self, stage: int) -> Ending | None:
        legs = [leg for leg in self._legs if leg.stage == stage and leg.left and not leg.tried]
        if not legs:
            return self._given_up(stage)
        now = self.clock.now()
        leg = next((leg for leg in legs if not calendar(self.campaign, leg.part.zone).denial(now)), None)
        if leg is None:
            return open_up(self.campaign, [leg.part.zone for leg in legs], self.clock)
        return self._send_leg(leg, now)

    def _given_up(self, stage: int) -> Ending:
        """All parts of a stage had their turn, and the provider did not take some messages, however often tried."""
        if not any(leg.left for leg in self._legs if leg.stage > stage):
            return OVER
        many = counted(sum(leg.left for leg in self._legs if leg.stage == stage), "message")
        what = f"{self._named(stage)} left {many} that the provider did not take ({self.why})"
        return Ending(Stopped(f"{what}, and no other stage begins before they are sent; apply again"))

    def _send_leg(self, leg: Leg, now: float) -> Ending | None:
        run = leg.run or self._begin().only(leg.part.number)
        manner = replace(
            self.manner, until=calendar(self.campaign, leg.part.zone).closes(now), part=self._label(leg.part)
        )
        sent = send(self.campaign, manner, self.account, self.ledger, run)
        self._note(leg, sent)
        if sent.error or sent.interrupted:
            return Ending(sent.error, sent.interrupted)
        if sent.closed:
            leg.run = left(self.ledger, run)
            leg.left = sum(lane.messages for lane in leg.run.lanes)
        else:
            leg.left, leg.tried = leg.deferred, True
        return None

    def _note(self, leg: Leg, sent: Sent) -> None:
        done = sent.progress.done
        self.calls += sent.progress.calls
        self.why = sent.progress.why or self.why
        self._settled.update({status: done[status] for status in Status if status is not Status.DEFERRED})
        leg.deferred = done[Status.DEFERRED]

    def _begin(self) -> Run:
        """The run in the ledger, begun once."""
        if self._run is None:
            now, mark = self.clock.now(), Mark(self.manner.plan, self.campaign.tags)
            self._run = self.ledger.begin(self._number, self.one.draft, self.one.plan.fingerprint, now, mark)
            self.ledger.refuse(self._run, self.one.draft, now)
            self.ledger.hold_out(self._run, self.one.draft, now)
        return self._run

    def _label(self, part: Part) -> str:
        return ", ".join(filter(None, (self._named(part.stage) if self._staged else "", part.zone)))

    def _named(self, stage: int) -> str:
        """A stage for people: `stage 2 of 4 (25%)`."""
        return named(stage, [size.text for size in self.campaign.delivery.stages])


def _quoted(name: str) -> str:
    return clean(shlex.quote(name))
