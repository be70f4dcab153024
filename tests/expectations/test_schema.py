"""The JSON Schema of test files says what reading says."""

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from runner.expectations.schema import json_schema
from tests.expectations.sheets import mistakes
from tests.expectations.test_reading import WHOLE, case

SCHEMA = Draft7Validator(json_schema())


def test_it_is_a_schema_of_draft_07() -> None:
    Draft7Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (WHOLE, True),
        (case("expect: {u1: {rules: []}}"), True),
        (case("expect: {u1: {}}"), False),
        (case("expect: {}"), False),
        (case("expect: {u1: {decision: sent}}"), False),
        (case("expect: {u1: {decision: left_out}}"), True),
        (case("vars: {id: a}", "expect: {u1: {decision: send}}"), False),
        (case("ledger: {u1: changed}", "expect: {u1: {decision: send}}"), True),
        (case("ledger: {u1: sent}", "expect: {u1: {decision: send}}"), False),
        (case("other: 1", "expect: {u1: {decision: send}}"), False),
        ("version: 1\ncases: []\n", False),
        ("version: 2\ncases: [{name: a, expect: {u1: {decision: send}}}]\n", False),
    ],
)
def test_it_takes_what_reading_takes(tmp_path: Path, text: str, right: bool) -> None:
    assert SCHEMA.is_valid(yaml.safe_load(text)) is right
    assert (mistakes(tmp_path, text) == []) is right
