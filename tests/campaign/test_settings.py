"""What project.yaml says of ledger, targets and policy: read, checked, and how a target is chosen."""

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from runner.campaign.project_fields import PROJECT
from runner.campaign.project_schema import project_schema
from runner.campaign.settings import Settings, read_settings
from runner.errors import CampaignInvalid, UsageError
from runner.project import SETTINGS, look_for_project

WHOLE = """version: 1
name: Shop
env: [SHOP_KEY]
ledger: {file: .campaign/shop.db, must_exist: true}
policy: {max_recipients: 100}
targets:
  local: {vars: {host: localhost}}
  staging:
    ledger: {must_exist: false}
    providers:
      netease: {endpoint: https://staging.example, app_key: "${NETEASE_KEY}", app_secret: "file:/run/secrets/s"}
  prod:
    ledger: .campaign/prod.db
    env_file: secrets/.env.live
    policy: {require_plan: true}
    vars: {host: app.example.com}
    providers:
      marketing: {type: netease, endpoint: cn, app_key: k, app_secret: "cmd: vault read 'a b'", limits: {single: 1/s}}
"""
VALIDATOR = Draft7Validator(project_schema(["netease", "rongcloud"]))


def settings(folder: Path, text: str) -> Settings:
    (folder / "project.yaml").write_text(text, encoding="utf-8")
    return read_settings(look_for_project(folder))


def problems(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> list[str]:
    monkeypatch.chdir(folder)
    with pytest.raises(CampaignInvalid) as raised:
        settings(folder, text)
    return [str(problem).removeprefix("project.yaml:") for problem in raised.value.problems]


def test_both_tables_name_the_same_keys() -> None:
    assert list(PROJECT.by_name) == list(SETTINGS)


def test_a_target_has_its_own_and_the_projects(tmp_path: Path) -> None:
    found = settings(tmp_path, WHOLE)
    prod = found.target("prod")
    assert (prod.name, prod.vars, list(prod.providers)) == ("prod", {"host": "app.example.com"}, ["marketing"])
    assert prod.ledger == tmp_path / ".campaign" / "prod.db"
    assert str(prod.must_exist).endswith("project.yaml:4:35")
    assert [demand.name for demand in prod.policy] == ["max_recipients", "require_plan"]
    assert prod.env_files == (tmp_path / ".env", tmp_path / "secrets" / ".env.live")
    assert not prod.emulated


def test_a_target_may_do_without_what_the_project_demands_of_ledgers(tmp_path: Path) -> None:
    staging = settings(tmp_path, WHOLE).target("staging")
    assert (staging.ledger, staging.must_exist) == (tmp_path / ".campaign" / "shop.db", None)
    assert staging.env_files == (tmp_path / ".env", tmp_path / ".env.staging")


@pytest.mark.parametrize("name", [None, "", "local"])
@pytest.mark.parametrize("text", [WHOLE, WHOLE.replace("  local: {vars: {host: localhost}}\n", "")])
def test_local_is_the_default_and_has_its_own_ledger(tmp_path: Path, text: str, name: str | None) -> None:
    local = settings(tmp_path, text).target(name)
    assert (local.name, local.emulated) == ("local", True)
    assert (local.ledger, local.must_exist) == (tmp_path / ".campaign" / "local.db", None)
    assert local.env_files == (tmp_path / ".env", tmp_path / ".env.local")
    assert [demand.name for demand in local.policy] == ["max_recipients"]


def test_without_targets_files_stand_as_they_are(tmp_path: Path) -> None:
    found = settings(tmp_path, "ledger: elsewhere.db\n")
    assert (found.target(None).name, found.target(None).ledger) == ("", tmp_path / "elsewhere.db")
    assert found.target("local").emulated
    with pytest.raises(UsageError, match=r"--target prod: project\.yaml has no `targets`; its targets are local"):
        found.target("prod")


def test_an_unknown_target_is_told_which_there_are(tmp_path: Path) -> None:
    found = settings(tmp_path, WHOLE)
    with pytest.raises(UsageError, match="has no target of that name; did you mean prod"):
        found.target("prdo")
    with pytest.raises(UsageError, match="its targets are local, staging, prod"):
        found.target("x")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("targets: x", "1:10: `targets` must be a mapping, not a text"),
        ("targets: {}", "1:10: `targets` names none; add one: `prod: {}`, or delete it"),
        (
            "targets: {prod: }",
            "1:17: `targets.prod` has no value; give it one (it is a mapping: {} where it has nothing)",
        ),
        ("targets: {'a b': {}}", "1:11: targets: `a b` can't stand here"),
        (
            "targets: {prod: {provders: {}}}",
            "1:18: unknown key `provders` under `targets.prod`; did you mean `providers`",
        ),
        (
            "targets: {prod: {endpoint: x}}",
            "1:18: unknown key `endpoint` under `targets.prod`; it belongs under `provi",
        ),
        (
            "targets: {prod: {providers: {netease: {api: v2}}}}",
            "1:40: unknown key `api` under `targets.prod.providers.netease`; the keys here are type, endpoint,",
        ),
        ("targets: {prod: {providers: {netease: x}}}", "1:39: `targets.prod.providers.netease` must be a mapping"),
        ("targets: {prod: {providers: {Netease: {}}}}", "1:30: providers: `Netease` can't be a provider's name"),
        ("targets: {prod: {providers: {netease: {endpoint: []}}}}", "1:50: `endpoint` is an empty list"),
        ("targets: {prod: {vars: {id: x}}}", "1:25: vars: `id` is a name that templates have already"),
        ("targets: {prod: {vars: {a: '${X}'}}}", "1:28: `${…}` isn't replaced in vars"),
        ("targets: {prod: {policy: {max_recipient: 1}}}", "1:27: unknown key `max_recipient` under `policy`; did you"),
        ("targets: {prod: {env_file: ../x}}", "1:28: `../x` lies outside the project"),
        ("targets: {prod: {env_file: .git/config}}", "1:28: `.git/config` lies in the folder that is git's own"),
        ("ledger: .git/hooks/x", "1:9: `.git/hooks/x` lies in the folder that is git's own; name a file beside it"),
        ("targets: {prod: {env_file: }}", "1:28: `env_file` has no value"),
        ("ledger: ''", "1:9: this is no path; name a file, relative to project.yaml"),
        ("ledger: [a]", "1:9: `ledger` must be a text or a mapping, not a list"),
        ("ledger: /var/lib/x.db", "1:9: `/var/lib/x.db` lies outside the project"),
        ("ledger: ~/x.db", "1:9: this is no path"),
        ("ledger: .", "1:9: `.` is a folder; name a file in it"),
        (
            "ledger: {file: a.db, must_exists: true}",
            "1:22: unknown key `must_exists` under `ledger`; did you mean `must_",
        ),
        ("ledger: {must_exist: yes}", "1:22: must_exist: `yes` isn't true or false"),
        ("must_exist: true", "1:1: unknown key `must_exist`"),
        ("policy: {max_recipients: many}", "1:26: max_recipients: `many` isn't a whole number"),
        (
            'targets: {prod: {providers: {n: {app_secret: "file:a\\0b"}}}}',
            "1:46: `file:` holds a character that stands in no name; delete the zero byte",
        ),
        (
            'targets: {prod: {providers: {n: {app_secret: "cmd:a\\0b"}}}}',
            "1:46: `cmd:` holds a character that stands in no name; delete the zero byte",
        ),
        (
            "targets: {prod: {providers: {n: {app_secret: 'file:'}}}}",
            "1:46: `file:` names nothing; write `file:` and a",
        ),
        (
            "targets: {prod: {providers: {n: {app_secret: 'cmd: '}}}}",
            "1:46: `cmd:` names nothing; write `cmd:` and a com",
        ),
        (
            "targets: {prod: {providers: {n: {app_secret: 'file:${HOME}/x'}}}}",
            "1:46: `${…}` isn't replaced in the path of a secret; write the path itself",
        ),
        (
            'targets: {prod: {providers: {n: {app_secret: "cmd:echo \'x"}}}}',
            "1:46: the command of the secret has a quote that isn't closed; close it",
        ),
    ],
)
def test_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    (only,) = problems(tmp_path, monkeypatch, text)
    assert only.startswith(said)


def test_all_problems_are_said_at_once_in_the_files_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "version: 2\ntargets:\n  prod: {x: 1}\n  p2: {y: 1}\nenv: A\nzzz: 1\nledger: []\n"
    places = [line.partition(": ")[0] for line in problems(tmp_path, monkeypatch, text)]
    assert places == ["1:10", "3:10", "4:8", "5:6", "6:1", "7:9"]


def test_the_schema_takes_what_the_program_takes(tmp_path: Path) -> None:
    Draft7Validator.check_schema(VALIDATOR.schema)
    assert [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(WHOLE))] == []
    settings(tmp_path, WHOLE)


@pytest.mark.parametrize(
    "text",
    [
        "version: 2",
        "zzz: 1",
        "env: A",
        "ledger: [a]",
        "ledger: {must_exists: true}",
        "targets: {'a b': {}}",
        "targets: {prod: {x: 1}}",
        "targets: {prod: {providers: {n: {type: qq}}}}",
        "targets: {prod: {providers: {n: {api: v2}}}}",
        "targets: {prod: {vars: {id: x}}}",
        "policy: {max_recipients: many}",
    ],
)
def test_the_schema_refuses_what_the_program_refuses(text: str) -> None:
    assert not VALIDATOR.is_valid(yaml.safe_load(text))
