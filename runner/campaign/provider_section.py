"""The `provider` section: type, endpoint, credentials, limits. Pure."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from runner.campaign import values
from runner.campaign.endpoints import EMULATOR, endpoint
from runner.campaign.environment import expand_env
from runner.campaign.fields import PROVIDER
from runner.campaign.reading import Entry, Reading, entries, is_empty, scalars, suggest
from runner.campaign.values import Wrong
from runner.errors import Place, Problem
from runner.model import Account
from runner.provider import Provider, ProviderType, Route, limited
from runner.source import MapNode, Scalar


class ProviderPart(NamedTuple):
    """What the section says: the provider for its account, where to reach it, and its routes as limited here."""

    provider: Provider
    account: Account
    endpoints: tuple[str, ...]
    missing_secret: Problem | None
    routes: tuple[Route, ...]


def read_type(reading: Reading, found: Mapping[str, Entry]) -> ProviderType | None:
    """The provider's type, or None where it is absent or unknown."""
    entry = found.get("type")
    if entry is None or not isinstance(entry.node, Scalar):
        return None
    kind = reading.providers.get(entry.node.text)
    if kind is None:
        todo = suggest(entry.node.text, reading.providers, {}).replace("the keys here are", "write one of")
        reading.complain(entry.node.place, f"there is no provider `{entry.node.text}`", todo)
    return kind


def provider_entries(reading: Reading, entry: Entry) -> dict[str, Entry]:
    """The well-shaped entries of the section."""
    return entries(reading, PROVIDER, entry.node, entry.key.place)


def read_provider(reading: Reading, found: Mapping[str, Entry], kind: ProviderType | None) -> ProviderPart | None:
    """The provider, or None where something that it needs is absent or wrong; complains about it."""
    endpoints = _read_endpoints(reading, found, kind.routes if kind else ())
    app_key = _read_key(reading, found)
    secret = _read_secret(reading, found)
    limits = _read_limits(reading, found, kind.routes if kind else None)
    if kind is None or app_key is None or endpoints is None:
        return None
    emulated = endpoints == (EMULATOR,)
    return ProviderPart(
        provider=kind(app_key, secret),
        account=Account(kind.type, app_key, emulated),
        endpoints=() if emulated else endpoints,
        missing_secret=None if secret else _missing_secret(reading, found),
        routes=limited(kind.routes, limits),
    )


def _read_endpoints(reading: Reading, found: Mapping[str, Entry], routes: tuple[Route, ...]) -> tuple[str, ...] | None:
    if (entry := found.get("endpoint")) is None:
        return None
    texts = scalars(reading, "endpoint", entry.node)
    read = [_read_endpoint(reading, text, routes, alone=len(texts) == 1) for text in texts]
    known = tuple(address for address in read if address)
    for text, address in zip(texts, read, strict=True):
        if address and read.index(address) < texts.index(text):
            reading.complain(text.place, f"the endpoint `{text.text}` stands twice", "delete one of the two")
    return known or None


def _read_endpoint(reading: Reading, text: Scalar, routes: tuple[Route, ...], *, alone: bool) -> str | None:
    if (address := _expand(reading, text, "the endpoint")) is None:
        return None
    if address == EMULATOR:
        if not alone:
            reading.complain(text.place, "`emulator` can't stand beside addresses", "write either it or addresses")
        return EMULATOR
    return _checked(reading, text, endpoint(address, routes, text.text))


def _expand(reading: Reading, text: Scalar, what: str) -> str | None:
    """A text with its references replaced, or None where one is wrong or unset; complains about it."""
    expanded = expand_env(text, reading.project.env, reading.environ)
    reading.problems.extend(expanded.problems)
    if expanded.missing:
        names = ", ".join(dict.fromkeys(expanded.missing))
        todo = f"set it, or give a default: ${{{expanded.missing[0]}:-…}}"
        reading.complain(text.place, f"{what} needs {names}, which isn't set", todo)
    return None if expanded.problems or expanded.missing else expanded.text


def _credential(reading: Reading, found: Mapping[str, Entry], name: str) -> Scalar | None:
    """The text of a credential; complains where it names a variable as a shell would."""
    entry = found.get(name)
    if entry is None or not isinstance(entry.node, Scalar):
        return None
    if not re.fullmatch(r"\$[A-Z_][A-Z0-9_]*", entry.node.text):
        return entry.node
    what = f"`{name}` names a variable without braces"
    reading.complain(entry.node.place, what, f"write ${{{entry.node.text[1:]}}}")
    return None


def _read_key(reading: Reading, found: Mapping[str, Entry]) -> str | None:
    text = _credential(reading, found, "app_key")
    app_key = _expand(reading, text, "the app key") if text else None
    return _checked(reading, text, values.app_key(app_key)) if text and app_key is not None else None


def _read_secret(reading: Reading, found: Mapping[str, Entry]) -> str:
    """The app secret; empty where its variable is unset, or it is absent or wrong."""
    if (text := _credential(reading, found, "app_secret")) is None:
        return ""
    expanded = expand_env(text, reading.project.env, reading.environ, secret=True)
    reading.problems.extend(expanded.problems)
    if expanded.problems or expanded.missing:
        return ""
    return _checked(reading, text, values.app_secret(expanded.text)) or ""


def _missing_secret(reading: Reading, found: Mapping[str, Entry]) -> Problem:
    entry = found.get("app_secret")
    names: tuple[str, ...] = ()
    if entry and isinstance(entry.node, Scalar):
        names = expand_env(entry.node, reading.project.env, reading.environ, secret=True).missing
    what = (
        f"the app secret needs {', '.join(dict.fromkeys(names))}, which isn't set"
        if names
        else "the app secret is empty"
    )
    return Problem(entry.node.place if entry else Place(reading.shown), what, "set it where `campaign apply` runs")


def _checked(reading: Reading, text: Scalar, value: str | Wrong) -> str | None:
    if isinstance(value, Wrong):
        reading.complain(text.place, value.what, value.todo)
        return None
    return value


def _read_limits(
    reading: Reading, found: Mapping[str, Entry], routes: tuple[Route, ...] | None
) -> dict[str, tuple[int, float]]:
    """The declared limits by route; any route passes where the provider isn't known."""
    limits: dict[str, tuple[int, float]] = {}
    entry = found.get("limits")
    names = [route.name for route in routes or ()]
    for key, node in entry.node.items if entry and isinstance(entry.node, MapNode) else ():
        if routes is not None and key.text not in names:
            todo = suggest(key.text, names, {}).replace("the keys here are", "the routes are")
            reading.complain(key.place, f"there is no route `{key.text}`", todo)
        elif not isinstance(node, Scalar) or is_empty(node):
            reading.complain(node.place, f"the limit of `{key.text}` isn't a text", "write N/s, N/min, N/h or N/day")
        elif isinstance(limit := values.rate(node.text), Wrong):
            reading.complain(node.place, limit.what, limit.todo)
        else:
            limits[key.text] = limit
    return limits
