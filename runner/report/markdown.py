"""What a command came to, as Markdown for a comment or a job's summary: bounded, everything foreign escaped. Pure.

It begins with a hidden marker, by which a comment is found again and replaced.
"""

from collections.abc import Iterator, Sequence

from runner.model import Decision, Status
from runner.planning import joint_fingerprint
from runner.report import staging
from runner.report.blocks import Page
from runner.report.diagnostics import Diagnostic, of_caution, of_problem
from runner.report.escaping import code, fenced, markdown
from runner.report.outcomes import End, told
from runner.report.plans import REACHES, ROUTE_HEADS, PlanReport, decided, recipients, route_row
from runner.report.record import Record
from runner.report.signs import Sign, counted_by_sign, sign
from runner.report.verdicts import result
from runner.report.words import counted, span

MOST = 60_000  # bytes; GitHub takes 65,535 characters
SUMMARY = 1_048_576  # bytes that a job's summary may have
HEADS = ("campaign", *(f"<code>{one}</code> {one.name.lower()}" for one in Sign), "recipients", "takes about")
TITLES = {"plan": "Plan", "apply": "Apply", "validate": "Validation", "test": "Tests"}


def page(record: Record, marker: str = "", most: int = MOST) -> str:
    """The page, always under `most` bytes; `marker`: a name of its own for this comment."""
    made = Page(most)
    made.add(f"<!-- campaign-runner:{marker or record.command} -->")
    made.add(f"### {TITLES.get(record.command, record.command)}: {headline(record)}\n")
    if record.plans:
        made.add(f"fingerprint {code(joint_fingerprint([report.plan for report in record.plans]))}")
    _problems(made, [of_problem(one) for one in record.all_problems])
    if record.ends:
        _ends(made, record.ends)
    if record.plans:
        _summary(made, record.plans)
    if record.checked:
        _checked(made, record)
    for report in record.plans:
        _campaign(made, report)
    return made.text(f"<code>campaign {record.command}</code> shows it all")


def headline(record: Record) -> str:
    """What it came to, in a few words without anything foreign."""
    if record.all_problems:
        return f"failed, {counted(len(record.all_problems), 'problem')} (exit code {int(record.code)})"
    if record.checked:
        return f"{counted(len(record.checked), 'file')} valid, {counted(len(record.cautions), 'warning')}"
    if record.ends:
        done = {status: sum(_done(end, status) for end in record.ends) for status in Status}
        return f"{', '.join(f'{n:,} {status}' for status, n in done.items())} (exit code {int(record.code)})"
    sends = sum(report.plan.count(Decision.SEND) for report in record.plans)
    return f"{sends:,} to send in {counted(len(record.plans), 'campaign')}"


def _done(end: End, status: Status) -> int:
    return end.result.done.get(status, 0) if end.result else 0


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _head(heads: Sequence[str], right: int = 0, first: int = 1) -> str:
    """A table's head; `right`: how many columns from `first` on hold numbers."""
    numbers = range(first, first + right)
    return f"{_row(heads)}\n{_row(['--:' if i in numbers else ':--' for i in range(len(heads))])}"


def _table(made: Page, head: str, rows: Sequence[str], kind: str) -> None:
    """A head, and the rows that fit."""
    if rows and made.add(f"\n{head}", kind, len(rows)):
        for row in rows:
            made.add(row, kind)


def _problems(made: Page, found: Sequence[Diagnostic], kind: str = "problem") -> None:
    rows = [_row((code(str(one.place or "")), markdown(one.sentence, 600), code(one.code))) for one in found]
    _table(made, _head((f"{kind} at", "what is wrong; what to do", "rule")), rows, kind)


def _summary(made: Page, reports: Sequence[PlanReport]) -> None:
    rows = []
    for report in reports:
        counts = [f"{n:,}" if n else "" for n in counted_by_sign(report.plan.counts).values()]
        compared = recipients(report.headcount) if report.headcount else ""
        name = code(report.plan.campaign) + (f" → {code(report.target)}" if report.target else "")
        rows.append(_row((name, *counts, compared, span(report.plan.eta))))
    _table(made, _head(HEADS, right=len(Sign)), rows, "campaign")


def _ends(made: Page, ends: Sequence[End]) -> None:
    rows = []
    for end in ends:
        done = [f"{_done(end, status):,}" for status in Status]
        said = markdown(told(end))
        took = span(end.result.seconds) if end.result else ""
        rows.append(_row((code(end.plan.campaign), *done, took, str(int(end.code)), said)))
    heads = ("campaign", *map(str, Status), "took", "exit code", "")
    _table(made, _head(heads, right=len(Status)), rows, "outcome")


def _checked(made: Page, record: Record) -> None:
    rows = [
        _row(
            (
                code(one.file),
                "" if one.recipients is None else f"{one.recipients:,}",
                f"{len(one.cases) - sum(1 for case in one.cases if case.problems):,} of {len(one.cases):,}",
            )
        )
        for one in record.checked
    ]
    _table(made, _head(("file", "recipients", "passed"), right=1), rows, "file")
    _problems(made, [of_caution(one) for one in record.cautions], "warning")


def _campaign(made: Page, report: PlanReport) -> None:
    """One campaign: the diff, what is doubtful, how it is sent, changed texts, samples."""
    plan = report.plan
    if not made.add("\n".join([f"\n#### {markdown(plan.campaign)}\n", *_about(report)]), "section"):
        return
    rows = [_row((f"<code>{mark}</code>", str(d), f"{n:,}", markdown(why))) for mark, d, n, why in decided(plan)]
    _table(made, _head(("", "decision", "recipients", "why"), right=1, first=2), rows, "decision")
    _problems(made, [of_caution(one) for one in report.warnings], "warning")
    routes = [_row([markdown(cell) for cell in route_row(way, report.audience)]) for way in plan.ways]
    _table(made, _head(ROUTE_HEADS, right=2), routes, "route")
    stages = [_row([markdown(cell) for cell in staging.row(stage)]) for stage in plan.stages]
    _table(made, _head(staging.HEADS, right=3, first=2), stages, "stage")
    if plan.stages and staging.between(plan):
        made.add(f"\n{markdown(staging.between(plan))}", "pause")
    policies = [_row((code(one.demand.name), result(one), markdown(one.says))) for one in report.verdicts]
    _table(made, _head(("policy", "", "")), policies, "policy line")
    for change in report.changes:
        head = f"<code>~</code> {code(change.recipient)} {code(str(change.place))}: the text has changed"
        made.add(_details(head, fenced(change.lines, "diff")), "changed text")
    if report.samples:
        made.add(_details(counted(len(report.samples), "sample"), "\n".join(_samples(report))), "sample list")


def _about(report: PlanReport) -> Iterator[str]:
    target = f", target {code(report.target)}" if report.target else ""
    yield f"{code(report.file)} on {code(str(report.plan.account))}{target}"
    if report.hosts:
        yield f"<br>goes to {code(', '.join(report.hosts))}"
    if report.audience:
        yield f"<br>**{REACHES[report.audience]}**"
    if report.wait:
        yield f"<br>waits: {report.wait}"
    if report.headcount and not report.headcount.is_first:
        yield f"<br>recipients {recipients(report.headcount)}"
    if report.rules_off:
        yield f"<br>rules off: {code(', '.join(report.rules_off))}"


def _samples(report: PlanReport) -> Iterator[str]:
    yield _head(("", "recipient", "at", "says"))
    for one in report.samples:
        mark = sign(one.decision, one.reason)
        yield _row((f"<code>{mark}</code>", code(one.recipient, 80), code(str(one.place), 80), code(one.says, 200)))


def _details(head: str, content: str) -> str:
    return f"\n<details><summary>{head}</summary>\n\n{content}\n\n</details>"
