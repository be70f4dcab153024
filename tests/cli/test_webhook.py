"""Webhooks through the command line, to a real receiver: signed, one by one or together, judged by what it answers."""

import base64
import hashlib
import hmac
import json

import pytest

from tests.cli.conftest import Start
from tests.cli.projects import Project
from tests.emulator.callers import Emulated

CAMPAIGN = """version: 1
name: hook
provider: {{type: webhook, endpoint: "{endpoint}", app_key: robot{more}, limits: {{single: 9999/s, batch: 9999/s}}}}
recipients: {{list: [u1, u2, u3]}}
content: {{body: {body}, success: {success}}}
"""


def hook(emulated: Emulated, body: str = '{text: "hi {{ id }}"}', success: str = "code == `0`", more: str = "") -> str:
    """A campaign to the emulator's receiver."""
    address = f"{emulated.announced['webhook']}/robot?key=a%2Fb"
    return CAMPAIGN.format(endpoint=address, body=body, success=success, more=more)


def test_one_by_one_and_signed(project: Project, emulator: Emulated) -> None:
    project.campaign(hook(emulator, more=", app_secret: '${WEBHOOK_SECRET}'"))

    ran = project.apply_here(WEBHOOK_SECRET="hush hush")

    assert ran.code == 0, ran
    lines = [line["params"] for line in emulator.received()]
    assert sorted(json.loads(params["body"])["text"] for params in lines) == ["hi u1", "hi u2", "hi u3"]
    for params in lines:
        signed = f"{params['webhook-id']}.{params['webhook-timestamp']}.{params['body']}".encode()
        made = base64.b64encode(hmac.new(b"hush hush", signed, hashlib.sha256).digest()).decode()
        assert params["webhook-signature"] == f"v1,{made}"
    assert len({params["webhook-id"] for params in lines}) == 3


def test_together_with_their_ids(project: Project, emulator: Emulated) -> None:
    project.campaign(hook(emulator, body='{text: hi, to: "$recipients"}'))

    assert project.apply_here().code == 0

    (line,) = emulator.received()
    assert json.loads(line["params"]["body"]) == {"text": "hi", "to": ["u1", "u2", "u3"]}
    assert project.statuses() == dict.fromkeys(["u1", "u2", "u3"], "accepted")


@pytest.mark.parametrize(
    ("success", "code", "status"), [("code == `1`", 4, "rejected"), ("msg == 'ok'", 0, "accepted")]
)
def test_the_answer_decides(project: Project, emulator: Emulated, success: str, code: int, status: str) -> None:
    project.campaign(hook(emulator, success=success))
    assert project.apply_here().code == code
    assert set(project.statuses().values()) == {status}


def test_a_signature_is_never_left_out_because_its_secret_is_unset(project: Project, emulator: Emulated) -> None:
    project.campaign(hook(emulator, more=", app_secret: '${WEBHOOK_SECRET}'"))
    ran = project.apply_here()
    assert ran.code == 3
    assert "the app secret needs WEBHOOK_SECRET, which isn't set" in ran.err
    assert not emulator.calls()


def test_the_address_shows_nowhere(project: Project, start: Start) -> None:
    emulated = start("--faults", str(project.write("faults.yaml", "- {every: 1, do: html, status: 404}\n")))
    project.campaign(hook(emulated).replace(f"{emulated.announced['webhook']}/robot?key=a%2Fb", "${WEBHOOK_URL}"))
    address = f"{emulated.announced['webhook']}/robot?key=s3cr3t"

    ran = project.apply_here(WEBHOOK_URL=address)

    assert ran.code == 9, ran
    shown = ran.out + ran.err + project.look("render", "campaigns/hello.yaml", "-r", "u1", WEBHOOK_URL=address).out
    assert "s3cr3t" not in shown
    assert b"s3cr3t" not in project.ledger.read_bytes()
