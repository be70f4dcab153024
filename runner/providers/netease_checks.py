"""How NetEase's rules are made: checks of accids, and of what stands inside a JSON parameter. Pure.

A check of the inside is a `Find`: what is wrong first, and where. One function then gives `Rule.broken` and another
`Rule.within`, so that both speak of the same fault. What is no JSON object is another rule's to find. Rules about one
parameter can be put `together`: each text is then passed over once, and only asked about the keys that are there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from runner.inside import Find, Said
from runner.providers import constraints as must
from runner.rule import Check, Params, Rule

ACCID = "letters, digits and _ - . @ only"
_NOTHING: Mapping[str, object] = MappingProxyType({})


class Fault(NamedTuple):
    """What is wrong inside a parameter: keys and numbers from the outside in, and a sentence."""

    path: tuple[str | int, ...]
    what: str


Judge = Callable[[str, str, int], str]


class Vendor(NamedTuple):
    """Makes the rules of one kind: `sound` is what each example changes in as few places as break its rule."""

    sound: Params

    def rule(
        self, number: str, params: tuple[str, ...], sentence: str, source: str, broken: Check, example: Params
    ) -> Rule:
        """A rule about whole parameters."""
        return Rule(number, params, sentence, source, broken, {**self.sound, **example})

    def inner(
        self, number: str, params: tuple[str, ...], sentence: str, source: str, find: Find, example: Params
    ) -> Rule:
        """A rule about the inside of its first parameter."""
        rule = self.rule(number, params, sentence, source, Said(find), example)
        return replace(rule, within=_path(find))

    def longest(self, number: str, name: str, most: int, source: str, *, many: str = "x") -> Rule:
        """At most so many characters; in doubt where only the UTF-16 units are more."""
        sentence, example = f"{name} has at most {most} characters.", {name: many * (most + 1)}
        rule = self.rule(number, (name,), sentence, source, must.longest(name, most), example)
        return replace(rule, doubtful=must.maybe_longer(name, most))

    def accid(self, number: str, name: str, example: str) -> Rule:
        """An account's id."""
        return self.rule(number, (name,), f"{name} is an accid: {ACCID}.", "N-ACCID", accid(name), {name: example})

    def object(self, number: str, name: str, source: str) -> Rule:
        """A JSON object, or null, which leaves it out."""
        check = must.where(lambda params: not is_null(params, name), must.json_object(name))
        return self.rule(number, (name,), f"{name} is a JSON object.", source, check, {name: "[]"})

    def flag(self, number: str, name: str, source: str) -> Rule:
        """A whole parameter that is true or false."""
        check = must.one_of(name, "true", "false")
        return self.rule(number, (name,), f"{name} is true or false.", source, check, {name: "1"})

    def flags(self, number: str, name: str, keys: Sequence[str], source: str) -> Rule:
        """Keys inside that are true or false."""
        sentence = f"In {name}, {', '.join(keys)} {'is' if len(keys) == 1 else 'are'} true or false."
        find = each(name, keys, lambda value: isinstance(value, bool), "true or false")
        return self.inner(number, (name,), sentence, source, find, {name: f'{{"{keys[0]}":1}}'})

    def known(self, number: str, name: str, keys: Sequence[str], source: str) -> Rule:
        """Only keys that the page lists; what becomes of others isn't documented, so that is a warning."""
        sentence = f"{name} has only the documented keys: {', '.join(keys)}."
        example = {name: f'{{"{keys[0].upper()}":true}}'}
        return warning(self.inner(number, (name,), sentence, source, _unknown(name, keys), example))


def warning(rule: Rule) -> Rule:
    """The same as a warning: the vendor takes it, but won't do what was meant."""
    return replace(rule, severity="warning")


def doubting(rule: Rule, find: Find) -> Rule:
    """The same, which is in doubt where `find` finds something inside that isn't broken."""
    broken, doubtful = rule.within or _path(find), _path(find)
    return replace(rule, doubtful=Said(find), within=lambda params: broken(params) or doubtful(params))


def accid(name: str) -> Check:
    """The grammar of accids; their length is another rule's."""
    return must.written_with(name, r"[A-Za-z0-9_.@-]+", ACCID)


def at_least_one(name: str) -> Check:
    """A whole number from 1 up, as JSON writes it; the vendor documents no upper bound."""
    pattern = must.written_with(name, r"[1-9][0-9]{0,8}", "a whole number, at least 1")
    return lambda params: f"{name} is empty, no whole number" if params.get(name) == "" else pattern(params)


def is_null(params: Params, name: str) -> bool:
    """Whether a JSON parameter is null."""
    return name in params and must.parsed(params[name]) is None


def inside(name: str, params: Params) -> Mapping[str, object]:
    """What a JSON object holds; nothing where it is absent or no object."""
    text = params.get(name)
    found = None if text is None else must.parsed(text)
    return found if isinstance(found, dict) else _NOTHING


def each(name: str, keys: Sequence[str], fits: Callable[[object], bool], said: str) -> Find:
    """Each of these keys, where it is there; null leaves it out, as in the examples on V2's pages."""

    def fault(params: Params) -> Fault | None:
        found = inside(name, params)
        for key in keys:
            value = found.get(key)
            if value is not None and not fits(value):
                return Fault((key,), f"{name}.{key} is {must.quoted(value)}, not {said}")
        return None

    return Find(tuple(keys), fault)


def length(name: str, key: str, most: int, judge: Judge) -> Find:
    """The length of a text inside; `judge`: `constraints.too_long` or `maybe_too_long`."""
    path = f"{name}.{key}"

    def fault(params: Params) -> Fault | None:
        text = inside(name, params).get(key)
        what = judge(path, text, most) if isinstance(text, str) else ""
        return Fault((key,), what) if what else None

    return Find((key,), fault)


def _unknown(name: str, keys: Sequence[str]) -> Find:
    known = frozenset(keys)

    def fault(params: Params) -> Fault | None:
        for key in inside(name, params):
            if key not in known:
                return Fault((key,), must.strange(name, key, keys))
        return None

    return Find((), fault)


def _path(find: Find) -> Callable[[Params], Sequence[str | int]]:
    def path(params: Params) -> Sequence[str | int]:
        fault = find.fault(params)
        return fault.path if fault else ()

    return path
