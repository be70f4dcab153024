"""`after`: the order of campaigns, and what waits for what."""

from pathlib import Path

import pytest

from tests.cli.projects import Project, Ran, netease, rongcloud
from tests.cli.test_apply import faulty
from tests.conftest import Start
from tests.emulator.callers import Emulated


def chain(project: Project, endpoint: str = "emulator") -> None:
    """`a` comes after `b`, which comes after `c`; `d` after nobody."""
    project.campaign(netease(endpoint, "{list: [a1]}", name="a", after="b"), "a")
    project.campaign(netease(endpoint, "{list: [b1]}", name="b", after="[c]"), "b")
    project.campaign(netease(endpoint, "{list: [c1]}", name="c"), "c")
    project.campaign(netease(endpoint, "{list: [d1]}", name="d"), "d")


def planned(ran: Ran) -> list[str]:
    return [one["campaign"] for one in ran.said["campaigns"]]


def test_each_comes_after_those_that_it_names_and_otherwise_by_file(project: Project, emulator: Emulated) -> None:
    chain(project, emulator.url)
    assert planned(project.look("plan", "-o", "json")) == ["c", "b", "a", "d"]
    assert project.apply_here().code == 0
    assert emulator.recipients() == ["c1", "b1", "a1", "d1"]


def test_the_order_is_said_where_it_isnt_that_of_the_files(project: Project) -> None:
    chain(project)
    assert "in this order: c, b, a, d" in project.look("plan").out
    assert "in this order" not in project.look("plan", "campaigns/c.yaml", "campaigns/d.yaml").out


@pytest.mark.parametrize("command", ["validate", "plan", "apply"])
def test_a_circle_is_a_problem_at_its_place(project: Project, command: str) -> None:
    chain(project)
    project.campaign(netease(name="c", after="a"), "c")
    ran = project.look(command)
    assert ran.code == 3, ran
    assert "no order is right: " in ran.err
    assert any(f"campaigns/{name}.yaml:" in ran.err for name in "abc")
    assert not project.ledger.exists()


def test_a_campaign_cannot_come_after_itself(project: Project) -> None:
    path = project.campaign(netease(name="x", after="x"), "x")
    ran = project.look("validate", path)
    assert ran.code == 3, ran
    assert ran.err.startswith("campaigns/x.yaml:13:8: no order is right: x after x; take one of these names out")


@pytest.mark.parametrize("command", ["validate", "plan", "apply"])
def test_a_name_that_is_nobodys(project: Project, command: str) -> None:
    chain(project)
    project.campaign(netease(name="hello-9"), "hello")
    project.campaign(netease(name="x", after="[hello-8]"), "x")
    ran = project.look(command, "campaigns/x.yaml")
    assert ran.code == 3, ran
    assert "campaigns/x.yaml:13:9: there is no campaign `hello-8` to come after" in ran.err
    assert "did you mean `hello-9`?" in ran.err


class TestOutsideOfTheCommand:
    """What comes before and isn't part of the command must be done."""

    def test_first_it_must_be_applied(self, project: Project, emulator: Emulated) -> None:
        chain(project, emulator.url)
        plan = project.look("plan", "campaigns/b.yaml")
        said = (
            "campaigns/b.yaml:13:9: it comes after `c`, which was never applied here; apply it first: campaign apply "
        )
        assert (plan.code, plan.err) == (0, f"{said}campaigns/c.yaml\n")
        ran = project.apply("campaigns/b.yaml")
        assert ran.code == 3, ran
        assert ran.err == f"{said}campaigns/c.yaml\nnothing was sent\n"
        assert not emulator.calls()
        assert project.look("validate", "campaigns/b.yaml").code == 0

        assert project.apply_here("campaigns/c.yaml").code == 0
        assert project.look("plan", "campaigns/b.yaml").err == ""
        assert project.apply_here("campaigns/b.yaml").code == 0
        assert emulator.recipients() == ["c1", "b1"]

    def test_what_is_done_itself_waits_for_nothing(self, project: Project, emulator: Emulated) -> None:
        project.campaign(netease(emulator.url, name="b"), "b")
        assert project.apply_here().code == 0
        chain(project, emulator.url)
        project.campaign(netease(emulator.url, name="b", after="c"), "b")
        ran = project.apply_here("campaigns/b.yaml")
        assert ran.code == 0, ran
        assert "b: nothing to do" in ran.out

    def test_a_run_that_stopped_isnt_done(self, project: Project, start: Start) -> None:
        emulator = faulty(project, start, "{do: refuse-code, code: 500, times: 4}")
        project.campaign(netease(emulator.url, "{list: [c1, c2]}", name="c", delivery="{attempts: 2}"), "c")
        project.campaign(netease(emulator.url, "{list: [b1]}", name="b", after="c"), "b")
        assert project.apply_here("campaigns/c.yaml").code == 5
        ran = project.apply_here("campaigns/b.yaml")
        assert ran.code == 3, ran
        assert "it comes after `c`, which isn't done: a run of it stopped, or some of it is deferred" in ran.err
        assert project.apply_here("campaigns/c.yaml").code == 0
        assert project.apply_here("campaigns/b.yaml").code == 0

    def test_messages_in_doubt_dont_keep_others_waiting(self, project: Project, start: Start) -> None:
        emulator = faulty(project, start, "{do: garbage, at: [1]}")
        project.campaign(netease(emulator.url, "{list: [c1]}", name="c"), "c")
        project.campaign(netease(emulator.url, "{list: [b1]}", name="b", after="c"), "b")
        assert project.apply_here("campaigns/c.yaml").code == 6
        assert project.apply_here("campaigns/b.yaml").code == 0

    def test_one_whose_file_is_gone_is_known_by_the_ledger(self, project: Project, emulator: Emulated) -> None:
        gone = project.root / project.campaign(rongcloud(emulator.url, name="gone"), "gone")
        assert project.apply_here().code == 0
        gone.unlink()
        project.campaign(netease(emulator.url, name="b", after="gone"), "b")
        assert project.apply_here("campaigns/b.yaml").code == 0

    def test_one_whose_file_cannot_be_read(self, project: Project, emulator: Emulated) -> None:
        project.campaign("name: c\n", "c")
        project.campaign(netease(emulator.url, name="b", after="c"), "b")
        ran = project.apply_here("campaigns/b.yaml")
        assert ran.code == 3, ran
        assert "campaigns/b.yaml:13:8: it comes after `c`, whose file can't be read; correct that\n" in ran.err
        assert "campaigns/c.yaml:1:1: `version` is missing" in ran.err


class TestInOneCommand:
    """What comes after something that didn't end isn't begun."""

    def test_deferred_ones_keep_those_behind_them_waiting(self, project: Project, start: Start) -> None:
        emulator = faulty(project, start, "{do: refuse-code, code: 500, times: 2}")
        chain(project, emulator.url)
        project.campaign(netease(emulator.url, "{list: [c1]}", name="c", delivery="{attempts: 2}"), "c")
        ran = project.apply_here()
        assert ran.code == 5, ran
        assert "b: not begun: it comes after c, which isn't done\n" in ran.out
        assert "a: not begun: it comes after b, which isn't done\n" in ran.out
        assert project.statuses() == {"c1": "deferred", "d1": "accepted"}
        assert project.apply_here().code == 0
        assert emulator.recipients() == ["d1", "c1", "b1", "a1"]

    def test_rejected_ones_and_doubts_do_not(self, project: Project, start: Start) -> None:
        emulator = faulty(project, start, "{do: garbage, at: [2]}")
        chain(project, emulator.url)
        project.campaign(netease(emulator.url, "{list: [ghost1]}", name="c"), "c")
        ran = project.apply_here()
        assert ran.code == 6, ran
        assert project.statuses() == {"ghost1": "rejected", "b1": "unknown", "a1": "accepted", "d1": "accepted"}

    def test_one_that_waits_for_a_person_keeps_them_waiting_too(self, project: Project, emulator: Emulated) -> None:
        chain(project, emulator.url)
        staged = {"name": "c", "delivery": "{stages: [1, 100%], pause: manual}"}
        project.campaign(netease(emulator.url, "{list: [c1, c2]}", **staged), "c")
        ran = project.apply_here()
        assert ran.code == 0, ran
        assert "b: not begun: it comes after c, which isn't done\n" in ran.out
        assert len(emulator.recipients()) == 2  # one of c's two, and d1
        assert project.apply_here("campaigns/b.yaml").code == 3


class TestOncePer:
    """`after: NAME` means that campaign under the text that its `once_per` has now."""

    def test_another_text_is_another_campaign(self, project: Project, emulator: Emulated) -> None:
        versioned = netease(emulator.url, name="a", vars="{v: 1.0}", once_per='"{{ v }}"')
        project.campaign(versioned, "a")
        project.campaign(netease(emulator.url, "{list: [b1]}", name="b", after="a"), "b")
        assert planned(project.look("plan", "-o", "json")) == ["a@1.0", "b"]
        assert project.apply_here("campaigns/a.yaml").code == 0
        assert project.look("plan", "campaigns/b.yaml").err == ""
        project.campaign(versioned.replace("1.0", "2.0"), "a")
        assert "it comes after `a`, which was never applied here" in project.look("plan", "campaigns/b.yaml").err
        assert project.apply_here("campaigns/b.yaml").code == 3
        assert project.apply_here().code == 0
        assert emulator.recipients()[-1] == "b1"


def test_an_apply_of_the_folder_is_a_no_op_once_all_is_done(
    project: Project, emulator: Emulated, tmp_path: Path
) -> None:
    chain(project, emulator.url)
    assert project.apply_here("campaigns/").code == 0
    calls = len(emulator.calls())
    again = project.run("apply", "campaigns/")
    assert (again.code, again.err) == (0, "")
    assert again.out.count(": nothing to do") == 4
    assert len(emulator.calls()) == calls


def test_what_has_nothing_to_send_needs_no_secret(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, app_secret="${NETEASE_APP_SECRET}"))
    assert project.apply_here(NETEASE_APP_SECRET="demo").code == 0
    again = project.run("apply")
    assert (again.code, again.err) == (0, "")
    project.campaign(netease(emulator.url, "{list: [u9]}", app_secret="${NETEASE_APP_SECRET}"))
    assert project.apply_here().code == 3
