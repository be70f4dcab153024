"""`at_most` counts over campaigns that share a tag: of earlier runs, of the same command, of other editions."""

import sqlite3
from contextlib import closing

import pytest

from tests.cli.announcements import netease_everyone
from tests.cli.projects import Project, netease
from tests.conftest import Start

DAY = 86400
ONE = "capped: had 1 message tagged promo in 7 days"


def write(project: Project, name: str, url: str, people: str = "[u1, u2, u3]", **lines: str) -> str:
    more = {"tags": "[promo]", "at_most": "1 per 7d", **lines}
    return project.campaign(netease(url, f"{{list: {people}}}", '{a: "hi"}', name=name, **more), name)


def decisions(project: Project, *arguments: str) -> dict[str, dict[str, int]]:
    """Each campaign's reasons, with their numbers."""
    said = project.look("plan", "--output", "json", *arguments).said["campaigns"]
    return {one["campaign"]: {row["reason"]: row["count"] for row in one["reasons"]} for one in said}


def days_later(project: Project, days: float) -> None:
    """As if everything in the ledger had been sent so much earlier."""
    with closing(sqlite3.connect(project.ledger)) as db, db:
        db.execute("UPDATE message SET sent_at = sent_at - ?, answered_at = answered_at - ?", (days * DAY, days * DAY))
        db.execute("UPDATE run SET started_at = started_at - ?, ended_at = ended_at - ?", (days * DAY, days * DAY))


def test_who_had_enough_is_held_until_the_time_is_over(project: Project, start: Start) -> None:
    emulated = start()
    first = write(project, "first", emulated.url, "[u1, u2]", at_most="")
    second = write(project, "second", emulated.url)
    assert project.apply_here(first).code == 0

    ran = project.apply_here(second)

    assert ran.code == 0, ran
    assert sorted(emulated.recipients()) == ["u1", "u2", "u3"]
    assert decisions(project, second) == {"second": {"accepted": 1, ONE: 2}}
    assert f": hold\n  {ONE}" in project.look("explain", second, "u1").out
    days_later(project, 6.9)
    assert decisions(project, second) == {"second": {"accepted": 1, ONE: 2}}
    days_later(project, 0.2)
    assert project.apply_here(second).code == 0
    assert sorted(emulated.recipients()) == ["u1", "u1", "u2", "u2", "u3"]


def test_the_time_that_counts_is_the_clocks(project: Project) -> None:
    first = write(project, "first", "emulator", "[u1, u2]")
    second = write(project, "second", "emulator")
    assert project.apply_here(first, CAMPAIGN_CLOCK="2031-12-01T12:00:00+08:00").code == 0

    planned = {
        day: project.look("plan", "--output", "json", second, CAMPAIGN_CLOCK=f"2031-12-{day}T11:00:00+08:00").said
        for day in ("08", "09")
    }

    counts = {day: said["campaigns"][0]["counts"] for day, said in planned.items()}
    assert (counts["08"]["hold"], counts["08"]["send"]) == (2, 1)
    assert (counts["09"]["hold"], counts["09"]["send"]) == (0, 3)


def test_a_campaign_without_the_tag_neither_counts_nor_is_held(project: Project, start: Start) -> None:
    emulated = start()
    first = write(project, "first", emulated.url, tags="[service]", at_most="")
    second = write(project, "second", emulated.url)
    assert project.apply_here(first).code == 0
    assert decisions(project, second) == {"second": {"": 3}}


def test_what_earlier_campaigns_of_the_command_will_send_counts(project: Project, start: Start) -> None:
    emulated = start()
    write(project, "a", emulated.url, "[u1, u2]")
    write(project, "b", emulated.url, "[u2, u3]", at_most="2 per 7d")
    write(project, "c", emulated.url, "[u1, u2, u3, u4]", at_most="2 per 7d")
    expected = {
        "a": {"": 2},
        "b": {"": 2},
        "c": {"": 3, "capped: gets 2 of this command's messages tagged promo in 7 days": 1},
    }
    assert decisions(project) == expected

    ran = project.apply_here()

    assert ran.code == 0, ran
    assert sorted(emulated.recipients()) == ["u1", "u1", "u2", "u2", "u3", "u3", "u4"]
    assert [row["recipient"] for row in project.export("--campaign", "c")] == ["u1", "u3", "u4"]


def test_the_plan_and_the_apply_agree_on_who_is_capped(project: Project, start: Start) -> None:
    emulated = start()
    write(project, "a", emulated.url, "[u1, u2]")
    write(project, "b", emulated.url)
    fingerprint = project.look("plan", "--output", "json").said["fingerprint"]

    assert project.apply_here("--expect", fingerprint).code == 0
    assert sorted(emulated.recipients()) == ["u1", "u2", "u3"]


def test_another_edition_of_the_campaign_counts(project: Project, start: Start) -> None:
    emulated = start()
    path = write(project, "notes", emulated.url, vars="{tag: v1}", once_per='"{{ tag }}"')
    assert project.apply_here(path).code == 0
    assert decisions(project, path, "--var", "tag=v2") == {"notes@v2": {ONE: 3}}


def test_a_changed_text_is_one_more(project: Project, start: Start) -> None:
    emulated = start()
    path = write(project, "first", emulated.url)
    assert project.apply_here(path).code == 0
    project.write(path, (project.root / path).read_text(encoding="utf-8").replace('"hi"', '"ho"'))
    assert decisions(project, path, "--changed", "resend") == {"first": {ONE: 3}}
    assert project.apply_here(path, "--changed", "resend").code == 0
    assert len(emulated.recipients()) == 3


def test_seeds_are_never_capped(project: Project, start: Start) -> None:
    emulated = start()
    project.write("seeds.csv", "id\nu1\n")
    assert project.apply_here(write(project, "first", emulated.url)).code == 0
    more = {"tags": "[promo]", "at_most": "1 per 7d"}
    lists = "{list: [u1, u2], seed_list: ../seeds.csv}"
    path = project.campaign(netease(emulated.url, lists, '{a: "hi"}', name="second", **more), "second")
    assert decisions(project, path) == {"second": {"": 1, ONE: 1}}


def test_an_announcement_counts_for_nobody(project: Project, start: Start) -> None:
    emulated = start()
    news = project.campaign(f"{netease_everyone(emulated.url, name='news')}tags: [promo]\n", "news")
    assert project.apply_here(news, "--confirm", "news").code == 0
    assert decisions(project, write(project, "second", emulated.url)) == {"second": {"": 3}}


@pytest.mark.parametrize("status", ["unknown", "rejected"])
def test_what_may_have_been_taken_counts_and_what_was_not_does_not(project: Project, start: Start, status: str) -> None:
    emulated = start()
    assert project.apply_here(write(project, "first", emulated.url)).code == 0
    with closing(sqlite3.connect(project.ledger)) as db, db:
        db.execute("UPDATE message SET status = ? WHERE recipient = 'u1'", ({"unknown": 5, "rejected": 3}[status],))
        db.execute("UPDATE message SET status = 3 WHERE recipient = 'u2'")
    second = write(project, "second", emulated.url)
    found = decisions(project, second)["second"]
    assert found == ({ONE: 2, "": 1} if status == "unknown" else {ONE: 1, "": 2})
