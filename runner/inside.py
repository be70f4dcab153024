"""The inside of JSON parameters: read once a text, and passed over once for all rules that look at nothing else. Pure.

Rules stay checks of parameters, each for itself. Those that are put `together` read what they say off one pass over the
text, and who asks them all can ask that pass first: most texts break none of them.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

import orjson

from runner.rule import Params, Rule

NOT_JSON: Final = object()
_KEPT = 16  # texts that are remembered: all that looks at one text does so before the next comes
_SOUND: Mapping["Said", str] = MappingProxyType({})


@lru_cache(maxsize=_KEPT)
def parsed(text: str) -> object:
    """A JSON text's value, to be read and not changed; `NOT_JSON` where it is none."""
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        return NOT_JSON
    return value


class Told(Protocol):
    """A fault, as a sentence, and where inside it lies: keys and numbers from the outside in."""

    @property
    def what(self) -> str:
        """What is wrong."""

    @property
    def path(self) -> Sequence[str | int]:
        """Where."""


class Find(NamedTuple):
    """A search for a fault: there can be one only where one of these keys is there; no keys: in any text."""

    keys: tuple[Hashable, ...]
    fault: Callable[[Params], Told | None]


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """The check that says what a search finds."""

    find: Find

    def __call__(self, params: Params) -> str:
        """What is wrong, or an empty text."""
        fault = self.find.fault(params)
        return fault.what if fault else ""


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """What many checks of one parameter say of a text of it, but for those that say nothing."""

    param: str
    found: Callable[[str], Mapping[Said, str]]

    def finds(self, params: Params) -> bool:
        """Whether any of them says anything."""
        text = params.get(self.param)
        return text is not None and bool(self.found(text))


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A check that reads off a pass what another one says."""

    shared: Pass
    said: Said

    def __call__(self, params: Params) -> str:
        """What is wrong, or an empty text."""
        text = params.get(self.shared.param)
        return "" if text is None else self.shared.found(text).get(self.said, "")


def together(
    param: str, rules: Iterable[Rule], keys: Callable[[str], Iterable[Hashable]], part: Callable[[str], str] = str
) -> tuple[Rule, ...]:
    """The same rules, those that only search this parameter in one pass.

    `keys`: all that are there in a text. `part`: as much of a text as the rules look at, which in a campaign many
    share; by default all of it.
    """
    rules = tuple(rules)
    checks = [check for rule in rules if rule.params == (param,) for check in (rule.broken, rule.doubtful)]
    shared = _pass(param, [check for check in checks if isinstance(check, Said)], keys, part)

    def read(rule: Rule) -> Rule:
        if rule.params != (param,) or not isinstance(rule.broken, Said):
            return rule
        doubtful = Read(shared, rule.doubtful) if isinstance(rule.doubtful, Said) else rule.doubtful
        return replace(rule, broken=Read(shared, rule.broken), doubtful=doubtful)

    return tuple(map(read, rules))


def apart(rules: Iterable[Rule]) -> tuple[tuple[Pass, ...], tuple[Rule, ...]]:
    """The passes that rules read, and the rules that say something else as well."""
    passes: dict[Pass, None] = {}
    others = []
    for rule in rules:
        if isinstance(rule.broken, Read) and (rule.doubtful is None or isinstance(rule.doubtful, Read)):
            passes[rule.broken.shared] = None
        else:
            others.append(rule)
    return tuple(passes), tuple(others)


def _pass(
    param: str, checks: Sequence[Said], keys: Callable[[str], Iterable[Hashable]], part: Callable[[str], str]
) -> Pass:
    @lru_cache(maxsize=_KEPT)
    def asked(there: tuple[Hashable, ...]) -> tuple[tuple[Said, Callable[[Params], Told | None]], ...]:
        """The texts of a campaign have much the same keys."""
        asked = (check for check in checks if not check.find.keys or not set(there).isdisjoint(check.find.keys))
        return tuple((check, check.find.fault) for check in asked)

    @lru_cache(maxsize=_KEPT)
    def found(text: str) -> Mapping[Said, str]:
        params = {param: text}
        said = {check: told.what for check, fault in asked(tuple(keys(text))) if (told := fault(params))}
        return said or _SOUND

    return Pass(param, found if part is str else lambda text: found(part(text)))
