"""The `provider` section: type, endpoint, credentials, limits. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from runner.campaign import values
from runner.campaign.endpoints import EMULATOR, endpoint, writable
from runner.campaign.environment import expand_env, mixes
from runner.campaign.fields import PROVIDER, RECIPIENTS
from runner.campaign.reading import Entry, Reading, entries, is_empty, scalars, suggest
from runner.campaign.values import Wrong
from runner.errors import Place, Problem
from runner.general_rules import GENERAL_RULES
from runner.model import Account
from runner.provider import Provider, ProviderType, Route, limited
from runner.rule import Finding, findings
from runner.source import MapNode, Node, Scalar

LISTED = "listed"
AUDIENCES = RECIPIENTS.choices


class ProviderPart(NamedTuple):
    """What the section says: the provider for its account, where to reach it, and its routes as limited here."""

    provider: Provider
    account: Account
    endpoints: tuple[str, ...]
    missing_secret: Problem | None
    routes: tuple[Route, ...]
    warnings: tuple[Finding, ...]
    places: Mapping[str, Place]


def read_kind(reading: Reading, found: Mapping[str, Entry], recipients: Node | None) -> ProviderType | None:
    """What kind of provider it is, by type, API and audience; None where that is absent or unknown."""
    entry = found.get("type")
    if entry is None or not isinstance(entry.node, Scalar):
        return None
    kinds = reading.providers.get(entry.node.text, ())
    if not kinds:
        known = suggest(entry.node.text, reading.providers, {}).replace("the keys here are", "write one of")
        todo = reading.problem(entry.node.text) or known
        reading.complain(entry.node.place, f"there is no provider `{entry.node.text}`", todo)
        return None
    kinds = _of_api(reading, found, kinds)
    audience = recipients.text if isinstance(recipients, Scalar) and recipients.text in AUDIENCES else LISTED
    reached = [kind for kind in kinds if kind.audience == audience]
    if recipients and kinds and not reached:
        can = " or ".join(f"`{kind.audience}`" for kind in kinds if kind.audience in AUDIENCES)
        todo = f"it takes {can}, or a `list` or `file`" if can else "give it a `list` or a `file`"
        reading.complain(recipients.place, f"{entry.node.text} can't send to `{audience}`", todo)
    return next(iter(reached), None)


def _of_api(reading: Reading, found: Mapping[str, Entry], kinds: Sequence[ProviderType]) -> Sequence[ProviderType]:
    """The kinds of the API that the file names; without a name those of the first one."""
    entry = found.get("api")
    named = entry.node.text if entry and isinstance(entry.node, Scalar) else kinds[0].api
    of_api = [kind for kind in kinds if kind.api == named]
    if entry and not of_api:
        apis = [api for api in dict.fromkeys(kind.api for kind in kinds) if api]
        todo = f"write {' or '.join(apis)}" if apis else f"delete it: {kinds[0].type} has one API"
        reading.complain(entry.node.place, f"{kinds[0].type} has no API `{named}`", todo)
    return of_api


def provider_entries(reading: Reading, entry: Entry) -> dict[str, Entry]:
    """The well-shaped entries of the section; `read_provider` tells of a missing endpoint, since it knows the kind."""
    return entries(reading, PROVIDER, entry.node, entry.key.place, later=frozenset({"endpoint"}))


def read_provider(
    reading: Reading, section: Entry, found: Mapping[str, Entry], kind: ProviderType | None
) -> ProviderPart | None:
    """The provider, or None where something that it needs is absent or wrong; complains about it."""
    if isinstance(section.node, MapNode) and not _names(section.node, "endpoint"):
        reading.complain(section.key.place, "`endpoint` is missing under `provider`", _writable(kind))
    endpoints = _read_endpoints(reading, found, kind)
    app_key = _read_key(reading, found)
    secret = _read_secret(reading, found)
    if kind and kind.signs and isinstance(section.node, MapNode) and not _names(section.node, "app_secret"):
        what = f"it is {PROVIDER.by_name['app_secret'].about}"
        reading.complain(section.key.place, "`app_secret` is missing under `provider`", what)
    limits = _read_limits(reading, found, kind.routes if kind else None)
    if kind is None or app_key is None or endpoints is None:
        return None
    emulated = endpoints == (EMULATOR,)
    return ProviderPart(
        provider=kind(app_key, secret),
        account=Account(kind.type, app_key, emulated),
        endpoints=() if emulated else endpoints,
        missing_secret=None if secret or not (kind.signs or "app_secret" in found) else _missing_secret(reading, found),
        routes=limited(kind.routes, limits),
        warnings=tuple(findings(GENERAL_RULES, {"app_secret": secret})),
        places={name: entry.node.place for name, entry in found.items()},
    )


def _read_endpoints(reading: Reading, found: Mapping[str, Entry], kind: ProviderType | None) -> tuple[str, ...] | None:
    if (entry := found.get("endpoint")) is None:
        return None
    texts = scalars(reading, "endpoint", entry.node)
    known: list[str] = []
    for text in texts:
        for address in _read_endpoint(reading, text, kind, alone=len(texts) == 1):
            if address in known:
                reading.complain(text.place, f"the endpoint `{text.text}` stands twice", "delete one of the two")
            known.append(address)
    return tuple(known) or None


def _read_endpoint(reading: Reading, text: Scalar, kind: ProviderType | None, *, alone: bool) -> tuple[str, ...]:
    """The addresses that one text stands for: a data centre has several.

    Who writes an address around a reference decides where its value goes, so that is refused.
    """
    if mixes(text.text):
        what = "the endpoint mixes a reference with other text, so its value could go anywhere"
        todo = "write ${NAME} or ${NAME:-default} alone: the variable holds the whole address"
        reading.complain(text.place, what, todo)
        return ()
    if (address := _expand(reading, text, "the endpoint")) is None:
        return ()
    if address == EMULATOR:
        if kind and not kind.emulated:
            reading.complain(text.place, f"the built-in emulator doesn't know `{kind.type}`", _writable(kind))
            return ()
        if not alone:
            reading.complain(text.place, "`emulator` can't stand beside addresses", "write either it or addresses")
        return (EMULATOR,)
    routes, centres = (kind.routes, kind.data_centres) if kind else ((), {})
    if address in centres:
        return centres[address]
    checked = _checked(reading, text, endpoint(address, routes, text.text, _writable(kind)))
    return (checked,) if checked else ()


def _writable(kind: ProviderType | None) -> str:
    return writable(kind.emulated, kind.data_centres) if kind else f"it is {PROVIDER.by_name['endpoint'].about}"


def _names(node: MapNode, name: str) -> bool:
    return any(key.text == name for key, _ in node.items)


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
    return expanded.text


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
