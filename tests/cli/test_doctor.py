"""`campaign doctor`: every check well, doubtful and broken, with its exit code; and that it sends nothing."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from runner.account import hold
from runner.cli.doctor_installation import libraries
from runner.model import Account
from runner.report.checks import State
from tests.cli.projects import Project, Ran, netease, rongcloud
from tests.cli.vendors import hosting
from tests.emulator.callers import Emulated

SCHEMA = Path(__file__).parents[2] / "runner" / "report" / "schemas" / "doctor.json"
WEBHOOK = """\
version: 1
name: hook
provider: {type: webhook, endpoint: "https://hooks.example/secret-path", app_key: chat}
recipients: {list: [a]}
content: {body: {text: "{{ id }}"}}
"""


def check(project: Project, *options: str, **env: str) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    """The exit code, and the checks by area; the document is as its schema says."""
    ran: Ran = project.look("doctor", "-o", "json", *options, **env)
    jsonschema.validate(ran.said, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert ran.said["exit_code"] == ran.code
    found: dict[str, list[dict[str, Any]]] = {}
    for one in ran.said["checks"]:
        found.setdefault(one["area"], []).append(one)
    return ran.code, found


def states(found: dict[str, list[dict[str, Any]]], area: str) -> list[str]:
    return [one["state"] for one in found[area]]


def git(project: Project, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(project.root), *arguments], check=True, capture_output=True, env=project.env)


def at(url: str, **more: str) -> str:
    return netease(endpoint=f'"{url}"', **more)


def test_all_is_well_on_the_emulator(project: Project) -> None:
    project.campaign(netease())
    project.campaign(rongcloud(name="other"), "other")
    git(project, "init", "-q")
    project.write(".gitignore", ".env\n.env.*\n")
    ran = project.look("doctor")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[-1] == f"{len(lines) - 1} checks: 0 failed, 0 warnings"
    assert [line.partition(": ")[0].split() for line in lines if "credentials" in line] == [
        ["ok", "credentials", "netease", "v1", "demo"],
        ["ok", "credentials", "rongcloud", "demo"],
    ]
    assert not project.ledger.exists()
    assert project.look("doctor", "--quiet").out == f"{lines[-1]}\n"


def test_offline_asks_nobody(project: Project) -> None:
    with hosting(time.time()) as host:
        project.campaign(at(host.url))
        code, found = check(project, "--offline")
        assert (code, host.gets, host.posts) == (0, [], [])
        assert not found.keys() & {"clock", "credentials"}


def test_it_asks_once_and_shows_no_secret(project: Project) -> None:
    with hosting(time.time()) as host:
        project.campaign(at(host.url, app_secret="s3cret"))
        project.campaign(at(host.url, app_secret="s3cret", name="again"), "again")
        ran = project.look("doctor")
        assert (ran.code, len(host.gets), len(host.posts)) == (0, 1, 1)
        (path, signed, body), (_, unsigned) = host.posts[0], host.gets[0]
        assert (path, body) == ("/nimserver/msg/sendAttachMsg.action", b"")
        assert {"AppKey", "CheckSum"} <= signed.keys()
        assert not {"AppKey", "CheckSum"} & unsigned.keys()
        assert "s3cret" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("skew", "state", "code"),
    [(0.0, "ok", 0), (-50.0, "ok", 0), (100.0, "warning", 0), (-310.0, "failed", 9), (None, "warning", 0)],
)
def test_the_clock_against_netease(project: Project, skew: float | None, state: str, code: int) -> None:
    with hosting(time.time(), skew=skew) as host:
        project.campaign(at(host.url))
        ended, found = check(project)
        assert (states(found, "clock"), ended) == ([state], code)


def test_rongcloud_documents_no_tolerance(project: Project) -> None:
    with hosting(time.time(), skew=4000.0, body=b'{"code":1002,"errorMessage":"ParamError"}', status=400) as host:
        project.campaign(rongcloud(endpoint=f'"{host.url}"'))
        code, found = check(project)
        assert (code, states(found, "clock"), states(found, "credentials")) == (0, ["warning"], ["ok"])


@pytest.mark.parametrize(
    ("body", "state", "code"),
    [
        (b'{"code":414,"desc":"CheckSum check failed"}', "failed", 9),
        (b'{"code":416,"desc":"frequency control"}', "warning", 0),
        (b"<html>", "warning", 0),
    ],
)
def test_what_the_vendor_says_of_the_credentials(project: Project, body: bytes, state: str, code: int) -> None:
    with hosting(time.time(), body=body) as host:
        project.campaign(at(host.url))
        ended, found = check(project)
        assert (states(found, "credentials"), ended) == ([state], code)


def test_wrong_credentials_at_the_emulator(project: Project, start: Callable[..., Emulated]) -> None:
    emulated = start(CAMPAIGN_EMULATOR_ACCOUNTS='{"demo": "right"}')
    project.campaign(at(emulated.url, app_secret="wrong"))
    code, found = check(project)
    assert (code, states(found, "credentials")) == (9, ["failed"])
    assert "app_secret" in found["credentials"][0]["todo"]
    assert emulated.received() == []


def test_nobody_answers(project: Project) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as closed:
        port = closed.getsockname()[1]
    project.campaign(at(f"http://127.0.0.1:{port}"))
    code, found = check(project)
    assert (code, states(found, "clock")) == (5, ["failed"])
    assert "credentials" not in found


def test_a_backup_that_answers_is_enough(project: Project) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as closed:
        port = closed.getsockname()[1]
    with hosting(time.time()) as host:
        project.campaign(netease(endpoint=f'["http://127.0.0.1:{port}", "{host.url}"]'))
        code, found = check(project)
        assert (code, states(found, "clock"), states(found, "credentials")) == (0, ["warning", "ok"], ["ok"])


def test_a_webhook_is_not_asked(project: Project) -> None:
    with hosting(time.time()) as host:
        project.campaign(WEBHOOK.replace("https://hooks.example/secret-path", f"{host.url}/secret-path"))
        ran = project.look("doctor")
        assert (ran.code, host.posts, [path for path, _ in host.gets]) == (0, [], ["/"])
        assert "has no question that sends nothing" in ran.out
        assert "secret-path" not in ran.out


def test_without_a_secret_nothing_is_asked(project: Project) -> None:
    with hosting(time.time()) as host:
        project.campaign(at(host.url, app_secret="${NETEASE_APP_SECRET}"))
        code, found = check(project)
        assert (code, states(found, "credentials"), host.posts) == (0, ["warning"], [])
        assert "NETEASE_APP_SECRET" in json.dumps(found["credentials"])


def test_while_a_run_sends_the_account_is_left_alone(project: Project) -> None:
    with hosting(time.time()) as host:
        project.campaign(at(host.url))
        folder = Path(project.env["XDG_STATE_HOME"]) / "campaign-runner"
        with hold(Account("netease", "demo"), "", folder, 0.0):
            code, found = check(project)
        assert (code, states(found, "lock"), states(found, "credentials"), host.posts) == (
            0,
            ["warning"],
            ["warning"],
            [],
        )


def test_a_question_counts_against_the_limit(project: Project) -> None:
    """What the vendor may still count is remembered for the next process, as every message is."""
    with hosting(time.time()) as host:
        project.campaign(at(host.url, limits="{single: 1/min}"))
        assert check(project)[0] == 0
        code, found = check(project)
        assert (code, states(found, "credentials"), len(host.posts)) == (0, ["warning"], 1)
        assert "limit is used up" in found["credentials"][0]["said"]


def test_problems_of_one_file_hide_no_other(project: Project) -> None:
    project.campaign(netease())
    project.campaign("version: 1\nname: x\nnonsense: 1\n", "broken")
    code, found = check(project, "--offline")
    assert (code, states(found, "campaign")) == (3, ["failed", "ok"])
    assert "1 campaign can be read" in found["campaign"][1]["said"]


def test_a_project_file_that_cannot_be_read(project: Project) -> None:
    project.write("project.yaml", "version: 2\n")
    code, found = check(project, "--offline")
    assert (code, states(found, "project")) == (3, ["failed"])
    assert "ledger" not in found


def test_a_project_without_campaigns_is_none_that_fails(project: Project) -> None:
    code, found = check(project, "--offline")
    assert (code, states(found, "campaign")) == (0, ["warning"])


TARGETS = """\
version: 1
ledger: {file: .campaign/ledger.db, must_exist: true}
targets:
  prod: {providers: {netease: {endpoint: "URL", app_key: real, app_secret: "file:secret.txt"}}}
"""


def test_a_target_says_whose_account_and_where_its_secret_stands(project: Project) -> None:
    project.campaign(netease())
    project.write("secret.txt", "s3cret\n")
    with hosting(time.time()) as host:
        project.write("project.yaml", TARGETS.replace("URL", host.url))
        code, found = check(project, "--target", "prod")
        assert (code, states(found, "ledger")[0], states(found, "credentials")) == (3, "failed", ["ok"])
        assert (
            found["target"][0] | {"state": "ok", "subject": "prod", "said": "named by --target"} == found["target"][0]
        )
        assert host.posts[0][1]["AppKey"] == "real"
        assert project.look("ledger", "init", "--target", "prod").code == 0
        code, found = check(project, CAMPAIGN_TARGET="prod")
        assert (code, found["target"][0]["said"]) == (0, "named by CAMPAIGN_TARGET")


def test_the_default_target_is_the_emulator(project: Project) -> None:
    project.campaign(netease())
    project.write("project.yaml", TARGETS.replace("URL", "https://vendor.example"))
    code, found = check(project)
    assert code == 0
    assert found["target"][0]["subject"] == "local"
    assert found["target"][0]["said"].startswith("the default, the built-in emulator")
    assert found["credentials"][0]["subject"] == "netease v1 local"


def test_an_unknown_target_is_a_usage_error(project: Project) -> None:
    project.campaign(netease())
    assert project.look("doctor", "--target", "nowhere").code == 2


def test_problems_of_a_target_name_the_project_file(project: Project) -> None:
    project.campaign(netease())
    project.write("project.yaml", "version: 1\ntargets: {prod: {nonsense: 1}}\n")
    code, found = check(project, "--offline", "--target", "prod")
    assert (code, states(found, "project")) == (3, ["ok", "failed"])
    assert found["project"][1]["subject"].startswith("project.yaml:2")


def test_only_what_is_selected(project: Project) -> None:
    project.campaign(netease())
    project.campaign(rongcloud(name="other"), "other")
    _, found = check(project, "--select", "name:other")
    assert [one["subject"] for one in found["credentials"]] == ["rongcloud demo"]


def test_two_files_of_one_name(project: Project) -> None:
    project.campaign(netease())
    project.campaign(netease(), "twice")
    code, found = check(project, "--offline")
    assert (code, next(one["subject"] for one in found["campaign"])) == (3, "campaigns/twice.yaml")


def test_git_keeps_what_it_must_not(project: Project) -> None:
    project.campaign(netease())
    project.write(".env.prod", "NETEASE_APP_SECRET=1\n")
    project.write(".env", "NETEASE_APP_SECRET=1\n")
    project.write(".env.example", "NETEASE_APP_SECRET=\n")
    project.write("kept/ledger.db", "")
    git(project, "init", "-q")
    git(project, "add", "-f", ".env.prod", ".env.example", "kept/ledger.db")
    _, found = check(project, "--offline", "--ledger", "kept/ledger.db")
    assert [(one["subject"], one["state"]) for one in found["git"]] == [
        (".env.prod", "warning"),
        ("kept/ledger.db", "warning"),
        (".env", "warning"),
    ]


def test_a_ledger_that_git_would_take_up(project: Project) -> None:
    project.campaign(netease())
    project.write(".gitignore", ".env\n.env.*\n")
    git(project, "init", "-q")
    project.write("ledger.db", "")
    _, found = check(project, "--offline", "--ledger", "ledger.db")
    assert [(one["subject"], one["said"]) for one in found["git"]] == [
        ("ledger.db", "git would take up this ledger, which holds personal data")
    ]


def test_the_ledger_that_was_made(project: Project) -> None:
    project.campaign(netease())
    assert project.apply_here().code == 0
    code, found = check(project, "--offline")
    assert code == 0
    assert "3 messages, whole" in found["ledger"][0]["said"]


def test_a_damaged_ledger(project: Project) -> None:
    everybody = ", ".join(f"u{n}" for n in range(2000))
    project.campaign(netease(recipients=f"{{list: [{everybody}]}}", attach='"the same for all"'))
    assert project.apply_here().code == 0
    with closing(sqlite3.connect(project.ledger)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(project.ledger.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    project.ledger.write_bytes(content)
    code, found = check(project, "--offline")
    assert (code, states(found, "ledger")[0]) == (1, "failed")


def test_a_file_that_is_no_ledger(project: Project) -> None:
    project.campaign(netease())
    project.write("other.db", "hello, this is no database at all, but long enough to look like one " * 20)
    code, found = check(project, "--offline", "--ledger", "other.db")
    assert (code, states(found, "ledger")) == (1, ["failed"])


def test_a_ledger_that_may_not_be_written(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.campaign(netease())
    assert project.apply_here().code == 0
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != project.ledger.parent and may(path, mode))
    code, found = check(project, "--offline")
    assert (code, states(found, "ledger")) == (1, ["ok", "failed"])


def test_a_full_disk(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(100, 99, 1))
    code, found = check(project, "--offline")
    assert (code, states(found, "disk")) == (1, ["failed"])


def test_libraries_out_of_bounds() -> None:
    found = list(libraries(["click>=99", "no-such-library>=1", "orjson>=3", 'pytest>=1; extra == "dev"']))
    assert [(one.subject, one.state) for one in found] == [("click", State.FAILED), ("no-such-library", State.FAILED)]
    assert [one.area for one in libraries(["orjson>=3", "uvloop>=0.1"])] == ["library", "loop"]


def test_a_speed_up_may_be_missing() -> None:
    found = list(libraries(["uvloop>=0.1; python_version < '3'", "orjson>=3"]))
    assert [one.area for one in found] == ["library"]
