"""Every parameter of both vendors, and every documented key inside: sent as the program sends it, taken, and recorded.

The emulator is a process of its own that checks what the vendors' pages say; it is not the vendors.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft7Validator

from runner.all_providers import PROVIDERS, all_kinds
from runner.campaign.schema import json_schema
from runner.inventory import filled, inventory
from runner.model import Batch, Message, Outcome, Status, Text
from runner.parameter import Field, Parameter
from runner.provider import ProviderType, Response, Stamp, name_of
from runner.rule import findings
from tests.emulator.callers import Emulated, running

VENDORS = ("netease", "rongcloud")
ICON = "https://example.com/icon.png"
# What a kind of value, a length and choices don't say of what is legal: by the parameter's or the key's own name.
LEGAL: Mapping[str, Any] = {
    "attach": {"type": "notice"},
    "objectName": "App:Note",
    "count": "3",
    "category": "IM",
    "forcePushList": ["u1", "u2"],
    "push_forcepush_ids": ["u1", "u2"],
    "targetOs": ["ios", "aos"],
    "target_os": ["ios", "aos"],
    "payload": {"pushTitle": "hi"},
    "push_payload": {"pushTitle": "hi"},
    "image": ICON,
    "imageUrl": ICON,
    "large_icon_uri": ICON,
    "richMediaUri": ICON,
    "conversationType": "6",
    "targetId": "u1",
    "sentTime": "1448000000000",
    "isAdmin": "1",
    "isDelete": "1",
    "disablePush": "true",
}
# What must stand beside it.
BESIDE: Mapping[str, Mapping[str, str]] = {
    "category": {"classification": "0"},
    "forcePushAll": {"msgtype": "1"},
    "forcePushList": {"msgtype": "1"},
}
BATCH_NAMES = {"from": "fromAccid"}  # NetEase's batch interface names the sender so


class Case(NamedTuple):
    """One parameter, or a key inside one, of one kind of provider; `way`: the keys that lead to it from there."""

    kind: ProviderType
    name: str
    param: str
    way: tuple[Field, ...]
    declared: Parameter | Field | None

    def __str__(self) -> str:
        return f"{name_of(self.kind)}-{self.name}"


def cases() -> Iterator[Case]:
    """All of them; a recipient's parameter first."""
    for kind in all_kinds():
        if kind.type not in VENDORS:
            continue
        if kind.recipient:
            yield Case(kind, kind.recipient, kind.recipient, (), None)
        for item in inventory(kind):
            yield Case(kind, item.name, item.path[0], tuple(_way(kind, item.path)), item.declared)


def _way(kind: ProviderType, path: tuple[str, ...]) -> Iterator[Field]:
    fields = next(parameter.fields for parameter in kind.parameters if parameter.name == path[0])
    for key in path[1:]:
        field = next(field for field in fields if field.name == key)
        fields = field.fields
        yield field


CASES = list(cases())
DECLARED = [case for case in CASES if case.kind.audience != "recall"]  # a recall is made by the program


@pytest.fixture(scope="module")
def emulated() -> Iterator[Emulated]:
    """An emulator without limits."""
    limits = ("netease", "netease-batch", "netease-v2", "netease-v2-batch", "netease-broadcast", "rongcloud",
              "rongcloud-broadcast", "rongcloud-broadcast-day", "rongcloud-online", "rongcloud-recall")  # fmt: skip
    with running(*(word for limit in limits for word in (f"--{limit}-limit", "none"))) as started:
        yield started


def legal(declared: Parameter | Field) -> Any:
    """A value that is right there, and where that can be told not the default."""
    if declared.name in LEGAL:
        return LEGAL[declared.name]
    if declared.choices:
        choice = next((one for one in declared.choices if f"Default {one}." not in declared.about), "")
        if isinstance(declared, Parameter) or declared.kind == "text":
            return choice
        return choice == "true" if declared.kind == "boolean" else int(choice)
    if declared.fields:
        inner = {declared.fields[0].name: legal(declared.fields[0])}
        return [inner] if isinstance(declared, Field) and declared.many else inner
    plain: Mapping[str, Any] = {"text": "system", "integer": 7, "boolean": True, "json": {"k": "v"}}
    return plain[declared.kind]


def as_text(value: Any) -> str:
    """A parameter's text, as rendering makes it."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def text_of(case: Case, value: Any) -> dict[str, str]:
    """The sound parameters of the kind, with this one set, and what must stand beside it."""
    params = {name: text for name, text in case.kind.sound.items() if name != case.kind.recipient}
    if case.declared is None:
        return params
    beside = BESIDE.get(case.declared.name, {})
    if not case.way:
        return {**params, **beside, case.param: as_text(value)}
    whole: Any = filled(case.way, value)
    mine = siblings(case, whole)
    mine.update({name: text for name, text in beside.items() if name in {f.name for f in neighbours(case)}})
    return {**params, case.param: as_text(whole)}


def neighbours(case: Case) -> tuple[Field, ...]:
    """The fields among which a key stands."""
    if len(case.way) > 1:
        return case.way[-2].fields
    return next(parameter.fields for parameter in case.kind.parameters if parameter.name == case.param)


def siblings(case: Case, whole: Any) -> Any:
    """The object inside a parameter in which the case's key stands."""
    for field in case.way[:-1]:
        whole = whole[field.name][0] if field.many else whole[field.name]
    return whole


def plain(value: Any) -> Any:
    """A value whether it is recorded as JSON or as its text."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def sent(emulated: Emulated, case: Case, route: str, params: Mapping[str, str]) -> list[str]:
    """Send these parameters on a route as the program does; the recipients, for all of whom they are accepted."""
    capacity = next(one.capacity for one in case.kind.routes if one.name == route)
    people = {"listed": ["u1", "u2"][:capacity], "recall": ["u1"]}.get(case.kind.audience, [case.kind.audience])
    outcomes = post(emulated, case.kind, route, people, params)
    assert [outcome.status for outcome in outcomes] == [Status.ACCEPTED] * len(people), outcomes
    return people


def post(
    emulated: Emulated, kind: ProviderType, route: str, people: Sequence[str], params: Mapping[str, str]
) -> list[Outcome]:
    """One request, and what the provider makes of the answer."""
    provider = kind("demo", "demo")
    batch = Batch(route, [Message(one, Text.of(params)) for one in people], f"{time.monotonic_ns():040x}")
    request = provider.request(batch, Stamp(time.time(), f"{time.monotonic_ns():x}"))
    reply = emulated.request("POST", request.path, request.body, request.headers)
    return provider.outcomes(batch, Response(reply.status, reply.body))


def taken_before(emulated: Emulated, kind: ProviderType) -> dict[str, str]:
    """For a recall the id of a message that can be recalled; for all others nothing."""
    if kind.audience != "recall":
        return {}
    (listed,) = (one for one in all_kinds() if one.type == kind.type and one.audience == "listed")
    sound = {name: text for name, text in listed.sound.items() if name != listed.recipient}
    (outcome,) = post(emulated, listed, listed.routes[0].name, ["u1"], sound)
    assert outcome.provider_id
    return {"messageUID": outcome.provider_id}


def recorded(case: Case, line: Mapping[str, Any], route: str) -> Any:
    """What the emulator's record of a message says of the case's parameter or key."""
    params = {**line["params"], "targetId": line["recipient"]}  # a recall's target is whom it reaches
    name = BATCH_NAMES.get(case.param, case.param) if route == "batch" and case.kind.api == "v1" else case.param
    value = plain(params[name])
    if case.way:
        return plain(siblings(case, value)[case.way[-1].name])
    return value


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_sent_taken_and_recorded(emulated: Emulated, case: Case) -> None:
    emulated.reset()
    earlier = taken_before(emulated, case.kind)
    value = earlier.get(case.param) or (legal(case.declared) if case.declared else None)
    params = {**text_of(case, value), **earlier}
    recipient = {case.kind.recipient: "u1"} if case.kind.recipient else {}
    assert [one for one in findings(case.kind.rules, {**params, **recipient}) if one.severity == "error"] == []
    routes = case.kind("demo", "demo").ways(params).routes
    assert routes
    for route in routes:
        before = len(emulated.received())
        people = sent(emulated, case, route, params)
        lines = emulated.received()[before:]
        assert len(lines) == len(people)
        if case.declared is None:
            assert [line["recipient"] for line in lines] == people
        else:
            assert [recorded(case, line, route) for line in lines] == [plain(value)] * len(people)


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    """What editors check a campaign file with."""
    return Draft7Validator(json_schema(PROVIDERS))


def written(case: Case, params: Mapping[str, str]) -> dict[str, Any]:
    """A campaign file that says these parameters, as an editor reads it."""
    kind, sections = case.kind, {parameter.name: parameter.section for parameter in case.kind.parameters}
    provider = {"type": kind.type, "api": kind.api, "endpoint": "emulator", "app_key": "k", "app_secret": "s"}
    said: dict[str, dict[str, Any]] = {"content": {}, "push": {}}
    for name, text in params.items():
        said[sections[name]][name] = plain(text) if text.startswith(("{", "[")) else text
    return {
        "version": 1,
        "name": "hello",
        "provider": {name: text for name, text in provider.items() if text},
        "recipients": {"list": ["u1"]} if kind.audience == "listed" else kind.audience,
        **said,
    }


@pytest.mark.parametrize("case", DECLARED, ids=str)
def test_it_is_declared_in_the_schema(schema: Draft7Validator, case: Case) -> None:
    params = text_of(case, legal(case.declared) if case.declared else None)
    assert [error.message for error in schema.iter_errors(written(case, params))] == []
    if case.declared is not None:
        misspelt = json.loads(json.dumps(written(case, params)).replace(f'"{case.declared.name}": ', '"misspelt": '))
        assert not schema.is_valid(misspelt)
