"""The same texts under another name, texts that change and change back: what is a new request and what is not."""

from tests.cli.projects import Project, netease
from tests.conftest import Start
from tests.emulator.callers import Emulated

A, B, C = "{t: a}", "{t: b}", "{t: c}"
PEOPLE = "{list: [u1, u2]}"


def heard(emulator: Emulated) -> list[tuple[str, str]]:
    """Who was sent what, in order."""
    return sorted((line["recipient"], line["params"]["attach"]) for line in emulator.received())


def test_another_name_is_another_campaign_for_the_vendor_too(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, PEOPLE, name="once"), "1")
    project.campaign(netease(emulator.url, PEOPLE, name="twice"), "2")
    assert project.apply_here("campaigns/1.yaml").code == 0
    assert project.apply_here("campaigns/2.yaml").code == 0
    assert len(heard(emulator)) == 4


def test_a_text_that_changes_and_changes_back_is_sent_each_time_it_is_asked_for(
    project: Project, emulator: Emulated
) -> None:
    for attach in (A, B, A):
        project.campaign(netease(emulator.url, PEOPLE, attach=attach))
        assert project.apply_here("--changed", "resend").code == 0
    assert [said for who, said in heard(emulator) if who == "u1"] == ['{"t":"a"}', '{"t":"a"}', '{"t":"b"}']
    assert project.statuses() == {"u1": "accepted", "u2": "accepted"}


def test_what_was_accepted_once_is_not_sent_again_because_a_later_text_was_rejected(
    project: Project, start: Start
) -> None:
    faults = project.write("faults.yaml", "[{do: refuse-code, code: 404, at: 2}]")
    emulator = start("--faults", str(faults))
    project.campaign(netease(emulator.url, "{list: [u1]}", attach=A))
    assert project.apply_here().code == 0
    project.campaign(netease(emulator.url, "{list: [u1]}", attach=B))
    assert project.apply_here("--changed", "resend").code == 4
    project.campaign(netease(emulator.url, "{list: [u1]}", attach=A))
    assert "nothing to do" in project.apply_here().out
    project.campaign(netease(emulator.url, "{list: [u1]}", attach=C))
    assert "--changed resend" in project.apply_here().out
    assert heard(emulator) == [("u1", '{"t":"a"}')]


def test_who_is_excluded_is_so_whatever_the_case(project: Project, emulator: Emulated) -> None:
    project.write("out.csv", "id\nalice\n")
    project.campaign(netease(emulator.url, "{list: [Alice, bob], exclude: ../out.csv}"))
    assert project.apply_here().code == 0
    assert [who for who, _ in heard(emulator)] == ["bob"]
