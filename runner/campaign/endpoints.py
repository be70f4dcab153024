"""Endpoints: `emulator`, or the addresses of a vendor's servers, checked and brought to one form. Pure."""

import re
from collections.abc import Collection, Iterable
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from runner.campaign.values import Wrong
from runner.provider import Route

EMULATOR = "emulator"

_VISIBLE = re.compile(r"[!-~]+")


def writable(emulated: bool, centres: Iterable[str]) -> str:
    """What may stand there: `emulator` where the emulator knows the provider, its data centres, any address."""
    names = [EMULATOR] * emulated + list(centres)
    return f"write {''.join(f'`{name}`, ' for name in names)}{'or ' if names else ''}https:// and the vendor's host"


def endpoint(
    text: str, routes: Collection[Route], typed: str, todo: str = "write https:// and the vendor's host"
) -> str | Wrong:
    """An address as `scheme://host[:port][/path]`, without a slash and without the routes' first folder at its end.

    Where the routes have no paths of their own it is a whole address, query included, and stays as it is.
    `typed`: what the file says, for messages: the text itself may hold a value from the environment. `todo`: what to
    do about a text that isn't an address.
    """
    shown = "this" if "@" in typed else f"`{typed}`"
    parts = _split(text)
    if parts is None:
        return Wrong(f"{shown} isn't an address", todo)
    if "@" in parts.netloc:
        return Wrong("an endpoint mustn't hold a user or a password", "delete everything between `//` and `@`")
    whole = bool(routes) and not any(route.path for route in routes)
    if ("?" in text and not whole) or "#" in text:
        return Wrong(f"{shown} has a query or a fragment", "delete it from `?` or `#` on")
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        return Wrong(f"{shown} isn't encrypted", "write https:// (http:// is for addresses on this machine)")
    return text if whole else _base(parts, routes)


def _split(text: str) -> SplitResult | None:
    """The parts of an address that has a host and a port that can be, or None."""
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if sound and _VISIBLE.fullmatch(text) else None


def is_loopback(address: str) -> bool:
    """Whether an address is on this machine."""
    return _is_loopback(urlsplit(address).hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _base(parts: SplitResult, routes: Iterable[Route]) -> str | Wrong:
    path = parts.path.rstrip("/")
    for route in routes:
        if path.endswith(route.path):
            todo = f"end it before `{route.path}`: the program adds the path"
            return Wrong("the endpoint goes on into the vendor's API", todo)
        first = route.path.split("/")[1]
        path = path.removesuffix(f"/{first}")
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"
