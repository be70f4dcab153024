"""`apply --plan`: variables, announcements, and a plan whose run ended before its work did."""

import signal

from tests.cli.announcements import LIMITS_LIFTED, netease_everyone
from tests.cli.projects import Project, ended, netease
from tests.cli.test_apply_plan import apply, interrupt, refused, save
from tests.cli.test_dispatch import await_calls
from tests.conftest import Start
from tests.emulator.callers import Emulated

ONE_BY_ONE = "{timeout: 60s, concurrency: 1}"
TEN = f"{{list: [{', '.join(f'u{n}' for n in range(10))}]}}"


def sends_nothing_more(project: Project, emulator: Emulated) -> None:
    """Whether the plan is used up (7), or a killed run's doubts still wait for a person (6)."""
    before = emulator.recipients()
    assert apply(project).code in {6, 7}
    assert emulator.recipients() == before


def test_its_variables_are_in_it(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, attach="'{{ v }}'", vars="{v: none}"))
    save(project, "--var", "v=reviewed")
    assert apply(project).code == 0
    assert {line["params"]["attach"] for line in emulator.received()} == {"reviewed"}


def test_an_announcement_needs_its_name_besides(project: Project, start: Start) -> None:
    emulator = start(*LIMITS_LIFTED)
    project.campaign(netease_everyone(emulator.url))
    save(project)
    refused(project, "--confirm maintenance (it goes to everyone)", code=2)
    assert emulator.calls() == []
    assert apply(project, "--confirm", "maintenance").code == 0
    assert len(emulator.received()) == 1


def test_an_interrupted_plan_goes_on_with_the_same_command(project: Project, start: Start) -> None:
    emulator = start("--latency", "50ms")
    project.campaign(netease(emulator.url, TEN, delivery="{concurrency: 1}"))
    save(project)
    interrupt(project, emulator, signal.SIGINT)
    assert len(emulator.recipients()) < 10
    ran = apply(project)
    assert ran.code == 0, ran
    assert sorted(project.statuses().values()) == ["accepted"] * 10
    assert sorted(emulator.recipients()) == [f"u{n}" for n in range(10)]
    refused(project, "this plan was applied already")


def test_a_plan_whose_process_was_killed_goes_on_with_the_same_command(project: Project, start: Start) -> None:
    faults = project.write("faults.yaml", "[{do: stall-after, seconds: 60, at: 2}]")
    emulator = start("--faults", str(faults))
    project.campaign(netease(emulator.url, TEN, delivery=ONE_BY_ONE))
    save(project)
    interrupt(project, emulator, signal.SIGKILL)
    ran = apply(project)
    assert ran.code == 6, ran
    found = project.statuses()
    assert len(found) == 10
    assert set(found.values()) == {"accepted", "unknown"}
    assert len(set(emulator.recipients())) == len(emulator.recipients())
    sends_nothing_more(project, emulator)


def test_of_several_campaigns_the_rest_goes_on(project: Project, start: Start) -> None:
    faults = project.write("faults.yaml", "[{do: stall-after, seconds: 60, at: 5}]")
    emulator = start("--faults", str(faults))
    for name in ("a", "b", "c"):
        people = f"{{list: [{name}1, {name}2, {name}3]}}"
        project.campaign(netease(emulator.url, people, name=name, delivery=ONE_BY_ONE), name)
    save(project)
    with project.start("apply", "--plan", "plan.json") as run:
        await_calls(emulator, 5, run)
        run.kill()
        ended(run)
    assert {row["campaign"] for row in project.export()} == {"a", "b"}
    assert apply(project).code == 6
    found = project.statuses()
    assert len(found) == 9
    assert {found[f"{name}{n}"] for name in "ac" for n in (1, 2, 3)} == {"accepted"}
    assert len(set(emulator.recipients())) == len(emulator.recipients())
    sends_nothing_more(project, emulator)


def test_what_was_deferred_leaves_the_plan_open(project: Project, start: Start) -> None:
    faults = project.write("faults.yaml", "[{do: refuse-code, code: 500, at: 1}]")
    project.campaign(netease(start("--faults", str(faults)).url, "{list: [u1]}", delivery="{attempts: 1}"))
    save(project)
    assert apply(project).code == 5
    assert project.statuses() == {"u1": "deferred"}
    assert apply(project).code == 0
    refused(project, "this plan was applied already")
