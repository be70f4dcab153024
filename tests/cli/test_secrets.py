"""Credentials: refused ones stop a run at its first answer, and a secret is written nowhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.projects import Project, netease, rongcloud
from tests.conftest import Start
from tests.emulator.callers import Emulated

SECRET = "hunter2-0f9a4c"
PEOPLE = f"{{list: [{', '.join(f'u{n}' for n in range(300))}]}}"
CASES = [(netease, "NETEASE", "414"), (rongcloud, "RONGCLOUD", "1004")]

Text = Callable[..., str]


def holding(folder: Path, text: str) -> list[Path]:
    """The files below a folder whose bytes hold a text."""
    return [path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


@pytest.mark.parametrize(("text", "prefix", "code"), CASES)
def test_a_wrong_secret_stops_the_run_after_one_call(
    project: Project, emulator: Emulated, tmp_path: Path, text: Text, prefix: str, code: str
) -> None:
    path = project.campaign(text(emulator.url, PEOPLE, app_secret=f"${{{prefix}_APP_SECRET}}"))
    env = {f"{prefix}_APP_SECRET": SECRET}
    ran = project.apply(**env)
    assert ran.code == 9, ran
    assert [call["code"] for call in emulator.calls()] == [int(code)]
    assert f"answers {code}" in ran.out
    assert "check app_key" in ran.out
    assert "go on with: campaign apply" in ran.out
    others = [
        project.look(*arguments, **env)
        for arguments in [
            ("plan", "-v", "-o", "json"),
            ("render", path, "-r", "u1", "--as", "curl"),
            ("explain", path, "u1"),
            ("ledger", "export", "--all"),
        ]
    ]
    assert [other.code for other in others] == [0, 0, 0, 0]
    assert not [other for other in [ran, *others] if SECRET in other.out + other.err]
    assert '"status":"deferred"' in others[-1].out
    assert not holding(tmp_path, SECRET)


@pytest.mark.parametrize(("text", "prefix"), [case[:2] for case in CASES])
def test_once_the_secret_is_right_everything_is_sent(
    project: Project, emulator: Emulated, text: Text, prefix: str
) -> None:
    project.campaign(text(emulator.url, PEOPLE, app_secret=f"${{{prefix}_APP_SECRET}}"))
    assert project.apply_here(**{f"{prefix}_APP_SECRET": SECRET}).code == 9
    ran = project.apply_here(**{f"{prefix}_APP_SECRET": "demo"})
    assert ran.code == 0, ran
    assert sorted(emulator.recipients()) == sorted(f"u{n}" for n in range(300))


def test_the_same_refusal_to_the_first_twenty_answers_means_the_credentials(project: Project, start: Start) -> None:
    faults = project.write("faults.yaml", "[{do: refuse-code, code: 414, desc: something is wrong, every: 1}]")
    emulator = start("--faults", str(faults), "--netease-limit", "none")
    project.campaign(netease(emulator.url, PEOPLE, delivery="{concurrency: 1}"))
    ran = project.apply_here()
    assert ran.code == 9, ran
    assert len(emulator.calls()) == 20
    assert "the first 20 answers all said 414" in ran.out


def test_without_its_variable_a_secret_is_needed_only_to_send(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, app_secret="${NETEASE_APP_SECRET}"))
    assert project.look("plan").code == 0
    ran = project.apply_here()
    assert ran.code == 3
    assert "which isn't set; set it where `campaign apply` runs" in ran.err
    assert not project.ledger.exists()
    assert not emulator.calls()


def test_what_comes_after_a_refused_account_is_not_begun(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, app_secret="wrong"), "one")
    project.campaign(rongcloud(emulator.url, name="other"), "two")
    ran = project.apply_here()
    assert ran.code == 9, ran
    assert "other: not begun\n" in ran.out
    assert len(emulator.calls()) == 1
    assert {row["campaign"] for row in project.export()} == {"hello"}
