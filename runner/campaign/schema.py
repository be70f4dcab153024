"""The JSON Schema (draft-07) of a campaign file, for editors: from the table of fields and the providers. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runner.campaign import values
from runner.campaign.endpoints import EMULATOR
from runner.campaign.fields import CAMPAIGN, FileField, Kind
from runner.provider import Field, Parameter, ProviderType, Route, Section

Schema = dict[str, Any]

# An editor reads `2.40` as a number and `true` as a boolean; the program reads both as the text that was typed.
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
TEMPLATE: Schema = {"type": "string", "pattern": r"\{[{%]"}
TEXTS: Schema = {"oneOf": [SCALAR, {"type": "array", "items": SCALAR, "minItems": 1}]}
DURATION = r"^(?=[0-9])([0-9]+h)?([0-9]+m(?!s))?([0-9]+(\.[0-9]+)?s)?([0-9]+ms)?$"

_KINDS: Mapping[Kind, Schema] = {
    "version": {"enum": [1, "1"]},
    "name": {"type": ["string", "number"], "pattern": f"^{values.NAME}$"},
    "text": SCALAR,
    "duration": {"type": "string", "pattern": DURATION},
    "expression": {"type": ["string", "boolean"]},
    "secret": {"type": ["string", "number"]},
    "endpoint": {
        "anyOf": [
            {"const": EMULATOR},
            {"type": "string", "pattern": r"^https?://|\$\{"},
            {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": r"^https?://|\$\{"}},
        ]
    },
    "paths": TEXTS,
    "rows": {"type": "array", "minItems": 1, "items": {"type": ["string", "number", "boolean", "object"]}},
    "vars": {
        "type": "object",
        "propertyNames": {"not": {"enum": sorted(values.RESERVED)}},
        "additionalProperties": SCALAR,
    },
    "limits": {"type": "object", "additionalProperties": {"type": "string", "pattern": f"^{values.RATE}$"}},
    "parameters": {"type": "object"},
}


def json_schema(providers: Mapping[str, ProviderType]) -> Schema:
    """The schema: the file's own fields, and the parameters and routes of the provider that `provider.type` names.

    A template may stand wherever a scalar may.
    """
    schema = _of_field(CAMPAIGN)
    schema["properties"]["provider"]["properties"]["type"]["enum"] = sorted(providers)
    schema["properties"]["recipients"]["anyOf"] = [{"required": ["list"]}, {"required": ["file"]}]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A notification campaign",
        **schema,
        "allOf": [_for_provider(name, kind) for name, kind in providers.items()],
    }


def _of_field(field: FileField) -> Schema:
    schema: Schema = {"description": field.about}
    if field.default:
        schema["default"] = field.default
    if field.kind == "section":
        return schema | _section(field.fields)
    if field.kind == "choice":
        return schema | {"enum": list(field.choices)}
    if field.kind == "integer":
        return schema | {
            "type": "integer",
            "minimum": int(field.low),
            "maximum": int(field.high),
            "default": int(field.default),
        }
    return schema | _KINDS[field.kind]


def _section(fields: Sequence[FileField]) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: _of_field(field) for field in fields},
    }


def _for_provider(name: str, kind: ProviderType) -> Schema:
    named = {"properties": {"type": {"const": name}}, "required": ["type"]}
    return {
        "if": {"properties": {"provider": named}, "required": ["provider"]},
        "then": {
            "properties": {
                "provider": {"properties": {"limits": _limits(kind.routes)}},
                "content": _parameters(kind.parameters, "content"),
                "push": _parameters(kind.parameters, "push"),
            }
        },
    }


def _limits(routes: Iterable[Route]) -> Schema:
    described = {route.name: {"description": f"documented: {route.limit}"} for route in routes}
    return {"properties": described, "additionalProperties": False}


def _parameters(parameters: Iterable[Parameter], section: Section) -> Schema:
    mine = [parameter for parameter in parameters if parameter.section == section]
    return {
        "additionalProperties": False,
        "required": [parameter.name for parameter in mine if parameter.required],
        "properties": {parameter.name: _of_parameter(parameter) for parameter in mine},
    }


def _of_parameter(parameter: Parameter) -> Schema:
    about: Schema = {"description": parameter.about}
    if parameter.kind != "json":
        return about | _scalar(parameter.choices)
    if not parameter.fields:
        return about | {"type": ["object", "array", "string", "number", "boolean"]}
    return about | {"anyOf": [_object(parameter.fields), {"type": "string"}]}


def _of_inner(field: Field) -> Schema:
    about: Schema = {"description": field.about}
    if field.fields:
        inner = _object(field.fields)
        return about | ({"type": "array", "items": inner} if field.many else inner)
    return about | ({} if field.kind == "json" else _scalar(field.choices))


def _object(fields: Sequence[Field]) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: _of_inner(field) for field in fields},
    }


def _scalar(choices: Sequence[str]) -> Schema:
    """A scalar as an editor may read it: `1`, `"1"` and `true` are the texts 1 and true; or a template."""
    if not choices:
        return SCALAR
    words: dict[str, Any] = {"true": True, "false": False}
    typed = [int(choice) if choice.isdigit() else words.get(choice, choice) for choice in choices]
    return {"anyOf": [{"enum": [*choices, *(value for value in typed if not isinstance(value, str))]}, TEMPLATE]}
