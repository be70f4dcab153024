"""A plan file's bytes to a `PlanFile`, or one sentence about what is wrong with them. Pure."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import orjson

from runner.errors import PlanChanged
from runner.planfile.canonical import checksum
from runner.planfile.model import FORMAT, KIND, Command, Entries, Input, Made, PlanFile, Saved
from runner.planfile.shape import Maybe, Pairs, fault

MOST_BYTES = 64 * 1024 * 1024
AGAIN = "make it anew: campaign plan --out FILE; nothing was sent"
COUNTS = {"send": int, "skip": int, "hold": int, "refuse": int}
SAMPLE = {"recipient": str, "decision": str, "reason": str, "digest": Maybe(str), "params": Maybe(Pairs(str))}
CAMPAIGN = {
    "name": str,
    "file": str,
    "account": str,
    "target": str,
    "audience": str,
    "hosts": [str],
    "ledger": Maybe({"id": str, "serial": int}),
    "counts": COUNTS,
    "reasons": [{"decision": str, "reason": str, "count": int}],
    "left_out": int,
    "duplicates": int,
    "routes": [
        {"route": str, "messages": int, "calls": int, "eta_s": float, "allowance": str, "why": str},
    ],
    "eta_s": float,
    "stages": [
        {"stage": int, "size": str, "recipients": int, "to_send": int, "calls": int, "eta_s": float, "state": str}
    ],
    "policies": [{"demand": str, "ok": bool, "says": str}],
    "samples": [SAMPLE],
    "longest": [{"field": str, "length": int, "most": int, "unit": str}],
    "warnings": [{"id": str, "what": str, "count": Maybe(int)}],
    "rules_off": [str],
    "declared": str,
    "fingerprint": str,
}
PLAN = {
    "version": str,
    "command": {
        "paths": [str],
        "vars": Pairs(str),
        "target": str,
        "unknown": str,
        "changed": str,
        "var_files": [str],
        "allow_paths": [str],
        "select": [str],
        "exclude": [str],
        "ledger": Maybe(str),
        "ledger_elsewhere": bool,
    },
    "campaigns": [CAMPAIGN],
    "inputs": [{"path": str, "kind": str, "sha256": str}],
    "entries": Maybe({"file": str, "sha256": str, "count": int}),
    "redacted": bool,
    "with_content": bool,
    "eta_s": float,
    "fingerprint": str,
    "checksum": str,
}


def read_plan(content: bytes, shown: str) -> PlanFile:
    """The plan in a file's bytes; `PlanChanged` says why it is none that can be relied on."""
    values = _values(content, shown)
    if values.get("type") != KIND:
        raise PlanChanged(f"{shown} is no plan file of this program; {AGAIN}")
    version = values.get("format_version")
    if not isinstance(version, int) or version != FORMAT:
        raise PlanChanged(
            f"{shown} is a plan file of version {_brief(version)}, this program reads version {FORMAT}; {AGAIN}"
        )
    if values.get("checksum") != checksum(values):
        raise PlanChanged(f"{shown} was altered after it was written: its checksum is another one; {AGAIN}")
    if what := fault(values, PLAN, "") or _fault_within(values):
        raise PlanChanged(f"{shown} is no plan file that this program can follow: {what}; {AGAIN}")
    return _plan_file(values)


def _values(content: bytes, shown: str) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise PlanChanged(f"{shown} is larger than {MOST_BYTES >> 20} MiB, as no plan is; name the right file")
    if not content.strip():
        raise PlanChanged(f"{shown} is empty: it was cut, or never written; {AGAIN}")
    try:
        found = orjson.loads(content)
        orjson.dumps(found)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError) as error:
        raise PlanChanged(f"{shown} is cut, or isn't JSON; {AGAIN}") from error
    if not isinstance(found, dict):
        raise PlanChanged(f"{shown} is no plan file of this program; {AGAIN}")
    return found


def _brief(version: object) -> str:
    return orjson.dumps(version).decode()[:40]


def _fault_within(values: Mapping[str, Any]) -> str:
    """What the shapes alone don't say: choices by their words, paths that stay relative, at least one campaign."""
    command = values["command"]
    for name in ("unknown", "changed"):
        if command[name] not in {"hold", "resend"}:
            return f"command.{name} is neither hold nor resend"
    if not values["campaigns"]:
        return "it holds no campaign"
    if any(not name or "=" in name for name in command["vars"]):
        return "command.vars names what can't be a variable"
    paths = [*command["paths"], *command["var_files"], *command["allow_paths"], command["ledger"] or "."]
    paths += [one["file"] for one in values["campaigns"]] + [one["path"] for one in values["inputs"]]
    wrong = next((path for path in paths if not path or "\0" in path or PurePosixPath(path).is_absolute()), None)
    if wrong is not None:
        return "a path in it isn't relative to the project"
    beside = values["entries"]["file"] if values["entries"] else "x"
    return "" if beside and PurePosixPath(beside).name == beside and "\0" not in beside else "entries.file isn't a name"


def _plan_file(values: Mapping[str, Any]) -> PlanFile:
    entries = values["entries"]
    return PlanFile(
        checksum=values["checksum"],
        version=values["version"],
        fingerprint=values["fingerprint"],
        command=Command(**{name: values["command"][name] for name in Command._fields}),
        campaigns=[_saved(one) for one in values["campaigns"]],
        inputs=[Input(one["path"], one["kind"], one["sha256"]) for one in values["inputs"]],
        entries=Entries(entries["file"], entries["sha256"], entries["count"]) if entries else None,
        values=values,
    )


def _saved(one: Mapping[str, Any]) -> Saved:
    ledger = one["ledger"]
    return Saved(
        name=one["name"],
        file=one["file"],
        account=one["account"],
        ledger=Made(ledger["id"], ledger["serial"]) if ledger else None,
        work=one["counts"]["send"] + one["counts"]["refuse"],
        declared=one["declared"],
        fingerprint=one["fingerprint"],
    )
