"""`campaign diff`: what differs between two saved plans, or two revisions."""

import os
import subprocess

import pytest

from tests.cli.projects import Project, Ran, netease
from tests.cli.test_schemas import check


def save(project: Project, name: str, *options: str) -> None:
    ran = project.look("plan", "--out", f"{name}.json", *options)
    assert ran.code == 0, ran


def diff(project: Project, *arguments: str) -> Ran:
    ran = project.look("diff", *arguments)
    assert "Traceback" not in ran.err
    return ran


def git(project: Project, *words: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    env = {**project.env, "PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *who, *words], cwd=project.root, env=env, check=True, capture_output=True)


@pytest.fixture
def changed(project: Project) -> Project:
    """A project with two revisions, and a plan of each with its entries: one campaign changed, one gone, one new."""
    git(project, "init")
    project.write("recipients/all.csv", "id\nu1\nu2\nu3\n")
    who = "{file: ../recipients/all.csv}"
    for name in ("old", "still"):
        project.campaign(netease(name=name, recipients="{list: [x]}"), name)
    project.campaign(netease(recipients=who, attach="'Hello {{ id }}'"))
    save(project, "one", "--entries", "one.jsonl.gz", "--with-content")
    git(project, "add", "campaigns", "recipients", "project.yaml")
    git(project, "commit", "-m", "one")
    git(project, "tag", "one")
    (project.root / "campaigns/old.yaml").unlink()
    project.campaign(netease(name="new", recipients="{list: [x, y]}"), "new")
    project.write("recipients/all.csv", "id\nu4\nu2\nu3\nu5\n")
    project.campaign(netease(recipients=who, attach='\'Hello {{ "you" if id == "u2" else id }}\''))
    save(project, "two", "--entries", "two.jsonl.gz", "--with-content")
    git(project, "add", "campaigns", "recipients", "project.yaml")
    git(project, "commit", "-m", "two")
    return project


BOTH = [("one.json", "two.json"), ("one", "main"), ("one",), ("one", "two.json"), ("one.json", "main")]


@pytest.mark.parametrize("names", BOTH)
def test_campaigns_numbers_recipients_and_texts(changed: Project, names: tuple[str, ...]) -> None:
    ran = diff(changed, *names)
    assert (ran.code, ran.err) == (0, "")
    for line in (
        "+ new (campaigns/new.yaml) on netease:demo@emulator: new; 2 to send in 2 calls, about 0.1 s\n",
        "- old (campaigns/old.yaml) on netease:demo@emulator: gone; 1 to send in 1 call, about 0.1 s\n",
        "~ hello (campaigns/hello.yaml) on netease:demo@emulator\n",
        "  send 3 → 4\n",
        "  calls 3 → 4\n",
        "  recipients +2 −1\n",
        "  another text for 1 recipient\n",
        "  ~ u2\n",
        "    --- attach (then)\n    +++ attach (now)\n",
        "    -Hello u2\n    +Hello you\n",
        "= 1 campaign the same\n",
    ):
        assert line in ran.out, ran.out


@pytest.mark.parametrize("names", BOTH)
def test_the_same_for_programs(changed: Project, names: tuple[str, ...]) -> None:
    ran = diff(changed, *names, "-o", "json", "--detailed-exitcode")
    assert ran.code == 2
    check(ran.said, "difference")
    found = {one["name"]: one for one in ran.said["campaigns"]}
    assert {name: one["state"] for name, one in found.items()} == {
        "new": "new", "old": "gone", "hello": "changed", "still": "same",
    }  # fmt: skip
    assert found["hello"]["recipients"] == {"added": 2, "removed": 1, "changed": 1}
    assert [one["recipient"] for one in found["hello"]["texts"]] == ["u2"]


@pytest.mark.parametrize("names", [("one.json", "one.json"), ("one", "one"), ("main",), ("main", "HEAD")])
def test_nothing_differs(changed: Project, names: tuple[str, ...]) -> None:
    ran = diff(changed, *names, "--detailed-exitcode")
    assert (ran.code, ran.out) == (0, "= 3 campaigns the same\n")


def test_so_many_texts_as_are_wanted(changed: Project) -> None:
    assert "~ u2" not in diff(changed, "one", "main", "--samples", "0").out


def test_without_entries_recipients_are_not_known(changed: Project) -> None:
    (changed.root / "one.jsonl.gz").unlink()
    ran = diff(changed, "one.json", "two.json")
    assert ran.code == 0
    assert "  send 3 → 4\n" in ran.out
    assert "  recipients: not known; plans tell with --entries FILE, which stays beside them\n" in ran.out
    said = diff(changed, "one.json", "two.json", "-o", "json").said
    check(said, "difference")
    assert {one["recipients"] for one in said["campaigns"]} == {None}


def test_redacted_plans_are_compared_with_redacted_ones(changed: Project) -> None:
    git(changed, "checkout", "one")
    save(changed, "one", "--entries", "one.jsonl.gz", "--redact")
    ran = diff(changed, "one.json", "two.json")
    assert "recipients: not known" in ran.out
    git(changed, "checkout", "main")
    save(changed, "two", "--entries", "two.jsonl.gz", "--redact")
    ran = diff(changed, "one.json", "two.json")
    assert "  recipients +2 −1\n  another text for 1 recipient\n" in ran.out
    assert "u2" not in ran.out


def test_other_entries_than_the_plans_are_refused(changed: Project) -> None:
    path = changed.root / "one.jsonl.gz"
    path.write_bytes((changed.root / "two.jsonl.gz").read_bytes())
    ran = diff(changed, "one.json", "two.json")
    assert (ran.code, ran.out) == (7, "")
    assert "one.jsonl.gz isn't the file that was written with the plan; make both anew" in ran.err
    path.write_bytes(path.read_bytes()[:-30])
    assert "the entries can't be read" in diff(changed, "one.json", "two.json").err


def test_what_is_neither_a_plan_nor_a_revision(changed: Project) -> None:
    ran = diff(changed, "nothing", "main")
    assert ran.code == 2
    assert "there is no revision 'nothing' in this repository; check the name" in ran.err


def test_a_revision_without_campaigns_and_one_that_is_invalid(changed: Project) -> None:
    git(changed, "rm", "-r", "-q", "campaigns")
    git(changed, "commit", "-m", "none")
    assert "- hello (" in diff(changed, "one", "main").out
    changed.campaign("version: 1\nname: [")
    git(changed, "add", "campaigns")
    git(changed, "commit", "-m", "broken")
    ran = diff(changed, "one", "main")
    assert ran.code == 3
    assert ran.err.startswith("main:campaigns/hello.yaml:")


def test_variables_hold_for_both(changed: Project) -> None:
    changed.campaign(netease(name="still", recipients="{list: [x]}", attach="'{{ v }}'", vars="{v: a}"), "still")
    assert "~ still" in diff(changed, "main", "--var", "v=b").out
