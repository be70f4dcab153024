"""Seeds are the first to get it: whatever the filter, the sample and the holdout say, and never who is excluded."""

from tests.cli.projects import Project, netease, table
from tests.conftest import Start


def write(project: Project, url: str = "emulator", more: str = "", **lines: str) -> None:
    project.write("seeds.csv", table(["id", "name"], [["boss", "B"], ["qa", "Q"], ["gone", "G"]]))
    project.write("people.csv", table(["id", "name"], [["u1", "1"], ["qa", "other"], ["u2", "2"]]))
    project.write("never.txt", "gone\n")
    lists = f"{{file: ../people.csv, seed_list: ../seeds.csv, exclude: ../never.txt{more}}}"
    project.campaign(netease(url, lists, '{a: "hi {{ name }}"}', **lines))


def test_seeds_are_sent_to_first_and_once(project: Project, start: Start) -> None:
    emulated = start()
    write(project, emulated.url, delivery="{concurrency: 1}")

    ran = project.apply_here()

    assert ran.code == 0, ran
    assert emulated.recipients() == ["boss", "qa", "u1", "u2"]
    assert project.statuses() == dict.fromkeys(["boss", "qa", "u1", "u2"], "accepted")


def test_the_row_of_the_seed_list_counts(project: Project) -> None:
    write(project)
    assert '"a":"hi Q"' in project.look("render", "campaigns/hello.yaml", "-r", "qa").out
    planned = project.look("plan", "-v").out
    assert "qa stands again at people.csv:3, first at seeds.csv:3" in planned


def test_seeds_escape_filter_sample_and_holdout_but_not_who_is_never_sent_to(project: Project, start: Start) -> None:
    emulated = start()
    write(project, emulated.url, more=", where: \"name == '1'\", sample: 0%, holdout: 100%")

    ran = project.apply_here()

    assert ran.code == 0, ran
    assert set(emulated.recipients()) == {"boss", "qa"}
    rendered = project.look("render", "campaigns/hello.yaml", "-r", "boss")
    assert (rendered.code, rendered.err) == (0, "")
    assert "left out by `where`" in project.look("render", "campaigns/hello.yaml", "-r", "u2").err
    assert "excluded" in project.look("explain", "campaigns/hello.yaml", "gone").out
    assert "not in the sample of 0%" in project.look("explain", "campaigns/hello.yaml", "u1").out


def test_a_seed_list_that_is_not_there_is_a_problem_at_its_place(project: Project) -> None:
    write(project)
    (project.root / "seeds.csv").unlink()
    ran = project.look("plan")
    assert ran.code == 3
    assert "seeds.csv" in ran.err
