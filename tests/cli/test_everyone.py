"""Announcements to everyone: never by accident, within the vendor's quotas from run to run, never twice in doubt."""

import pytest

from tests.cli.announcements import move_back, netease_everyone, netease_v2_everyone, rongcloud_everyone
from tests.cli.projects import Project, netease
from tests.cli.terminal import terminal
from tests.conftest import Start
from tests.emulator.callers import Emulated

EVERYONE = [netease_everyone, netease_v2_everyone, rongcloud_everyone]


@pytest.mark.parametrize("campaign", EVERYONE)
def test_one_call_reaches_everyone_once(project: Project, start: Start, campaign: object) -> None:
    emulated = start()
    assert callable(campaign)
    project.campaign(campaign(emulated.url, name="news"))
    planned = project.look("plan")
    assert planned.code == 0, planned
    assert "+ send  1" in planned.out
    assert "reaches everyone" in planned.out

    ran = project.apply_here("--confirm", "news")

    assert ran.code == 0, ran
    assert emulated.recipients() == ["everyone"]
    assert project.statuses() == {"(everyone)": "accepted"}
    for confirmed in ((), ("--confirm", "news")):
        again = project.apply_here(*confirmed)
        assert again.code == 0, again
        assert again.out.endswith("news: nothing to do\n")
    assert emulated.recipients() == ["everyone"]


def test_those_who_are_online(project: Project, start: Start) -> None:
    emulated = start()
    project.campaign(rongcloud_everyone(emulated.url, recipients="online"))

    assert project.apply_here("--confirm", "greeting").code == 0

    assert emulated.recipients() == ["online"]
    assert project.export()[0]["route"] == "online"


def test_a_yes_is_not_enough(project: Project, start: Start) -> None:
    emulated = start()
    project.campaign(netease_everyone(emulated.url))

    ran = project.run("apply", "--yes")

    assert ran.code == 2
    assert ran.err == (
        "there is no terminal to ask on; review the plan and say --confirm maintenance (it goes to everyone); nothing "
        "was sent\n"
    )
    assert not emulated.calls()


def test_the_name_must_be_the_right_one(project: Project, start: Start) -> None:
    emulated = start()
    project.campaign(netease_everyone(emulated.url))

    ran = project.apply_here("--confirm", "maintenanse")

    assert (ran.code, emulated.calls()) == (2, [])
    assert "--confirm maintenanse: no campaign of that name goes to everyone here" in ran.err


def test_what_fails_in_a_way_that_may_have_worked_is_never_repeated(project: Project, start: Start) -> None:
    faults = project.write("faults.yaml", "- {every: 1, do: refuse-code, code: 1000}\n")
    emulated = start("--faults", str(faults))
    project.campaign(rongcloud_everyone(emulated.url))

    ran = project.apply_here("--confirm", "greeting")

    assert ran.code == 6, ran
    assert project.statuses() == {"(everyone)": "unknown"}
    assert len(emulated.calls()) == 1
    again = project.apply_here("--unknown", "resend")
    assert again.code == 6, again
    assert len(emulated.calls()) == 1
    assert project.look("resolve", "greeting", "--unknown", "resend").code == 0
    assert project.apply_here("--confirm", "greeting").code == 6
    assert len(emulated.calls()) == 2


def apply(project: Project, emulated: Emulated, number: int) -> tuple[int, str]:
    """One more greeting."""
    file = project.campaign(rongcloud_everyone(emulated.url, name=f"greeting-{number}"), name=f"greeting-{number}")
    ran = project.apply_here(file, "--confirm", f"greeting-{number}")
    return ran.code, ran.out


def test_two_an_hour_and_three_a_day_hold_from_run_to_run(project: Project, start: Start) -> None:
    emulated = start("--rongcloud-broadcast-limit", "none", "--rongcloud-broadcast-day-limit", "none")
    assert [apply(project, emulated, n)[0] for n in (1, 2)] == [0, 0]

    code, out = apply(project, emulated, 3)

    assert code == 5
    assert "the vendor's limit of 2 calls/h is used up until" in out
    assert "from now), more than delivery.max_wait (600 s); apply again then" in out
    assert len(emulated.calls()) == 2
    move_back(project, 3601)
    assert apply(project, emulated, 3)[0] == 0
    move_back(project, 3601)
    code, out = apply(project, emulated, 4)
    assert (code, len(emulated.calls())) == (5, 3)
    assert "the vendor's limit of 3 calls/day is used up until" in out
    move_back(project, 86400 - 7203)
    assert apply(project, emulated, 4)[0] == 0
    assert len(emulated.calls()) == 4


def test_a_plan_says_when_the_quota_is_used_up(project: Project, start: Start) -> None:
    emulated = start("--rongcloud-broadcast-limit", "none", "--rongcloud-broadcast-day-limit", "none")
    assert [apply(project, emulated, n)[0] for n in (1, 2)] == [0, 0]
    file = project.campaign(rongcloud_everyone(emulated.url, name="more"), name="more")

    said = project.look("plan", file).out

    assert (
        "; waits 59 min" in project.look("plan", "-q", file).out
        or "; waits 1 h" in project.look("plan", "-q", file).out
    )
    assert f"  goes to {emulated.url.removeprefix('http://')}\n" in said
    assert "the vendor's limit of 2 calls/h is used up until" in said


@pytest.mark.parametrize(("typed", "code"), [("yes", 2), ("maintenance", 0)])
def test_asked_on_a_terminal_the_name_is_typed(project: Project, start: Start, typed: str, code: int) -> None:
    emulated = start()
    project.campaign(netease_everyone(emulated.url))
    with terminal(project, "apply", "--yes") as screen:
        screen.read_until("Type the campaign's name: ")
        screen.type(f"{typed}\n")
        assert screen.end() == code
    assert emulated.recipients() == (["everyone"] if code == 0 else [])


def test_a_dead_primary_leaves_it_to_the_backup(project: Project, start: Start) -> None:
    emulated = start()
    text = rongcloud_everyone(emulated.url).replace(f'"{emulated.url}"', f'["http://127.0.0.1:1", "{emulated.url}"]')
    project.campaign(text)
    ran = project.apply_here("--confirm", "greeting")
    assert ran.code == 0, ran
    assert emulated.recipients() == ["everyone"]


def test_a_name_that_was_sent_already_may_be_confirmed_again(project: Project, start: Start) -> None:
    emulated = start()
    for name in ("one", "two"):
        project.campaign(netease_everyone(emulated.url, name=name), name=name)
    assert project.apply_here("campaigns/one.yaml", "--confirm", "one").code == 0
    ran = project.apply_here("--confirm", "one", "--confirm", "two")
    assert ran.code == 0, ran
    assert emulated.recipients() == ["everyone", "everyone"]


def test_another_ledger_lifts_no_quota(project: Project, start: Start) -> None:
    emulated = start("--rongcloud-broadcast-limit", "none", "--rongcloud-broadcast-day-limit", "none")
    codes = []
    for number in (1, 2, 3):
        file = project.campaign(rongcloud_everyone(emulated.url, name=f"n{number}"), name=f"n{number}")
        codes.append(project.apply_here(file, "--confirm", f"n{number}", "--ledger", f"ledger-{number}.db").code)
    assert codes == [0, 0, 5]
    assert len(emulated.calls()) == 2


def test_what_never_left_uses_up_no_quota(project: Project, start: Start) -> None:
    for number in (1, 2, 3):
        file = project.campaign(rongcloud_everyone("http://127.0.0.1:1", name=f"n{number}"), name=f"n{number}")
        assert project.apply_here(file, "--confirm", f"n{number}").code == 5
    emulated = start()
    file = project.campaign(rongcloud_everyone(emulated.url, name="n1"), name="n1")
    assert project.apply_here(file, "--confirm", "n1").code == 0
    assert emulated.recipients() == ["everyone"]


def test_a_refusal_for_frequency_is_not_tried_again(project: Project, start: Start) -> None:
    emulated = start("--faults", str(project.write("faults.yaml", "- {every: 1, do: refuse-code, code: 1008}\n")))
    project.campaign(rongcloud_everyone(emulated.url))
    ran = project.apply_here("--confirm", "greeting")
    assert ran.code == 5, ran
    assert "not waited for here; apply again later" in ran.out
    assert len(emulated.calls()) == 1
    assert project.statuses() == {"(everyone)": "deferred"}


def test_nobody_on_a_list_can_be_mistaken_for_everyone(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, recipients="{list: [(everyone)]}"))
    ran = project.look("validate")
    assert ran.code == 3
    assert "the ids (everyone) and (online) are announcements'; give the recipient's own id" in ran.err


def test_an_announcement_is_rendered_and_explained_by_its_audience(project: Project) -> None:
    file = project.campaign(netease_everyone())
    for who in ("everyone", "(everyone)"):
        assert "body: down at two" in project.look("render", file, "-r", who).out
        assert project.look("explain", file, who).out.startswith("(everyone) (campaigns/hello.yaml:4): send")
