"""`campaign recall`: takes back what was accepted, by its ids, once; says why where that can't be."""

from tests.cli.announcements import move_back, netease_everyone, rongcloud_everyone
from tests.cli.projects import Project, netease, rongcloud
from tests.conftest import Start
from tests.emulator.callers import Emulated

THREE = ["u1", "u2", "u3"]


def sent(project: Project, emulated: Emulated, **changed: str) -> str:
    """A campaign of RongCloud's, sent to three."""
    file = project.campaign(rongcloud(emulated.url, **changed))
    assert project.apply_here(file).code == 0
    return file


def recalled(emulated: Emulated) -> list[tuple[str, str]]:
    """Whose messages were taken back, by which id."""
    lines = [one for one in emulated.received() if one["route"] == "recall"]
    return [(one["recipient"], one["params"]["messageUID"]) for one in lines]


def test_every_accepted_message_is_taken_back_once(project: Project, emulator: Emulated) -> None:
    sent(project, emulator)
    ids = {row["recipient"]: row["provider_id"] for row in project.export()}

    ran = project.inside(("recall", "hello", "--yes"), {})

    assert ran.code == 0, ran
    assert dict(recalled(emulator)) == ids
    rows = project.export("--campaign", "hello/recall")
    assert [(row["recipient"], row["status"], row["route"]) for row in rows] == [
        (f"{who}~1", "accepted", "recall") for who in THREE
    ]
    again = project.inside(("recall", "hello", "--yes"), {})
    assert again.code == 0, again
    assert again.out.endswith("hello/recall: nothing to do\n")
    assert len(recalled(emulator)) == 3


def test_only_one_recipient(project: Project, emulator: Emulated) -> None:
    sent(project, emulator)

    assert project.inside(("recall", "hello", "-r", "u2", "--yes"), {}).code == 0

    assert [who for who, _ in recalled(emulator)] == ["u2"]
    told = project.look("explain", "campaigns/hello.yaml", "u2").out
    assert "\nrecall of try 1, try 1: accepted by recall\n" in told
    assert "recall" not in project.look("explain", "campaigns/hello.yaml", "u1").out


def test_replaced_messages_are_taken_back_too(project: Project, emulator: Emulated) -> None:
    sent(project, emulator)
    project.campaign(rongcloud(emulator.url, content='{content: "Hello again {{ id }}"}'))
    assert project.apply_here("--changed", "resend").code == 0

    assert project.inside(("recall", "hello", "--yes"), {}).code == 0

    assert len({uid for _, uid in recalled(emulator)}) == 6
    rows = project.export("--campaign", "hello/recall")
    assert sorted(row["recipient"] for row in rows) == ["u1~1", "u1~2", "u2~1", "u2~2", "u3~1", "u3~2"]


def test_the_plan_alone_sends_nothing(project: Project, emulator: Emulated) -> None:
    sent(project, emulator)

    ran = project.look("recall", "hello", "--plan")

    assert ran.code == 0
    assert "+ send  3" in ran.out
    assert recalled(emulator) == []


def test_without_a_terminal_it_wants_a_yes(project: Project, emulator: Emulated) -> None:
    sent(project, emulator)
    ran = project.run("recall", "hello")
    assert ran.code == 2
    assert ran.err == "there is no terminal to ask on; look at --plan and say --yes; nothing was recalled\n"
    assert recalled(emulator) == []


def test_a_message_without_an_id_is_refused(project: Project, start: Start) -> None:
    faults = project.write("faults.yaml", "- {every: 1, do: missing-uids}\n")
    emulated = start("--faults", str(faults))
    sent(project, emulated)

    ran = project.inside(("recall", "hello", "--yes"), {})

    assert ran.code == 4, ran
    assert "x refuse  3" in ran.out
    assert "the provider's answer held no id of this message, so it can't be recalled" in ran.out
    assert recalled(emulated) == []


def test_an_announcement_is_taken_back(project: Project, start: Start) -> None:
    emulated = start()
    project.campaign(rongcloud_everyone(emulated.url), name="greeting")
    assert project.apply_here("--confirm", "greeting").code == 0

    ran = project.inside(("recall", "greeting", "--yes"), {})

    assert ran.code == 0, ran
    assert [one["route"] for one in emulated.received()] == ["rc-broadcast", "broadcast-recall"]


def test_netease_cannot_recall_and_says_why(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    assert project.apply_here().code == 0

    ran = project.look("recall", "hello", "--yes")

    assert ran.code == 2
    assert "hello can't be recalled: " in ran.err
    assert "no id" in ran.err


def test_what_was_never_sent_cannot_be_recalled(project: Project, emulator: Emulated) -> None:
    project.campaign(rongcloud(emulator.url))
    ran = project.look("recall", "hello", "--yes")
    assert ran.code == 2
    assert "knows of nothing that hello sent" in ran.err


def test_the_campaign_is_found_by_its_file_too_and_others_may_be_broken(project: Project, emulator: Emulated) -> None:
    file = sent(project, emulator)
    project.campaign("version: 7\n", name="broken")
    assert project.look("recall", "hello", "--plan").code == 0
    assert project.look("recall", file, "--plan").code == 0
    assert project.look("recall", "nobody", "--plan").code == 3  # it may be the broken one


def test_an_unrecallable_announcement(project: Project) -> None:
    project.campaign(netease_everyone())
    assert project.look("recall", "maintenance", "--yes").code == 2


def test_what_is_sent_after_a_recall_is_recalled_by_the_next_one(project: Project, emulator: Emulated) -> None:
    sent(project, emulator, recipients="{list: [u1, u1~1]}")
    assert project.inside(("recall", "hello", "--yes"), {}).code == 0
    project.campaign(rongcloud(emulator.url, recipients="{list: [u1, u1~1]}", content='{content: "two"}'))
    assert project.apply_here("--changed", "resend").code == 0

    assert project.inside(("recall", "hello", "--yes"), {}).code == 0

    uids = [uid for _, uid in recalled(emulator)]
    assert len(uids) == len(set(uids)) == 4
    assert sorted(who for who, _ in recalled(emulator)) == ["u1", "u1", "u1~1", "u1~1"]


def test_a_campaign_that_reaches_others_now_is_not_recalled_the_other_way(project: Project, emulator: Emulated) -> None:
    sent(project, emulator)
    project.campaign(rongcloud_everyone(emulator.url, name="hello"))

    ran = project.inside(("recall", "hello", "--yes"), {})

    assert ran.code == 4, ran
    assert "which the file no longer asks for: recall it with `recipients` as they were then" in ran.out
    assert not [one for one in emulator.received() if "recall" in one["route"]]


def test_recalls_of_announcements_stay_within_the_quota(project: Project, start: Start) -> None:
    emulated = start("--rongcloud-broadcast-limit", "none", "--rongcloud-broadcast-day-limit", "none")
    for number, text in enumerate(("one", "two", "three")):
        project.campaign(rongcloud_everyone(emulated.url).replace("content: hi", f"content: {text}"), name="greeting")
        assert project.apply_here("--confirm", "greeting", "--changed", "resend").code == 0
        move_back(project, 3601 if number != 1 else 86400)

    ran = project.inside(("recall", "greeting", "--yes"), {})

    assert ran.code == 5, ran
    assert "the vendor's limit of 2 calls/h is used up until" in ran.out
    assert len([one for one in emulated.received() if one["route"] == "broadcast-recall"]) == 2
    move_back(project, 3601)
    again = project.inside(("recall", "greeting", "--yes"), {})
    assert again.code == 0, again
    uids = [one["params"]["messageUID"] for one in emulated.received() if one["route"] == "broadcast-recall"]
    assert len(set(uids)) == len(uids) == 3


def test_doubts_are_told(project: Project, start: Start) -> None:
    emulated = start("--faults", str(project.write("faults.yaml", "- {at: [1], do: reset-after}\n")))
    project.campaign(rongcloud(emulated.url, content='{content: "Hello {{ id }}{{ id }}"}', objectName="RC:TxtMsg"))
    project.apply_here()
    ran = project.inside(("recall", "hello", "--yes"), {})
    assert "in doubt and can't be recalled: they may have arrived, but nobody knows their ids" in ran.err + ran.out
