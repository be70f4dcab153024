"""What the doctor found, as lines and as a document; and which exit code wins."""

import json
from pathlib import Path

import jsonschema
import pytest

from runner.errors import ExitCode
from runner.report.checks import Check, document, exit_code, failed, ok, text, warning

SCHEMA = json.loads((Path(__file__).parents[2] / "runner/report/schemas/doctor.json").read_text(encoding="utf-8"))
WELL = ok("python", "", "Python 3.11.7")
DOUBT = warning("git", ".env", "git keeps this file", "git rm --cached .env")


def broken(code: ExitCode) -> Check:
    return failed("ledger", "a\x1b[31m", "it is damaged", "bring back a copy", code)


def test_lines_are_aligned_and_harmless() -> None:
    assert text([WELL, DOUBT, broken(ExitCode.INTERNAL)]).splitlines() == [
        "ok       python  Python 3.11.7",
        "warning  git     .env: git keeps this file; git rm --cached .env",
        r"failed   ledger  a\x1b[31m: it is damaged; bring back a copy",
        "3 checks: 1 failed, 1 warning",
    ]


def test_quiet_leaves_out_what_is_well() -> None:
    assert text([WELL, DOUBT], quiet=True).splitlines()[0].startswith("warning")
    assert text([WELL], quiet=True) == "1 check: 0 failed, 0 warnings"


@pytest.mark.parametrize(
    ("codes", "wins"),
    [
        ([], 0),
        ([5], 5),
        ([5, 3], 3),
        ([3, 9, 5], 9),
        ([9, 1, 3], 1),
    ],
)
def test_the_first_that_holds_of_1_9_3_5_0(codes: list[int], wins: int) -> None:
    assert exit_code([WELL, DOUBT, *(broken(ExitCode(code)) for code in codes)]) == wins


@pytest.mark.parametrize("code", [ExitCode.INTERNAL, ExitCode.INVALID, ExitCode.STOPPED, ExitCode.REFUSED])
def test_the_document_is_as_its_schema_says(code: ExitCode) -> None:
    said = json.loads(json.dumps(document([WELL, DOUBT, broken(code)])))
    jsonschema.validate(said, SCHEMA)
    assert said["exit_code"] == code
    assert [one["code"] for one in said["checks"]] == [0, 0, code]
