"""What was checked, as JUnit XML: a suite for each file, a case for each thing that was checked there. Pure.

The form is that of Ant's JUnit reports, which CI systems read: `testsuites`, `testsuite`, `testcase`, `failure`,
`error`, with the attributes that their schemas demand.
"""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from runner.errors import Problem
from runner.report.escaping import xml
from runner.report.record import Case, Checked, Record
from runner.report.words import counted, moment

MOST = 100  # problems of one case that are written out
WHOLE = "campaign"  # the suite of what concerns no file


def document(record: Record) -> str:
    """The whole file."""
    suites = [*record.checked, *([_own(record)] if record.problems else [])]
    root = Element("testsuites", {"name": f"campaign {record.command}", **_counts(suites)})
    for one in suites:
        _suite(root, one, "error" if one.file == WHOLE else "failure", record.at)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _own(record: Record) -> Checked:
    """Why the command as a whole failed."""
    return Checked(WHOLE, (Case(record.command, record.problems),))


def _suite(root: Element, one: Checked, fault: str, at: float) -> None:
    attributes = {"name": xml(one.file), **_counts([one]), "timestamp": moment(at).partition(".")[0]}
    suite = SubElement(root, "testsuite", attributes)
    for case in one.cases:
        names = {"name": xml(case.name), "classname": xml(one.file)}
        element = SubElement(suite, "testcase", {**names, "time": f"{case.seconds:.3f}"})
        if case.problems:
            first, *others = case.problems
            more = f" (and {counted(len(others), 'more problem')})" if others else ""
            told = {"message": xml(f"{first}{more}"), "type": xml(first.rule or "campaign-file")}
            SubElement(element, fault, told).text = xml(_said(case.problems))


def _said(problems: Sequence[Problem]) -> str:
    left = len(problems) - MOST
    return "\n".join([*map(str, problems[:MOST]), *([f"… {counted(left, 'more problem')}"] if left > 0 else [])])


def _counts(suites: Iterable[Checked]) -> dict[str, str]:
    cases = [(one, case) for one in suites for case in one.cases]
    broken = [one.file == WHOLE for one, case in cases if case.problems]
    return {
        "tests": str(len(cases)),
        "failures": str(broken.count(False)),
        "errors": str(broken.count(True)),
        "time": f"{sum(case.seconds for _, case in cases):.3f}",
    }
