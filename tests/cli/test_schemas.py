"""Every JSON document that a command prints keeps to its published schema, which knows every key."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from runner.cli.schema import PRINTED, WRITTEN, published
from tests.cli.announcements import netease_everyone
from tests.cli.projects import Project, netease, rongcloud
from tests.emulator.callers import Emulated

OURS = (
    *("difference", "events", "ledger-row", "outcome", "plan", "plan-entry", "plan-file"),
    *("providers", "rules", "status", "validation"),
)
STAGED = "{stages: [1, 100%], pause: manual}"


def check(document: Any, name: str) -> None:
    """`document` is what the published schema of that name says."""
    schema = published(name)
    checker = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    assert not [f"{error.json_path}: {error.message}" for error in checker.iter_errors(document)]


def check_lines(text: str, name: str) -> list[Any]:
    """Each line is."""
    found = [json.loads(line) for line in text.splitlines()]
    assert found
    for one in found:
        check(one, name)
    return found


def objects(schema: Any) -> Iterator[Any]:
    """Every part of a schema that describes an object."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


@pytest.mark.parametrize("name", [*WRITTEN, *PRINTED])
def test_each_is_printed_and_is_a_schema(project: Project, name: str) -> None:
    ran = project.look("schema", name)
    assert (ran.code, ran.err) == (0, "")
    assert ran.said["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(ran.said)


@pytest.mark.parametrize("name", OURS)
def test_none_lets_an_unknown_key_pass(name: str) -> None:
    """All keys of an object are required, so that none can go either; a ledger's counts alone may lack one."""
    found = list(objects(published(name)))
    assert found
    for one in found:
        assert one["additionalProperties"] is False
        assert one.get("required", list(one["properties"])) == list(one["properties"])


def test_the_default_is_a_campaign(project: Project) -> None:
    assert project.look("schema").said == project.look("schema", "campaign").said
    assert project.look("schema", "nonsense").code == 2


@pytest.fixture
def sent(project: Project, emulator: Emulated) -> Project:
    """A project with all that a plan can say: sent, changed, excluded, refused, staged, warned of, announced."""
    project.write("recipients/out.txt", "u9\n")
    people = "{list: [u1, u2, u3, u9], exclude: ../recipients/out.txt}"
    project.campaign(netease(emulator.url, recipients=people))
    assert project.apply_here().code == 0
    changed = netease(emulator.url, people.replace("u3", "u4, 李雷"), attach='{type: notice, title: "Bye {{ id }}"}')
    project.campaign(changed)
    policy = '{max_recipients: 9, max_duration: 1s, max_share_changed: "1%"}'
    project.campaign(rongcloud(emulator.url, name="other", delivery=STAGED, policy=policy), "other")
    project.campaign(netease_everyone(emulator.url), "everyone")
    return project


def test_a_plan(sent: Project) -> None:
    ran = sent.look("plan", "-v", "-o", "json", "--report", "jsonl=out.jsonl")
    check(ran.said, "plan")
    campaigns = {one["campaign"]: one for one in ran.said["campaigns"]}
    assert campaigns["hello"]["recipients"] == {"planned": 4, "new": 2, "gone": 1}
    assert campaigns["hello"]["changes"]
    assert campaigns["hello"]["signs"]["excluded"] == 1
    assert campaigns["other"]["stages"]
    assert campaigns["other"]["policies"]
    assert campaigns["other"]["pause_s"] is None
    assert any(one["warnings"] for one in campaigns.values())
    found = check_lines((sent.root / "out.jsonl").read_text(), "events")
    assert any(event["type"] == "planned_change" and event["change"]["diff"] for event in found)


def test_a_plan_that_failed(project: Project) -> None:
    project.campaign(netease(attach="'{{ nme }}'"))
    check(project.look("plan", "-o", "json").said, "plan")
    check_lines(project.look("plan", "-o", "jsonl").out, "events")


def test_an_outcome(sent: Project) -> None:
    ran = sent.apply_here("campaigns/hello.yaml", "-o", "json", "--skip-refused", "--report", "jsonl=out.jsonl")
    assert ran.code == 4, ran
    check(ran.said, "outcome")
    found = check_lines((sent.root / "out.jsonl").read_text(), "events")
    assert "apply_complete" in [event["type"] for event in found]


def test_an_outcome_that_failed(project: Project) -> None:
    for name in ("hello", "two"):
        project.campaign(netease("http://127.0.0.1:9"), name)
    ran = project.apply_here("campaigns/hello.yaml", "-o", "jsonl")
    assert "outputs" in [event["type"] for event in check_lines(ran.out, "events")]
    ran = project.apply_here("-o", "json")
    assert ran.code == 3
    check(ran.said, "outcome")


def test_an_apply_that_the_provider_refuses(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, app_secret="wrong"))
    ran = project.apply_here("-o", "json", "--report", "jsonl=out.jsonl")
    check(ran.said, "outcome")
    found = check_lines((project.root / "out.jsonl").read_text(), "events")
    assert ("apply_errored" in [event["type"] for event in found]) is bool(ran.said["outcomes"][0]["error"])


@pytest.mark.parametrize("recipients", ["{list: [u1]}", "{list: [u1, 李雷]}"])
def test_a_validation(project: Project, recipients: str) -> None:
    project.campaign(rongcloud(recipients=recipients))
    project.campaign(netease(recipients=recipients), "two")
    ran = project.look("validate", "-o", "json", "--report", "jsonl=out.jsonl")
    check(ran.said, "validation")
    check_lines((project.root / "out.jsonl").read_text(), "events")


def test_what_looks_back(sent: Project) -> None:
    assert sent.apply_here("campaigns/hello.yaml", "--skip-refused").code == 4
    check(sent.look("status", "-o", "json").said, "status")
    assert len(check_lines(sent.look("ledger", "export", "--all").out, "ledger-row")) == 5


def test_what_is_known_of_providers(project: Project) -> None:
    check(project.look("providers", "-o", "json").said, "providers")
    check(project.look("rules", "-o", "json").said, "rules")
    check(project.look("rules", "NE006", "-o", "json").said, "rules")
