"""NetEase's V2 through the command line: who is not reached is known by name."""

import json

from tests.cli.projects import Project, table
from tests.emulator.callers import Emulated

CAMPAIGN = """version: 1
name: terms
provider:
  {{type: netease, api: v2, endpoint: "{endpoint}", app_key: demo, app_secret: demo, limits: {{{route}: 9999/s}}}}
recipients: {{file: ../people.csv}}
content: {{sender_id: system, content: {content}}}
push: {{push_config: {{push_content: hi, push_payload: {{pushTitle: terms}}}}}}
"""


def test_a_batch_answers_for_each_recipient(project: Project, emulator: Emulated) -> None:
    people = [f"u{i}" for i in range(598)] + ["ghost1", "ghost2"]
    project.write("people.csv", table(["id"], [[who] for who in people]))
    project.campaign(CAMPAIGN.format(endpoint=emulator.url, content="{type: terms}", route="batch"))

    ran = project.apply_here()

    assert ran.code == 4, ran
    assert emulator.stats("v2-batch")["calls"] == 2
    assert sorted(emulator.recipients()) == sorted(people[:598])
    (params,) = {json.dumps(line["params"], sort_keys=True) for line in emulator.received()}
    config = json.loads(json.loads(params)["push_config"])
    assert config == {"push_content": "hi", "push_payload": '{"pushTitle":"terms"}'}
    rows = {row["recipient"]: (row["status"], row["code"]) for row in project.export()}
    assert rows.pop("ghost1") == rows.pop("ghost2") == ("rejected", "102404")
    assert set(rows.values()) == {("accepted", "200")}


def test_personal_texts_go_one_by_one(project: Project, emulator: Emulated) -> None:
    project.write("people.csv", "id\nu1\nu2\nghost3\n")
    project.campaign(CAMPAIGN.format(endpoint=emulator.url, content='{text: "hello {{ id }}"}', route="single"))

    assert project.apply_here().code == 4

    assert emulator.stats("v2-single")["calls"] == 3
    texts = {line["recipient"]: json.loads(line["params"]["content"]) for line in emulator.received()}
    assert texts == {"u1": {"text": "hello u1"}, "u2": {"text": "hello u2"}}
    assert project.statuses()["ghost3"] == "rejected"


def test_an_api_that_there_is_not(project: Project) -> None:
    project.write("people.csv", "id\nu1\n")
    project.campaign(CAMPAIGN.format(endpoint="emulator", content="hi", route="single").replace("v2", "v3"))
    ran = project.look("validate")
    assert ran.code == 3
    assert "campaigns/hello.yaml:4:24: netease has no API `v3`; write v1 or v2\n" in ran.err
