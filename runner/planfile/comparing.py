"""Two plans side by side: campaigns that are new or gone, numbers then and now, recipients and texts that differ. Pure.

Entries come by id on both sides, so that they are compared as streams: nothing grows with the recipients.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from runner.report.changes import difference
from runner.report.words import clean, counted, span

FORMAT = 1
WORDS = ("then", "now")
MOST_LINES = 80  # of one text's diff
Params = Mapping[str, str] | str | None
"""The vendor's parameters, or the same as JSON that nobody has read yet; None: not known."""


class Entry(NamedTuple):
    """Who gets which text."""

    recipient: str
    digest: str
    params: Params


class Side(NamedTuple):
    """One campaign of one plan, and a way to read its entries by id (None: nobody wrote them down)."""

    name: str
    file: str
    account: str
    counts: Mapping[str, int]
    calls: int
    eta: float
    declared: str
    entries: Callable[[], Iterator[Entry]] | None

    @property
    def key(self) -> str:
        """What makes it the same campaign in another plan: its name, whatever its edition."""
        return self.name.partition("@")[0]

    def values(self) -> dict[str, object]:
        """For JSON."""
        return {
            "file": self.file,
            "account": self.account,
            "counts": dict(self.counts),
            "calls": self.calls,
            "eta_s": round(self.eta, 3),
        }


class People(NamedTuple):
    """How many recipients came, went, and stay with another text."""

    added: int = 0
    removed: int = 0
    changed: int = 0


class Pair(NamedTuple):
    """One campaign then and now; `texts`: recipients whose text differs, the first by id, each with its diff."""

    then: Side | None
    now: Side | None
    people: People | None
    texts: Sequence[tuple[str, Sequence[str]]]

    @property
    def state(self) -> str:
        """`new`, `gone`, `changed` or `same`."""
        if self.then is None or self.now is None:
            return "new" if self.then is None else "gone"
        plain = self.then.values() == self.now.values() and self.then.declared == self.now.declared
        return "same" if plain and not any(self.people or ()) else "changed"

    @property
    def name(self) -> str:
        """As it is named now, or was."""
        side = self.now or self.then
        return side.name if side else ""


def compare(then: Sequence[Side], now: Sequence[Side], most: int) -> list[Pair]:
    """Every campaign of both plans, those of the new one first; at most so many texts of each."""
    before = {side.key: side for side in then}
    found = [_pair(before.pop(side.key, None), side, most) for side in now]
    return [*found, *(_pair(side, None, most) for side in before.values())]


def _pair(then: Side | None, now: Side | None, most: int) -> Pair:
    if not (then and now and then.entries and now.entries):
        return Pair(then, now, None, ())
    people, texts = merged(then.entries(), now.entries(), most)
    return Pair(then, now, people, texts)


def merged(then: Iterable[Entry], now: Iterable[Entry], most: int) -> tuple[People, list[tuple[str, Sequence[str]]]]:
    """What differs between two streams of entries in the order of their ids, both read to their ends."""
    olds, news = iter(then), iter(now)
    old, new = next(olds, None), next(news, None)
    added = removed = changed = 0
    texts: list[tuple[str, Sequence[str]]] = []
    while old or new:
        if new is None or (old and old.recipient < new.recipient):
            removed, old = removed + 1, next(olds, None)
        elif old is None or new.recipient < old.recipient:
            added, new = added + 1, next(news, None)
        else:
            if old.digest != new.digest:
                changed += 1
                texts += _texts(old, new) if len(texts) < most else []
            old, new = next(olds, None), next(news, None)
    return People(added, removed, changed), texts


def _texts(old: Entry, new: Entry) -> list[tuple[str, Sequence[str]]]:
    before, after = _read(old.params), _read(new.params)
    if before is None or after is None:
        return []
    return [(new.recipient, tuple(difference(before, after, WORDS))[:MOST_LINES])]


def _read(params: Params) -> Mapping[str, str] | None:
    if isinstance(params, str):
        found: Mapping[str, str] = orjson.loads(params)
        return found
    return params


def document(pairs: Sequence[Pair], names: tuple[str, str]) -> dict[str, object]:
    """All of it for JSON; `names`: what was compared."""
    return {
        "format_version": FORMAT,
        "then": names[0],
        "now": names[1],
        "changed": any(pair.state != "same" for pair in pairs),
        "campaigns": [_values(pair) for pair in pairs],
    }


def _values(pair: Pair) -> dict[str, Any]:
    return {
        "name": pair.name,
        "state": pair.state,
        "then": pair.then.values() if pair.then else None,
        "now": pair.now.values() if pair.now else None,
        "recipients": pair.people._asdict() if pair.people else None,
        "texts": [{"recipient": who, "diff": list(lines)} for who, lines in pair.texts],
    }


def text(pairs: Sequence[Pair]) -> str:
    """All of it for people, what is the same in one line."""
    lines = [line for pair in pairs if pair.state != "same" for line in _said(pair)]
    same = sum(pair.state == "same" for pair in pairs)
    if same or not lines:
        lines.append(f"= {counted(same, 'campaign')} the same" if same else "no campaigns on either side")
    return "\n".join(lines)


def _said(pair: Pair) -> Iterator[str]:
    side = pair.now or pair.then
    if side is None:
        return
    title = clean(f"{side.name} ({side.file}) on {side.account}")
    if pair.then and pair.now:
        yield f"~ {title}"
        yield from _numbers(pair.then, pair.now)
        yield from _people(pair.people)
        for who, lines in pair.texts:
            yield f"  ~ {clean(who)}"
            yield from (f"    {line}".rstrip() for line in lines)
        return
    sign, word = ("+", "new") if pair.now else ("-", "gone")
    send, calls = side.counts.get("send", 0), counted(side.calls, "call")
    yield f"{sign} {title}: {word}; {send:,} to send in {calls}, about {span(side.eta)}"


def _numbers(then: Side, now: Side) -> Iterator[str]:
    """Each number that differs, then and now."""
    rows = [(word, f"{then.counts.get(word, 0):,}", f"{n:,}") for word, n in now.counts.items()]
    rows += [("calls", f"{then.calls:,}", f"{now.calls:,}"), ("takes about", span(then.eta), span(now.eta))]
    rows += [("campaign", then.name, now.name), ("file", then.file, now.file), ("account", then.account, now.account)]
    yield from (clean(f"  {word} {old} → {new}") for word, old, new in rows if old != new)


def _people(people: People | None) -> Iterator[str]:
    if people is None:
        yield "  recipients: not known; plans tell with --entries FILE, which stays beside them"
        return
    if people.added or people.removed:
        yield f"  recipients +{people.added:,} −{people.removed:,}"
    if people.changed:
        yield f"  another text for {counted(people.changed, 'recipient')}"
