"""`campaign resolve`: a person's decision about messages in doubt."""

import pytest

from tests.cli.projects import Project, netease
from tests.conftest import Start
from tests.emulator.callers import Emulated


@pytest.fixture
def doubtful(project: Project, start: Start) -> Emulated:
    """An emulator after a run of which two messages are in doubt."""
    faults = "[{do: garbage, at: 1}, {do: reset-before, at: 2}]"
    emulator = start("--faults", str(project.write("faults.yaml", faults)))
    project.campaign(netease(emulator.url, delivery="{concurrency: 1}"))
    assert project.apply_here().code == 6
    assert project.statuses() == {"u1": "unknown", "u2": "unknown", "u3": "accepted"}
    return emulator


def test_they_were_taken_after_all(project: Project, doubtful: Emulated) -> None:
    ran = project.run("resolve", "hello", "--unknown", "accepted", "-r", "u1")
    assert (ran.code, ran.out) == (0, "hello: 1 message accepted\n")
    rest = project.look("resolve", "campaigns/hello.yaml", "--unknown", "accepted")
    assert (rest.code, rest.out) == (0, "hello: 1 message accepted\n")
    assert {row["detail"] for row in project.export()} == {"accepted, as a person decided", ""}
    assert project.apply_here().code == 0
    assert len(doubtful.calls()) == 3


def test_they_are_sent_again(project: Project, doubtful: Emulated) -> None:
    ran = project.run("resolve", "hello", "--unknown", "resend")
    assert (ran.code, ran.out) == (0, "hello: 2 messages to be sent again\n")
    assert project.statuses() == {"u1": "deferred", "u2": "deferred", "u3": "accepted"}
    assert project.apply_here().code == 0
    assert sorted(doubtful.recipients()) == ["u1", "u2", "u3"]


@pytest.mark.usefixtures("doubtful")
def test_nothing_of_that_is_in_doubt(project: Project) -> None:
    ran = project.look("resolve", "hello", "--unknown", "resend", "-r", "u3")
    assert ran.code == 2
    assert ran.err == "no message of 'hello' for u3 is in doubt; `campaign status` shows where they are\n"
    assert project.look("resolve", "hello", "--unknown", "resend").code == 0
    again = project.look("resolve", "hello", "--unknown", "resend")
    assert again.err == "no message of 'hello' is in doubt; `campaign status` shows where they are\n"


def test_a_campaign_that_the_ledger_does_not_know(project: Project) -> None:
    ran = project.look("resolve", "other", "--unknown", "accepted")
    assert ran.code == 2
    assert "has no campaign 'other'; `campaign status` lists the names" in ran.err
    assert not project.ledger.exists()


@pytest.mark.usefixtures("doubtful")
def test_a_campaign_on_several_accounts(project: Project) -> None:
    project.campaign(netease())
    assert project.apply_here().code == 0
    ran = project.look("resolve", "hello", "--unknown", "accepted")
    assert ran.code == 2
    assert ran.err == "'hello' was sent on netease:demo and netease:demo@emulator; choose with --account\n"
    chosen = project.look("resolve", "hello", "--unknown", "accepted", "--account", "netease:demo")
    assert (chosen.code, chosen.out) == (0, "hello: 2 messages accepted\n")
    emulated = project.look("resolve", "hello", "--unknown", "accepted", "--account", "netease:demo@emulator")
    assert emulated.code == 2
