"""`campaign apply`: what it sends, what it refuses to send, and what its exit code says."""

from collections.abc import Callable

import pytest

from tests.cli.projects import Project, netease, rongcloud
from tests.conftest import Start
from tests.emulator.callers import Emulated

THREE = ["u1", "u2", "u3"]
REFUSED = "{list: [u1, 李雷, u2, 韩梅梅]}"


def fingerprint(project: Project, *arguments: str) -> str:
    """What `plan` says now."""
    said = project.look("plan", "-o", "json", *arguments).said["fingerprint"]
    assert isinstance(said, str)
    return said


def faulty(project: Project, start: Start, *faults: str) -> Emulated:
    """An emulator that fails as told."""
    path = project.write("faults.yaml", "".join(f"- {fault}\n" for fault in faults))
    return start("--netease-limit", "none", "--faults", str(path))


def test_without_a_terminal_it_wants_a_yes(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    ran = project.run("apply")
    assert ran.code == 2, ran
    assert ran.err == "there is no terminal to ask on; review the plan and say --yes; nothing was sent\n"
    assert "+ send  3" in ran.out
    assert not emulator.calls()
    assert not project.ledger.exists()


def test_the_built_in_emulator_is_started_for_the_command(project: Project) -> None:
    project.campaign(netease())
    assert project.apply().code == 0
    assert project.statuses() == dict.fromkeys(THREE, "accepted")
    assert project.run("apply").code == 0  # nothing to do needs no yes


def test_what_a_webhook_is_called_is_no_account_of_a_vendor(project: Project) -> None:
    project.campaign(rongcloud(app_secret="hush"), "one")
    project.campaign(
        "version: 1\nname: hook\nprovider: {type: webhook, endpoint: emulator, app_key: demo}\n"
        "recipients: {list: [u1]}\ncontent: {body: {text: hi}}\n",
        "two",
    )
    assert project.apply_here().code == 0


@pytest.mark.parametrize("last", [rongcloud, netease])
def test_one_app_key_with_two_secrets_cannot_be_emulated(project: Project, last: Callable[..., str]) -> None:
    project.campaign(netease(app_secret="hush-1"), "one")
    project.campaign(last(name="other", app_secret="hush-2"), "two")
    ran = project.apply_here()
    assert ran.code == 2, ran
    assert ran.err.endswith(
        "campaigns/one.yaml and campaigns/two.yaml give the app key 'demo' different secrets, and the built-in "
        "emulator knows one secret of an app key; give it the same one, or apply them one by one; nothing was sent\n"
    )
    assert "hush" not in ran.out + ran.err
    assert set(project.statuses()) == set()
    assert project.apply_here("campaigns/two.yaml").code == 0


def test_the_emulated_account_is_apart_from_a_real_one_with_the_same_key(project: Project, emulator: Emulated) -> None:
    project.campaign(netease())
    assert project.apply_here().code == 0
    project.campaign(netease(emulator.url))
    ran = project.apply_here()
    assert ran.code == 0, ran
    assert "on netease:demo\n" in ran.out
    assert "3 accepted" in ran.out
    assert sorted(emulator.recipients()) == THREE
    rows = [(row["account"], row["recipient"]) for row in project.export()]
    assert sorted(rows) == [(name, who) for name in ("netease:demo", "netease:demo@emulator") for who in THREE]


def test_quiet_says_a_line_a_campaign(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    ran = project.apply_here("-q")
    plan, fingerprint, end = ran.out.splitlines()
    assert plan.startswith("hello: 3 send, 0 skip, 0 hold, 0 refuse; takes ")
    assert fingerprint.startswith("fingerprint ")
    assert end.startswith("hello: 3 accepted, ")
    assert ran.err == ""


def test_several_campaigns_one_after_the_other(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url), "one")
    project.campaign(rongcloud(emulator.url, name="other"), "two")
    ran = project.apply_here("campaigns")
    assert ran.code == 0, ran
    assert "Together: 2 campaigns, 6 to send" in ran.out
    assert "hello: 3 accepted" in ran.out
    assert "other: 3 accepted" in ran.out
    assert sorted(emulator.recipients()) == sorted(THREE * 2)
    project.campaign(netease(emulator.url, "{list: [v1]}", name="third"), "three")
    again = project.apply_here()
    assert again.code == 0, again
    assert {"hello: nothing to do", "other: nothing to do"} < set(again.out.splitlines())
    assert emulator.recipients()[6:] == ["v1"]


class TestExpect:
    """`--expect FINGERPRINT`."""

    def test_the_reviewed_plan_is_sent(self, project: Project, emulator: Emulated) -> None:
        project.campaign(netease(emulator.url))
        ran = project.apply("--expect", fingerprint(project))
        assert ran.code == 0, ran
        assert sorted(emulator.recipients()) == THREE

    def test_another_text_is_not(self, project: Project, emulator: Emulated) -> None:
        project.campaign(netease(emulator.url))
        reviewed = fingerprint(project)
        project.campaign(netease(emulator.url, attach="{type: other}"))
        ran = project.apply_here("--expect", reviewed)
        assert ran.code == 7, ran
        assert f"{reviewed} was expected" in ran.err
        assert fingerprint(project) in ran.err
        assert not emulator.calls()

    def test_nor_is_the_same_once_the_ledger_has_changed(self, project: Project, emulator: Emulated) -> None:
        project.campaign(netease(emulator.url))
        reviewed = fingerprint(project)
        assert project.apply("--expect", reviewed).code == 0
        ran = project.apply_here("--expect", reviewed)
        assert ran.code == 7, ran
        assert len(emulator.calls()) == 3

    def test_a_change_outweighs_a_refusal(self, project: Project, emulator: Emulated) -> None:
        project.campaign(netease(emulator.url, REFUSED))
        assert project.apply_here("--expect", "0" * 32).code == 7


class TestRefused:
    """Recipients that break a rule of the provider."""

    def test_all_of_them_are_named_and_nothing_is_sent(self, project: Project, emulator: Emulated) -> None:
        project.campaign(netease(emulator.url, REFUSED))
        ran = project.apply()
        assert ran.code == 3, ran
        first, second, last = ran.err.splitlines()
        assert first.startswith("campaigns/hello.yaml:9: 李雷: to is '李雷', which is not letters")
        assert second.startswith("campaigns/hello.yaml:9: 韩梅梅: to is '韩梅梅', which is not letters")
        assert last.startswith("2 recipients can't be sent to, so nothing was sent; ")
        assert last.endswith("apply with --skip-refused")
        assert not emulator.calls()
        assert not project.ledger.exists()

    def test_the_rest_is_sent_when_they_are_skipped(self, project: Project, emulator: Emulated) -> None:
        project.campaign(netease(emulator.url, REFUSED))
        ran = project.apply("--skip-refused")
        assert ran.code == 4, ran
        assert project.statuses() == {"u1": "accepted", "u2": "accepted", "李雷": "refuse", "韩梅梅": "refuse"}
        assert sorted(emulator.recipients()) == ["u1", "u2"]
        again = project.apply_here("--skip-refused")
        assert again.code == 4, again
        assert len(emulator.calls()) == 2

    def test_refused_ones_alone_are_recorded_too(self, project: Project, emulator: Emulated) -> None:
        project.campaign(netease(emulator.url, "{list: [李雷]}"))
        assert project.apply_here("--skip-refused").code == 4
        (row,) = project.export()
        assert (row["recipient"], row["status"], row["attempts"]) == ("李雷", "refuse", 0)
        assert "[NE006]" in row["detail"]


def test_rejected_messages_are_skipped_until_their_text_changes(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, "{list: [u1, ghost]}"))
    ran = project.apply()
    assert ran.code == 4, ran
    assert "1 accepted, 1 rejected" in ran.out
    assert project.statuses() == {"u1": "accepted", "ghost": "rejected"}
    again = project.apply_here()
    assert again.code == 0, again
    assert "rejected, and the text is the same" in again.out
    project.campaign(netease(emulator.url, "{list: [ghost]}", "{type: other}"))
    assert project.apply_here().code == 4
    assert len(emulator.calls()) == 3


def test_a_changed_text_is_held_until_somebody_wants_it_sent(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    assert project.apply_here().code == 0
    project.campaign(netease(emulator.url, attach='{type: notice, title: "Hi {{ id }}"}'))
    held = project.apply_here()
    assert held.code == 0, held
    assert "3 messages held: accepted with another text; `--changed resend` sends the new one" in held.out
    assert len(emulator.calls()) == 3
    sent = project.apply_here("--changed", "resend")
    assert sent.code == 0, sent
    assert [line["params"]["attach"] for line in emulator.received()[3:]] == [
        f'{{"type":"notice","title":"Hi {who}"}}' for who in THREE
    ]


def test_deferred_messages_that_are_left_end_with_5_and_go_with_the_next_run(project: Project, start: Start) -> None:
    emulator = faulty(project, start, "{do: refuse-code, code: 500, times: 4}")
    project.campaign(netease(emulator.url, "{list: [u1, u2]}", delivery="{attempts: 2}"))
    ran = project.apply()
    assert ran.code == 5, ran
    assert "0 accepted, 0 rejected, 2 deferred, 0 unknown; 4 calls" in ran.out
    assert "go on with: campaign apply" in ran.out
    assert project.statuses() == {"u1": "deferred", "u2": "deferred"}
    again = project.apply_here()
    assert again.code == 0, again
    assert sorted(emulator.recipients()) == ["u1", "u2"]


def test_a_longer_block_than_max_wait_stops_the_run(project: Project, start: Start) -> None:
    emulator = faulty(project, start, "{do: block, seconds: 30, at: 3}")
    project.campaign(netease(emulator.url, delivery="{max_wait: 1s, concurrency: 1}"))
    ran = project.apply_here("--var", "a=b c")
    assert ran.code == 5, ran
    assert "stopped: the provider refuses for frequency" in ran.out
    assert "go on with: campaign apply --var 'a=b c'\n" in ran.out
    assert sorted(project.statuses().values()) == ["accepted", "accepted", "deferred"]


def test_messages_in_doubt_are_held_until_somebody_decides(project: Project, start: Start) -> None:
    emulator = faulty(project, start, "{do: garbage, at: [1, 2]}")
    project.campaign(netease(emulator.url))
    ran = project.apply()
    assert ran.code == 6, ran
    assert "2 messages are in doubt" in ran.out
    held = project.apply_here()
    assert held.code == 6, held
    assert "! hold  2  in doubt: nobody can know whether it was taken" in held.out
    assert len(emulator.calls()) == 3
    sent = project.apply_here("--unknown", "resend")
    assert sent.code == 0, sent
    assert project.statuses() == dict.fromkeys(THREE, "accepted")
    assert sorted(emulator.recipients()) == THREE  # the vendor knew both requests by their ids
    assert [call["code"] for call in emulator.calls()[3:]] == [431, 431]


def test_a_failure_that_the_vendor_reports_is_held_where_the_file_says_so(project: Project, start: Start) -> None:
    emulator = faulty(project, start, "{do: refuse-code, code: 500, at: 1}")
    project.campaign(netease(emulator.url, delivery="{on_failure: hold}"))
    assert project.apply_here().code == 6
    assert sorted(project.statuses().values()) == ["accepted", "accepted", "unknown"]


def test_less_durable_is_as_right(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    assert project.apply_here("--durability", "process").code == 0
    assert project.statuses() == dict.fromkeys(THREE, "accepted")


def test_the_first_exit_code_over_several_campaigns(project: Project, start: Start) -> None:
    emulator = faulty(project, start, "{do: garbage, route: template}")
    project.campaign(rongcloud(emulator.url, name="a"), "a")
    project.campaign(netease(emulator.url, "{list: [ghost]}", name="b"), "b")
    assert project.apply_here().code == 6


def test_a_file_that_is_no_ledger_stays_as_it_is(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    project.write("notes.db", "not a database, but long enough to be looked at as one " * 20)
    ran = project.apply("--ledger", "notes.db")
    assert ran.code == 1, ran
    assert "the ledger notes.db can't be used: file is not a database" in ran.err
    assert not emulator.calls()


@pytest.mark.parametrize("wait", ["5", "-1s", "25h"])
def test_a_lock_timeout_is_a_duration(project: Project, wait: str) -> None:
    project.campaign(netease())
    ran = project.look("apply", "--lock-timeout", wait)
    assert ran.code == 2
    assert ran.err.startswith(f"--lock-timeout {wait}: `{wait}` ")
