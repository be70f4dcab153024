"""The JSON Schema (draft-07) of a campaign file, for editors: from the table of fields and the providers. Pure.

What hangs on the provider is in `kind_schema`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from runner.campaign import values
from runner.campaign.fields import CAMPAIGN, RECIPIENTS, FileField, Kind
from runner.campaign.kind_schema import SCALAR, Schema, for_api, for_kind, for_type
from runner.provider import ProviderType

TEXTS: Schema = {"oneOf": [SCALAR, {"type": "array", "items": SCALAR, "minItems": 1}]}
DURATION = r"^(?=[0-9])([0-9]+h)?([0-9]+m(?!s))?([0-9]+(\.[0-9]+)?s)?([0-9]+ms)?$"

_KINDS: Mapping[Kind, Schema] = {
    "version": {"enum": [1, "1"]},
    "name": {"type": ["string", "number"], "pattern": f"^{values.NAME}$"},
    "text": SCALAR,
    "duration": {"type": "string", "pattern": DURATION},
    "expression": {"type": ["string", "boolean"]},
    "secret": {"type": ["string", "number"]},
    "endpoint": {"anyOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": {"type": "string"}}]},
    "paths": TEXTS,
    "rows": {"type": "array", "minItems": 1, "items": {"type": ["string", "number", "boolean", "object"]}},
    "vars": {
        "type": "object",
        "propertyNames": {"not": {"enum": sorted(values.RESERVED)}},
        "additionalProperties": SCALAR,
    },
    "limits": {"type": "object", "additionalProperties": {"type": "string", "pattern": f"^{values.RATE}$"}},
    "parameters": {"type": "object"},
    "words": TEXTS,
    "languages": TEXTS,
    "budgets": TEXTS,
    "hours": TEXTS,
    "flag": {"type": "boolean"},
    "share": {"type": "string", "pattern": f"^{values.SHARE}$"},
    "sizes": {"type": "array", "minItems": 1, "items": {"type": ["integer", "string"], "pattern": f"^{values.SIZE}$"}},
    "pause": {"anyOf": [{"const": "manual"}, {"type": "string", "pattern": DURATION}]},
    "moment": {"type": "string", "format": "date-time"},
    "zone": {"type": "string", "pattern": f"^{values.ZONE}$"},
    "cap": {"type": "string", "pattern": f"^{values.CAP}$"},
    "template": {"type": "string"},
    "names": {"type": "array", "items": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}},
    "translations": {
        "type": "object",
        "propertyNames": {"pattern": f"^{values.LANGUAGE}$"},
        "additionalProperties": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"content": {"type": "object"}, "push": {"type": "object"}},
        },
    },
}


def json_schema(providers: Mapping[str, Sequence[ProviderType]]) -> Schema:
    """The schema: the file's own fields, and the parameters and routes of the provider that `provider.type` names.

    A template may stand wherever a scalar may.
    """
    schema = of_field(CAMPAIGN)
    schema["properties"]["provider"]["properties"]["type"]["enum"] = sorted(providers)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A notification campaign",
        **schema,
        "allOf": [part for kinds in providers.values() for part in _of_provider(kinds)],
    }


def of_field(field: FileField) -> Schema:
    """What may stand as a field's value."""
    schema: Schema = {"description": field.about}
    if field.default:
        schema["default"] = field.default
    return schema | (_MADE[field.kind](field) if field.kind in _MADE else _KINDS[field.kind])


def _section(fields: Sequence[FileField]) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: of_field(field) for field in fields},
    }


def _recipients(field: FileField) -> Schema:
    listed = _section(field.fields) | {"anyOf": [{"required": ["list"]}, {"required": ["file"]}]}
    return {"anyOf": [{"enum": list(field.choices)}, listed]}


def _integer(field: FileField) -> Schema:
    default = {"default": int(field.default)} if field.default else {}
    return {"type": "integer", "minimum": int(field.low), "maximum": int(field.high), **default}


def _sections(field: FileField) -> Schema:
    names = {"pattern": f"^{values.TAG}$"}
    return {"type": "object", "propertyNames": names, "additionalProperties": _section(field.fields)}


_MADE: Mapping[Kind, Callable[[FileField], Schema]] = {
    "section": lambda field: _section(field.fields),
    "recipients": _recipients,
    "choice": lambda field: {"enum": list(field.choices)},
    "integer": _integer,
    "ledger": lambda field: {"anyOf": [{"type": "string"}, _section(field.fields)]},
    "sections": _sections,
    "expectations": lambda field: {"type": "array", "minItems": 1, "items": _section(field.fields)},
}


def _of_provider(kinds: Sequence[ProviderType]) -> Iterator[Schema]:
    """What holds where the file names this provider: of its type, of each API, of each kind."""
    yield for_type(kinds)
    yield from (for_api(kinds, api) for api in dict.fromkeys(kind.api for kind in kinds))
    yield from (for_kind(kind, kinds) for kind in kinds if kind.audience in {"listed", *RECIPIENTS.choices})
