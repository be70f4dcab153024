"""A plan file for people: what `plan` shows of a plan, as far as it stands there. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from runner.model import SENTENCE, Decision
from runner.planfile.model import PlanFile
from runner.report.plans import REACHES, ROUTE_HEADS
from runner.report.signs import sign
from runner.report.staging import HEADS
from runner.report.words import clean, columns, counted, shorten, span

Values = Mapping[str, Any]


def text(plan: PlanFile, name: str) -> str:
    """All of it; `name`: the file's, as a person would type it again."""
    parts = ["\n".join(_campaign(one)) for one in plan.values["campaigns"]]
    return "\n\n".join([*parts, "\n".join(_foot(plan, name))])


def _campaign(one: Values) -> Iterator[str]:
    target = f", target {one['target']}" if one["target"] else ""
    yield clean(f"{one['name']} ({one['file']}) on {one['account']}{target}")
    yield ""
    rows = [_decided(row) for row in one["reasons"]]
    yield from columns(rows or [("=", "0", "no recipients")], right=frozenset({1}))
    yield from _aside(one)
    if one["routes"]:
        yield ""
        yield from columns([ROUTE_HEADS, *map(_route, one["routes"])], right=frozenset({1, 2}))
    if one["stages"]:
        yield ""
        yield from columns([HEADS, *map(_stage, one["stages"])], right=frozenset({2, 3, 4}))
    if one["samples"]:
        yield ""
        yield from map(_sample, one["samples"])
    yield f"  {_ledger(one['ledger'])}"
    yield f"  fingerprint {clean(one['fingerprint'])}"


def _decided(row: Values) -> tuple[str, ...]:
    decision = _decision(row["decision"])
    why = row["reason"] or (SENTENCE[decision] if decision else "")
    return f"{_sign(row)} {clean(row['decision'])}", f"{row['count']:,}", clean(shorten(why, 300))


def _decision(word: str) -> Decision | None:
    """None for a word that a later program may have written."""
    return Decision(word) if word in set(Decision) else None


def _sign(row: Values) -> str:
    decision = _decision(row["decision"])
    return sign(decision, row["reason"]) if decision else "?"


def _aside(one: Values) -> Iterator[str]:
    if said := REACHES.get(one["audience"]):
        yield f"  {said}"
    if one["hosts"]:
        yield f"  goes to {clean(', '.join(one['hosts']))}"
    if one["left_out"]:
        yield f"  {counted(one['left_out'], 'recipient')} left out by `where`"
    if one["duplicates"]:
        yield f"  {counted(one['duplicates'], 'row')} dropped: the recipient stands there already"
    if one["rules_off"]:
        yield f"  rules off: {clean(', '.join(one['rules_off']))}"
    for warning in one["warnings"]:
        whom = f"; for {counted(warning['count'], 'recipient')}" if warning["count"] else ""
        yield clean(f"  warning: {warning['what']}{whom} [{warning['id']}]")
    lengths = ", ".join(f"{it['field']} {it['length']:,}/{it['most']:,}" for it in one["longest"])
    if lengths:
        yield f"  longest: {clean(lengths)}"
    for policy in one["policies"]:
        yield clean(f"  policy {policy['demand']}: {'kept' if policy['ok'] else 'broken'}: {policy['says']}")


def _route(row: Values) -> tuple[str, ...]:
    numbers = f"{row['messages']:,}", f"{row['calls']:,}"
    return clean(row["route"]), *numbers, clean(row["allowance"]), span(row["eta_s"]), clean(row["why"])


def _stage(row: Values) -> tuple[str, ...]:
    numbers = f"{row['recipients']:,}", f"{row['to_send']:,}", f"{row['calls']:,}"
    return str(row["stage"]), clean(row["size"]), *numbers, span(row["eta_s"]), clean(row["state"])


def _sample(row: Values) -> str:
    said = ", ".join(f"{name}={value}" for name, value in (row["params"] or {}).items()) or row["reason"]
    return f"  {_sign(row)} {clean(row['recipient'])}  {shorten(clean(said), 150)}".rstrip()


def _ledger(ledger: Values | None) -> str:
    if ledger is None:
        return "planned without a ledger: there was none"
    return f"planned on the ledger {clean(ledger['id']) or 'of version 1'} at serial {ledger['serial']}"


def _foot(plan: PlanFile, name: str) -> Iterator[str]:
    yield f"made by {clean(plan.version)}; rests on {counted(len(plan.inputs), 'file')}"
    said = [clean(f"{key}={value}") for key, value in plan.command.vars.items()]
    if said:
        yield f"variables: {', '.join(said)}"
    if plan.entries:
        yield f"every recipient: {clean(plan.entries.file)} ({counted(plan.entries.count, 'entry', 'entries')})"
    yield f"fingerprint {clean(plan.fingerprint)}"
    yield f"send it with: campaign apply --plan {name}"
