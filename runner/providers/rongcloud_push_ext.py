"""Looking for faults inside RongCloud's pushExt: what is wrong, and the path to it. Pure. Source: R-SEED.

A search looks only at what has the documented shape; the rules about shapes find the rest.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from runner.parameter import Field
from runner.providers import constraints as must
from runner.providers.rongcloud_parameters import VENDORS
from runner.rule import Params, Rule, Severity

Path = tuple[str | int, ...]
Fits = Callable[[object], bool]

CHANNELS: Mapping[str, Field] = {vendor.name: vendor for vendor in VENDORS}
START = {"fromUserId": "system", "toUserId": "u1", "objectName": "RC:TxtMsg", "content": '{"content":"hi"}'}


class Fault(NamedTuple):
    """What is wrong, and where inside pushExt: keys and numbers from the outside in."""

    what: str
    path: Path


class Channel(NamedTuple):
    """One channel's settings, and the path to them."""

    name: str
    settings: Mapping[str, object]
    path: Path

    def fault(self, setting: str, said: str) -> Fault:
        """A fault of one of its settings; `said` comes after its value."""
        what = f"pushConfigs.{self.name}.{setting} is {must.quoted(self.settings[setting])}{said}"
        return Fault(what, (*self.path, setting))


Search = Callable[[Params], Fault | None]


def rule(
    number: int,
    sentence: str,
    search: Search,
    example: str,
    *,
    doubt: Search | None = None,
    severity: Severity = "error",
) -> Rule:
    """A rule about the inside of pushExt, from what looks for its faults; `doubt` looks for what may be one."""

    def within(params: Params) -> Path:
        found = search(params) or (doubt(params) if doubt else None)
        return found.path if found else ()

    return Rule(
        id=f"RC{number:03}",
        params=("pushExt",),
        sentence=sentence,
        source="R-SEED",
        broken=lambda params: _what(search(params)),
        example={**START, "pushExt": example},
        severity=severity,
        doubtful=(lambda params: _what(doubt(params))) if doubt else None,
        within=within,
    )


def _what(fault: Fault | None) -> str:
    return fault.what if fault else ""


def push_ext(params: Params) -> Mapping[str, object]:
    """The object that pushExt is; empty where it is none."""
    found = must.parsed(params["pushExt"]) if "pushExt" in params else {}
    return found if isinstance(found, dict) else {}


def channels(params: Params) -> tuple[Channel, ...]:
    """The settings by channel that have the documented shape."""
    return _channels(params["pushExt"]) if "pushExt" in params else ()


@lru_cache(maxsize=16)
def _channels(text: str) -> tuple[Channel, ...]:
    """Every rule looks at them, so they are gathered once a text."""
    configs = push_ext({"pushExt": text}).get("pushConfigs")
    return tuple(
        Channel(name, settings, ("pushConfigs", number, name))
        for number, item in enumerate(configs if isinstance(configs, list) else ())
        for name, settings in (item.items() if isinstance(item, dict) else ())
        if isinstance(settings, dict)
    )


def key(name: str, fits: Fits, said: str) -> Search:
    """A key of pushExt, where it is there, has a value that fits; `said`: what would fit."""

    def search(params: Params) -> Fault | None:
        ext = push_ext(params)
        if name not in ext or fits(ext[name]):
            return None
        return Fault(f"pushExt.{name} is {must.quoted(ext[name])}, not {said}", (name,))

    return search


def setting(channel: str, name: str, fits: Fits, said: str) -> Search:
    """A setting of one channel, where it is there, has a value that fits; `said`: what would fit."""

    def search(params: Params) -> Fault | None:
        for found in channels(params):
            if found.name == channel and name in found.settings and not fits(found.settings[name]):
                return found.fault(name, f", not {said}")
        return None

    return search


def any_of(*searches: Search) -> Search:
    """The first fault that one of these searches finds."""
    return lambda params: next(filter(None, (search(params) for search in searches)), None)


def among(*choices: object) -> Fits:
    """One of these values, of the same type."""
    return lambda value: any(value == choice and type(value) is type(choice) for choice in choices)
