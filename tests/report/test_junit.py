"""What was checked, as JUnit XML that CI systems read."""

from xml.etree.ElementTree import Element, fromstring

from runner.errors import ExitCode, Place, Problem
from runner.report.junit import MOST, document
from runner.report.record import Case, Checked, Record
from tests.report.samples import EVIL, evil_record, recorded

PROBLEM = Problem(Place("campaigns/b.yaml", 3, 4), "it is wrong", "do this", "NE1")
ATTRIBUTES = {  # of the schema that Jenkins publishes: those that must be there, and those that may
    "testsuites": ({"tests", "failures", "errors", "time"}, {"name", "disabled"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "time"},
        {"timestamp", "skipped", "hostname", "package", "id"},
    ),
    "testcase": ({"name", "classname", "time"}, {"assertions", "status"}),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
}
CHILDREN = {"testsuites": {"testsuite"}, "testsuite": {"testcase"}, "testcase": {"failure", "error"}}


def read(record: Record) -> Element:
    """The file, after it was held against the schema."""
    text = document(record)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    root = fromstring(text)
    check(root)
    return root


def check(element: Element) -> None:
    must, may = ATTRIBUTES[element.tag]
    assert must <= set(element.attrib) <= must | may
    assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
    if element.tag in {"testsuites", "testsuite"}:
        cases = list(element.iter("testcase"))
        assert int(element.attrib["tests"]) == len(cases)
        assert int(element.attrib["failures"]) == sum(case.find("failure") is not None for case in cases)
        assert int(element.attrib["errors"]) == sum(case.find("error") is not None for case in cases)
        assert float(element.attrib["time"]) == sum(float(case.attrib["time"]) for case in cases)
    for child in element:
        check(child)


def test_each_file_is_a_suite_and_each_group_of_rules_a_case() -> None:
    good = Checked("campaigns/a.yaml", (Case("file", seconds=0.25), Case("rules NE")), "a", 3)
    bad = Checked("campaigns/b.yaml", (Case("file"), Case("rules NE", (PROBLEM, PROBLEM))), "b", 3)
    root = read(recorded("validate", code=ExitCode.INVALID, checked=(good, bad)))
    assert (root.tag, root.attrib["name"], root.attrib["failures"]) == ("testsuites", "campaign validate", "1")
    first, second = root
    assert (first.attrib["name"], first.attrib["time"]) == ("campaigns/a.yaml", "0.250")
    assert first.attrib["timestamp"] == "1970-01-01T00:00:01"
    assert [(case.attrib["name"], len(case)) for case in second] == [("file", 0), ("rules NE", 1)]
    failure = second[1][0]
    assert failure.attrib == {
        "message": "campaigns/b.yaml:3:4: it is wrong; do this [NE1] (and 1 more problem)", "type": "NE1",
    }  # fmt: skip
    assert (failure.text or "").splitlines() == ["campaigns/b.yaml:3:4: it is wrong; do this [NE1]"] * 2


def test_why_a_command_failed_as_a_whole_is_an_error() -> None:
    root = read(recorded("validate", code=ExitCode.USAGE, problems=(Problem(None, "there is no file", "name one"),)))
    assert (root.attrib["tests"], root.attrib["failures"], root.attrib["errors"]) == ("1", "0", "1")
    (suite,) = root
    assert suite[0][0].attrib == {"message": "there is no file; name one", "type": "campaign-file"}


def test_many_problems_are_cut() -> None:
    root = read(recorded("validate", checked=(Checked("a", (Case("file", (PROBLEM,) * (MOST + 7)),)),)))
    lines = (root[0][0][0].text or "").splitlines()
    assert (len(lines), lines[-1]) == (MOST + 1, "… 7 more problems")


def test_foreign_text_stays_text() -> None:
    root = read(evil_record())
    assert all("\x1b" not in text for element in root.iter() for text in (element.text or "", *element.attrib.values()))
    assert EVIL.partition("<")[2].partition(">")[0] in root[0].attrib["name"]
