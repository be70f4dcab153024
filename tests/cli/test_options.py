"""Options that several commands share, and their names in the environment."""

from collections.abc import Iterator

import click
import pytest

from runner.cli.commands import commands_of
from runner.cli.main import campaign
from tests.cli.projects import Project, netease, table
from tests.emulator.callers import Emulated

TITLE = '{title: "{{ release }}"}'


def commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group, by its whole name."""
    for inner, command in commands_of(group):
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {inner}")
        else:
            yield f"{name} {inner}", command


def test_every_option_can_be_set_in_the_environment_by_its_own_name() -> None:
    wrong = [
        (name, option.opts, option.envvar)
        for name, command in commands(campaign, "campaign")
        for option in command.params
        if isinstance(option, click.Option)
        if option.envvar
        not in {f"{name} {word[2:]}".upper().replace(" ", "_").replace("-", "_") for word in option.opts}
    ]
    assert not wrong


def test_options_in_the_environment_do_what_they_do_on_the_command_line(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url, attach=TITLE, vars="{release: 1}"))
    said = project.look("plan", CAMPAIGN_PLAN_OUTPUT="json", CAMPAIGN_PLAN_VAR="release=2").said
    assert said["campaigns"][0]["samples"][0]["params"]["attach"] == '{"title":"2"}'
    assert project.look("plan", CAMPAIGN_PLAN_DETAILED_EXITCODE="1").code == 2
    assert project.look("plan", CAMPAIGN_PLAN_OUTPUT="xml").code == 2
    ran = project.run("apply", CAMPAIGN_APPLY_YES="1", CAMPAIGN_APPLY_QUIET="1", CAMPAIGN_APPLY_LEDGER="other.db")
    assert ran.code == 0, ran
    assert (project.root / "other.db").exists()
    assert not project.ledger.exists()
    export = project.look(
        "ledger", "export", CAMPAIGN_LEDGER_EXPORT_FORMAT="csv", CAMPAIGN_LEDGER_EXPORT_LEDGER="other.db"
    )
    assert export.out.startswith("account,campaign,recipient,status,")


def test_the_environment_of_a_ci_job_is_not_taken_for_options(project: Project) -> None:
    ran = project.look("providers", CAMPAIGN_VERSION="2.4.0", CAMPAIGN_HELP="yes", CAMPAIGN_PROVIDERS_HELP="1")
    assert ran.code == 0
    assert ran.out.startswith("provider ")


def test_variables_on_the_command_line_win(project: Project) -> None:
    path = project.campaign(netease(attach=TITLE, vars="{release: 2.40, other: x}"))
    assert 'attach: {"title":"2.40"}' in project.look("render", path, "-r", "u1").out
    told = project.look("render", path, "-r", "u1", "--var", "release=3=4 ✓").out
    assert 'attach: {"title":"3=4 ✓"}' in told


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("release", "--var release sets nothing; write --var name=value"),
        ("=1", "--var =1 sets nothing; write --var name=value"),
        (
            "recipient=1",
            "--var recipient: `recipient` is a name that templates have already; give the var another name",
        ),
        ("a-b=1", "--var a-b: a template can't say `a-b`; use letters, digits and `_` only, and no word of Jinja's"),
    ],
)
def test_variables_that_set_nothing(project: Project, given: str, said: str) -> None:
    project.campaign(netease())
    ran = project.look("plan", "--var", given)
    assert (ran.code, ran.out, ran.err) == (2, "", f"{said}\n")


def test_a_list_outside_the_project_is_opened_by_a_person_only(project: Project) -> None:
    outside = project.root.parent / "people"
    outside.mkdir()
    (outside / "all.csv").write_text(table(("id",), [("u1",), ("u2",)]), encoding="utf-8")
    project.campaign(netease(recipients="{file: ../../people/all.csv}"))
    ran = project.look("plan")
    assert ran.code == 3
    assert "campaigns/hello.yaml:9:20: `../../people/all.csv` lies outside the project" in ran.err
    assert "--allow-path DIR" in ran.err
    assert project.look("plan", "--allow-path", str(outside)).code == 0
    assert project.look("plan", CAMPAIGN_PLAN_ALLOW_PATH=f"/nowhere:{outside}").code == 0
    applied = project.apply_here("--allow-path", "../people")
    assert applied.code == 0, applied


def test_no_path_means_the_campaigns_of_the_project(project: Project) -> None:
    project.campaign(netease())
    (project.root / "deep" / "er").mkdir(parents=True)
    from_below = Project(project.root / "deep" / "er", project.env, project.inside).run("plan")
    assert from_below.code == 0
    assert "campaigns/hello.yaml" in from_below.out
