"""Every parameter of a kind of provider and every documented key inside, with the rules that look at it. Pure.

A rule says which parameters it looks at, but not at which keys inside a JSON one. That is found out: each key is given
values that can't all be right, and the rules that then speak look at it; so do those that name it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import orjson

from runner.parameter import Field, Parameter
from runner.provider import ProviderType
from runner.rule import Rule, findings

LONG = 5000  # characters: over every limit on a length inside JSON
_WRONG: tuple[object, ...] = (None, [], [1], {}, {"?": 1}, 7, -1, True, "", "?", "http://a.example", "é" * LONG)
_ID = re.compile(r"([A-Z]+)([0-9]+)")


class Item(NamedTuple):
    """A parameter, or a key inside one. `path`: keys from the outside in; `name`: the same, `[]` for a list's items."""

    path: tuple[str, ...]
    name: str
    declared: Parameter | Field
    rules: tuple[str, ...]


def inventory(kind: ProviderType) -> Iterator[Item]:
    """All of them in the order of the vendor's page, a parameter before what is in it."""
    for parameter in kind.parameters:
        mine = [rule for rule in kind.rules if parameter.name in rule.params]
        yield Item((parameter.name,), parameter.name, parameter, tuple(rule.id for rule in mine))
        for way, name in _ways(parameter.fields, (), parameter.name):
            path = (parameter.name, *(field.name for field in way))
            yield Item(path, name, way[-1], _looking(kind.sound, mine, parameter.name, way))


def _ways(fields: Sequence[Field], above: tuple[Field, ...], name: str) -> Iterator[tuple[tuple[Field, ...], str]]:
    """Every key as the fields that lead to it, and its name."""
    for field in fields:
        way, here = (*above, field), f"{name}.{field.name}"
        yield way, here
        yield from _ways(field.fields, way, f"{here}[]" if field.many else here)


def filled(way: Sequence[Field], value: object) -> object:
    """The value as it stands inside a parameter, with all that is around it; a key of a list's item in a list."""
    for field in reversed(way):
        value = {field.name: [value] if field.many and isinstance(value, dict) else value}
    return value


def _looking(sound: Mapping[str, str], rules: Sequence[Rule], name: str, way: Sequence[Field]) -> tuple[str, ...]:
    """The ids of the rules that speak of a key when its value is wrong, and not when it isn't there."""
    before = _speaking(sound, rules, name, filled(way[:-1], {}) if len(way) > 1 else {})
    found = {one for wrong in _WRONG for one in _speaking(sound, rules, name, filled(way, wrong))} - before
    return tuple(rule.id for rule in rules if rule.id in found or _is_about(rule, name, way))


def _is_about(rule: Rule, name: str, way: Sequence[Field]) -> bool:
    """Whether a rule names the key: as the place of its example's fault, or in its sentence (`HONOR.importance`)."""
    keys = [field.name for field in way]
    placed = rule.within(rule.example) if rule.within and rule.params[0] == name else ()
    if [key for key in placed if isinstance(key, str)] == keys:
        return True
    return f"{[name, *keys][-2]}.{keys[-1]} " in f"{rule.sentence.rstrip('.')} "


def _speaking(sound: Mapping[str, str], rules: Sequence[Rule], name: str, value: object) -> set[str]:
    return {one.rule.id for one in findings(rules, {**sound, name: orjson.dumps(value).decode()})}


def in_short(ids: Sequence[str]) -> str:
    """Ids in their order as a person writes them: `NE001, RC018–RC035`."""
    runs: list[list[str]] = []
    for one in ids:
        if runs and _follows(runs[-1][-1], one):
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _follows(one: str, other: str) -> bool:
    here, there = _ID.fullmatch(one), _ID.fullmatch(other)
    return bool(here and there and here[1] == there[1] and int(here[2]) + 1 == int(there[2]))
