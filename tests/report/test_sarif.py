"""Problems and warnings as SARIF, for code scanning."""

from typing import Any

import jsonschema
import orjson

from runner.all_providers import all_kinds
from runner.errors import ExitCode, Place, Problem
from runner.report.record import Case, Checked, Record
from runner.report.rulebook import rulebook
from runner.report.sarif import FILE, MOST, document
from tests.report.samples import WARNINGS, evil_record, recorded

RULES = {one.rule.id: one for one in rulebook(all_kinds())}
BROKEN = Problem(Place("campaigns/b ü.yaml", 3, 4), "it is wrong", "do this", "NE006")
UNREAD = Problem(Place("campaigns/c.yaml"), "it can't be read", "write YAML")
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
PHYSICAL = {
    "type": "object",
    "required": ["artifactLocation", "region"],
    "properties": {
        "artifactLocation": {
            "required": ["uri"],
            "properties": {
                "uri": {"type": "string", "pattern": r"^[^/\\: ][^\\ ]*$"},
                "uriBaseId": {"const": "%SRCROOT%"},
            },
        },
        "region": {
            "required": ["startLine"],
            "properties": {"startLine": {"minimum": 1}, "startColumn": {"minimum": 1}},
        },
    },
}
SCHEMA = {  # what the standard demands of the part that is used here
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "$schema": {"type": "string", "pattern": "^https://"},
        "runs": {
            "minItems": 1,
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {"properties": {"driver": {"required": ["name", "rules"], "properties": {"rules": {
                        "uniqueItems": True,
                        "items": {
                            "required": ["id", "shortDescription", "help"],
                            "properties": {
                                "shortDescription": TEXT, "fullDescription": TEXT, "help": TEXT,
                                "helpUri": {"pattern": "^https://"},
                                "defaultConfiguration": {"properties": {"level": LEVEL}},
                            },
                        },
                    }}}}},
                    "results": {"items": {
                        "required": ["message", "ruleId", "level", "locations"],
                        "properties": {
                            "message": TEXT, "level": LEVEL, "ruleIndex": {"minimum": 0},
                            "locations": {"items": {
                                "required": ["physicalLocation"], "properties": {"physicalLocation": PHYSICAL},
                            }},
                            "partialFingerprints": {"additionalProperties": {"type": "string", "minLength": 1}},
                        },
                    }},
                },
            },
        },
    },
}  # fmt: skip


def read(record: Record) -> Any:
    """The only run of a file that keeps to the standard."""
    log = orjson.loads(document(record, RULES, lambda file: f"below/{file}"))
    jsonschema.Draft7Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [one["ruleId"] for one in run["results"]]
    return run


def checked(*problems: Problem) -> Record:
    one = Checked("a.yaml", (Case("file", problems),), cautions=WARNINGS[1:2])
    return recorded("validate", code=ExitCode.INVALID, checked=(one,))


def test_each_problem_and_warning_is_a_result_at_its_place() -> None:
    run = read(checked(BROKEN, UNREAD))
    broken, unread, doubtful = run["results"]
    assert (broken["ruleId"], broken["level"], broken["message"]["text"]) == ("NE006", "error", "it is wrong; do this")
    assert broken["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "below/campaigns/b%20%C3%BC.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 3, "startColumn": 4},
            }
        }
    ]
    assert (unread["ruleId"], unread["locations"][0]["physicalLocation"]["region"]) == (FILE, {"startLine": 1})
    assert (doubtful["ruleId"], doubtful["level"]) == ("NE008", "warning")
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 3}]


def test_rules_have_help() -> None:
    rules = {rule["id"]: rule for rule in read(checked(BROKEN, UNREAD))["tool"]["driver"]["rules"]}
    assert list(rules) == ["NE006", "NE008", FILE]
    assert RULES["NE006"].rule.sentence in rules["NE006"]["help"]["text"]
    assert "campaign rules NE006" in rules["NE006"]["help"]["text"]
    assert rules["NE006"]["helpUri"] == RULES["NE006"].address
    assert rules["NE006"]["defaultConfiguration"] == {"level": "error"}


def test_a_problem_that_moved_is_the_same() -> None:
    def prints(*problems: Problem) -> list[str]:
        return [one["partialFingerprints"]["campaignProblem/v1"] for one in read(checked(*problems))["results"]]

    moved = BROKEN._replace(place=BROKEN.place and BROKEN.place._replace(line=99))
    other = BROKEN._replace(what="another thing")
    first, again, different, _ = prints(BROKEN, moved, other)
    assert first == again != different


def test_no_more_results_than_are_shown() -> None:
    assert len(read(checked(*[BROKEN] * (MOST + 5)))["results"]) == MOST


def test_foreign_text_stays_text() -> None:
    run = read(evil_record())
    assert all("\x1b" not in one["message"]["text"] for one in run["results"])
    assert run["results"][1]["locations"] == []


def test_a_file_whose_name_is_no_unicode_has_its_own_bytes() -> None:
    named = BROKEN._replace(place=Place("campaigns/\udcff.yaml", 3, 4))
    (result, *_) = read(checked(named))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "below/campaigns/%FF.yaml"
