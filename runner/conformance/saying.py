"""The suite's part about parameters: what a campaign may declare reaches the request."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, NamedTuple

import orjson

from runner.conformance.cases import STAMP, Case, batch, cases, refused
from runner.conformance.shown import Shown, leaves, shown
from runner.model import Text
from runner.parameter import Field, Parameter
from runner.provider import ProviderType, name_of
from runner.rule import Params

_MARKS = ("m4rk-a", "m4rk-b")


class Said(NamedTuple):
    """What a request says where a parameter has this value, or is away."""

    value: str | None
    request: Shown


def possible(declared: Parameter | Field) -> Iterator[str]:
    """Values that may be legal by the choices and the kind."""
    if declared.choices:
        yield from declared.choices
    elif declared.kind != "json":
        plain = {"text": _MARKS, "integer": ("7", "8", "1", "0"), "boolean": ("true", "false")}
        yield from plain[declared.kind]
    else:
        for inside in declared.fields:
            yield from (orjson.dumps({inside.name: _value(inside, text)}).decode() for text in possible(inside))
        for mark in _MARKS:
            yield from (f'{{"mark":"{mark}"}}', f'["{mark}"]')


def _value(inside: Field, text: str) -> object:
    """A key's value as JSON has it; of a key with many, a list."""
    value = text if inside.kind == "text" else orjson.loads(text)
    return [value] if inside.many else value


def sayings(case: Case, parameter: Parameter, texts: Sequence[Params]) -> list[Said]:
    """The requests on a route with each legal value of a parameter, and the one without it where that is legal."""
    name = parameter.name
    tried = [{**case.params, **text} for text in texts]
    tried += [{**case.params, name: value} for value in dict.fromkeys(possible(parameter))]
    tried += [dict(case.params), {said: text for said, text in case.params.items() if said != name}]
    found = {}
    for params in tried:
        if not refused(case, params) and case.route.name in case.provider.ways(params).routes:
            asked = batch(case.route.name, Text.of(params), [one.recipient for one in case.batch().messages])
            found[params.get(name)] = Said(params.get(name), shown(case.provider.request(asked, STAMP)))
    return list(found.values())


def tells(said: Sequence[Said]) -> bool:
    """Whether some value is all there, and more often than in another of these requests, if there is another."""
    for value, request in said:
        inside = leaves(value or "")
        others = [other.request for other in said if other.value != value]
        if value and all(request.times(leaf) for leaf in inside):
            more = any(request.times(leaf) > other.times(leaf) for other in others for leaf in inside)
            if more or not others:
                return True
    return False


class Saying:
    """What holds of every parameter.

    `texts`: by route, parameters for the routes that the kind's `sound` ones can't travel on. `values`: by parameter,
    texts that it may have together with others, where the suite can't find them by choices and kind. `unsaid`:
    parameters that no request shows: answers are judged by them, or they are encoded.
    """

    texts: ClassVar[Mapping[str, Params]] = MappingProxyType({})
    values: ClassVar[Mapping[str, Sequence[Params]]] = MappingProxyType({})
    unsaid: ClassVar[Collection[str]] = ()

    def test_a_parameter_reaches_the_request(self, kind: ProviderType, parameter: Parameter) -> None:
        """With a legal value, on every route on which it can be told from another one."""
        if parameter.name in self.unsaid:
            return
        texts = self.values.get(parameter.name, ())
        routes = {case.route.name: sayings(case, parameter, texts) for case in cases([kind], self.texts)}
        having = {name: [one for one in said if one.value is not None] for name, said in routes.items()}
        assert any(having.values()), (
            f"no legal value was found for {parameter.name} of {name_of(kind)}: "
            f"give one, values = {{'{parameter.name}': [{{'{parameter.name}': …}}]}}"
        )
        lost = [name for name, said in routes.items() if len(having[name]) > 1 and not tells(said)]
        assert not lost, f"{parameter.name} never reaches the request on {', '.join(lost)}"
        assert any(map(tells, routes.values())), f"{parameter.name} never reaches the request"
