"""`campaign status`: declared against done, what needs a person first."""

from tests.cli.projects import Project, netease
from tests.conftest import Start

HEAD = "campaign account declared unknown deferred held refuse to send accepted rejected"


def test_what_needs_a_person_comes_first(project: Project, start: Start) -> None:
    faults = "[{do: garbage, at: 2}, {do: refuse-code, code: 500, at: [4, 5]}]"
    emulator = start("--faults", str(project.write("faults.yaml", faults)), "--netease-limit", "none")
    one = "{concurrency: 1, attempts: 1}"
    project.campaign(netease(emulator.url, "{list: [a1, a2, a3]}", name="b-doubt", delivery=one), "1")
    project.campaign(netease(emulator.url, "{list: [b1, b2, 李雷]}", name="c-left", delivery=one), "2")
    project.campaign(netease(emulator.url, "{list: [c1, ghost]}", name="a-done"), "3")
    project.campaign(netease(emulator.url, "{list: [d1]}", name="d-new"), "4")
    assert project.apply_here(*(f"campaigns/{n}.yaml" for n in (1, 2, 3)), "--skip-refused").code == 5
    project.campaign(netease(emulator.url, "{list: [c1, ghost]}", "{type: other}", name="a-done"), "3")
    ran = project.run("status")
    assert (ran.code, ran.err) == (6, "")
    head, *lines = ran.out.splitlines()
    assert " ".join(head.split()) == HEAD
    assert [line.split() for line in lines] == [
        ["b-doubt", "netease:demo", "3", "1", "0", "0", "0", "0", "2", "0"],
        ["c-left", "netease:demo", "3", "0", "2", "0", "1", "2", "0", "0"],
        ["a-done", "netease:demo", "2", "0", "0", "1", "0", "1", "1", "1"],
        ["d-new", "netease:demo", "1", "0", "0", "0", "0", "1", "0", "0"],
    ]
    said = project.look("status", "-o", "json").said
    assert said["format_version"] == 1
    assert [row["campaign"] for row in said["campaigns"]] == ["b-doubt", "c-left", "a-done", "d-new"]
    assert said["campaigns"][0]["unknown"] == 1
    assert project.look("status", "campaigns/3.yaml").code == 0


def test_before_anything_was_sent(project: Project) -> None:
    project.campaign(netease())
    ran = project.look("status")
    assert ran.code == 0
    assert ran.out.splitlines()[1].split()[2:] == ["3", "0", "0", "0", "0", "3", "0", "0"]
    assert not (project.root / ".campaign").exists()


def test_doubts_of_a_campaign_whose_file_is_gone_are_not_forgotten(project: Project, start: Start) -> None:
    faults = "[{do: garbage, at: 1}]"
    emulator = start("--faults", str(project.write("faults.yaml", faults)))
    project.campaign(netease(emulator.url, "{list: [a1]}", name="gone"), "1")
    project.campaign(netease(emulator.url, "{list: [b1]}", name="stays"), "2")
    assert project.apply_here("campaigns/1.yaml").code == 6
    (project.root / "campaigns" / "1.yaml").unlink()
    ran = project.look("status")
    assert ran.code == 6
    assert ran.out.splitlines()[1].split() == ["gone", "netease:demo", "0", "1", "0", "0", "0", "0", "0", "0"]
    assert project.look("status", "campaigns/2.yaml").code == 0


def test_what_a_run_that_goes_on_has_under_way_is_not_in_doubt(project: Project, start: Start) -> None:
    emulator = start("--latency", "1500ms")
    project.campaign(netease(emulator.url, "{list: [a1]}", name="slow"))
    with project.start("apply", "--yes", "campaigns/hello.yaml") as running:
        while "under way" not in (ran := project.look("status")).err:
            assert running.poll() is None
        assert ran.code == 0
        assert "slow: a run is going on, 1 message under way" in ran.err
        running.communicate()
    assert running.returncode == 0
    assert project.look("status").err == ""
