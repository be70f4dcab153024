"""Secrets that a target says where to find: a file, a command. Looked up only to send, shown nowhere."""

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from runner.cli.secret_references import References
from runner.errors import Place
from runner.source import Scalar
from tests.cli.projects import Project, Ran, rongcloud
from tests.cli.test_secrets import holding
from tests.emulator.callers import Emulated

SECRET = "hunter2-5b1d"
CAMPAIGN = "version: 1\nname: hello\nprovider: {{type: netease{more}}}\nrecipients: {{list: [u1]}}\n{content}"
CONTENT = "content: {from: system, attach: {t: 1}}\n"


def aimed(project: Project, emulator: Emulated, secret: str) -> Project:
    """The project with a target whose secret is said so."""
    account = f'{{endpoint: "{emulator.url}", app_key: demo, app_secret: {secret}}}'
    project.write("project.yaml", f"targets:\n  prod: {{providers: {{netease: {account}}}}}\n")
    project.campaign(CAMPAIGN.format(more="", content=CONTENT))
    return project


def sent(project: Project, *arguments: str, **env: str) -> Ran:
    return project.apply_here("-t", "prod", *arguments, **env)


def of_python(program: str) -> str:
    """A command that runs a program, as project.yaml has it."""
    return "'cmd:" + shlex.join([sys.executable, "-c", program]).replace("'", "''") + "'"


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_file_of_the_project_or_of_the_machine(
    project: Project, emulator: Emulated, tmp_path: Path, ending: str
) -> None:
    (tmp_path / "outside").write_bytes(f"demo{ending}".encode())
    assert sent(aimed(project, emulator, f"'file:{tmp_path / 'outside'}'")).code == 0
    project.write(".secrets/netease", f"demo{ending}")
    aimed(project, emulator, "'file: .secrets/netease'")
    project.campaign(CAMPAIGN.format(more="", content=CONTENT).replace("hello", "again"))
    assert sent(project).code == 0
    assert emulator.recipients() == ["u1", "u1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "the app secret's file can't be read: No such file or directory; check its path and who may read it"),
        (b"", "the app secret's file says nothing; check what it names"),
        (b"\n", "the app secret's file says nothing; check what it names"),
        (b"\xff", "the app secret's file says something that isn't UTF-8; check what it names"),
        (b"x" * 65537, "the app secret's file says more than 64 KiB; check what it names"),
    ],
)
def test_a_file_that_says_no_secret(project: Project, emulator: Emulated, content: bytes | None, said: str) -> None:
    aimed(project, emulator, "file:secret.txt")
    if content is not None:
        (project.root / "secret.txt").write_bytes(content)
    assert project.look("plan", "-t", "prod").code == 0
    assert project.look("validate", "-t", "prod").code == 0
    ran = sent(project)
    assert ran.code == 3
    assert ran.err.startswith("project.yaml:2:")
    assert ran.err.endswith(f": {said}\n")
    assert emulator.calls() == []


def test_a_folder_or_a_pipe_is_no_secret(project: Project, emulator: Emulated) -> None:
    os.mkfifo(project.root / "pipe")
    for path in (".", "pipe"):
        ran = sent(aimed(project, emulator, f"'file:{path}'"))
        assert ran.code == 3
        assert "the app secret's file is no regular file; name a file" in ran.err


def test_a_command_runs_only_where_a_person_lets_it(project: Project, emulator: Emulated) -> None:
    program = "import pathlib; pathlib.Path('ran').touch(); print('demo'); print('and more')"
    aimed(project, emulator, of_python(program))
    project.write(".env", "CAMPAIGN_ALLOW_COMMANDS=1\n")
    ran = sent(project)
    assert ran.code == 3
    assert "the app secret is said by a command, and commands aren't allowed; allow them where apply runs" in ran.err
    for allowed in ("0", "", "yes"):
        assert sent(project, CAMPAIGN_ALLOW_COMMANDS=allowed).code == 3
    assert project.look("plan", "-t", "prod", CAMPAIGN_ALLOW_COMMANDS="1").code == 0
    assert not (project.root / "ran").exists()
    assert sent(project, "--allow-commands").code == 0
    assert (project.root / "ran").exists(), "it runs in the project's root"
    assert emulator.recipients() == ["u1"]
    assert sent(project, CAMPAIGN_ALLOW_COMMANDS="1").code == 0


def test_a_command_runs_once_for_all_campaigns(project: Project, emulator: Emulated) -> None:
    aimed(project, emulator, of_python("open('ran', 'a').write('x'); print('demo')"))
    project.campaign(CAMPAIGN.format(more="", content=CONTENT).replace("hello", "other"), "other")
    assert sent(project, "--allow-commands").code == 0
    assert (project.root / "ran").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import sys; print('{}'); sys.exit('{}')", "ended with 1; run it by hand to see why"),
        ("import sys; sys.stderr.write('{}')", "says nothing; check what it names"),
        (
            "import sys; sys.stdout.buffer.write(b'\\xff'); sys.stderr.write('{}')",
            "says something that isn't UTF-8; check what it names",
        ),
    ],
)
def test_a_command_that_says_no_secret(project: Project, emulator: Emulated, program: str, said: str) -> None:
    """Not a word of what it printed is shown."""
    aimed(project, emulator, of_python(program.replace("{}", "' + 'hunter2' + '-5b1d")))
    ran = project.apply("-t", "prod", "--allow-commands")
    assert ran.code == 3
    assert ran.err.endswith(f": the app secret's command {said}\n")
    assert SECRET not in ran.out + ran.err


def test_a_command_that_cannot_be_started(project: Project, emulator: Emulated) -> None:
    ran = sent(aimed(project, emulator, "cmd:no-such-program-here x"), "--allow-commands")
    assert ran.code == 3
    assert "the app secret's command can't be started: No such file or directory" in ran.err


def test_a_command_that_hangs_is_ended_with_all_that_it_began(tmp_path: Path) -> None:
    inner = "import pathlib, os, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(600)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    text = Scalar("cmd:" + shlex.join([sys.executable, "-c", outer]), Place("project.yaml", 1, 1))
    found = References(tmp_path, commands=True, patience=3.0)(text)
    assert str(found.missing) == (
        "project.yaml:1:1: the app secret's command took longer than 3 s; run it by hand to see why"
    )
    assert is_gone(int((tmp_path / "pid").read_text(encoding="utf-8")))


def is_gone(pid: int) -> bool:
    """Whether a process ends within a minute; one that nobody has waited for yet counts as ended."""
    for _ in range(600):
        found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
        if not found.stdout.strip() or found.stdout.startswith("Z"):
            return True
        time.sleep(0.1)
    return False


def test_the_secret_is_written_nowhere(project: Project, emulator: Emulated, tmp_path: Path) -> None:
    aimed(project, emulator, of_python("print('hunter2' + '-5b1d')"))
    ran = sent(project, "--allow-commands")
    assert ran.code == 9, ran
    assert "--allow-commands" in ran.out, "the command that goes on needs it again"
    others = [project.look(*words, "-t", "prod") for words in (("plan", "-v", "-o", "json"), ("ledger", "export"))]
    assert not [one for one in [ran, *others] if SECRET in one.out + one.err]
    assert not holding(tmp_path, SECRET)


@pytest.mark.parametrize("kind", ["file", "cmd"])
def test_a_campaign_says_neither_which_file_is_read_nor_what_is_run(project: Project, kind: str) -> None:
    more = f', endpoint: emulator, app_key: k, app_secret: "{kind}:x"'
    path = project.campaign(CAMPAIGN.format(more=more, content=CONTENT))
    for words in (("validate", path), ("apply", "--yes", "--allow-commands", path)):
        ran = project.look(*words)
        assert ran.code == 3
        assert (
            f"{path}:3:71: `{kind}:` can't stand in a campaign file; write it in project.yaml, under targets."
            in ran.err
        )
        assert "app_secret` is missing" not in ran.err


def test_a_secret_typed_for_a_real_account_is_doubtful(project: Project) -> None:
    project.write(
        "project.yaml",
        "targets:\n  prod: {providers: {rongcloud: {endpoint: cn, app_key: k, app_secret: s3cr3t}}}\n"
        "  env: {providers: {rongcloud: {endpoint: cn, app_key: k, app_secret: '${RONGCLOUD_APP_SECRET}'}}}\n"
        "  near: {providers: {rongcloud: {endpoint: http://127.0.0.1:1, app_key: k, app_secret: s3cr3t}}}\n",
    )
    path = project.campaign(rongcloud("https://api.rong-api.com"))

    def doubts(target: str) -> list[str]:
        err = project.look("validate", "-t", target, RONGCLOUD_APP_SECRET="x").err
        return [line for line in err.splitlines() if "[GEN005]" in line or "GEN005" in line]

    (said,) = doubts("prod")
    assert "project.yaml:2:72" in said
    assert "s3cr3t" not in said
    assert [doubts(target) for target in ("env", "near", "local")] == [[], [], []]
    (project.root / "project.yaml").write_text("version: 1\n", encoding="utf-8")
    (said,) = (line for line in project.look("validate").err.splitlines() if "GEN005" in line)
    assert f"{path}:7:15" in said
    project.campaign(rongcloud("https://api.rong-api.com", lint="{disable: GEN005}"))
    assert "GEN005" not in project.look("validate").err
