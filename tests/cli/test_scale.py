"""Runs of the sizes that campaigns have: everything accepted, nothing twice, as fast as the provider lets."""

from collections import Counter

from tests.cli.projects import Project, netease, table
from tests.conftest import Start
from tests.emulator.callers import Emulated

MANY = 2_000
ALIKE = 20_000
PACED = 300
GHOSTS = ("ghost1", "ghost2", "ghost3", "ghost4", "ghost5")


def test_every_recipient_of_a_list_gets_one_message_and_none_when_applied_again(
    project: Project, emulator: Emulated
) -> None:
    people = [f"u{n}" for n in range(MANY)]
    project.write("recipients/all.csv", table(("user_id", "name"), ((who, f"Name of {who}") for who in people)))
    recipients = "{file: ../recipients/all.csv, id: user_id}"
    project.campaign(netease(emulator.url, recipients, '{type: notice, title: "Hello {{ name }}"}'))
    first = project.apply()
    assert first.code == 0, first
    assert f"hello: {MANY:,} accepted, 0 rejected, 0 deferred, 0 unknown; {MANY:,} calls" in first.out
    assert project.statuses() == dict.fromkeys(people, "accepted")
    assert Counter(emulator.recipients()) == Counter(people)
    again = project.apply_here()
    assert again.code == 0, again
    assert again.out.endswith("hello: nothing to do\n")
    assert len(emulator.calls()) == MANY


def test_the_documented_limit_is_used_and_never_passed(project: Project, start: Start) -> None:
    emulator = start("--latency", "20-200ms", "--seed", "7")
    project.write("recipients/all.csv", table(("id",), ((f"u{n}",) for n in range(PACED))))
    project.campaign(netease(emulator.url, "{file: ../recipients/all.csv}", limits=""))
    ran = project.apply()
    assert ran.code == 0, ran
    stats = emulator.stats("single")
    assert (stats["violations"], stats["messages"], stats["refused"]) == (0, PACED, {})
    assert stats["peak"] <= 100
    rate = (PACED - 1) / (stats["last_t"] - stats["first_t"])
    assert rate >= 0.93 * 100 / (1 + 0.11)


def test_equal_texts_travel_together_and_unknown_accounts_alone_are_rejected(project: Project, start: Start) -> None:
    emulator = start()
    people = [f"u{n}" for n in range(ALIKE - len(GHOSTS))]
    project.write("recipients/all.csv", table(("id",), ((who,) for who in [*people, *GHOSTS])))
    project.campaign(netease(emulator.url, "{file: ../recipients/all.csv}", "{type: notice}", limits=""))
    (planned,) = project.look("plan", "--output", "json").said["campaigns"]
    (way,) = planned["routes"]
    assert (way["route"], way["messages"], way["calls"]) == ("batch", ALIKE, 4)
    assert way["eta_s"] < 20
    ran = project.apply()
    assert ran.code == 4, ran
    assert f"{len(people):,} accepted, {len(GHOSTS)} rejected, 0 deferred, 0 unknown; 4 calls in" in ran.out
    expected = {**dict.fromkeys(people, "accepted"), **dict.fromkeys(GHOSTS, "rejected")}
    assert project.statuses() == expected
    assert Counter(emulator.recipients()) == Counter(people)
    assert len(emulator.calls()) == 4
