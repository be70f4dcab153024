"""Windows on the emulator: waited for, ended at, per recipient's time zone; a batch under way may end."""

from datetime import UTC, datetime, timedelta

from tests.cli.projects import Project, rongcloud, table
from tests.cli.rollouts import accepted, ask, people, rollout, sent_at, stages
from tests.emulator.callers import Emulated

QUIET = 'window: {quiet: ["22:00-08:00"], time_zone: Asia/Shanghai}'
ZONES = 'window: {quiet: ["22:00-08:00"], time_zone: Asia/Shanghai, time_zone_field: tz}'


def at(text: str) -> dict[str, str]:
    """A clock that begins at this time of 1 December 2026 in Shanghai."""
    return {"CAMPAIGN_CLOCK": f"2026-12-01T{text}+08:00"}


def unix(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_quiet_hours_that_are_nearly_over_are_waited_for(project: Project) -> None:
    people(project, 10)
    project.campaign(rollout(f"{{{QUIET}}}"))
    ran = project.apply_here(**at("07:55:00"))
    assert (ran.code, len(accepted(project))) == (0, 10), ran
    assert sent_at(project)[0] >= unix("2026-12-01T08:00:00+08:00")
    assert "hello: `22:00-08:00` lets nothing be sent before 2026-12-01 08:00 Asia/Shanghai" in ran.err


def test_quiet_hours_that_last_end_the_run_with_the_moment_to_go_on(project: Project) -> None:
    people(project, 10)
    project.campaign(rollout(f"{{{QUIET}}}"))
    ran = project.apply_here(**at("23:00:00"))
    assert ran.code == 5, ran
    assert "2026-12-02 08:00 Asia/Shanghai (2026-12-02T00:00:00.000Z), in " in ran.out
    assert "more than delivery.max_wait (600 s); apply again then" in ran.out
    assert ask(project, "SELECT count(*) FROM message") == [(0,)]
    assert project.apply_here(**at("09:00:00")).code == 0


def test_a_window_that_closes_lets_no_batch_leave_and_the_rest_goes_when_it_opens(project: Project) -> None:
    everybody = people(project, 60)
    text = rollout(f"{{{QUIET}, max_wait: 11h}}").replace("90/s", "20/s")
    project.campaign(text)
    ran = project.apply_here(**at("21:59:58"))
    assert (ran.code, accepted(project)) == (0, set(everybody)), ran
    times, closes, opens = sent_at(project), unix("2026-12-01T22:00:00+08:00"), unix("2026-12-02T08:00:00+08:00")
    before, after = [one for one in times if one < closes], [one for one in times if one >= opens]
    assert before
    assert after
    assert len(before) + len(after) == 60
    assert after[0] - opens < 10  # what left before counts for the limit's second, not as another process's
    assert ask(project, "SELECT ending FROM run") == [("finished",)]
    assert ask(project, "SELECT DISTINCT attempts FROM message") == [(1,)]
    assert "60 accepted, 0 rejected, 0 deferred, 0 unknown; 60 calls" in ran.out


def test_a_window_that_closes_for_long_ends_the_run_and_the_next_one_goes_on(project: Project) -> None:
    everybody = people(project, 60)
    project.campaign(rollout(f"{{{QUIET}}}").replace("90/s", "20/s"))
    ran = project.apply_here(**at("21:59:58"))
    assert ran.code == 5, ran
    assert 0 < len(accepted(project)) < 60
    assert "go on with: campaign apply" in ran.out
    assert project.apply_here(CAMPAIGN_CLOCK="2026-12-02T08:00:00+08:00").code == 0
    assert accepted(project) == set(everybody)
    assert ask(project, "SELECT DISTINCT attempts FROM message") == [(1,)]


def test_a_window_that_is_not_open_yet_or_is_over(project: Project) -> None:
    people(project, 5)
    window = "window: {not_before: 2026-12-01T12:00:00+08:00, not_after: 2026-12-01T18:00:00+08:00}"
    project.campaign(rollout(f"{{{window}}}"))
    early = project.apply_here(**at("09:00:00"))
    assert early.code == 5, early
    assert "`not_before` lets nothing be sent before 2026-12-01T04:00:00.000Z, in " in early.out
    late = project.apply_here(**at("18:00:00"))
    assert late.code == 5, late
    assert "its time was over at 2026-12-01T10:00:00.000Z (delivery.window.not_after)" in late.out
    soon = project.apply_here(**at("11:59:30"))
    assert (soon.code, len(accepted(project))) == (0, 5), soon


def zoned(project: Project) -> None:
    """Two people in New York, the others an hour from Shanghai at most; one says nothing."""
    rows = [
        ("a", "Asia/Shanghai"),
        ("b", ""),
        ("c", "America/New_York"),
        ("d", "America/New_York"),
        ("e", "Asia/Tokyo"),
    ]
    project.write("campaigns/people.csv", table(("id", "tz"), rows))


def test_everybody_gets_it_in_hours_of_their_own(project: Project) -> None:
    zoned(project)
    project.campaign(rollout(f"{{{ZONES}, max_wait: 16h}}"))
    ran = project.apply_here(**at("20:00:00"))  # 07:00 in New York
    assert (ran.code, len(accepted(project))) == (0, 5), ran
    assert sent_at(project, {"c", "d"})[0] >= unix("2026-12-01T08:00:00-05:00")
    assert sent_at(project, {"a", "b", "e"})[-1] < unix("2026-12-01T20:01:00+08:00")


def test_hours_elsewhere_that_last_leave_the_others_alone(project: Project) -> None:
    zoned(project)
    project.campaign(rollout(f"{{{ZONES}}}"))
    ran = project.apply_here(**at("12:00:00"))  # 23:00 in New York
    assert ran.code == 5, ran
    assert accepted(project) == {"a", "b", "e"}
    assert "2026-12-01 08:00 America/New_York (2026-12-01T13:00:00.000Z)" in ran.out
    assert project.apply_here(CAMPAIGN_CLOCK="2026-12-01T08:30:00-05:00").code == 0
    assert len(accepted(project)) == 5


def test_a_stage_waits_for_the_hours_of_all_its_zones(project: Project) -> None:
    rows = [(f"u{n}", "America/New_York" if n % 2 else "Asia/Shanghai") for n in range(20)]
    project.write("campaigns/people.csv", table(("id", "tz"), rows))
    project.campaign(rollout(f"{{stages: [10, 100%], {ZONES}, max_wait: 11h}}"))
    ran = project.apply_here(**at("12:00:00"))
    assert (ran.code, len(accepted(project))) == (0, 20), ran
    assert stages(project)[2][0] > unix("2026-12-01T08:00:00-05:00")


def test_an_unknown_zone_is_a_problem_of_its_line(project: Project) -> None:
    project.write("campaigns/people.csv", table(("id", "tz"), [("a", "Asia/Pekin")]))
    project.campaign(rollout(f"{{{ZONES}}}"))
    ran = project.apply_here(**at("12:00:00"))
    assert ran.code == 3
    assert "people.csv:2" in ran.err
    assert "'Asia/Pekin'" in ran.err


def test_a_policy_that_begins_to_deny_stops_what_is_under_way(project: Project) -> None:
    people(project, 60)
    freeze = "2026-12-01T12:00:00+08:00/2026-12-05T12:00:00+08:00"
    text = rollout("{concurrency: 4}", policy=f'{{deny_windows: ["{freeze}"]}}')
    project.campaign(text.replace("90/s", "20/s"))
    ran = project.apply_here(**at("11:59:58"))
    assert ran.code == 5, ran
    assert 0 < len(accepted(project)) < 60
    assert f"`{freeze}` lets nothing be sent before 2026-12-05T04:00:00.000Z" in ran.out


def test_a_recall_keeps_no_quiet_hours(project: Project, emulator: Emulated) -> None:
    project.campaign(rongcloud(emulator.url))
    assert project.apply_here().code == 0
    over = datetime.now(UTC) - timedelta(hours=1)
    delivery = f"{{stages: [1, 100%], pause: manual, window: {{not_after: {over.isoformat()}}}}}"
    project.campaign(rongcloud(emulator.url, delivery=delivery))
    ran = project.inside(("recall", "hello", "--yes"), {})
    assert ran.code == 0, ran
    assert [one["route"] for one in emulator.received()].count("recall") == 3


def test_a_window_that_opens_in_a_moment_really_is_waited_for(project: Project) -> None:
    people(project, 3)
    opens = datetime.now(UTC) + timedelta(seconds=4)
    project.campaign(rollout(f"{{window: {{not_before: {opens.isoformat()}}}}}"))
    ran = project.apply_here()
    assert (ran.code, len(accepted(project))) == (0, 3), ran
    assert sent_at(project)[0] >= opens.timestamp()
