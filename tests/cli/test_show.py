"""`campaign show`: a saved plan for people and for programs."""

import json

from runner.planfile.canonical import sealed
from tests.cli.announcements import rongcloud_everyone
from tests.cli.projects import Project, netease
from tests.cli.test_schemas import check


def save(project: Project, *options: str, code: int = 0) -> None:
    ran = project.look("plan", "--out", "plan.json", *options)
    assert ran.code == code, ran


def test_a_plan_is_shown_as_it_was_made(project: Project) -> None:
    people = "{list: [{id: u1, age: 1}, {id: u2, age: 9}, {id: u4, age: 9}, {id: 'u 3', age: 9}], where: 'age|int > 5'}"
    project.campaign(netease(recipients=people, delivery="{stages: [1, 100%]}", policy="{max_recipients: 5}"))
    save(project, "--var", "v=1", "--entries", "e.jsonl.gz", code=3)
    ran = project.look("show", "plan.json")
    assert (ran.code, ran.err) == (0, "")
    for line in (
        "hello (campaigns/hello.yaml) on netease:demo@emulator\n",
        "  + send    2  will be sent\n",
        "  1 recipient left out by `where`\n",
        "  policy max_recipients: kept: ",
        "  single         2      2  100000 calls/s",
        "  x u 3  ",
        "  planned without a ledger: there was none\n",
        "made by campaign-runner ",
        "variables: v=1\n",
        "every recipient: e.jsonl.gz (3 entries)\n",
        "send it with: campaign apply --plan plan.json\n",
    ):
        assert line in ran.out, ran.out
    assert "  stage  size  recipients  to send  calls  takes about  state\n" in ran.out


def test_as_json_it_is_the_file(project: Project) -> None:
    project.campaign(netease())
    save(project)
    ran = project.look("show", "plan.json", "-o", "json")
    assert ran.said == json.loads((project.root / "plan.json").read_bytes())
    check(ran.said, "plan-file")


def test_an_announcement_and_the_ledger(project: Project) -> None:
    project.campaign(rongcloud_everyone())
    assert project.look("ledger", "init").code == 0
    save(project)
    shown = project.look("show", "plan.json").out
    assert "  reaches everyone: all users of the app\n" in shown
    assert " at serial 0\n" in shown
    assert "planned on the ledger " in shown


def test_what_a_later_program_may_write_does_not_end_it(project: Project) -> None:
    project.campaign(netease())
    save(project)
    path = project.root / "plan.json"
    plan = json.loads(path.read_bytes())
    plan["more"] = 1
    plan["campaigns"][0]["reasons"][0]["decision"] = "ponder\x1b"
    path.write_bytes(sealed(plan))
    ran = project.look("show", "plan.json")
    assert ran.code == 0, ran
    assert "? ponder\\x1b  3" in ran.out


def test_what_is_no_plan_is_said_so(project: Project) -> None:
    project.write("plan.json", "{}")
    ran = project.look("show", "plan.json")
    assert (ran.code, ran.out) == (7, "")
    assert "plan.json is no plan file of this program" in ran.err
    assert project.look("show", "none.json").code == 2
