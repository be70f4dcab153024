"""Random campaigns of a provider: about half of them meant to be legal, the others with a fault or two."""

from collections.abc import Mapping
from random import Random

import orjson

from runner.parameter import Parameter
from runner.provider import ProviderType
from tests.random_values import ACCIDS, NO_ACCIDS, NO_USERS, USERS, Value, faulty, leaves, legal

FAULTS = [0] * 11 + [1] * 7 + [2] * 2
LONGEST_FIELD = 5000
_BREAKS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"})  # line breaks to YAML


def campaign(kind: ProviderType, random: Random) -> str:
    """A file of one kind, for one recipient: JSON, which is YAML."""
    faults = random.choice(FAULTS)
    bad_id = bool(faults) and random.random() < 0.1
    fields: dict[str, str] = {}
    said = _sections(kind, faults - bad_id, random)
    if random.random() < 0.3:
        said = {section: _templates(inner, fields, kind, random) for section, inner in said.items()}
    provider = {"type": kind.type, "endpoint": "emulator", "app_key": "demo", "app_secret": "demo"}
    listed = kind.audience == "listed"
    row = {"id": _recipient(kind, bad_id, random), **(fields if listed else {})}
    file: dict[str, Value] = {
        "version": 1,
        "name": "random",
        "provider": {**provider, **({"api": kind.api} if kind.api else {})},
        "recipients": {"list": [row]} if listed else kind.audience,
        **({"vars": fields} if fields and not listed else {}),
        **{section: inner for section, inner in said.items() if inner},
    }
    return orjson.dumps(file).decode().translate(_BREAKS)


def _recipient(kind: ProviderType, bad: bool, random: Random) -> str:
    good, wrong = (ACCIDS, NO_ACCIDS) if kind.type == "netease" else (USERS, NO_USERS)
    return random.choice([one for one in (wrong if bad else good) if one.strip() == one and one])


def _sections(kind: ProviderType, faults: int, random: Random) -> dict[str, dict[str, Value]]:
    """The parameters by section: the required ones and some others, so many of them faulty."""
    chosen = [one for one in kind.parameters if one.required or random.random() < 0.35]
    wrong = random.choices(kind.parameters, [leaves(one) for one in kind.parameters], k=faults)
    said: dict[str, dict[str, Value]] = {"content": {}, "push": {}}
    for one in kind.parameters:
        if one in chosen or one in wrong:
            said[one.section][one.name] = _written(one, one in wrong, random)
    return said


def _written(parameter: Parameter, wrong: bool, random: Random) -> Value:
    """A value as a file may hold it: JSON as a mapping or a list, or as text; a text as a scalar."""
    value = (faulty if wrong else legal)(parameter, random)
    nested = isinstance(value, list | dict)
    if nested and (parameter.kind != "json" or random.random() < (0.6 if wrong else 0.2)):
        return orjson.dumps(value).decode()
    return value


def _templates(
    inner: Mapping[str, Value], fields: dict[str, str], kind: ProviderType, random: Random
) -> dict[str, Value]:
    """The same texts, some of them taken from fields that are added here, or followed by the recipient's id."""

    def template(value: Value) -> Value:
        if isinstance(value, dict):
            return {name: template(one) for name, one in value.items()}
        if isinstance(value, list) and len(value) < 10:
            return [template(one) for one in value]
        if not isinstance(value, str) or not value or len(value) > LONGEST_FIELD or random.random() < 0.6:
            return value
        if kind.audience == "listed" and random.random() < 0.1:
            return f"{value}{{{{ id }}}}"
        name = f"field{len(fields)}"
        fields[name] = value
        return f"{{{{ {name} }}}}"

    return {name: template(value) for name, value in inner.items()}
