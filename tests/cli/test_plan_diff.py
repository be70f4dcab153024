"""The diff in a plan: per decision and reason, per recipient, per text."""

import json

from tests.cli.projects import Project, netease
from tests.cli.test_recall import sent as sent_by_rongcloud
from tests.emulator.callers import Emulated

OLD = '{type: notice, title: "Hello {{ id }}", body: {n: 1, list: [a, b]}}'
NEW = OLD.replace("Hello", "Welcome")


def test_a_first_plan_compares_with_nobody(project: Project) -> None:
    project.campaign(netease())
    assert "recipients" not in project.look("plan").out
    (campaign,) = project.look("plan", "-o", "json").said["campaigns"]
    assert (campaign["recipients"], campaign["changes"]) == ({"planned": 3, "new": 3, "gone": 0}, [])


def test_who_came_and_who_went(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, "{list: [u1, u2, u3]}"))
    assert project.apply_here().code == 0
    assert "  recipients +0 −0\n" in project.look("plan").out
    project.write("recipients/out.txt", "u2\n")
    project.campaign(netease(emulator.url, "{list: [u1, u2, u4, u5, u6], exclude: ../recipients/out.txt}"))
    ran = project.look("plan")
    assert "  recipients +3 −2 (2 in the ledger, no longer in the plan)\n" in ran.out
    assert "  + send  3  will be sent\n" in ran.out
    assert "  = skip  1  accepted\n" in ran.out
    assert "  - skip  1  excluded: " in ran.out
    (campaign,) = project.look("plan", "-o", "json").said["campaigns"]
    assert campaign["recipients"] == {"planned": 4, "new": 3, "gone": 2}


def test_a_changed_text_is_shown_beside_the_one_that_was_sent(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, attach=OLD))
    assert project.apply_here().code == 0
    project.campaign(netease(emulator.url, attach=NEW))
    ran = project.look("plan")
    assert "  ~ hold  3  changed: accepted before, with another text\n" in ran.out
    assert (
        "  ~ u1 (campaigns/hello.yaml:9)\n"
        "    --- attach (sent)\n"
        "    +++ attach (planned)\n"
        "    @@ -1,6 +1,6 @@\n"
        "     {\n"
        '       "type": "notice",\n'
        '    -  "title": "Hello u1",\n'
        '    +  "title": "Welcome u1",\n'
        '       "body": {\n'
    ) in ran.out
    assert ran.out.count("--- attach (sent)") == 3
    resent = project.look("plan", "--changed", "resend")
    assert "  ~ send  3  accepted before; the changed text is sent again\n" in resent.out
    assert resent.out.count("--- attach (sent)") == 3


def test_the_same_change_is_shown_once(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, attach="{type: notice, title: Hello}"))
    assert project.apply_here().code == 0
    project.campaign(netease(emulator.url, attach="{type: notice, title: Welcome}"))
    (campaign,) = project.look("plan", "-o", "json").said["campaigns"]
    assert [(one["recipient"], one["more_lines"]) for one in campaign["changes"]] == [("u1", 0)]
    assert campaign["signs"]["changed"] == 3


def test_what_was_sent_last_counts(project: Project, emulator: Emulated) -> None:
    for text in ("one", "two"):
        project.campaign(netease(emulator.url, "{list: [u1]}", attach=f"'{text}'"))
        assert project.apply_here("--changed", "resend").code == 0
    project.campaign(netease(emulator.url, "{list: [u1]}", attach="'three'"))
    (campaign,) = project.look("plan", "-o", "json").said["campaigns"]
    assert campaign["changes"][0]["diff"][-2:] == ["-two", "+three"]


def test_a_recall_compares_nothing(project: Project, emulator: Emulated) -> None:
    sent_by_rongcloud(project, emulator)
    ran = project.look("recall", "hello", "--plan")
    assert ran.code == 0
    assert "+ send  3" in ran.out
    assert "recipients +" not in ran.out


def test_the_diff_is_in_every_form(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, attach=OLD))
    assert project.apply_here().code == 0
    project.campaign(netease(emulator.url, "{list: [u1, u9]}", attach=NEW))
    markdown = project.look("plan", "-o", "markdown").out
    assert '-  "title": "Hello u1",\n+  "title": "Welcome u1",\n' in markdown
    assert "+1 −2" in markdown
    html = project.look("plan", "-o", "html").out
    assert "Welcome u1" in html
    assert "+1 −2" in html
    lines = [json.loads(line) for line in project.look("plan", "-o", "jsonl").out.splitlines()]
    (diff,) = [one["change"]["diff"] for one in lines if one["type"] == "planned_change" and one["change"]["diff"]]
    assert '+  "title": "Welcome u1",' in diff
