"""Targets of project.yaml: a campaign moves from the emulator to staging and production without an edit."""

import json
from pathlib import Path

import pytest

from tests.cli.projects import Project, netease, table
from tests.conftest import Start
from tests.emulator.callers import Emulated

PROJECT = """version: 1
targets:
  staging:
    vars: {{host: staging.example.com}}
    providers:
      netease: {{endpoint: "{staging}", app_key: stage, app_secret: "${{NETEASE_STAGING_SECRET}}"}}
    ledger: .campaign/staging.db
  prod:
    vars: {{host: app.example.com}}
    providers:
      netease: {{endpoint: "{prod}", app_key: demo, app_secret: "${{NETEASE_PROD_SECRET}}"}}
"""
CAMPAIGN = """version: 1
name: hello
vars: {host: nowhere, greeting: Hello}
provider: {type: netease, limits: {single: 100000/s, batch: 100000/s}}
recipients: {file: "../recipients/{target}.csv"}
content: {from: system, attach: {title: "{{ greeting }} {{ id }} at {{ host }}"}}
"""
PROD, STAGING = {"NETEASE_PROD_SECRET": "demo"}, {"NETEASE_STAGING_SECRET": "s"}


@pytest.fixture
def shop(project: Project, emulator: Emulated, start: Start) -> Project:
    """A project with two targets, each an emulator of its own, and a list of recipients for each target."""
    other = start("--app-key", "stage", "--app-secret", "s")
    project.write("project.yaml", PROJECT.format(staging=other.url, prod=emulator.url))
    for name, ids in {"local": ["t1"], "staging": ["s1"], "prod": ["u1", "u2"]}.items():
        project.write(f"recipients/{name}.csv", table(("id",), [(one,) for one in ids]))
    project.campaign(CAMPAIGN)
    return project


def rows(project: Project, target: str) -> list[tuple[str, str, str]]:
    """Account, recipient and status of all that a target's ledger knows."""
    found = project.export("--target", target)
    return [(row["account"], row["recipient"], row["status"]) for row in found]


def title(project: Project, recipient: str, *arguments: str, **env: str) -> str:
    """The title that somebody gets."""
    ran = project.look("render", "campaigns/hello.yaml", "-r", recipient, "-o", "json", *arguments, **env)
    assert ran.code == 0, ran
    found: str = json.loads(ran.said["attach"])["title"]
    return found


def test_from_the_emulator_to_production_without_an_edit(shop: Project, emulator: Emulated) -> None:
    assert shop.apply_here().code == 0
    assert emulator.recipients() == []
    staged = shop.apply_here("--target", "staging", **STAGING)
    assert staged.code == 0, staged
    assert emulator.recipients() == []
    sent = shop.apply("-t", "prod", **PROD)
    assert sent.code == 0, sent
    assert sorted(emulator.recipients()) == ["u1", "u2"]
    assert rows(shop, "local") == [("netease:local@emulator", "t1", "accepted")]
    assert rows(shop, "staging") == [("netease:stage", "s1", "accepted")]
    assert rows(shop, "prod") == [("netease:demo", "u1", "accepted"), ("netease:demo", "u2", "accepted")]
    ledgers = sorted(path.name for path in (shop.root / ".campaign").glob("*.db"))
    assert ledgers == ["ledger.db", "local.db", "staging.db"]
    assert "nothing to do" in shop.apply_here(CAMPAIGN_TARGET="prod", **PROD).out
    assert len(emulator.recipients()) == 2


def test_the_environment_may_name_the_target_and_the_command_line_wins(shop: Project) -> None:
    assert title(shop, "u1", CAMPAIGN_TARGET="prod") == "Hello u1 at app.example.com"
    assert title(shop, "u1", CAMPAIGN_RENDER_TARGET="prod", CAMPAIGN_TARGET="staging") == "Hello u1 at app.example.com"
    assert title(shop, "s1", "-t", "staging", CAMPAIGN_TARGET="prod") == "Hello s1 at staging.example.com"
    assert title(shop, "t1", CAMPAIGN_TARGET="") == "Hello t1 at nowhere"


def test_every_command_that_reads_campaigns_knows_targets(shop: Project) -> None:
    assert shop.apply_here("-t", "prod", **PROD).code == 0
    for arguments in [("validate",), ("plan",), ("status",), ("explain", "campaigns/hello.yaml", "u1")]:
        ran = shop.look(*arguments, "--target", "prod")
        assert ran.code == 0, ran
    assert "netease:demo " in shop.look("status", "--target", "prod").out
    assert "accepted" not in shop.look("explain", "campaigns/hello.yaml", "t1").out
    recalled = shop.look("recall", "hello", "--plan", "--target", "prod")
    assert "can't be recalled" in recalled.err
    resolved = shop.look("resolve", "campaigns/hello.yaml", "--unknown", "resend", "--target", "prod")
    assert "no message of 'hello' is in doubt" in resolved.err
    resolved = shop.look("resolve", "hello", "--unknown", "resend", "--target", "staging")
    assert "staging.db has no campaign 'hello'" in resolved.err


def test_the_command_that_goes_on_names_the_target(shop: Project) -> None:
    ran = shop.apply_here("-t", "prod", "--var-file", "v.json", NETEASE_PROD_SECRET="wrong", **variables(shop))
    assert ran.code == 9
    assert "go on with: campaign apply --target prod --var-file v.json" in ran.out


def variables(project: Project) -> dict[str, str]:
    """Writes a file of variables; nothing of it is needed in the environment."""
    project.write("v.json", '{"greeting": "Hi"}')
    return {}


def test_an_unknown_target(shop: Project) -> None:
    ran = shop.look("plan", "-t", "production")
    assert ran.code == 2
    assert ran.err == (
        "--target production: project.yaml has no target of that name; its targets are staging, prod, local\n"
    )


def test_what_wins_over_what(shop: Project) -> None:
    shop.write("one.yaml", "host: from-file\ngreeting: Hi\n")
    shop.write("two.json", '{"host": "from-second"}')
    assert title(shop, "u1", "-t", "prod", "--var-file", "one.yaml") == "Hi u1 at from-file"
    files = ["--var-file", "one.yaml", "--var-file", "two.json"]
    assert title(shop, "u1", "-t", "prod", *files) == "Hi u1 at from-second"
    assert title(shop, "u1", "-t", "prod", "--var", "host=typed", *files) == "Hi u1 at typed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "v.yaml:1:1: a file of variables is a mapping, not a list; write NAME: text\n"),
        ("a: 1\nb: [c]\n", "v.yaml:2:4: the var `b` must be a text, not a list; write one value\n"),
        ("id: 1", "v.yaml:1:1: vars: `id` is a name that templates have already; give the var another name\n"),
        ("a: '${HOME}'", "v.yaml:1:4: `${…}` isn't replaced in vars"),
        ("a: 1\na: 2", "v.yaml:2:1: duplicate key `a`"),
    ],
)
def test_files_of_variables_are_checked(shop: Project, text: str, said: str) -> None:
    shop.write("v.yaml", text)
    ran = shop.look("plan", "--var-file", "v.yaml")
    assert ran.code == 3
    assert ran.err.startswith(said)


def test_a_file_of_variables_that_is_missing_or_empty(shop: Project) -> None:
    ran = shop.look("plan", "--var-file", "no.yaml")
    assert (ran.code, ran.err) == (3, "no.yaml: there is no such file; check the path\n")
    shop.write("v.yaml", "")
    assert shop.look("plan", "--var-file", "v.yaml").code == 0


def test_without_targets_a_campaign_stands_as_it_is_unless_local_is_named(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    assert "on netease:demo\n" in project.look("plan").out.splitlines(keepends=True)[0]
    assert project.apply_here("--target", "local").code == 0
    assert emulator.recipients() == []
    assert not project.ledger.exists()
    assert project.apply_here().code == 0
    assert len(emulator.recipients()) == 3


def test_local_asks_for_no_credentials_and_never_leaves_the_machine(project: Project) -> None:
    """A production account in the campaign itself, and a target that says nothing of it."""
    project.write("project.yaml", "targets: {local: {vars: {x: '1'}}, prod: {}}")
    text = netease("https://netease.invalid", app_key="${NETEASE_APP_KEY}", app_secret="${NETEASE_APP_SECRET}")
    project.campaign(text)
    assert project.apply_here().code == 0
    assert rows(project, "local")[0] == ("netease:local@emulator", "u1", "accepted")
    ran = project.look("plan", "--target", "prod")
    assert ran.code == 3
    assert ran.err.startswith("campaigns/hello.yaml:6:12: the app key needs NETEASE_APP_KEY, which isn't set")


def test_local_may_be_an_emulator_of_ones_own(project: Project, emulator: Emulated) -> None:
    local = f'{{endpoint: "{emulator.url}", app_key: demo, app_secret: demo}}'
    project.write("project.yaml", f"targets: {{local: {{providers: {{netease: {local}}}}}}}")
    project.campaign(CAMPAIGN.replace('{file: "../recipients/{target}.csv"}', "{list: [u1]}"))
    assert project.apply_here().code == 0
    assert emulator.recipients() == ["u1"]


def test_an_account_by_name(project: Project, emulator: Emulated) -> None:
    account = f'{{type: netease, endpoint: "{emulator.url}", app_key: demo, app_secret: demo}}'
    project.write("project.yaml", f"targets: {{prod: {{providers: {{marketing: {account}}}}}}}")
    text = netease("https://other.invalid").replace("  type: netease\n", "  type: netease\n  use: marketing\n")
    project.campaign(text)
    assert project.apply_here("-t", "prod").code == 0
    assert len(emulator.recipients()) == 3
    assert project.look("plan").code == 0, "the emulator needs no account of that name"
    project.campaign(text.replace("use: marketing", "use: sales"))
    ran = project.look("plan", "-t", "prod")
    assert ran.code == 3
    assert ran.err == (
        "campaigns/hello.yaml:5:8: the target prod has no provider `sales`; "
        "add it in project.yaml under targets.prod.providers (there: marketing)\n"
    )


def test_an_account_without_a_type_is_of_the_vendor_that_it_is_named_after(project: Project) -> None:
    account = "{endpoint: cn, app_key: k}"
    project.write("project.yaml", f"targets: {{prod: {{providers: {{rongcloud: {account}, main: {account}}}}}}}")
    text = netease().replace("  type: netease\n", "  type: netease\n  use: rongcloud\n")
    project.campaign(text)
    ran = project.look("plan", "-t", "prod")
    assert ran.code == 3
    assert ran.err == (
        "campaigns/hello.yaml:5:8: `rongcloud` is an account of rongcloud, and campaigns/hello.yaml is for netease; "
        "choose another account with `provider.use`\n"
    )
    project.campaign(text.replace("use: rongcloud", "use: main"))
    ran = project.look("plan", "-t", "prod")
    assert ran.code == 3
    assert ran.err == (
        "campaigns/hello.yaml:5:8: `main` doesn't say whose account it is; "
        "add `type` to it in project.yaml, under targets.prod.providers\n"
    )


@pytest.mark.parametrize("target", ["local", "prod"])
def test_a_committed_link_takes_no_ledger_out_of_the_project(project: Project, target: str) -> None:
    outside = project.root.parent / "outside"
    outside.mkdir()
    (project.root / ".campaign").symlink_to(outside)
    project.write("project.yaml", "targets: {prod: {providers: {netease: {endpoint: emulator}}}}")
    project.campaign(netease())
    ran = project.apply_here("-t", target)
    assert ran.code == 3
    assert "a link leads from here outside the project" in ran.err
    assert not list(outside.iterdir())


def test_an_account_of_another_vendor(project: Project) -> None:
    project.write("project.yaml", "targets: {prod: {providers: {netease: {type: rongcloud, endpoint: cn}}}}")
    project.campaign(netease())
    ran = project.look("plan", "-t", "prod")
    assert ran.code == 3
    assert ran.err == (
        "project.yaml:1:46: `netease` is an account of rongcloud, and campaigns/hello.yaml is for netease; "
        "choose another account with `provider.use`\n"
    )


def test_what_nobody_gives_is_missing(project: Project) -> None:
    project.write("project.yaml", "targets: {prod: {providers: {netease: {app_key: k}}}}")
    project.campaign("version: 1\nname: hello\nprovider: {type: netease}\nrecipients: {list: [u1]}\ncontent: {}\n")
    lines = project.look("plan", "-t", "prod").err.splitlines()
    assert [line.partition(" under")[0] for line in lines[:2]] == [
        "campaigns/hello.yaml:3:1: `app_secret` is missing",
        "campaigns/hello.yaml:3:1: `endpoint` is missing",
    ]
    assert lines[1].endswith("; or give it to the target: targets.prod.providers in project.yaml")


def test_what_is_wrong_in_a_target_is_said_at_its_place_once(project: Project) -> None:
    project.write(
        "project.yaml", "targets:\n  prod: {providers: {netease: {endpoint: nowhere, limits: {singel: 1/s}}}}\n"
    )
    project.campaign(netease(name="one"), "one")
    project.campaign(netease(name="two"), "two")
    lines = project.look("plan", "-t", "prod").err.splitlines()
    assert [line.partition(";")[0] for line in lines] == [
        "project.yaml:2:42: `nowhere` isn't an address",
        "project.yaml:2:60: there is no route `singel`",
    ]


def test_a_path_for_each_target_needs_targets(project: Project) -> None:
    project.write("recipients/prod.csv", "id\nu1\n")
    project.campaign(netease(recipients='{file: "../recipients/{target}.csv"}'))
    ran = project.look("validate")
    assert ran.code == 3
    assert "`{target}` stands for the target's name, and project.yaml has no `targets`; add them" in ran.err


def test_a_ledger_that_must_exist(shop: Project) -> None:
    settings = (shop.root / "project.yaml").read_text(encoding="utf-8")
    shop.write("project.yaml", settings + "    ledger: {file: state/prod.db, must_exist: true}\n")
    said = "there is no ledger state/prod.db, and one must exist; bring it back"
    for command in (["plan"], ["apply", "--yes"], ["status"]):
        ran = shop.look(*command, "-t", "prod", **PROD)
        assert ran.code == 3, ran
        assert said in ran.err
        assert ran.err.startswith("project.yaml:")
    assert shop.look("validate", "-t", "prod").code == 0
    ran = shop.look("plan", "-t", "prod", "--ledger", "other.db")
    assert "there is no ledger other.db, and one must exist" in ran.err
    made = shop.look("ledger", "init", "-t", "prod")
    assert (made.code, made.out) == (0, "made state/prod.db, empty: keep it, for it alone knows who got what\n")
    assert shop.apply_here("-t", "prod", **PROD).code == 0
    again = shop.look("ledger", "init", "-t", "prod")
    assert (again.code, again.err) == (2, "there is a ledger at state/prod.db already; nothing to do\n")
    assert len(rows(shop, "prod")) == 2
    assert shop.apply_here().code == 0, "local has a ledger of its own, of which nothing is demanded"


def test_demands_of_project_target_and_campaign_are_gathered(project: Project) -> None:
    project.write("project.yaml", "policy: {max_recipients: 2}\ntargets: {prod: {}}")
    project.campaign(netease())
    ran = project.apply_here()
    assert ran.code == 3, ran
    assert "project.yaml:1:10" in ran.err


def test_the_schema_of_project_yaml_is_written_for_editors(project: Project) -> None:
    (project.root / "project.yaml").unlink()
    assert project.look("init").code == 0
    first = (project.root / "project.yaml").read_text(encoding="utf-8").splitlines()[0]
    named = Path(first.partition("$schema=")[2])
    assert "targets" in json.loads((project.root / named).read_text(encoding="utf-8"))["properties"]
