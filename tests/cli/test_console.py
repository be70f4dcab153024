"""Where output goes, and what becomes of it where nobody can read it."""

import subprocess

from tests.cli.projects import Project, ended, netease
from tests.emulator.callers import Emulated


def test_a_run_does_not_depend_on_who_reads_along(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, "{list: [u1, ghost]}"))
    with project.start("apply", "--yes", stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait() == 4
    assert project.statuses() == {"u1": "accepted", "ghost": "rejected"}


def test_messages_that_nobody_reads(project: Project) -> None:
    with project.start("plan", "nowhere.yaml") as process:
        assert process.stderr is not None
        process.stderr.close()
        process.stderr = None
        assert ended(process).code == 2


def test_characters_that_a_terminal_cannot_write(project: Project) -> None:
    project.campaign(netease(recipients="{list: [{id: u1, name: 王伟}]}", attach="'{{ name }}'"))
    ran = project.run("render", "campaigns/hello.yaml", "-r", "u1", PYTHONIOENCODING="latin-1")
    assert (ran.code, ran.out) == (0, "from: system\nattach: \\u738b\\u4f1f\n")
