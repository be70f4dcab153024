"""`campaign explain`: why one recipient gets what it gets, and what happened to it so far."""

from tests.cli.projects import Project, netease
from tests.conftest import Start
from tests.emulator.callers import Emulated


def test_one_who_gets_something_and_one_who_does_not(project: Project) -> None:
    people = '{list: [{id: u1, age: 30}, {id: u2, age: 9}, {id: 李雷, age: 30}], where: "age|int >= 18"}'
    path = project.campaign(netease(recipients=people))
    assert project.run("explain", path, "u1").out == (
        f"u1 ({path}:9): send\n  nothing was sent to it yet; will be sent\n"
    )
    assert project.look("explain", path, "u2").out == "u2 is not part of hello: on no list, or left out by `where`\n"
    refused = project.look("explain", path, "李雷").out
    assert refused.startswith(f"李雷 ({path}:9): refuse\n  to is '李雷', which is not letters")
    path = project.campaign(netease())
    assert project.look("explain", path, "u9").out == "u9 is not part of hello: on no list\n"
    assert not project.ledger.exists()


def test_every_try_is_told(project: Project, start: Start) -> None:
    faults = "[{do: refuse-code, code: 500, at: 1}, {do: garbage, at: 2}]"
    emulator = start("--faults", str(project.write("faults.yaml", faults)))
    path = project.campaign(netease(emulator.url, "{list: [u1]}"))
    assert project.apply_here().code == 6
    ran = project.look("explain", path, "u1")
    told = ran.out.split("\n\n")
    assert told[0].startswith(f"u1 ({path}:9): hold\n  in doubt: nobody can know whether it was taken")
    assert told[1].startswith("try 1: deferred by single\n  planned     2")
    assert "\n  code        500\n  said        internal server error: fault on purpose\n" in told[1]
    assert told[2].startswith("try 2: unknown by single\n")
    assert (
        '\n  text        {"from":"system","attach":"{\\"type\\":\\"notice\\",\\"title\\":\\"Hello u1\\"}"}' in told[2]
    )
    resent = project.look("explain", path, "u1", "--unknown", "resend").out
    assert resent.startswith(f"u1 ({path}:9): send\n  in doubt, to be sent again")


def test_a_recorded_refusal(project: Project, emulator: Emulated) -> None:
    path = project.campaign(netease(emulator.url, "{list: [李雷]}"))
    assert project.apply_here("--skip-refused").code == 4
    assert "\nrecorded: refuse\n" in project.look("explain", path, "李雷").out


def test_it_takes_one_campaign(project: Project) -> None:
    project.campaign(netease(), "one")
    project.campaign(netease(name="other"), "two")
    ran = project.look("explain", "campaigns", "u1")
    assert (ran.code, ran.err) == (2, "campaigns holds 2 campaigns, and this takes one; name its file\n")
