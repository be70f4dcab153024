"""Two clones of one project apply the same campaign on one ledger: one sends, each recipient gets one."""

import shutil
from pathlib import Path

import pytest

from tests.cli.projects import Project, ended, netease
from tests.cli.test_apply_plan import save
from tests.cli.test_dispatch import await_calls
from tests.conftest import Start
from tests.emulator.callers import Emulated

PEOPLE = [f"u{n}" for n in range(40)]
SHARED = ("--ledger", "../shared/ledger.db")


@pytest.fixture
def emulator(start: Start) -> Emulated:
    """Slow enough that a run lasts while another one begins."""
    return start("--latency", "150ms")


@pytest.fixture
def clones(project: Project, emulator: Emulated, tmp_path: Path) -> tuple[Project, Project]:
    """Two clones that share a ledger, and a plan of it."""
    how = "{concurrency: 1}"
    project.campaign(netease(emulator.url, f"{{list: [{', '.join(PEOPLE)}]}}", delivery=how))
    save(project, *SHARED)
    other = tmp_path / "clone"
    shutil.copytree(project.root, other)
    return project, Project(other, project.env, project.inside)


@pytest.mark.parametrize("how", [("--plan", "plan.json"), ("--yes", *SHARED)])
def test_the_second_is_told_who_holds_the_lock(
    clones: tuple[Project, Project], emulator: Emulated, how: tuple[str, ...]
) -> None:
    one, other = clones
    with one.start("apply", *how) as holder:
        await_calls(emulator, 1, holder)
        ran = other.run("apply", *how)
        assert ran.code == 8, ran
        assert f"netease:demo is held by process {holder.pid} since " in ran.err
        assert ended(holder).code == 0
    assert sorted(emulator.recipients()) == sorted(PEOPLE)


@pytest.mark.parametrize(("how", "code"), [(("--plan", "plan.json"), 7), (("--yes", *SHARED), 0)])
def test_one_that_waits_sends_nothing_twice(
    clones: tuple[Project, Project], emulator: Emulated, how: tuple[str, ...], code: int
) -> None:
    one, other = clones
    with one.start("apply", *how) as first:
        await_calls(emulator, 1, first)
        with other.start("apply", *how, "--lock-timeout", "1m") as second:
            assert ended(first).code == 0
            ran = ended(second)
    assert ran.code == code, ran
    assert ("this plan was applied already" in ran.err) is (code == 7)
    assert sorted(emulator.recipients()) == sorted(PEOPLE)
