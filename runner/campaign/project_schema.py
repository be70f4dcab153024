"""The JSON Schema (draft-07) of project.yaml, for editors: from the table of its fields. Pure."""

from collections.abc import Iterable

from runner.campaign.kind_schema import Schema
from runner.campaign.project_fields import PROJECT
from runner.campaign.schema import of_field


def project_schema(providers: Iterable[str]) -> Schema:
    """The schema; `providers`: the types that an account may be of."""
    schema = of_field(PROJECT)
    target = schema["properties"]["targets"]["additionalProperties"]
    provider = target["properties"]["providers"]["additionalProperties"]
    provider["properties"]["type"]["enum"] = sorted(providers)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A project of notification campaigns",
        **schema,
    }
