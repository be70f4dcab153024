"""Policies of a project and of a campaign: what breaks them is never sent, and is told with numbers and the line."""

import json
import subprocess

import pytest

from tests.cli.projects import Project, netease
from tests.conftest import Start

NOON, NIGHT = "2026-12-01T12:00:00+08:00", "2026-12-01T23:30:00+08:00"


def write(project: Project, policy: str, url: str = "emulator", **lines: str) -> str:
    """A campaign with this policy, on its last line; where that is."""
    text = netease(url, attach='{a: "hi"}', **lines)
    project.campaign(f"{text}policy: {policy}\n")
    return f"campaigns/hello.yaml:{text.count(chr(10)) + 1}"


def test_a_plan_that_breaks_a_policy_is_shown_and_ends_with_3(project: Project) -> None:
    line = write(project, "{max_recipients: 2}")

    ran = project.look("plan")

    assert ran.code == 3
    assert "+ send  3" in ran.out
    assert "policies: 1 broken" in ran.out
    assert f"{line}:10: max_recipients is 2, the plan sends to 3; send to fewer, or change this line" in ran.err


def test_nothing_is_sent_where_a_policy_is_broken(project: Project, start: Start) -> None:
    emulated = start()
    line = write(project, "{max_recipients: 2}", emulated.url)

    ran = project.apply_here()

    assert ran.code == 3, ran
    assert f"{line}:10: max_recipients is 2, the plan sends to 3" in ran.err
    assert emulated.recipients() == []
    assert not project.ledger.exists() or project.statuses() == {}


def test_what_is_kept_is_counted_and_sent(project: Project, start: Start) -> None:
    emulated = start()
    write(project, "{max_recipients: 3, max_duration: 1h, expect: [{that: send == 3, message: three}]}", emulated.url)

    ran = project.apply_here()

    assert ran.code == 0, ran
    assert "policies: 3 kept" in ran.out
    assert len(emulated.recipients()) == 3


def test_the_projects_policy_holds_for_every_campaign_and_names_its_line(project: Project) -> None:
    project.write("project.yaml", "version: 1\npolicy:\n  max_recipients: 2\n")
    project.campaign(netease(name="one"), "one")
    project.campaign(netease(name="two"), "two")

    ran = project.look("plan")

    assert ran.code == 3
    assert ran.err.count("project.yaml:3:3: max_recipients is 2, the plan sends to 3") == 1


def test_all_that_is_broken_is_told_at_once(project: Project) -> None:
    expectation = "{that: \"'release' in tags\", message: only releases}"
    write(project, f"{{max_recipients: 1, max_duration: 1s, expect: [{expectation}]}}", tags="[promo]", limits="")
    ran = project.look("plan")
    assert "max_recipients is 1" in ran.err
    assert "only releases: `'release' in tags` does not hold, tags is [promo]" in ran.err
    assert ran.code == 3


def test_an_expression_that_cannot_be_told_is_a_problem_of_the_file(project: Project) -> None:
    line = write(project, "{expect: [{that: sned < 5, message: few}]}")
    ran = project.look("plan")
    assert ran.code == 3
    assert f"{line}:26: 'sned' is undefined in `expect`" in ran.err
    assert "did you mean 'send'?" in ran.err
    validated = project.look("validate")
    assert validated.code == 3
    assert f"{line}:26: 'sned' is undefined in `expect`" in validated.err


def test_validate_does_not_ask_whether_policies_are_kept(project: Project) -> None:
    write(project, "{max_recipients: 2, expect: [{that: send < 2, message: few}]}")
    assert project.look("validate").code == 0


def test_those_whose_text_has_changed_are_a_share(project: Project, start: Start) -> None:
    emulated = start()
    write(project, "{max_share_changed: 50%}", emulated.url)
    assert project.apply_here().code == 0
    path = project.root / "campaigns/hello.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"hi"', '"ho"'), encoding="utf-8")

    ran = project.look("plan", "--changed", "resend")

    assert ran.code == 3
    assert "max_share_changed is 50%, 3 of 3 recipients (100%) have it already with another text" in ran.err
    assert project.apply_here("--changed", "resend").code == 3
    assert len(emulated.recipients()) == 3


def test_programs_are_told_every_verdict(project: Project) -> None:
    write(project, "{max_recipients: 3, max_duration: 1h, require_plan: true}")
    ran = project.look("plan", "--output", "json")
    assert ran.code == 0, ran
    policies = ran.said["campaigns"][0]["policies"]
    assert [(one["policy"], one["result"]) for one in policies] == [
        ("max_recipients", "kept"),
        ("max_duration", "kept"),
        ("require_plan", "pending"),
    ]


def test_a_saved_plan_is_required_only_where_something_is_sent(project: Project, start: Start) -> None:
    emulated = start()
    line = write(project, "{require_plan: true}", emulated.url)
    planned = project.look("plan", "--out", "plan.json")
    assert planned.code == 0, planned
    assert f"when it is applied: {line}:10: require_plan is true, and no saved plan is carried out" in planned.err

    assert project.apply_here().code == 3
    assert emulated.recipients() == []

    applied = project.inside(("apply", "--plan", "plan.json"), {})
    assert applied.code == 0, applied
    assert len(emulated.recipients()) == 3
    again = project.apply_here()
    assert again.code == 0, again
    assert again.out.endswith("hello: nothing to do\n")


def test_a_saved_plan_says_what_its_policies_are(project: Project) -> None:
    write(project, "{max_recipients: 2, require_plan: true}")
    assert project.look("plan", "--out", "plan.json").code == 3
    saved = json.loads((project.root / "plan.json").read_text(encoding="utf-8"))
    assert saved["campaigns"][0]["policies"] == [
        {"demand": "max_recipients", "ok": False, "says": "max_recipients is 2, the plan sends to 3"}
    ]
    assert project.inside(("apply", "--plan", "plan.json"), {}).code == 3


def git(project: Project, *words: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=project.root, check=True, capture_output=True)


def test_nothing_is_sent_while_a_file_is_not_committed(project: Project, start: Start) -> None:
    emulated = start()
    line = write(project, "{require_clean_git: true}", emulated.url)
    outside = project.look("plan")
    assert outside.code == 0, outside
    assert "require_clean_git is true, and the project lies in no git repository" in outside.err
    git(project, "init", "-q")
    ran = project.apply_here()
    assert ran.code == 3, ran
    assert f"{line}:10: require_clean_git is true, and 2 files are not as committed: campaigns/hello.yaml" in ran.err
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "all")

    ran = project.apply_here()

    assert ran.code == 0, ran
    assert len(emulated.recipients()) == 3


def test_nothing_is_sent_at_hours_that_are_denied(project: Project) -> None:
    line = write(project, '{deny_windows: "22:00-08:00", time_zone: Asia/Shanghai}')
    planned = project.look("plan", CAMPAIGN_CLOCK=NIGHT)
    assert planned.code == 0, planned
    assert "when it is applied: " in planned.err

    ran = project.apply_here(CAMPAIGN_CLOCK=NIGHT)

    assert ran.code == 3, ran
    assert (
        f"{line}:10: deny_windows names 22:00-08:00, and it is 2026-12-01 23:30 in Asia/Shanghai; "
        "wait until 2026-12-02 08:00 in Asia/Shanghai, or change this line"
    ) in ran.err
    assert project.apply_here(CAMPAIGN_CLOCK=NOON).code == 0
    assert set(project.statuses().values()) == {"accepted"}
    assert project.apply_here(CAMPAIGN_CLOCK=NIGHT).code == 0


TARGETS = """
version: 1
targets:
  staging: {providers: {netease: {endpoint: emulator, app_key: staging}}}
  prod: {providers: {netease: {endpoint: emulator, app_key: prod}}, policy: {max_recipients: 2}}
policy: {allowed_targets: [staging, prod]}
"""


@pytest.mark.parametrize(
    ("target", "code", "says"),
    [
        ("local", 3, "project.yaml:5:10: allowed_targets are staging and prod, the target is local; say --target stag"),
        ("staging", 0, ""),
        ("prod", 3, "project.yaml:4:78: max_recipients is 2, the plan sends to 3"),
    ],
)
def test_a_target_may_be_denied_and_may_have_a_policy_of_its_own(
    project: Project, target: str, code: int, says: str
) -> None:
    project.write("project.yaml", TARGETS.lstrip())
    project.campaign(netease())
    ran = project.look("plan", "--target", target)
    assert ran.code == code, ran
    assert says in ran.err


def test_without_targets_allowed_ones_are_asked_for_when_it_is_sent(project: Project, start: Start) -> None:
    emulated = start()
    write(project, "{allowed_targets: prod}", emulated.url)
    planned = project.look("plan")
    assert planned.code == 0, planned
    assert "allowed_targets is prod, no target is named" in planned.err
    assert project.apply_here().code == 3
    assert emulated.recipients() == []
