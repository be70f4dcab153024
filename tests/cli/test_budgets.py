"""Budgets end to end: a run that costs too much stops with 5, says why, and goes on when that is settled."""

from tests.cli.projects import Project
from tests.cli.rollouts import accepted, ask, people, rollout
from tests.conftest import Start


def campaign(project: Project, start: Start, faults: str, delivery: str) -> None:
    """A campaign to 40 people on an emulator with faults."""
    emulator = start("--faults", str(project.write("faults.yaml", faults)), "--netease-limit", "none")
    people(project, 40)
    project.campaign(rollout(delivery, emulator.url))


def test_too_many_rejections_stop_a_run_which_goes_on_with_a_higher_line(project: Project, start: Start) -> None:
    delivery = '{concurrency: 1, stop: ["rejected > 10% over last 20"]}'
    campaign(project, start, "- {every: 4, do: refuse-code, code: 404}\n", delivery)
    ran = project.apply_here()
    assert ran.code == 5, ran
    assert "3 of the 12 last settled messages are rejected, and `rejected > 10% over last 20` allows 2" in ran.out
    assert "raise that line of delivery.stop; then apply again" in ran.out
    assert (len(accepted(project)), len(ask(project, "SELECT 1 FROM message"))) == (9, 12)
    project.campaign(project.root.joinpath("campaigns/hello.yaml").read_text().replace("10%", "50%"))
    again = project.apply_here()
    assert (again.code, len(ask(project, "SELECT 1 FROM message"))) == (4, 40), again


def test_doubts_stop_a_run_and_do_not_count_again_in_the_next(project: Project, start: Start) -> None:
    campaign(project, start, "- {do: garbage, at: [3, 5, 7]}\n", "{concurrency: 1, stop: [unknown > 1]}")
    ran = project.apply_here()
    assert ran.code == 5, ran
    assert "2 of the 5 settled messages are unknown, and `unknown > 1` allows 1" in ran.out
    assert "settle them with `campaign resolve`" in ran.out
    again = project.apply_here()
    assert (again.code, len(accepted(project))) == (6, 37), again  # one doubt more: within the budget of this run
    assert project.look("resolve", "hello", "--unknown", "accepted").code == 0
    assert project.apply_here().code == 0


def test_a_budget_spans_the_stages_of_a_run(project: Project, start: Start) -> None:
    delivery = "{concurrency: 1, stages: [10, 100%], stop: [rejected > 3]}"
    campaign(project, start, "- {every: 5, do: refuse-code, code: 404}\n", delivery)
    ran = project.apply_here()
    assert ran.code == 5, ran
    assert "4 of the 20 settled messages are rejected, and `rejected > 3` allows 3" in ran.out


def test_a_budget_for_doubts_lets_stage_follow_stage_within_it(project: Project, start: Start) -> None:
    delivery = "{concurrency: 1, stages: [10, 100%], stop: [unknown > 2]}"
    campaign(project, start, "- {do: garbage, at: [3, 30]}\n", delivery)
    ran = project.apply_here()
    assert (ran.code, len(accepted(project))) == (6, 38), ran
