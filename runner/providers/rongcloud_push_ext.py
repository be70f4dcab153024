"""Looking for faults inside RongCloud's pushExt: what is wrong, and the path to it. Pure. Source: R-SEED.

A search looks only at what has the documented shape; the rules about shapes find the rest.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import orjson

from runner.inside import Find, Said
from runner.parameter import Field
from runner.providers import constraints as must
from runner.providers.rongcloud_parameters import VENDORS
from runner.rule import Params, Rule, Severity

Path = tuple[str | int, ...]
Fits = Callable[[object], bool]

_NOTHING: Mapping[str, object] = MappingProxyType({})
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
    keys: tuple[Hashable, ...] = (),
) -> Rule:
    """A rule about the inside of pushExt, from what looks for its faults; `doubt` looks for what may be one.

    `keys`: of those that `keys_of` or `settings_of` gives, the ones without which there is no such fault; none: it may
    be anywhere.
    """

    def within(params: Params) -> Path:
        found = search(params) or (doubt(params) if doubt else None)
        return found.path if found else ()

    return Rule(
        id=f"RC{number:03}",
        params=("pushExt",),
        sentence=sentence,
        source="R-SEED",
        broken=Said(Find(keys, search)),
        example={**START, "pushExt": example},
        severity=severity,
        doubtful=Said(Find(keys, doubt)) if doubt else None,
        within=within,
    )


def push_ext(params: Params) -> Mapping[str, object]:
    """The object that pushExt is; empty where it is none."""
    text = params.get("pushExt")
    found = None if text is None else must.parsed(text)
    return found if isinstance(found, dict) else _NOTHING


def channels(params: Params) -> tuple[Channel, ...]:
    """The settings by channel that have the documented shape."""
    return _channels(configs_of(params["pushExt"])) if "pushExt" in params else ()


@lru_cache(maxsize=16)
def configs_of(text: str) -> str:
    """A pushExt with nothing but its pushConfigs: they are long, and mostly the same for everybody."""
    ext = push_ext({"pushExt": text})
    try:
        return orjson.dumps({name: ext[name] for name in ("pushConfigs",) if name in ext}).decode()
    except orjson.JSONEncodeError:  # nested more deeply than it writes
        return text


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


@lru_cache(maxsize=16)
def _settings(text: str) -> Mapping[tuple[str, str], list[Channel]]:
    """The channels by themselves and each of their settings."""
    found: dict[tuple[str, str], list[Channel]] = {}
    for channel in _channels(text):
        for name in channel.settings:
            found.setdefault((channel.name, name), []).append(channel)
    return found


def keys_of(text: str) -> Iterable[Hashable]:
    """The keys of a pushExt."""
    return push_ext({"pushExt": text})


def settings_of(text: str) -> Iterable[Hashable]:
    """What is set in a pushExt, each setting as a pair with its channel."""
    return _settings(text)


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

    here = (channel, name)

    def search(params: Params) -> Fault | None:
        for found in _settings(configs_of(params.get("pushExt", ""))).get(here, ()):
            if not fits(found.settings[name]):
                return found.fault(name, f", not {said}")
        return None

    return search


def any_of(*searches: Search) -> Search:
    """The first fault that one of these searches finds."""
    return lambda params: next(filter(None, (search(params) for search in searches)), None)


def among(*choices: object) -> Fits:
    """One of these values, of the same type."""
    return lambda value: any(value == choice and type(value) is type(choice) for choice in choices)
