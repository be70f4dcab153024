import re
from typing import Any, ClassVar

import pytest
import yaml
from jsonschema import Draft7Validator

from runner.all_providers import PROVIDERS as VENDORS
from runner.campaign.schema import json_schema
from runner.parameter import Parameter
from runner.provider import Audience
from runner.rule import Rule
from tests.campaign.toys import PROVIDERS, Post

VALIDATOR = Draft7Validator(json_schema(PROVIDERS))
VENDOR_VALIDATOR = Draft7Validator(json_schema(VENDORS))


def campaign(**changes: Any) -> dict[str, Any]:
    whole = {
        "version": 1,
        "name": "hello",
        "provider": {"type": "post", "endpoint": "emulator", "app_key": "${NETEASE_K:-demo}", "app_secret": "x"},
        "recipients": {"list": ["u1"]},
        "content": {"sender": "system", "body": "hi"},
    }
    return {**whole, **changes}


def provider(**changes: Any) -> dict[str, Any]:
    return campaign(provider={**campaign()["provider"], **changes})


def push(**card: Any) -> dict[str, Any]:
    return campaign(push={"card": card})


def content(**changes: Any) -> dict[str, Any]:
    return campaign(content={**campaign()["content"], **changes})


@pytest.mark.parametrize("providers", [PROVIDERS, VENDORS])
def test_it_is_a_draft_07_schema(providers: Any) -> None:
    schema = json_schema(providers)
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize(
    "valid",
    [
        campaign(),
        campaign(description="x", vars={"release": 2.4, "flag": True, "name": "x"}),
        provider(endpoint=["https://a.example", "${CAMPAIGN_E}"]),
        provider(endpoint="${CAMPAIGN_E:-https://a.example}"),
        provider(limits={"single": "100/s", "many": "3 / day"}),
        campaign(
            recipients={"file": ["a.csv"], "exclude": "b.csv", "id": "user", "where": "a == 1", "list": [{"a": 1}]}
        ),
        campaign(delivery={"concurrency": 8, "timeout": "1h30m", "attempts": 1, "on_failure": "hold"}),
        content(save=1, loud=True, body={"a": [1, None]}),
        content(save="{{ x }}", loud="{% if x %}true{% endif %}", body=["a"]),
        push(
            colour="red",
            size=3,
            any={"x": [1]},
            inner={"x": "{{ x }}"},
            configs=[{"APNs": {"thread-id": 1}}, {"MI": {}}],
        ),
        campaign(push={"card": "{{ card }}", "alert": "x"}),
        push(configs={"MI": {"channel": "c"}, "APNs": {}}),
        provider(endpoint="cn"),
        provider(type="cable", endpoint="cn"),
        provider(endpoint=["cn", "https://c.example"]),
        campaign(lint={"disable": "GEN001"}),
        campaign(lint={"disable": ["GEN001", "GEN002"]}),
    ],
)
def test_valid_campaigns_pass(valid: dict[str, Any]) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(valid)] == []


@pytest.mark.parametrize(
    "broken",
    [
        {},
        campaign(version=2),
        campaign(name="Hello"),
        campaign(extra=1),
        campaign(content=None),
        campaign(vars={"recipient": "x"}),
        campaign(vars={"a": ["x"]}),
        campaign(recipients={"where": "x"}),
        campaign(recipients={"list": []}),
        campaign(recipients=["u1"]),
        campaign(delivery={"timeout": "10"}),
        campaign(delivery={"timeout": 10}),
        campaign(delivery={"attempts": 0}),
        campaign(delivery={"on_failure": "stop"}),
        provider(type="qq"),
        provider(endpoint="nowhere"),
        provider(endpoint=[]),
        provider(endpoint="https://a.example/${CAMPAIGN_E}"),
        provider(endpoint="${CAMPAIGN_E}/path"),
        provider(limits={"singel": "1/s"}),
        provider(limits={"single": "fast"}),
        provider(extra=1),
        content(alert="x"),
        content(save=3),
        content(save=[1]),
        content(sender={"a": "b"}),
        campaign(content={"sender": "s"}),
        push(color="red"),
        push(colour="green"),
        push(inner="x"),
        push(configs={"mi": {}}),
        push(configs=[{"apns": {}}]),
        provider(endpoint="sg"),
        provider(endpoint=["emulator"]),
        provider(type="cable"),
        provider(api="v2"),
        campaign(recipients="everyone"),
        campaign(lint={"disable": "NE008"}),
        campaign(lint={"disable": []}),
        campaign(lint={"enable": "GEN001"}),
        provider(type="wire"),
    ],
)
def test_broken_campaigns_dont(broken: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(broken)


def test_the_provider_decides_which_parameters_are_known() -> None:
    wire = campaign(content={}, push={"alert": "x"})
    wire["provider"] = {**wire["provider"], "type": "wire"}
    assert VALIDATOR.is_valid(wire)
    wire["push"] = {"card": "{}"}
    assert not VALIDATOR.is_valid(wire)


NETEASE = """
version: 1
name: release-2-4-0
vars: {release: 2.4.0}
provider:
  type: netease
  endpoint: emulator
  app_key: ${NETEASE_APP_KEY:-demo}
  app_secret: ${NETEASE_APP_SECRET:-demo}
  limits: {single: 100/s, batch: 120/min}
recipients:
  list: [{user_id: u1002, name: Li, platform: ios, app_version: 2.3.9}]
  file: ../recipients/ios.csv
  id: user_id
  where: "platform == 'ios' and app_version|version < '2.4'|version"
  exclude: ../recipients/opted-out.csv
content:
  from: system
  attach: {type: release, title: "{{ release }} is here, {{ name }}", url: "https://example.com/{{ release }}"}
push:
  pushcontent: "{% include 'release-push.txt.j2' %}"
  payload: {pushTitle: "{{ release }}"}
delivery: {concurrency: 64, timeout: 10s, attempts: 5}
"""

RONGCLOUD = """
version: 1
name: hello
provider: {type: rongcloud, endpoint: emulator, app_key: demo, app_secret: demo, limits: {publish: 100/s}}
recipients: {list: [u1]}
content: {fromUserId: system, objectName: RC:TxtMsg, content: {content: "Hello {{ id }}"}, isPersisted: 1}
push:
  pushContent: Hello
  disablePush: false
  pushExt:
    title: Hello
    forceShowPushContent: 0
    pushConfigs:
      - HW: {channelId: hw-123, importance: NORMAL}
      - VIVO: {classification: 0}
      - APNs: {thread-id: 1, interruption-level: active}
"""


class Plain(Post):
    """A provider of two APIs, the second for everybody as well, that limits a text."""

    type: ClassVar[str] = "plain"
    api: ClassVar[str] = "v1"
    signs: ClassVar[bool] = False
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("body", "content", "text", "what it says", longest=5),
        Parameter("title", "push", "json", "a title", longest=5),
    )


class Newer(Plain):
    """Its second API."""

    api: ClassVar[str] = "v2"
    rules: ClassVar[tuple[Rule, ...]] = (Rule("P001", ("body",), "Body is short.", "N-SEED", lambda params: "", {}),)


class All(Newer):
    """The same for everybody."""

    audience: ClassVar[Audience] = "everyone"
    parameters: ClassVar[tuple[Parameter, ...]] = Plain.parameters[:1]


PLAIN = Draft7Validator(json_schema({"plain": (Plain, Newer, All)}))


def plain(api: str = "", recipients: object = None, body: object = "hi", **more: object) -> dict[str, object]:
    section = {"type": "plain", "endpoint": "cn", "app_key": "k"} | ({"api": api} if api else {})
    whole = campaign(provider=section, content={"body": body}, **more)
    return whole | ({"recipients": recipients} if recipients else {})


@pytest.mark.parametrize(
    ("file", "valid"),
    [
        (plain(), True),
        (plain("v1"), True),
        (plain("v2"), True),
        (plain("v3"), False),
        (plain("v2", "everyone"), True),
        (plain("v2", "online"), False),
        (plain("v1", "everyone"), False),
        (plain("", "everyone"), False),
        (plain("v2", push={"title": "x"}), True),
        (plain("v2", "everyone", push={"title": "x"}), False),
        (plain("v2", lint={"disable": ["P001"]}), True),
        (plain("v1", lint={"disable": ["P001"]}), False),
        (plain(body="12345"), True),
        (plain(body="123456"), False),
        (plain(body="{{ a_long_name }}"), True),
        (plain(body="{% if x %}a{% endif %}"), True),
        (plain(body=123456), True),  # a number has no length for JSON Schema: the program tells
        (plain(push={"title": "123456"}), False),
        (plain(push={"title": {"a": "123456"}}), True),
    ],
)
def test_apis_audiences_rules_and_lengths_are_those_of_the_kind(file: dict[str, object], valid: bool) -> None:
    assert PLAIN.is_valid(file) is valid


def test_what_a_target_may_give_needs_not_stand_in_the_file() -> None:
    assert VALIDATOR.is_valid(campaign(provider={"type": "post"}))
    assert not VALIDATOR.is_valid(campaign(provider={"endpoint": "emulator"}))


def test_the_rules_that_look_at_a_parameter_or_a_key_stand_in_its_description() -> None:
    push = next(
        part["then"]["properties"]["push"]["properties"]
        for part in json_schema(VENDORS)["allOf"]
        if "pushExt" in part["then"]["properties"].get("push", {}).get("properties", {})
    )
    ext = push["pushExt"]["anyOf"][0]["properties"]
    assert re.search(r" \(RC018–RC0.*\)$", push["pushExt"]["description"])
    assert ext["title"]["description"].endswith(" (RC020)")
    channels = ext["pushConfigs"]["anyOf"][1]["properties"]
    assert "RC030" in channels["HW"]["properties"]["image"]["description"]
    assert push["pushData"]["description"] == "Data for the app that comes with the push (appData)."


@pytest.mark.parametrize("text", [NETEASE, RONGCLOUD])
def test_the_vendors_campaigns_pass(text: str) -> None:
    assert [error.message for error in VENDOR_VALIDATOR.iter_errors(yaml.safe_load(text))] == []
    assert not VENDOR_VALIDATOR.is_valid(yaml.safe_load(text.replace("push", "pusch", 1)))


def test_each_field_and_parameter_is_described() -> None:
    schema = json_schema(PROVIDERS)
    assert schema["properties"]["name"]["description"].startswith("the campaign's identity")
    then = schema["allOf"][2]["then"]["properties"]
    assert then["content"]["properties"]["sender"]["description"] == "who sends it"
    assert then["provider"]["properties"]["limits"]["properties"]["single"]["description"] == "documented: 100 calls/s"


@pytest.mark.parametrize(("rule", "valid"), [("WH009", True), ("WH005", False)])
def test_a_rule_that_cannot_be_disabled_is_not_offered(rule: str, valid: bool) -> None:
    section = {"type": "webhook", "endpoint": "emulator", "app_key": "k"}
    file = campaign(provider=section, content={"body": "hi"}, lint={"disable": [rule]})
    assert VENDOR_VALIDATOR.is_valid(file) is valid
