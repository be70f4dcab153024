"""Webhooks through the command line, to a real receiver: signed, one by one or together, judged by what it answers."""

import base64
import hashlib
import hmac
import json
import subprocess

import pytest

from tests.cli.projects import Project
from tests.conftest import Start
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


def moved(emulated: Emulated, endpoint: str) -> str:
    """The same to another endpoint."""
    return hook(emulated).replace(f"{emulated.announced['webhook']}/robot?key=a%2Fb", endpoint)


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


def test_a_redirect_may_follow_the_work_so_it_is_never_repeated_and_soon_stops(project: Project, start: Start) -> None:
    emulated = start("--faults", str(project.write("faults.yaml", "- {every: 1, do: html-after, status: 302}\n")))
    people = ", ".join(f"u{n}" for n in range(30))
    project.campaign(hook(emulated).replace("u1, u2, u3", people) + "delivery: {concurrency: 1}\n")

    ran = project.apply_here()

    assert ran.code == 5, ran
    assert len(emulated.received()) == len(emulated.calls()) == 20
    assert "20 answers in a row said http 302 (the receiver answers HTTP 302: " in ran.out
    assert list(project.statuses().values()).count("unknown") == 20
    assert project.apply_here().code == 6
    said = [json.loads(line["params"]["body"])["text"] for line in emulated.received()]
    assert len(set(said)) == len(said) == 30  # those in doubt are held, the rest had its own try


def test_a_request_that_would_be_another_cannot_be_had(project: Project, emulator: Emulated) -> None:
    text = hook(emulator) + "lint: {disable: [WH005]}\n"
    path = project.campaign(text.replace("success:", 'headers: {Content-Length: "2"}, success:'))
    for command in ("validate", "plan"):
        ran = project.look(command)
        assert ran.code == 3
        assert f"{path}:6:18: the rule `WH005` can't be disabled; " in ran.err
    assert project.apply_here().code == 3
    assert not emulator.calls()


ADDRESS = "https://hooks.example/services/s3cr3t/?key=s3cr3t"


def test_a_plan_tells_the_host_and_no_more_of_the_address(project: Project, emulator: Emulated) -> None:
    path = project.campaign(moved(emulator, "${WEBHOOK_URL}"))

    ran = project.look("plan", WEBHOOK_URL=ADDRESS)
    assert ran.out.splitlines()[0] == f"hook ({path}) on webhook:robot via hooks.example"
    told = project.look("plan", "-o", "json", WEBHOOK_URL=ADDRESS)
    assert told.said["campaigns"][0]["hosts"] == ["hooks.example"]
    assert "s3cr3t" not in ran.out + told.out


def test_the_emulator_of_a_command_is_no_host(project: Project, emulator: Emulated) -> None:
    project.campaign(moved(emulator, "emulator"))
    assert " via " not in project.look("plan").out
    assert project.look("plan", "-o", "json").said["campaigns"][0]["hosts"] == []


@pytest.mark.parametrize("endpoint", [ADDRESS, "${WEBHOOK_URL}"])
def test_a_request_as_a_shell_command_leaves_the_address_to_a_variable(
    project: Project, emulator: Emulated, endpoint: str
) -> None:
    path = project.campaign(moved(emulator, endpoint))
    ran = project.look("render", path, "-r", "u1", "--as", "curl", WEBHOOK_URL=ADDRESS)
    assert ran.code == 0
    assert "s3cr3t" not in ran.out + ran.err
    fake = 'curl() { for word in "$@"; do printf \'%s\\0\' "$word"; done; }\n'
    env = {"PATH": "/usr/bin:/bin", "WEBHOOK_URL": f"{ADDRESS}&a=$HOME 'x'"}
    told = subprocess.run(["sh", "-euc", fake + ran.out], env=env, capture_output=True, text=True, check=True).stdout
    assert told.split("\0")[3] == env["WEBHOOK_URL"]


def test_the_address_shows_nowhere(project: Project, start: Start) -> None:
    emulated = start("--faults", str(project.write("faults.yaml", "- {every: 1, do: html, status: 404}\n")))
    project.campaign(moved(emulated, "${WEBHOOK_URL}"))
    address = f"{emulated.announced['webhook']}/robot?key=s3cr3t"

    ran = project.apply_here(WEBHOOK_URL=address)

    assert ran.code == 9, ran
    shown = ran.out + ran.err + project.look("render", "campaigns/hello.yaml", "-r", "u1", WEBHOOK_URL=address).out
    assert "s3cr3t" not in shown
    assert b"s3cr3t" not in project.ledger.read_bytes()


def test_curl_signs_whether_the_secret_is_at_hand_or_not(project: Project, emulator: Emulated) -> None:
    file = project.campaign(hook(emulator, more=", app_secret: '${WEBHOOK_SECRET}'"))
    unset, given = (
        project.look("render", file, "-r", "u1", "--as", "curl", **env) for env in ({}, {"WEBHOOK_SECRET": "x"})
    )
    assert unset.code == 0
    assert '-H "webhook-signature: ' in unset.out
    assert unset.out == given.out


def test_what_speaks_against_a_success_is_told(project: Project, emulator: Emulated) -> None:
    file = project.campaign(hook(emulator, success="code == `1`"))
    assert project.apply_here().code == 4
    assert "said        `success` doesn't hold: the receiver answers" in project.look("explain", file, "u1").out
