"""`campaign plan`: what would be sent, to whom, how, and why; it changes nothing."""

import json
from datetime import datetime

import pytest

from tests.cli.projects import Project, netease, rongcloud, table
from tests.emulator.callers import Emulated


def test_for_people(project: Project) -> None:
    path = project.campaign(netease())
    ran = project.run("plan", path)
    assert (ran.code, ran.err) == (0, "")
    title, _, sends, longest, _, heads, way, _, sample, *_ = ran.out.splitlines()
    assert title == f"hello ({path}) on netease:demo@emulator"
    assert sends == "  + send  3  will be sent"
    assert longest == "  longest: attach 36/4,096 (u1)"
    assert heads.split() == ["route", "messages", "calls", "limit", "takes", "about", "why"]
    assert way.split()[:7] == ["single", "3", "3", "100000", "calls/s", "0.1", "s"]
    assert way.endswith("  one recipient a call: the quickest legal way")
    assert sample == f'  + u1 ({path}:9)  from=system, attach={{"type":"notice","title":"Hello u1"}}'
    assert not (project.root / ".campaign").exists()


def test_for_programs(project: Project) -> None:
    path = project.campaign(netease())
    ran = project.run("plan", "-o", "json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.said["format_version"] == 1
    (campaign,) = ran.said["campaigns"]
    assert ran.said["fingerprint"] == campaign["fingerprint"]
    assert (campaign["campaign"], campaign["file"], campaign["account"]) == ("hello", path, "netease:demo@emulator")
    assert campaign["counts"] == {"send": 3, "skip": 0, "hold": 0, "refuse": 0}
    (way,) = campaign["routes"]
    assert (way["route"], way["messages"], way["calls"]) == ("single", 3, 3)
    assert campaign["samples"][0]["params"]["attach"] == '{"type":"notice","title":"Hello u1"}'
    assert not (project.root / ".campaign").exists()


def test_the_fingerprint_depends_on_nothing_but_what_is_sent(project: Project) -> None:
    project.write("recipients/one.csv", table(("id", "name"), [("u1", "Li"), ("u2", "Wang")]))
    project.write("recipients/two.csv", table(("name", "id"), [("Wang", "u2"), ("Li", "u1")]))
    prints = []
    for name in ("one", "two"):
        project.campaign(netease(recipients=f"{{file: ../recipients/{name}.csv}}", attach="'{{ name }}'"))
        prints.append(project.look("plan", "-o", "json").said["fingerprint"])
    assert prints[0] == prints[1]
    project.campaign(netease(recipients="{file: ../recipients/one.csv}", attach="'{{ name }}!'"))
    assert project.look("plan", "-o", "json").said["fingerprint"] != prints[0]


def test_several_campaigns_have_a_fingerprint_together(project: Project) -> None:
    project.campaign(netease(), "one")
    project.campaign(rongcloud(name="other"), "two")
    ran = project.look("plan", "campaigns")
    assert "Together: 2 campaigns, 6 to send" in ran.out
    joint = project.look("plan", "-o", "json").said["fingerprint"]
    assert ran.out.endswith(f"fingerprint {joint}\n")
    assert project.look("plan", "-q").out.splitlines()[-1] == f"fingerprint {joint}"


def test_the_exit_code_tells_of_changes_where_it_is_asked_to(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    assert project.look("plan").code == 0
    assert project.look("plan", "--detailed-exitcode").code == 2
    assert project.apply_here().code == 0
    assert project.look("plan", "--detailed-exitcode").code == 0


def test_refused_recipients_end_with_3(project: Project) -> None:
    project.campaign(netease(recipients="{list: [u1, 李雷]}"))
    ran = project.look("plan", "--detailed-exitcode")
    assert ran.code == 3
    assert "x refuse  1" in ran.out
    assert "[NE006]" in ran.out


def test_duplicates_are_counted_and_both_places_named(project: Project) -> None:
    project.write("recipients/all.csv", table(("id",), [("u1",), ("u2",), ("u1",)]))
    project.campaign(netease(recipients="{list: [u2], file: ../recipients/all.csv}"))
    ran = project.look("plan")
    assert "2 rows dropped: the recipient stands there already (-v names both places)" in ran.out
    assert "stands again" not in ran.out
    told = project.look("plan", "-v").out
    assert "  = u2 stands again at recipients/all.csv:3, first at campaigns/hello.yaml:9\n" in told
    assert "  = u1 stands again at recipients/all.csv:4, first at recipients/all.csv:2\n" in told
    assert project.look("plan", "-o", "json").said["campaigns"][0]["duplicates"] == 2


def test_netease_ids_that_differ_only_in_case_are_warned_of(project: Project) -> None:
    project.campaign(netease(recipients="{list: [u1, U1, u2]}"))
    what = "1 id differs from another only in case; the provider holds them for one account"
    assert f"  warning: {what} (campaigns/hello.yaml:9:1) [GEN004]\n" in project.look("plan").out
    project.campaign(netease(recipients="{list: [u1, U1, u2]}", lint="{disable: [GEN004]}"))
    ran = project.look("plan")
    assert ("GEN004]" in ran.out, "  rules off: GEN004\n" in ran.out) == (False, True)
    project.campaign(rongcloud(recipients="{list: [u1, U1, u2]}"))
    assert "GEN004" not in project.look("plan").out


def test_warnings_are_shown_to_people_and_programs(project: Project) -> None:
    project.write("recipients/all.csv", table(("id",), [("u1",), ("1.38E+10",), ("1.39E+10",)]))
    project.campaign(rongcloud(recipients="{file: ../recipients/all.csv}", lint="{disable: [RC041]}"))
    ran = project.look("plan")
    assert ran.code == 0
    assert (
        "  warning: the id 1.38E+10 is a number as a spreadsheet shortens it: its last digits are lost; "
        "for 2 recipients, first 1.38E+10 (recipients/all.csv:3) [GEN003]\n"
    ) in ran.out
    (campaign,) = project.look("plan", "-o", "json").said["campaigns"]
    (told,) = [one for one in campaign["warnings"] if one["id"] == "GEN003"]
    assert {name: told[name] for name in ("severity", "count", "recipient", "place")} == {
        "severity": "warning", "count": 2, "recipient": "1.38E+10", "place": "recipients/all.csv:3",
    }  # fmt: skip
    assert campaign["rules_off"] == ["RC041"]
    assert (
        project.look("plan", "-q")
        .out.splitlines()[0]
        .endswith(" warnings" if len(campaign["warnings"]) > 1 else "1 warning")
    )


def test_a_warning_about_the_file_stands_at_its_place_there(project: Project) -> None:
    project.campaign(rongcloud())
    (campaign,) = project.look("plan", "-o", "json").said["campaigns"]
    (told,) = [one for one in campaign["warnings"] if one["id"] == "RC041"]
    assert (told["count"], told["recipient"]) == (None, None)
    assert told["place"] == "campaigns/hello.yaml:12:15"
    assert "(campaigns/hello.yaml:12:15) [RC041]\n" in project.look("plan").out


def test_what_is_said_once_is_said_until_the_account_has_taken_a_message(project: Project, emulator: Emulated) -> None:
    project.campaign(rongcloud(emulator.url))
    assert "[RC049]" in project.look("plan").out
    assert "[RC049]" in project.look("validate").err
    applied = project.apply_here()
    assert (applied.code, "[RC049]" in applied.out, "[RC041]" in applied.out) == (0, True, True)
    project.campaign(rongcloud(emulator.url, name="other"))
    assert "[RC049]" not in project.look("plan").out
    assert "[RC049]" not in project.look("validate").err
    project.campaign(rongcloud(emulator.url, name="other", app_key="demo2"))
    assert "[RC049]" in project.look("plan").out


def test_the_longest_texts_are_told_with_their_recipients(project: Project) -> None:
    project.write("recipients/all.csv", table(("id", "name"), [("u1", "Li"), ("u2", "😀😀😀"), ("u3", "Wang")]))
    project.campaign(
        netease(recipients="{file: ../recipients/all.csv}", push="{pushcontent: '{{ name }}', sound: ring.caf}")
    )
    assert "  longest: attach 36/4,096 (u1), pushcontent 6/500 (u2)\n" in project.look("plan").out
    told = project.look("plan", "-v").out
    assert "from 6/32 (everyone), attach 36/4,096 (u1), pushcontent 6/500 (u2), sound 8/30 (everyone)\n" in told
    (campaign,) = project.look("plan", "-o", "json").said["campaigns"]
    assert campaign["longest"][0] == {
        "field": "from", "length": 6, "most": 32, "unit": "characters", "recipient": None,
    }  # fmt: skip
    assert [one["field"] for one in campaign["longest"]] == ["from", "attach", "pushcontent", "sound"]


def test_who_is_left_out_and_why(project: Project) -> None:
    project.write("recipients/out.txt", "u2\n")
    people = "[{id: u1, age: 30}, {id: u2, age: 31}, {id: u3, age: 9}]"
    recipients = f'{{list: {people}, where: "age|int >= 18", exclude: ../recipients/out.txt}}'
    project.campaign(netease(recipients=recipients))
    ran = project.look("plan")
    assert "+ send  1  will be sent" in ran.out
    assert "- skip  1  excluded: on the list of those who are never sent to" in ran.out
    assert "1 recipient left out by `where`" in ran.out


def test_nobody(project: Project) -> None:
    project.campaign(netease(recipients='{list: [u1], where: "false"}'))
    ran = project.look("plan")
    assert ran.code == 0
    assert "=  0  no recipients" in ran.out
    assert project.run("apply").code == 0


def test_terminal_codes_in_a_name_are_shown_not_obeyed(project: Project) -> None:
    project.write("recipients/all.jsonl", json.dumps({"id": "u1", "name": "\x1b[31mred\u202e"}))
    project.campaign(netease(recipients="{file: ../recipients/all.jsonl}", attach="'{{ name }}'"))
    for arguments in (
        ("plan",),
        ("render", "campaigns/hello.yaml", "-r", "u1"),
        ("explain", "campaigns/hello.yaml", "u1"),
    ):
        assert "\x1b" not in project.look(*arguments, FORCE_COLOR="1").out


@pytest.mark.parametrize("command", ["plan", "apply", "validate", "status"])
def test_an_unset_key_is_an_error_everywhere(project: Project, command: str) -> None:
    project.campaign(netease(app_key="${NETEASE_APP_KEY}"))
    ran = project.look(command)
    assert ran.code == 3
    assert ran.err.startswith("campaigns/hello.yaml:6:12: the app key needs NETEASE_APP_KEY, which isn't set; ")
    assert project.look(command, "-q", NETEASE_APP_KEY="demo").code in {0, 2}


def test_times_are_rfc_3339(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    assert project.apply_here().code == 0
    for row in project.export():
        for name in ("planned_at", "sent_at", "answered_at"):
            assert row[name].endswith("Z")
            assert datetime.fromisoformat(row[name]).tzinfo is not None
