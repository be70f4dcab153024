"""A share of the people first (`sample`), a share of them never (`holdout`): the same ones in every run and export."""

from math import sqrt

from tests.cli.projects import Project, netease, table
from tests.conftest import Start

PEOPLE = [f"user{n}" for n in range(2000)]
HELD = "held out: 10% get no message, to measure its effect"
MISSED = "not in the sample of 50%"
LISTS = "{file: ../people.csv, sample: 50%, holdout: 10%}"


def write(project: Project, url: str = "emulator", recipients: str = LISTS, attach: str = '{a: "hi"}') -> None:
    project.write("people.csv", table(["id"], [[who] for who in PEOPLE]))
    project.campaign(netease(url, recipients, attach))


def near(count: int, expected: float, share: float) -> bool:
    """Within four standard deviations; the ids are fixed, so it is so always or never."""
    return abs(count - expected) < 4 * sqrt(expected * (1 - share))


def test_the_plan_tells_how_many_and_why(project: Project) -> None:
    write(project)
    reasons = {one["reason"]: one for one in project.look("plan", "--output", "json").said["campaigns"][0]["reasons"]}
    sends = next(one["count"] for one in reasons.values() if one["decision"] == "send")
    assert (reasons[MISSED]["decision"], reasons[HELD]["decision"]) == ("skip", "hold")
    assert near(reasons[MISSED]["count"], 1000, 0.5)
    assert near(reasons[HELD]["count"], 100, 0.05)
    assert sends + reasons[MISSED]["count"] + reasons[HELD]["count"] == 2000


def test_who_is_held_out_is_on_record_and_gets_nothing(project: Project, start: Start) -> None:
    emulated = start()
    write(project, emulated.url)

    ran = project.apply_here()

    assert ran.code == 0, ran
    rows = {row["recipient"]: row for row in project.export()}
    held = {who for who, row in rows.items() if row["status"] == "hold"}
    sent = {who for who, row in rows.items() if row["status"] == "accepted"}
    assert held | sent == set(rows)
    assert {(rows[who]["detail"], rows[who]["attempts"]) for who in held} == {(HELD, 0)}
    assert set(emulated.recipients()) == sent
    assert {row["recipient"] for row in project.export("--status", "hold")} == held
    (one, *_) = sorted(held)
    explained = project.look("explain", "campaigns/hello.yaml", one).out
    assert ": hold\n" in explained
    assert HELD in explained
    assert "recorded: hold" in explained
    assert "not in the sample of 50%" in project.look(
        "explain", "campaigns/hello.yaml", min(set(PEOPLE) - set(rows))
    ).out  # fmt: skip


def test_applying_again_sends_and_records_nothing(project: Project, start: Start) -> None:
    emulated = start()
    write(project, emulated.url)
    project.apply_here()
    before = project.export()

    again = project.apply_here()

    assert again.code == 0, again
    assert again.out.endswith("hello: nothing to do\n")
    assert project.export() == before


def test_a_larger_sample_reaches_more_and_nobody_twice(project: Project, start: Start) -> None:
    emulated = start()
    write(project, emulated.url, LISTS.replace("50%", "5%"))
    project.apply_here()
    first = set(emulated.recipients())
    write(project, emulated.url)
    project.apply_here()
    write(project, emulated.url, LISTS.replace("sample: 50%, ", ""))
    project.apply_here()

    everybody = emulated.recipients()
    assert len(everybody) == len(set(everybody))
    assert first < set(everybody)
    assert near(len(first), 0.05 * 1800, 0.05)
    assert near(2000 - len(everybody), 200, 0.1)


def test_who_was_accepted_stays_so_when_the_sample_shrinks_or_he_is_held_out(project: Project, start: Start) -> None:
    emulated = start()
    write(project, emulated.url, "{file: ../people.csv}")
    project.apply_here()
    write(project, emulated.url, attach='{a: "another text"}')

    planned = project.look("plan", "--changed", "resend", "--output", "json").said["campaigns"][0]

    reasons = {one["reason"]: one["count"] for one in planned["reasons"]}
    assert MISSED not in reasons
    assert HELD not in reasons
    assert set(reasons) == {"accepted", "accepted before; the changed text is sent again"}
    assert project.apply_here("--changed", "resend").code == 0
    twice = sum(1 for row in project.export() if row["attempts"] == 2)
    assert near(twice, 900, 0.45)
    assert len(emulated.recipients()) == 2000 + twice


def test_a_campaign_that_only_holds_out_is_applied_all_the_same(project: Project, start: Start) -> None:
    emulated = start()
    write(project, emulated.url, "{list: [u1, u2], holdout: 100%}")

    ran = project.apply_here()

    assert ran.code == 0, ran
    assert project.statuses() == {"u1": "hold", "u2": "hold"}
    assert emulated.recipients() == []
    status = project.look("status", "--output", "json").said["campaigns"][0]
    assert (status["held"], status["to_send"], status["declared"]) == (2, 0, 2)


def test_a_person_whom_a_rule_refuses_is_refused_though_he_is_held_out(project: Project) -> None:
    write(project, recipients="{list: [u1, 李雷], holdout: 100%}")
    counts = project.look("plan", "--output", "json").said["campaigns"][0]["counts"]
    assert (counts["hold"], counts["refuse"]) == (1, 1)


def test_the_fingerprint_is_the_same_whatever_the_order_of_the_lists(project: Project) -> None:
    write(project)
    forth = project.look("plan", "--output", "json").said["fingerprint"]
    project.write("people.csv", table(["id"], [[who] for who in reversed(PEOPLE)]))
    assert project.look("plan", "--output", "json").said["fingerprint"] == forth
