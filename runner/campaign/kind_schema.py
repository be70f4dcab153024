"""The part of the JSON Schema that hangs on the provider: its APIs, audiences, addresses, rules, parameters. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runner.campaign.endpoints import EMULATOR
from runner.campaign.fields import RECIPIENTS
from runner.general_rules import GENERAL_RULES
from runner.inventory import in_short, inventory
from runner.parameter import Field, Parameter, Section
from runner.provider import ProviderType, Route

Schema = dict[str, Any]
Rules = Mapping[tuple[str, ...], tuple[str, ...]]
"""The ids of the rules that look at a parameter or a key inside one, by the keys that lead there."""

# An editor reads `2.40` as a number and `true` as a boolean; the program reads both as the text that was typed.
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
TEMPLATE: Schema = {"type": "string", "pattern": r"\{[{%]"}
_ADDRESS: Schema = {"type": "string", "pattern": r"^https?://(?!.*\$\{)|^\$\{[^}]*\}$"}


def _named(kinds: Sequence[ProviderType], api: str | None = None) -> Schema:
    """A `provider` section that names this type, and this API or, where that is the first, none."""
    named: Schema = {"properties": {"type": {"const": kinds[0].type}}, "required": ["type"]}
    if api is not None:
        named["properties"]["api"] = {"const": api}
        named["required"] += [] if api == kinds[0].api else ["api"]
    return named


def for_type(kinds: Sequence[ProviderType]) -> Schema:
    """Which APIs this provider has."""
    apis = [api for api in dict.fromkeys(kind.api for kind in kinds) if api]
    return {
        "if": {"properties": {"provider": _named(kinds)}, "required": ["provider"]},
        "then": {"properties": {"provider": {"properties": {"api": {"enum": apis} if apis else False}}}},
    }


def for_api(kinds: Sequence[ProviderType], api: str) -> Schema:
    """Whom this API reaches besides those who are listed."""
    reached = [kind.audience for kind in kinds if kind.api == api and kind.audience in RECIPIENTS.choices]
    recipients: Schema = {"anyOf": [{"type": "object"}, {"enum": reached}]} if reached else {"type": "object"}
    return {
        "if": {"properties": {"provider": _named(kinds, api)}, "required": ["provider"]},
        "then": {"properties": {"recipients": recipients}},
    }


def for_kind(kind: ProviderType, kinds: Sequence[ProviderType]) -> Schema:
    """What holds where the file names this kind's type, API and audience."""
    reached: Schema = {"type": "object"} if kind.audience == "listed" else {"const": kind.audience}
    named = {"provider": _named(kinds, kind.api), "recipients": reached}
    rules = {item.path: item.rules for item in inventory(kind)}
    provider: Schema = {
        "properties": {"limits": _limits(kind.routes), "endpoint": _endpoint(kind)},
    }
    return {
        "if": {"properties": named, "required": ["provider", "recipients"]},
        "then": {
            "properties": {
                "provider": provider,
                "content": _parameters(kind.parameters, "content", rules),
                "push": _parameters(kind.parameters, "push", rules),
                "lint": {"properties": {"disable": _rules(kind)}},
            }
        },
    }


def _limits(routes: Iterable[Route]) -> Schema:
    described = {route.name: {"description": f"documented: {route.limit}"} for route in routes}
    return {"properties": described, "additionalProperties": False}


def _endpoint(kind: ProviderType) -> Schema:
    centres = list(kind.data_centres)
    address: Schema = {"anyOf": [{"enum": centres}, _ADDRESS]} if centres else _ADDRESS
    emulator: list[Schema] = [{"const": EMULATOR}] if kind.emulated else []
    return {"anyOf": [*emulator, address, {"type": "array", "minItems": 1, "items": address}]}


def _rules(kind: ProviderType) -> Schema:
    known: Schema = {"enum": [rule.id for rule in (*GENERAL_RULES, *kind.rules) if not rule.firm]}
    return {"anyOf": [known, {"type": "array", "minItems": 1, "items": known}]}


def _parameters(parameters: Iterable[Parameter], section: Section, rules: Rules) -> Schema:
    mine = [parameter for parameter in parameters if parameter.section == section]
    return {
        "additionalProperties": False,
        "required": [parameter.name for parameter in mine if parameter.required],
        "properties": {parameter.name: _of_parameter(parameter, rules) for parameter in mine},
    }


def _of_parameter(parameter: Parameter, rules: Rules) -> Schema:
    path = (parameter.name,)
    about: Schema = {"description": _about(parameter, rules[path])}
    if parameter.kind != "json":
        return about | _scalar(parameter)
    if not parameter.fields:
        return about | {"anyOf": [{"type": ["object", "array"]}, _scalar(parameter)]}
    return about | {"anyOf": [_object(parameter.fields, path, rules), {"type": "string"}]}


def _about(declared: Parameter | Field, ids: Sequence[str]) -> str:
    """What it is, and the rules that look at it."""
    return f"{declared.about} ({in_short(ids)})" if ids else declared.about


def _of_inner(field: Field, above: tuple[str, ...], rules: Rules) -> Schema:
    path = (*above, field.name)
    about: Schema = {"description": _about(field, rules[path])}
    if field.fields:
        inner = _object(field.fields, path, rules)
        return about | ({"anyOf": [{"type": "array", "items": inner}, inner]} if field.many else inner)
    if field.kind == "json":
        return about | ({"anyOf": [{"type": ["object", "array", "null"]}, _scalar(field)]} if field.longest else {})
    return about | _scalar(field)


def _object(fields: Sequence[Field], path: tuple[str, ...], rules: Rules) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: _of_inner(field, path, rules) for field in fields},
    }


def _scalar(declared: Parameter | Field) -> Schema:
    """A scalar as an editor may read it: `1`, `"1"` and `true` are the texts 1 and true; or a template.

    A template may be longer than what it says, so a length is asked of other texts only.
    """
    if declared.choices:
        words: dict[str, Any] = {"true": True, "false": False}
        typed = [int(choice) if choice.isdigit() else words.get(choice, choice) for choice in declared.choices]
        own = [*declared.choices, *(value for value in typed if not isinstance(value, str))]
        return {"anyOf": [{"enum": own}, TEMPLATE]}
    return SCALAR | ({"anyOf": [{"maxLength": declared.longest}, TEMPLATE]} if declared.longest else {})
