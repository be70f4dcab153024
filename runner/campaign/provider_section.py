"""The `provider` section: type, endpoint, credentials, limits. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from runner.campaign import values
from runner.campaign.endpoints import EMULATOR, endpoint, is_loopback, writable
from runner.campaign.environment import expand_env, holds_more, mixes
from runner.campaign.fields import PROVIDER, RECIPIENTS
from runner.campaign.labels import text_of
from runner.campaign.reading import Entry, Reading, entries, is_empty, scalars, suggest
from runner.campaign.secret import Secret, absent, is_elsewhere, misplaced, read_secret
from runner.campaign.supplied import lacking, supplied, where_to_say
from runner.campaign.values import Wrong
from runner.errors import Place, Problem
from runner.general_rules import GENERAL_RULES, TYPED
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
    """The well-shaped entries of the section, as the campaign has them."""
    found = entries(reading, PROVIDER, entry.node, entry.key.place)
    secret = text_of(found, "app_secret")
    if secret and is_elsewhere(secret.text):
        reading.problems.append(misplaced(secret))
        del found["app_secret"]
    return found


def read_provider(
    reading: Reading, section: Entry, own: Mapping[str, Entry], kind: ProviderType | None
) -> ProviderPart | None:
    """The provider, or None where something that it needs is absent or wrong; complains about it.

    `own`: what the campaign itself says; what the target says is taken first.
    """
    found = supplied(reading, section, own, kind)
    _tell_lacking(reading, section, found, kind)
    endpoints = _read_endpoints(reading, found, kind)
    app_key = _read_key(reading, found)
    secret = _read_secret(reading, found)
    limits = _read_limits(reading, found, kind.routes if kind else None)
    if kind is None or app_key is None or endpoints is None:
        return None
    emulated = endpoints == (EMULATOR,)
    needs = kind.signs or "app_secret" in found
    return ProviderPart(
        provider=kind(app_key, secret.text),
        account=Account(kind.type, app_key, emulated),
        endpoints=() if emulated else endpoints,
        missing_secret=None if secret.text or not needs else secret.missing or absent(reading.shown),
        routes=limited(kind.routes, limits),
        warnings=tuple(findings(GENERAL_RULES, _facts(found, secret, endpoints))),
        places={name: entry.node.place for name, entry in found.items()},
    )


def _tell_lacking(reading: Reading, section: Entry, found: Mapping[str, Entry], kind: ProviderType | None) -> None:
    needed = ["endpoint", "app_key", *(["app_secret"] if kind and kind.signs else [])]
    for name in lacking(section, found, needed):
        todo = _writable(kind) if name == "endpoint" else f"it is {PROVIDER.by_name[name].about}"
        reading.complain(section.key.place, f"`{name}` is missing under `provider`", where_to_say(reading, todo))


def _facts(found: Mapping[str, Entry], secret: Secret, endpoints: tuple[str, ...]) -> dict[str, str]:
    """What the general rules look at: the secret, and whether it stands in a file although it opens a real account."""
    facts = {"app_secret": secret.text}
    text = text_of(found, "app_secret")
    elsewhere = endpoints != (EMULATOR,) and not all(map(is_loopback, endpoints))
    if text and elsewhere and not is_elsewhere(text.text) and holds_more(text.text):
        facts[TYPED] = "true"
    return facts


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
            reading.complain(text.place, f"the built-in emulator doesn't know `{kind.type}`", _instead(reading, kind))
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


def _instead(reading: Reading, kind: ProviderType) -> str:
    """What to do where the emulator can't stand in."""
    name = reading.target.name
    if not reading.target.emulated:
        return _writable(kind)
    return f"give it an address in project.yaml: targets.{name}.providers.{kind.type}.endpoint; or name another target"


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


def _read_secret(reading: Reading, found: Mapping[str, Entry]) -> Secret:
    text = _credential(reading, found, "app_secret")
    secret = read_secret(text, reading.project.env, reading.environ, reading.look_up)
    reading.problems.extend(secret.problems)
    return secret


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
