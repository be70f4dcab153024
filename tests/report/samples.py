"""What the tests of reports share: a plan with everything in it."""

from collections.abc import Mapping
from typing import Any

from runner.campaign.model import Demand
from runner.errors import ExitCode, Place, Problem, Stopped
from runner.gauge import Gauge, Longest
from runner.ledger.differences import Headcount
from runner.model import Account, Decision, Status
from runner.planning import Plan, Way
from runner.provider import Limit, Route
from runner.report.cautions import Caution
from runner.report.changes import change
from runner.report.outcomes import End, Result
from runner.report.plans import PlanReport, Sample
from runner.report.record import Case, Checked, Record
from runner.report.verdicts import Verdict

SINGLE = Route("single", "/single", 1, Limit(100, 1.0, "calls", 10.0), "single")
BATCH = Route("batch", "/batch", 5000, Limit(120, 60.0, "calls", 60.0), "batch")
COUNTS: Mapping[tuple[Decision, str], int] = {
    (Decision.SEND, ""): 12_000,
    (Decision.SKIP, "accepted"): 30,
    (Decision.SKIP, "excluded: on the list of those who are never sent to"): 2,
    (Decision.HOLD, "changed: accepted before, with another text"): 4,
    (Decision.HOLD, "in doubt: nobody can know whether it was taken"): 1,
}
WAYS = (Way(BATCH, 11_900, 3, 1.6), Way(SINGLE, 100, 100, 1.1))
WHOLE = Plan("hello", Account("netease", "demo"), COUNTS, 7, 5, WAYS, "a" * 32)

SAMPLES = (
    Sample("u9", Decision.HOLD, "changed: accepted before, with another text", Place("a.csv", 9)),
    Sample("u1", Decision.SEND, "", Place("a.csv", 2), {"from": "system", "attach": '{"title":"通知"}'}),
)
WARNINGS = (
    Caution("NE100", "nothing is pushed", Place("campaigns/hello.yaml", 7, 3)),
    Caution("NE008", "attach may be too long", Place("a.csv", 84), "u83", 4_312),
    Caution("GEN003", "the id 1E+12 is a number", Place("a.csv", 9), "1E+12", 1),
)
TITLE = Gauge("pushExt.title", "pushExt", 50, "characters")
CONTENT = Gauge("content", "content", 131_072, "bytes")
LONGEST = (Longest(TITLE, 48, "u83"), Longest(CONTENT, 1_204, ""))
REPORT = PlanReport(
    "campaigns/hello.yaml", WHOLE, SAMPLES, WARNINGS, (("u3", "b:4", "a:2"),), LONGEST, ("RC012", "RC041")
)


def planned(counts: Mapping[tuple[Decision, str], int] = COUNTS, **more: Any) -> Plan:
    """A plan with these counts, and nothing else to tell."""
    return Plan("hello", Account("netease", "demo"), counts, 0, 0, (), "a" * 32, **more)


EVIL = (
    "\x1b[2J\n\u202e|`````<img src=x onerror=alert(1)>](http://evil.example) "
    "@octocat #12 **b** <!-- --> &amp; {{ x }} \\|"
)
VERDICTS = (
    Verdict(Demand("max_recipients", 100, Place("project.yaml", 3, 5)), ok=False, says=f"12 of 10 {EVIL}", todo="less"),
    Verdict(Demand("max_duration", 60.0, Place("project.yaml", 4, 5)), ok=True, says="1.6 s of 60 s"),
)


def evil_report() -> PlanReport:
    """A plan in which everything that a stranger may write is meant to harm."""
    counts = {(Decision.REFUSE, EVIL): 1, (Decision.HOLD, "held out: " + EVIL): 2}
    plan = Plan(EVIL, Account(EVIL, EVIL), counts, 0, 0, WAYS, "f" * 32)
    return PlanReport(
        f"f{EVIL}",
        plan,
        (
            Sample(f"u{EVIL}", Decision.SEND, EVIL, Place(EVIL, 1), {EVIL: EVIL}),
            Sample(f"v{EVIL}", Decision.REFUSE, EVIL, Place(EVIL, 1)),
        ),
        (Caution("X1", EVIL, Place(EVIL, 1), EVIL, 2),),
        longest=(Longest(TITLE, 48, EVIL),),
        hosts=(EVIL,),
        target=EVIL,
        changes=(change(EVIL, Place(EVIL, 1), {EVIL: "old", "b": EVIL}, {EVIL: f"new {EVIL}"}),),
        headcount=Headcount(10, 3, 4),
        verdicts=VERDICTS,
    )


def recorded(command: str = "plan", **more: Any) -> Record:
    """What a command came to, at 1.5 s of 1970."""
    return Record(command, "1.2.3", 1.5, **more)


def evil_record() -> Record:
    """A failed apply of that plan."""
    report = evil_report()
    error = Stopped(EVIL)
    end = End(EVIL, report.plan, Result(EVIL, {Status.ACCEPTED: 1}, 1, 0.5, error, why=EVIL), {"accepted": 1})
    problems = (Problem(Place(EVIL, 3, 4), EVIL, EVIL, "X1"), Problem(None, EVIL, ""))
    checked = (Checked(EVIL, (Case(EVIL, problems[:1]), Case("rules X")), EVIL, 3, report.warnings),)
    found = {"plans": (report,), "ends": (end,), "checked": checked, "problems": problems[1:]}
    return recorded("apply", code=ExitCode.STOPPED, **found)
