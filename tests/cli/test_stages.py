"""Stages on the emulator: the same people first in every run, pauses, `campaign continue`, and no stage too early."""

import random
import time
from datetime import datetime

import pytest

from tests.cli.projects import LIFTED, Project, ended, table
from tests.cli.rollouts import CLOCK, MORNING, accepted, ask, people, rollout, sent_at, stages
from tests.cli.test_dispatch import calls_so_far
from tests.conftest import Start

BEGINS = datetime.fromisoformat(MORNING).timestamp()
STAGED = "{stages: [5, 25%, 100%], pause: 10m}"
MANUAL = "{stages: [5, 25%, 100%], pause: manual}"


def test_stage_follows_stage_with_a_pause_between(project: Project) -> None:
    everybody = people(project, 40)
    project.campaign(rollout(STAGED))
    ran = project.apply(**CLOCK)
    assert ran.code == 0, ran
    assert accepted(project) == set(everybody)
    reached = stages(project)
    assert sorted(reached) == [1, 2, 3]
    assert [number for number in (1, 2) if reached[number + 1][0] - (reached[number][1] or 0) < 600] == []
    times = sent_at(project)
    assert [sum(opened <= at for at in times) for opened, _ in reached.values()] == [40, 35, 30]
    assert times[0] >= BEGINS
    assert times[-1] < BEGINS + 1300  # two pauses were jumped over, in seconds of the tests' time
    assert "stage 1 of 3 (5) is done; stage 2 of 3 (25%) begins in 10 min" in ran.err
    assert "virtual clock" in ran.err


def test_a_stage_is_the_same_people_whatever_the_order_of_the_list_and_of_the_runs(project: Project) -> None:
    everybody = people(project, 60)
    project.campaign(rollout(MANUAL))
    assert project.apply_here(**CLOCK).code == 0
    first = accepted(project)
    assert len(first) == 5
    shuffled = random.Random(3).sample(everybody, len(everybody))
    project.write("campaigns/people.csv", table(("id",), ((who,) for who in shuffled)))
    project.ledger.unlink()
    assert project.apply_here(**CLOCK).code == 0
    assert accepted(project) == first


def test_a_manual_pause_ends_the_run_well_and_only_continue_goes_on(project: Project) -> None:
    people(project, 40)
    project.campaign(rollout(MANUAL))
    ran = project.apply_here(**CLOCK)
    assert (ran.code, len(accepted(project))) == (0, 5), ran
    assert "stage 1 of 3 (5) is done; stage 2 of 3 (25%) waits for: campaign continue hello" in ran.out
    again = project.apply_here(**CLOCK)
    assert (again.code, len(accepted(project))) == (0, 5), again
    assert "waits for: campaign continue hello" in again.out
    further = project.inside(("continue", "hello", "--yes"), CLOCK)
    assert (further.code, len(accepted(project))) == (0, 10), further
    assert "stage 3 of 3 (100%) waits for: campaign continue hello" in further.out
    last = project.inside(("continue", "hello", "--yes"), CLOCK)
    assert (last.code, len(accepted(project))) == (0, 40), last
    over = project.inside(("continue", "hello"), CLOCK)
    assert (over.code, over.out) == (0, "hello: nothing to continue: all stages are done\n")


def test_continue_can_open_a_stage_for_the_apply_of_a_reviewed_plan(project: Project) -> None:
    people(project, 40)
    file = project.campaign(rollout(MANUAL))
    assert project.look("plan", "--out", "plan.json", file).code == 0
    assert project.apply_here("--plan", "plan.json").code == 0
    opened = project.inside(("continue", "hello", "--only-open"), {})
    assert (opened.code, opened.out) == (0, "hello: stage 2 of 3 (25%) is open; the next apply sends it\n")
    assert len(accepted(project)) == 5
    assert project.apply_here("--plan", "plan.json").code == 0
    assert len(accepted(project)) == 10


def test_continue_cuts_a_timed_pause_short(project: Project) -> None:
    people(project, 20)
    project.campaign(rollout("{stages: [5, 100%], pause: 2h}"))
    with project.start("apply", "--yes") as process:
        assert process.stderr
        while "is done" not in process.stderr.readline():
            pass
        process.terminate()
        assert ended(process).code == 130
    assert (len(accepted(project)), ask(project, "SELECT ending FROM run")) == (5, [("stopped",)])
    assert project.inside(("continue", "hello", "--yes"), {}).code == 0
    assert len(accepted(project)) == 20


@pytest.mark.parametrize(
    ("delivery", "code", "says"),
    [
        ("{concurrency: 8}", 0, "hello: nothing to continue: it has no stages"),
        (MANUAL, 2, "hello: stage 1 of 3 (5) hasn't begun; send it with: campaign apply campaigns/hello.yaml"),
    ],
)
def test_what_was_not_begun_is_not_continued(project: Project, delivery: str, code: int, says: str) -> None:
    people(project, 20)
    project.campaign(rollout(delivery))
    ran = project.inside(("continue", "hello", "--yes"), CLOCK)
    assert ran.code == code, ran
    assert says in ran.out + ran.err
    assert not project.ledger.exists() or not accepted(project)


def test_a_real_pause_is_waited_for(project: Project) -> None:
    people(project, 8)
    project.campaign(rollout("{stages: [3, 100%], pause: 1s}"))
    ran = project.apply()
    assert ran.code == 0, ran
    reached = stages(project)
    assert reached[2][0] - (reached[1][1] or 0) >= 1
    assert len(accepted(project)) == 8
    assert "begins in 1.0 s" in ran.err


def test_after_a_crash_only_the_rest_of_a_pause_is_waited_for(project: Project) -> None:
    people(project, 20)
    project.campaign(rollout("{stages: [5, 100%], pause: 30m}"))
    with project.start("apply", "--yes", env=CLOCK | {"CAMPAIGN_CLOCK": MORNING}) as process:
        assert ended(process).code == 0
    opened, done = stages(project)[1]
    project.ledger.unlink()
    with project.start("apply", "--yes") as process:  # really: it is killed while it rests
        assert process.stderr
        while "is done" not in process.stderr.readline():
            pass
        process.kill()
        ended(process)
    real_end = stages(project)[1][1]
    assert real_end is not None
    assert done is not None
    assert opened < done
    later = datetime.fromtimestamp(real_end + 25 * 60).astimezone().isoformat()
    ran = project.apply(CAMPAIGN_CLOCK=later)
    assert ran.code == 0, ran
    assert 1800 <= stages(project)[2][0] - real_end < 1830
    assert len(accepted(project)) == 20
    assert len(sent_at(project)) == 20


def test_killed_in_any_stage_nobody_gets_it_twice_and_stages_stay_the_same(project: Project, start: Start) -> None:
    emulator = start("--latency", "5-40ms", "--netease-limit", "300/s", "--seed", "3")
    everybody = people(project, 240)
    text = rollout("{stages: [10, 25%, 100%], pause: 1s, timeout: 400ms, stop: [unknown > 200]}", emulator.url)
    project.campaign(text.replace(LIFTED, "{single: 300/s}"))
    chance = random.Random(5)
    for _ in range(6):
        before = calls_so_far(emulator)
        with project.start("apply", "--yes") as process:
            while process.poll() is None and calls_so_far(emulator) == before:
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.3))
            process.kill()
            ended(process)
        time.sleep(0.05)
    last = project.apply()
    assert last.code in {0, 6}, last
    received = emulator.recipients()
    assert len(received) == len(set(received))
    rows = dict(ask(project, "SELECT recipient, status FROM message"))
    assert rows.keys() == set(everybody)
    assert set(received) <= {who for who, status in rows.items() if status in {2, 5}}
    opened = {number: at for number, (at, _) in stages(project).items()}
    members = dict(ask(project, "SELECT recipient, min(sent_at) FROM message GROUP BY 1"))
    assert sum(at < opened[2] for at in members.values()) == 10
    assert sum(at < opened[3] for at in members.values()) == 60
    assert "hello: nothing to do" in project.apply_here().out


def test_a_stage_in_doubt_holds_the_next_one_until_it_is_settled(project: Project, start: Start) -> None:
    faults = project.write("faults.yaml", "- {do: stall-after, seconds: 5, times: 1}\n")
    emulator = start("--faults", str(faults))
    people(project, 12)
    project.campaign(rollout("{stages: [3, 100%], timeout: 300ms}", emulator.url))
    ran = project.apply_here()
    assert ran.code == 5, ran
    assert "1 message of the stages before is in doubt" in ran.out
    assert len(accepted(project)) == 2
    assert project.apply_here().code == 5
    refused = project.inside(("continue", "hello", "--yes"), {})
    assert refused.code == 2
    assert "settle them with `campaign resolve hello`, then continue" in refused.err
    assert project.look("resolve", "hello", "--unknown", "accepted").code == 0
    assert project.apply_here().code == 0
    assert len(accepted(project)) == 12


def test_what_a_stage_could_not_send_holds_the_next_one(project: Project, start: Start) -> None:
    faults = project.write("faults.yaml", "- {do: refuse-code, code: 500, times: 2}\n")
    emulator = start("--faults", str(faults))
    people(project, 12)
    project.campaign(rollout("{stages: [1, 100%], attempts: 1}", emulator.url))
    for _ in range(2):
        ran = project.apply_here()
        assert (ran.code, accepted(project)) == (5, set()), ran
        assert "stage 1 of 2 (1) left 1 message that the provider did not take" in ran.out
    assert project.apply_here().code == 0
    assert len(accepted(project)) == 12


def test_seeds_come_before_the_first_stage(project: Project) -> None:
    people(project, 20)
    project.write("campaigns/team.csv", table(("id",), (("boss",), ("u003",))))
    recipients = "{file: people.csv, seed_list: team.csv}"
    project.campaign(rollout("{stages: [5, 100%], pause: manual}", recipients=recipients))
    ran = project.apply_here(**CLOCK)
    assert (ran.code, accepted(project)) == (0, {"boss", "u003"}), ran
    assert "the seeds' stage is done; stage 1 of 2 (5) waits for: campaign continue hello" in ran.out
    assert project.inside(("continue", "hello", "--yes"), CLOCK).code == 0
    assert len(accepted(project)) == 7


def test_seeds_without_stages_are_only_the_first(project: Project) -> None:
    people(project, 20)
    project.write("campaigns/team.csv", table(("id",), (("zoe",),)))
    project.campaign(rollout("{concurrency: 8}", recipients="{file: people.csv, seed_list: team.csv}"))
    assert project.apply_here(**CLOCK).code == 0
    assert len(accepted(project)) == 21
    assert sent_at(project, {"zoe"}) == sent_at(project)[:1]


def test_who_comes_later_goes_with_a_stage_that_is_open_and_without_a_new_pause(project: Project) -> None:
    people(project, 20)
    project.campaign(rollout("{stages: [50%, 100%], pause: manual}"))
    assert project.apply_here(**CLOCK).code == 0
    before = accepted(project)
    people(project, 40)
    assert project.apply_here(**CLOCK).code == 0
    assert before < accepted(project)
    assert len(accepted(project)) < 40


def test_what_is_sent_after_the_last_stage_begins_with_the_first_again(project: Project) -> None:
    people(project, 20)
    project.campaign(rollout("{stages: [5, 100%], pause: 1m}"))
    assert project.apply_here(**CLOCK).code == 0
    project.campaign(rollout("{stages: [5, 100%], pause: manual}").replace("Hello", "Good morning"))
    ran = project.apply_here("--changed", "resend", CAMPAIGN_CLOCK="2026-12-02T09:00:00+08:00")
    assert ran.code == 0, ran
    assert len(ask(project, "SELECT 1 FROM message WHERE attempts = 2")) == 5


def test_a_virtual_clock_is_for_the_emulator_only(project: Project) -> None:
    people(project, 3)
    project.campaign(rollout("{concurrency: 8}", "http://127.0.0.1:9"))
    ran = project.apply_here(**CLOCK)
    assert ran.code == 2
    assert (
        "CAMPAIGN_CLOCK sets a virtual clock, and campaigns/hello.yaml doesn't go to the built-in emulator" in ran.err
    )
    assert project.look("plan", CAMPAIGN_CLOCK="yesterday").code == 2


def test_status_says_which_stage_it_is(project: Project) -> None:
    people(project, 40)
    project.campaign(rollout(MANUAL))
    said = project.look("status")
    assert "hello: stage 1 of 3 (5) is next" in said.out
    assert project.apply_here(**CLOCK).code == 0
    said = project.look("status")
    assert "hello: stage 2 of 3 (25%) waits for: campaign continue hello" in said.out
    assert project.look("status", "-o", "json").said["campaigns"][0]["stage"] == (
        "stage 2 of 3 (25%) waits for: campaign continue hello"
    )
