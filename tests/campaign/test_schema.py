from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from runner.all_providers import PROVIDERS as VENDORS
from runner.campaign.schema import json_schema
from tests.campaign.toys import PROVIDERS

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
        push(configs={"MI": {}}),
        push(configs=[{"apns": {}}]),
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


@pytest.mark.parametrize("text", [NETEASE, RONGCLOUD])
def test_the_vendors_campaigns_pass(text: str) -> None:
    assert [error.message for error in VENDOR_VALIDATOR.iter_errors(yaml.safe_load(text))] == []
    assert not VENDOR_VALIDATOR.is_valid(yaml.safe_load(text.replace("push", "pusch", 1)))


def test_each_field_and_parameter_is_described() -> None:
    schema = json_schema(PROVIDERS)
    assert schema["properties"]["name"]["description"].startswith("the campaign's identity")
    then = schema["allOf"][0]["then"]["properties"]
    assert then["content"]["properties"]["sender"]["description"] == "who sends it"
    assert then["provider"]["properties"]["limits"]["properties"]["single"]["description"] == "documented: 100 calls/s"
