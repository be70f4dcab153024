"""Every constraint that NetEase documents for a broadcast, V1 and V2. Pure. Source: N-BCAST, N-ACCID.

Not documented: the longest ttl, and what V2 allows; its parameters are V1's with other names, and so are its rules.
"""

from dataclasses import replace

from runner.providers import constraints as must
from runner.providers.netease_checks import Vendor, accid, at_least_one, is_null
from runner.providers.netease_everyone_parameters import SYSTEMS, V1, V2, Names
from runner.rule import Check, Params, Rule

_SOURCE = "N-BCAST"


def _sender(name: str) -> Check:
    """No account has an empty id, so an empty one is no way to leave the sender out."""
    letters, empty = accid(name), f"{name} is empty, which is no accid; leave it out"
    return lambda params: empty if params.get(name) == "" else letters(params)


def _systems(names: Names) -> Check:
    """In V2's JSON, null leaves it out; in a form it is a word like others."""
    name = names.systems

    def check(params: Params) -> str:
        if names is V2 and is_null(params, name):
            return ""
        found = must.parsed(params.get(name, "[]"))
        if isinstance(found, list) and all(item in SYSTEMS for item in found):
            return ""
        return f"{name} is {must.quoted(params[name])}, not a JSON array of {', '.join(SYSTEMS)}"

    return check


def sound_of(names: Names) -> dict[str, str]:
    """Parameters that break no rule."""
    return {names.body: '{"type":"release"}'}


def _rules(names: Names, first: int) -> tuple[Rule, ...]:
    """The rules of one of the two, their ids counted from the first."""
    make, ids = Vendor(sound_of(names)), iter(f"NE{number}" for number in range(first, first + 7))
    body, sender, systems = names.body, names.sender, names.systems
    required = f"{body} is required: what the broadcast says."
    hours = f"{names.ttl} is a whole number of hours, at least 1."
    known = f"{systems} is a JSON array of {', '.join(SYSTEMS)}."
    short = f"{sender} has at most 32 characters."
    return (
        make.rule(next(ids), (body,), required, _SOURCE, must.required(body), {body: ""}),
        make.longest(next(ids), body, 4096, _SOURCE),
        make.rule(next(ids), (sender,), short, "N-ACCID", must.longest(sender, 32), {sender: "s" * 33}),
        replace(make.accid(next(ids), sender, "the system"), broken=_sender(sender)),
        make.flag(next(ids), names.offline, _SOURCE),
        make.rule(next(ids), (names.ttl,), hours, _SOURCE, at_least_one(names.ttl), {names.ttl: "0"}),
        make.rule(next(ids), (systems,), known, _SOURCE, _systems(names), {systems: '["android"]'}),
    )


RULES: tuple[Rule, ...] = _rules(V1, 201)
V2_RULES: tuple[Rule, ...] = _rules(V2, 301)
