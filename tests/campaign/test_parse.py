from pathlib import Path

import pytest

from runner.campaign.model import Delivery
from runner.campaign.parse import read_campaign
from runner.errors import CampaignInvalid, Place, UsageError
from runner.model import Account
from runner.source import ListNode, Scalar
from tests.campaign.toys import CONTENT, HEAD, PROVIDER, PROVIDERS, RECIPIENTS, WHOLE, Post, problems, read


def test_a_small_campaign(tmp_path: Path) -> None:
    campaign = read(tmp_path)
    assert campaign.file == "c.yaml"
    assert campaign.root == tmp_path
    assert campaign.name == "hello"
    assert campaign.description == ""
    assert campaign.vars == {}
    assert campaign.provider == Post("demo", "demo")
    assert campaign.account == Account("post", "demo", emulated=True)
    assert campaign.endpoints == ()
    assert campaign.missing_secret is None
    assert campaign.routes == Post.routes
    assert isinstance(campaign.recipients.listed, ListNode)
    assert [(parameter.name, node.place.line) for parameter, node in campaign.params] == [("sender", 5), ("body", 5)]
    assert campaign.delivery == Delivery()


def test_every_field_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\n")
    text = """
name: all.of-it_2
version: 1
description: no
push: {alert: x, card: {size: 1}}
vars: {release: 2.40, flag: no, zero: 0123, nothing: "", 名字: x}
provider:
  type: post
  endpoint: [https://a.example/api, https://b.example]
  app_key: k
  app_secret: s
  limits: {single: 5/h}
recipients: {file: a.csv, id: user, where: a == 1, exclude: [a.csv]}
content: {body: {a: 1}, sender: s}
delivery: {concurrency: 1, timeout: 500ms, attempts: 7, max_wait: 1h30m, on_failure: hold}
"""
    campaign = read(tmp_path, text)
    assert campaign.description == "no"
    assert campaign.vars == {"release": "2.40", "flag": "no", "zero": "0123", "nothing": "", "名字": "x"}
    assert campaign.endpoints == ("https://a.example", "https://b.example")
    assert campaign.account == Account("post", "k", emulated=False)
    assert [route.limit.amount for route in campaign.routes] == [5, 120]
    assert campaign.recipients.id == "user"
    assert isinstance(campaign.recipients.where, Scalar)
    assert [parameter.name for parameter, _ in campaign.params] == ["alert", "card", "body", "sender"]
    assert campaign.delivery == Delivery(1, 0.5, 7, 5400.0, "hold")


def test_vars_from_the_command_line_win(tmp_path: Path) -> None:
    text = WHOLE + "vars: {a: 1, b: 2}\n"
    assert read(tmp_path, text, overrides={"a": "x", "c": "y"}).vars == {"a": "x", "b": "2", "c": "y"}


@pytest.mark.parametrize("name", ["recipient", "no-name", "for"])
def test_a_var_on_the_command_line_needs_a_name_that_templates_can_say(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=f"--var {name}: "):
        read(tmp_path, overrides={name: "x"})


def test_all_problems_come_at_once_in_the_files_order(tmp_path: Path) -> None:
    text = (
        "version: 2\nname: Bad Name\nname: x\nprovider: {type: pst, limits: {single: fast}}\n"
        "recipients: {list: [], whre: x}\ndelivery: {timeout: 10, attempts: 0}\nextra: 1\n"
    )
    assert [line.split(": ")[0] for line in problems(tmp_path, text)] == [
        *("1:1", "1:10", "2:7", "3:1", "4:1", "4:1", "4:18", "4:40", "5:20", "5:24", "6:21", "6:35", "7:1"),
    ]


def test_problems_in_yaml_and_in_fields_come_together(tmp_path: Path) -> None:
    said = problems(tmp_path, WHOLE + "vars: {a: *b}\ndelivery: {attempts: many}\n")
    assert [line.split(": ")[0] for line in said] == ["6:11", "7:22"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1: the file is empty; `campaign new` writes one"),
        ("# nothing", "1:1: the file is empty"),
        ("- a", "1:1: a campaign file is a mapping of its fields"),
        ("hello", "1:1: a campaign file is a mapping of its fields"),
        ("a: 'x", "1:4: the quote that opens here"),
        (PROVIDER + RECIPIENTS + CONTENT + "version: 1", "1:1: `name` is missing; it is the campaign's identity"),
        (HEAD + PROVIDER + RECIPIENTS, "1:1: `content` is missing; it is the message itself"),
        (HEAD + PROVIDER + RECIPIENTS, "1:1: `content` lacks `sender`, `body`; post can't send without"),
        (HEAD + RECIPIENTS + CONTENT, "1:1: `provider` is missing; it is who sends it"),
        (HEAD + PROVIDER + CONTENT, "1:1: `recipients` is missing"),
        (WHOLE + "delivery:", "6:10: `delivery` has no value; give it one (it is how it is sent) or delete it"),
        (WHOLE + "delivery: [a]", "6:11: `delivery` must be a mapping, not a list; it is how it is sent"),
        (WHOLE + "description: {a: b}", "6:14: `description` must be a text, not a mapping"),
        (WHOLE + "descripton: x", "6:1: unknown key `descripton`; did you mean `description`?"),
        (WHOLE + "Delivery: {}", "6:1: unknown key `Delivery`; did you mean `delivery`?"),
        (WHOLE + "endpoint: emulator", "6:1: unknown key `endpoint`; it belongs under `provider`"),
        (
            WHOLE + "qqq: 1",
            "6:1: unknown key `qqq`; the keys here are version, name, description, tags, after, once_per,",
        ),
        (WHOLE + "delivery: {rate: 1}", "6:12: unknown key `rate` under `delivery`; the keys here are concurrency,"),
        (WHOLE + "delivery: {limits: 1}", "6:12: unknown key `limits` under `delivery`; it belongs under `provider`"),
        (WHOLE.replace("name: hello", "name: Hello"), "2:7: name: `Hello` can't be a campaign's name; use a-z, 0-9"),
        (WHOLE.replace("version: 1", "version: 1.0"), "1:10: version: `1.0` isn't a known version"),
        (WHOLE + "delivery: {concurrency: 1e3}", "6:25: concurrency: `1e3` isn't a whole number from 1 to 1000"),
        (WHOLE + "delivery: {attempts: 101}", "6:22: attempts: `101` isn't a whole number from 1 to 100"),
        (
            WHOLE + "delivery: {timeout: 50ms}",
            "6:21: timeout: `50ms` is out of bounds; write a duration from 100ms to 10m",
        ),
        (
            WHOLE + "delivery: {max_wait: 25h}",
            "6:22: max_wait: `25h` is out of bounds; write a duration from 0s to 24h",
        ),
        (WHOLE + "delivery: {on_failure: on}", "6:24: on_failure: `on` isn't known here; write retry or hold"),
        (WHOLE + "vars: {recipient: x}", "6:8: vars: `recipient` is a name that templates have already"),
        (WHOLE + "vars: {my-var: x}", "6:8: vars: a template can't say `my-var`"),
        (WHOLE + "vars: {a: [1]}", "6:11: the var `a` must be a text, not a list"),
        (WHOLE + "vars: {a: }", '6:11: the var `a` has no value; write "" for an empty text'),
        (WHOLE + "vars: {a: '${CAMPAIGN_A}'}", "6:11: `${…}` isn't replaced in vars"),
        (WHOLE + "vars: text", "6:7: `vars` must be a mapping, not a text"),
    ],
)
def test_each_mistake_is_named_at_its_place(tmp_path: Path, text: str, said: str) -> None:
    assert [line for line in problems(tmp_path, text) if line.startswith(said)]


def test_required_push_parameters_are_missed_too(tmp_path: Path) -> None:
    text = WHOLE.replace("type: post", "type: wire").replace(CONTENT, "content: {}\n")
    assert problems(tmp_path, text) == ["1:1: `push` lacks `alert`; wire can't send without"]
    assert problems(tmp_path, text + "push: {}\n") == ["6:1: `push` lacks `alert`; wire can't send without"]


def test_a_missing_file_is_a_problem_of_the_campaign(tmp_path: Path) -> None:
    with pytest.raises(CampaignInvalid) as raised:
        read_campaign(tmp_path / "none.yaml", "none.yaml", PROVIDERS, {})
    assert raised.value.problems[0].place == Place("none.yaml")


def test_a_campaign_that_is_a_link_may_not_lead_outside_the_project(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("token: abc")
    root = tmp_path / "p"
    root.mkdir()
    (root / "c.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(CampaignInvalid, match="leads outside the project") as raised:
        read_campaign(root / "c.yaml", "c.yaml", PROVIDERS, {})
    assert "token" not in str(raised.value)
    with pytest.raises(CampaignInvalid, match="unknown key `token`"):
        read_campaign(root / "c.yaml", "c.yaml", PROVIDERS, {}, (tmp_path,))


def test_a_link_inside_the_project_is_followed(tmp_path: Path) -> None:
    read(tmp_path)
    (tmp_path / "d.yaml").symlink_to(tmp_path / "c.yaml")
    assert read_campaign(tmp_path / "d.yaml", "d.yaml", PROVIDERS, {}).file == "d.yaml"
