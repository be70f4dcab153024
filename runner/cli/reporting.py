"""What a command tells besides its text: --output, --report KIND=FILE, --summary; written however the command ends."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import click

from runner.cli import options
from runner.cli.console import say, show
from runner.cli.forms import FORMS, as_json
from runner.cli.sinks import Sink, check_marker, read_sinks, summary_file, write_whole
from runner.errors import CampaignInvalid, ExitCode, Problem, RunnerError
from runner.model import Status
from runner.planning import Plan
from runner.report import events
from runner.report.diagnostics import of_caution, of_problem
from runner.report.markdown import SUMMARY, page
from runner.report.outcomes import End, Result
from runner.report.plans import PlanReport
from runner.report.record import Checked, Record
from runner.report.words import clean

PLANS = ("json", "jsonl", "markdown", "html")
CHECKS = (*PLANS, "junit", "sarif")
FEWEST = 2000  # bytes that a summary needs to say anything


class Going(Protocol):
    """How a run goes: messages by status, and calls."""

    done: dict[Status, int]
    calls: int


@dataclass
class Telling:
    """What one command tells; the command hands over what it finds, and `reported` sees to the rest."""

    command: str
    output: str = "text"
    sinks: tuple[Sink, ...] = ()
    summary: Path | None = None
    marker: str = ""
    record: Record = field(init=False)
    _lines: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Begin with an empty record."""
        self.record = Record(self.command, version("campaign-runner"), time.time())
        self._tell(events.version(self.record.version, self.command))

    @property
    def to_people(self) -> bool:
        """Whether stdout is read by a person."""
        return self.output == "text"

    def say(self, text: str) -> None:
        """Text for people: on stdout; on stderr where stdout belongs to a program and something is sent."""
        if not text:
            return
        if self.to_people:
            show(text)
        elif self.command == "apply":
            say(text)

    def planned(self, reports: Sequence[PlanReport], text: str) -> None:
        """The plans were made; `text`: as people read them."""
        self.say(text)
        self.record = replace(self.record, plans=tuple(reports))
        for one in reports:
            for warning in one.warnings:
                self._tell(events.diagnostic(of_caution(warning)))
        for event in events.planned(reports):
            self._tell(event)

    def checked(self, files: Sequence[Checked]) -> None:
        """Files were checked."""
        self.record = replace(self.record, checked=tuple(files))
        for one in files:
            for problem in one.problems:
                self._tell(events.diagnostic(of_problem(problem)))
            for caution in one.cautions:
                self._tell(events.diagnostic(of_caution(caution)))

    def sending(self, plan: Plan) -> Callable[[Going], None]:
        """A campaign begins to be sent; what is returned takes how it goes, now and then."""
        self._tell(events.started(plan))
        began = time.monotonic()
        return lambda now: self._tell(events.progress(plan, now.done, now.calls, time.monotonic() - began))

    def sent(self, plan: Plan, result: Result) -> None:
        """A campaign was sent, or stopped."""
        self._tell(events.ended(plan, result))

    def ended(self, ends: Sequence[End], text: str) -> None:
        """All is over; `text`: as people read it."""
        self.say(text)
        self.record = replace(self.record, ends=tuple(ends))

    def failed(self, code: ExitCode, problems: Sequence[Problem]) -> None:
        """It ended by an error; what was said of files already isn't said twice."""
        known = set(self.record.all_problems)
        new = tuple(problem for problem in problems if problem not in known)
        self.record = replace(self.record, code=code, problems=new)
        for problem in new:
            self._tell(events.diagnostic(of_problem(problem)))

    def write(self) -> None:
        """All that was asked for; `RunnerError` names every file that can't be written."""
        self.record = replace(self.record, at=time.time())
        self._tell(events.outputs(self.record))
        if self.output not in {"text", "jsonl"}:
            show(self.form(self.output).rstrip("\n"))
        broken = [*filter(None, map(self._written, self.sinks)), *filter(None, [self._summed_up()])]
        if broken:
            raise RunnerError("\n".join(broken))

    def form(self, kind: str) -> str:
        """The record as a kind of report."""
        return "".join(self._lines) if kind == "jsonl" else FORMS[kind](self.record, self.marker)

    def _tell(self, event: events.Event) -> None:
        line = as_json(event.at(time.time()))
        self._lines.append(f"{line}\n")
        if self.output == "jsonl":
            show(line)

    def _written(self, sink: Sink) -> str:
        try:
            write_whole(sink.path, self.form(sink.kind))
        except OSError as error:
            return f"the report {sink.path} can't be written: {error.strerror or error}; name another file"
        return ""

    def _summed_up(self) -> str:
        """The Markdown after what stands in the job's summary already."""
        if self.summary is None:
            return ""
        try:
            left = SUMMARY - (self.summary.stat().st_size if self.summary.exists() else 0)
            if left < FEWEST:
                return ""
            with self.summary.open("a", encoding="utf-8") as file:
                file.write(page(self.record, self.marker, left - 1) + "\n")
        except OSError as error:
            return f"the job's summary {self.summary} can't be written: {error.strerror or error}"
        return ""


def reported(name: str, outputs: Sequence[str], kinds: Sequence[str]) -> Callable[[options.Command], options.Command]:
    """Options --output, --report, --summary and --marker for a command, which gets a `Telling` as `telling`.

    `name`: the command's; `outputs`: the forms besides text that stdout may have; `kinds`: those of files.
    """

    def decorate(command: options.Command) -> options.Command:
        @wraps(command)
        def told(*, output: str, reports: Sequence[str], summary: bool, marker: str, **given: Any) -> ExitCode:
            page_file = summary_file(os.environ) if summary else None
            telling = Telling(name, output, read_sinks(reports, kinds), page_file, check_marker(marker))
            return _run(telling, lambda: command(telling=telling, **given))

        return _asking(outputs, kinds)(told)

    return decorate


def _asking(outputs: Sequence[str], kinds: Sequence[str]) -> Callable[[options.Command], options.Command]:
    return options.together(
        click.option(
            "-o",
            "--output",
            type=click.Choice(["text", *outputs]),
            default="text",
            show_default=True,
            help="What stdout is: for people, or for programs.",
        ),
        click.option(
            "--report",
            "reports",
            multiple=True,
            metavar="KIND=FILE",
            help=f"Also write a report, whatever happens: {', '.join(kinds)}. May be repeated.",
        ),
        click.option("--summary", is_flag=True, help="Append the Markdown to the summary of a GitHub Actions job."),
        click.option(
            "--marker",
            default="",
            metavar="NAME",
            help="The hidden name in the Markdown by which a comment is found again; default: the command's.",
        ),
    )


def _run(telling: Telling, work: Callable[[], object]) -> ExitCode:
    """Do the work and write everything, however it ends; a report that can't be written hides no worse an ending."""
    try:
        ended = work()
    except BaseException as error:
        telling.failed(*_failure(error))
        _write_all(telling)
        raise
    code = ended if isinstance(ended, ExitCode) else ExitCode.DONE
    telling.record = replace(telling.record, code=code)
    return code if _write_all(telling) else code or ExitCode.INTERNAL


def _write_all(telling: Telling) -> bool:
    try:
        telling.write()
    except RunnerError as error:
        say("\n".join(map(clean, str(error).splitlines())), colour="red")
        return False
    except Exception as error:  # noqa: BLE001 - whatever was sent was sent: the ending counts, not the report
        say(f"the reports can't be made: internal error: {type(error).__name__}; please report it", colour="red")
        return False
    return True


def _failure(error: BaseException) -> tuple[ExitCode, list[Problem]]:
    """The exit code that an error ends the program with, and the error as problems."""
    if isinstance(error, CampaignInvalid):
        return error.exit_code, list(error.problems)
    if isinstance(error, RunnerError):
        what, _, todo = str(error).partition("; ")
        return error.exit_code, [Problem(None, what, todo)]
    if isinstance(error, click.ClickException):
        return ExitCode.USAGE, [Problem(None, error.format_message(), "")]
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return ExitCode.INTERRUPTED, [Problem(None, "interrupted", "nothing more is done")]
    return ExitCode.INTERNAL, [Problem(None, f"internal error: {type(error).__name__}", "please report it")]
