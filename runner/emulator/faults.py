"""Faults on purpose: the YAML file that declares them, which call meets which, and what they do to an answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import orjson
import yaml

from runner.emulator.contract import Answer
from runner.emulator.quotas import SettingsError

ROUTES = (
    *("single", "batch", "v2-single", "v2-batch", "broadcast", "v2-broadcast"),
    *("publish", "template", "rc-broadcast", "rc-online", "recall", "broadcast-recall"),
    "webhook",
)
NOT_TAKEN = frozenset({"refuse-code", "reset-before", "html", "block"})
"""The message of such a call is not taken; with every other fault it is, if the vendor's rules allow it."""

_TIMING = frozenset({"route", "at", "every", "share", "times", "do"})
_OWN: Mapping[str, frozenset[str]] = {
    "refuse-code": frozenset({"code", "desc", "status"}),
    "accept-then-code": frozenset({"code", "desc", "status"}),
    "reset-before": frozenset(),
    "reset-after": frozenset(),
    "stall-before": frozenset({"seconds"}),
    "stall-after": frozenset({"seconds"}),
    "html": frozenset({"status"}),
    "html-after": frozenset({"status"}),
    "garbage": frozenset(),
    "truncated": frozenset(),
    "empty": frozenset(),
    "missing-uids": frozenset({"partial"}),
    "block": frozenset({"seconds"}),
}
_NEEDED = {"refuse-code": "code", "accept-then-code": "code", "stall-before": "seconds", "stall-after": "seconds"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry of the file. Counts are of calls with a good signature, on `route` or, without one, on all."""

    do: str
    route: str | None = None
    at: tuple[int, ...] = ()
    every: int | None = None
    share: float | None = None
    times: int | None = None
    code: int = 0
    desc: str = "fault on purpose"
    status: int | None = None
    seconds: float = 0.0
    partial: bool = False

    def meets(self, call: int, chance: Random) -> bool:
        """Does the call with this number (from 1) meet the fault?"""
        if self.at:
            return call in self.at
        if self.every is not None:
            return call % self.every == 0
        return self.share is None or chance.random() < self.share


class FaultPlan:
    """The faults of a run and how often each came; the first of the file that meets a call is its fault."""

    def __init__(self, faults: Sequence[Fault], chance: Random) -> None:
        self._faults = faults
        self._chance = chance
        self.restart()

    def restart(self) -> None:
        """Count from the beginning."""
        self._calls = dict.fromkeys((*ROUTES, None), 0)
        self._left = [fault.times for fault in self._faults]

    def next_call(self, route: str) -> Fault | None:
        """Count a call on a route; the fault that it meets."""
        if not self._faults:
            return None
        self._calls[route] += 1
        self._calls[None] += 1
        for place, fault in enumerate(self._faults):
            left = self._left[place]
            if fault.route not in (None, route) or left == 0:
                continue
            if fault.meets(self._calls[fault.route], self._chance):
                self._left[place] = None if left is None else left - 1
                return fault
        return None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_amount(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 86_400


_FITS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "do": (lambda _: True, "known"),
    "route": (lambda value: value in ROUTES, f"one of {', '.join(ROUTES)}"),
    "at": (lambda value: isinstance(value, list) and bool(value) and all(map(_is_count, value)), "call numbers from 1"),
    "every": (_is_count, "a whole number from 1"),
    "share": (lambda value: _is_amount(value) and value <= 1, "a share from 0 to 1"),
    "times": (_is_count, "a whole number from 1"),
    "code": (_is_count, "a whole number from 1"),
    "desc": (lambda value: isinstance(value, str), "a text"),
    "status": (lambda value: _is_count(value) and 200 <= value <= 599, "an HTTP status from 200 to 599"),
    "seconds": (_is_amount, "seconds from 0 to 86400"),
    "partial": (lambda value: isinstance(value, bool), "true or false"),
}


def read_faults(path: Path) -> list[Fault]:
    """The faults of a YAML file; SettingsError, of one line, for whatever is wrong with it."""
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}); name a YAML file") from None
    except (yaml.YAMLError, ValueError) as error:
        where = " ".join(str(error).split())
        raise SettingsError(f"{path}: no YAML: {where}; correct it") from None
    if not isinstance(entries, list):
        raise SettingsError(f"{path}: not a list of faults; begin each with '- do: …'")
    return [_read_fault(f"{path}: fault {number}", entry) for number, entry in enumerate(entries, 1)]


def _read_fault(where: str, entry: Any) -> Fault:
    if not isinstance(entry, dict) or str(entry.get("do")) not in _OWN:
        raise SettingsError(f"{where}: 'do' must be one of {', '.join(_OWN)}")
    do = entry["do"]
    allowed = _TIMING | _OWN[do]
    for key in entry:
        if key not in allowed:
            raise SettingsError(f"{where}: {do} has no {key!r}; it may have {', '.join(sorted(allowed))}")
    if do in _NEEDED and _NEEDED[do] not in entry:
        raise SettingsError(f"{where}: {do} needs {_NEEDED[do]!r}; add it")
    if len({"at", "every", "share"} & set(entry)) > 1:
        raise SettingsError(f"{where}: 'at', 'every' and 'share' exclude each other; keep one")
    at = entry.get("at")
    values = entry | ({"at": [at]} if isinstance(at, int) else {})
    for key, value in values.items():
        if not _FITS[key][0](value):
            raise SettingsError(f"{where}: {key} must be {_FITS[key][1]}, not {value!r}")
    return Fault(**(values | {"at": tuple(values.get("at", ()))}))


def gateway_page(status: int) -> Answer:
    """What a gateway before the vendor says: HTML, and no code of the vendor's."""
    page = f"<html><head><title>{status}</title></head><body><h1>{status} Bad Gateway</h1></body></html>"
    return Answer(status, page.encode(), status, "text/html; charset=utf-8")


def _without_uids(answer: Answer, partial: bool) -> Answer:
    said = orjson.loads(answer.body)
    said.pop("messageUID", None)
    uids = said.pop("messageUIDs", None)
    if uids and partial:
        said["messageUIDs"] = uids[:-1]
    return answer._replace(body=orjson.dumps(said))


_SPOILED: Mapping[str, Callable[[Fault, Answer], Answer | None]] = {
    "reset-after": lambda _fault, _answer: None,
    "html-after": lambda fault, _answer: gateway_page(fault.status or 502),
    "garbage": lambda _fault, answer: answer._replace(body=b"\x00\xff<<not JSON>>"),
    "truncated": lambda _fault, answer: answer._replace(body=answer.body[: len(answer.body) // 2]),
    "empty": lambda _fault, answer: answer._replace(status=200, body=b""),
    "missing-uids": lambda fault, answer: _without_uids(answer, fault.partial),
}


def spoil(fault: Fault, answer: Answer) -> Answer | None:
    """The answer to a call that was judged, as the fault lets it through; None: the connection is cut."""
    spoiled = _SPOILED.get(fault.do)
    return answer if spoiled is None else spoiled(fault, answer)
