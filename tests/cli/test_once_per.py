"""`once_per`: a campaign is sent once for each text, whoever runs it; its full name is what the commands know."""

import pytest

from tests.cli.announcements import netease_everyone
from tests.cli.projects import Project, netease, rongcloud
from tests.conftest import Start
from tests.emulator.callers import Emulated
from tests.repository.clones import commit, git

TAG = {"once_per": '"{{ git.tag }}"'}
SAYS_TAG = '"{{ git.tag }} is here, {{ id }}"'


@pytest.fixture
def released(project: Project) -> Project:
    """A project in git."""
    git(project.root, "init", "--quiet", "--initial-branch=main")
    project.write(".gitignore", ".campaign\n")
    return project


def release(project: Project, tag: str) -> None:
    """Commit all there is, with a tag."""
    commit(project.root)
    git(project.root, "tag", tag)


def texts(emulated: Emulated) -> list[tuple[str, str]]:
    """Who got what, in order."""
    return sorted((one["recipient"], one["params"]["attach"]) for one in emulated.received())


def test_a_release_is_announced_once_to_each_and_the_next_one_again(released: Project, emulator: Emulated) -> None:
    file = released.campaign(netease(emulator.url, "{list: [u1, u2]}", SAYS_TAG, **TAG))
    release(released, "v2.4.0")
    assert released.apply_here(file).out.startswith("hello@v2.4.0 (campaigns/hello.yaml) on netease:demo")
    again = released.apply_here(file)
    assert (again.code, again.out.splitlines()[-1]) == (0, "hello@v2.4.0: nothing to do")

    release(released, "v2.4.1")
    assert released.apply_here(file).code == 0
    git(released.root, "checkout", "--quiet", "v2.4.0")
    assert released.apply_here(file).out.endswith("hello@v2.4.0: nothing to do\n")

    assert texts(emulator) == [(who, f"{tag} is here, {who}") for who in ("u1", "u2") for tag in ("v2.4.0", "v2.4.1")]
    for tag in ("v2.4.0", "v2.4.1"):
        rows = released.export("--campaign", f"hello@{tag}")
        assert [(row["recipient"], row["status"]) for row in rows] == [("u1", "accepted"), ("u2", "accepted")]


def test_another_clone_on_the_same_ledger_sends_nothing(released: Project, emulator: Emulated) -> None:
    file = released.campaign(netease(emulator.url, **TAG))
    release(released, "v1")
    assert released.apply_here(file).code == 0
    git(released.root, "clone", "--quiet", ".", "clone")

    ran = released.run("apply", "--yes", f"clone/{file}", "--ledger", str(released.ledger))

    assert ran.code == 0, ran
    assert ran.out.endswith("hello@v1: nothing to do\n")
    assert len(emulator.calls()) == 3


def test_in_ci_a_shallow_clone_knows_its_tag(released: Project, emulator: Emulated) -> None:
    file = released.campaign(netease(emulator.url, **TAG))
    commit(released.root)
    git(released.root, "checkout", "--quiet", "--detach")
    sha = git(released.root, "rev-parse", "HEAD")

    ran = released.look("plan", file, GITHUB_REF_TYPE="tag", GITHUB_REF_NAME="v7", GITHUB_SHA=sha)

    assert ran.out.startswith("hello@v7 (")


def test_without_a_tag_nothing_goes(released: Project, emulator: Emulated) -> None:
    file = released.campaign(netease(emulator.url, **TAG))
    commit(released.root)
    for command in ("validate", "plan", "apply"):
        ran = released.look(command, file)
        assert ran.code == 3, ran
        line = next(line for line in (ran.out + ran.err).splitlines() if "tag" in line)
        assert line.startswith("campaigns/hello.yaml:13:11: no tag points at HEAD (")
    assert not emulator.calls()


def test_without_a_repository(project: Project) -> None:
    file = project.campaign(netease(**TAG))
    ran = project.look("plan", file, GIT_CEILING_DIRECTORIES=str(project.root.parent))
    assert ran.code == 3
    assert ":13:11: the project lies in no git repository in `once_per`; run `git init` in it, or clone it" in ran.err


def test_a_campaign_that_reads_nothing_of_git_needs_none(project: Project) -> None:
    file = project.campaign(netease(once_per='"{{ release }}"', vars="{release: 2.4.0}"))
    assert project.look("plan", file, PATH="/nowhere").out.startswith("hello@2.4.0 (")
    assert project.look("plan", file, "--var", "release=2.5.0", PATH="/nowhere").out.startswith("hello@2.5.0 (")


def test_status_knows_this_edition_and_those_before(released: Project, emulator: Emulated) -> None:
    released.campaign(netease(emulator.url, "{list: [u1, u2]}", **TAG))
    for tag in ("v1", "v2"):
        release(released, tag)
        assert released.apply_here().code == 0
    rows = released.look("status", "--output", "json").said["campaigns"]
    assert [(row["campaign"], row["declared"], row["accepted"]) for row in rows] == [
        ("hello@v1", 0, 2),
        ("hello@v2", 2, 2),
    ]


def test_doubts_are_resolved_by_the_full_name_or_the_file(released: Project, start: Start) -> None:
    faults = "[{do: garbage, at: 1}, {do: reset-before, at: 2}]"
    emulated = start("--faults", str(released.write("faults.yaml", faults)))
    file = released.campaign(netease(emulated.url, delivery="{concurrency: 1}", **TAG))
    release(released, "v1")
    assert released.apply_here().code == 6

    ran = released.look("resolve", "hello@v1", "--unknown", "accepted", "-r", "u1")
    assert (ran.code, ran.out) == (0, "hello@v1: 1 message accepted\n")
    rest = released.look("resolve", file, "--unknown", "accepted")
    assert (rest.code, rest.out) == (0, "hello@v1: 1 message accepted\n")


def test_an_announcement_is_confirmed_by_its_full_name(released: Project, emulator: Emulated) -> None:
    released.campaign(netease_everyone(emulator.url, name="news") + 'once_per: "{{ git.tag }}"\n')
    release(released, "v1")
    assert released.apply_here("--confirm", "news").code == 2
    assert not emulator.calls()
    assert released.apply_here("--confirm", "news@v1").code == 0
    assert emulator.recipients() == ["everyone"]


def test_any_edition_can_be_recalled(released: Project, emulator: Emulated) -> None:
    released.campaign(rongcloud(emulator.url, "{list: [u1]}", **TAG))
    for tag in ("v1", "v2"):
        release(released, tag)
        assert released.apply_here().code == 0

    for name, full in (("hello@v1", "hello@v1"), ("hello", "hello@v2")):
        ran = released.inside(("recall", name, "--yes"), {})
        assert ran.code == 0, ran
        assert [row["status"] for row in released.export("--campaign", f"{full}/recall")] == ["accepted"]

    commit(released.root)  # no tag here: what was sent under one is known all the same
    again = released.inside(("recall", "hello@v1", "--yes"), {})
    assert again.out.endswith("hello@v1/recall: nothing to do\n")
    assert released.inside(("recall", "hello@v3", "--yes"), {}).code == 2
    assert released.inside(("recall", "hello", "--yes"), {}).code == 3


def test_a_changelog_s_section_is_the_text(released: Project, emulator: Emulated) -> None:
    released.write("CHANGELOG.md", "# Changes\n\n## [2.4.0] - 2026-12-01\n\n- Dark mode\n")
    file = released.campaign(netease(emulator.url, "{list: [u1]}", '"{{ changelog(git.tag) }}"', **TAG))
    release(released, "v2.4.0")
    assert released.apply_here(file).code == 0
    assert texts(emulator) == [("u1", "- Dark mode")]
    release(released, "v2.5.0")
    ran = released.look("plan", file)
    assert ran.code == 3
    assert "CHANGELOG.md has no section for 'v2.5.0' in `attach`; the closest are 2.4.0\n" in ran.err


def test_two_files_of_one_full_name_are_one_too_many(project: Project) -> None:
    for name in ("a", "b"):
        project.campaign(netease(name="hello", once_per="'{{ x }}'", vars="{x: same}"), name)
    ran = project.look("plan")
    assert ran.code == 3
    assert "the campaign 'hello@same' stands in campaigns/a.yaml too; give each file a name of its own" in ran.err


def test_an_edition_is_continued_with_its_own_texts_only(project: Project, emulator: Emulated) -> None:
    stages = "{stages: [1, 100%], pause: manual}"
    more = {"vars": "{release: '1'}", "once_per": '"{{ release }}"', "delivery": stages}
    file = project.campaign(netease(emulator.url, "{list: [u1, u2]}", '"release {{ release }}"', **more))
    assert project.apply_here(file).code == 0
    ran = project.look("continue", "hello@1", "--yes", "--var", "release=2")
    assert ran.code == 2
    assert ran.err == (
        "hello@1 would be sent with the texts of hello@2, which is the edition of now; "
        "check out the commit that it was made of, or give the --var of then\n"
    )
    assert project.look("continue", "hello@1", "--yes").code == 0
    assert texts(emulator) == [("u1", "release 1"), ("u2", "release 1")]
