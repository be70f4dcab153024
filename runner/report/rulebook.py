"""The rules of all providers, as a person looks them up and as programs do. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from runner.general_rules import GENERAL_RULES
from runner.provider import ProviderType, name_of
from runner.report.words import clean, columns, shorten
from runner.rule import Finding, Rule, findings
from runner.sources import SOURCES

EVERY = "every provider"
RECALL = " recall"  # how the names of kinds that take messages back end
WIDTH = 60  # terminal cells that an example's value may take


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule with the kinds of provider that it holds for, by name."""

    rule: Rule
    kinds: tuple[str, ...]

    @property
    def said(self) -> Finding | None:
        """What is said of its own example."""
        return next(iter(findings([self.rule], self.rule.example)), None)

    @property
    def example(self) -> dict[str, str]:
        """The part of its example that it looks at."""
        return {name: text for name, text in self.rule.example.items() if name in self.rule.params}

    @property
    def address(self) -> str:
        """Where its source stands; empty for a key that stands in no table."""
        return SOURCES[self.rule.source].where if self.rule.source in SOURCES else ""


def rulebook(kinds: Iterable[ProviderType]) -> list[Listed]:
    """Every rule once, with all the kinds that have it; the general ones first."""
    rules = {rule.id: rule for rule in GENERAL_RULES}
    holders: dict[str, list[str]] = {rule.id: [EVERY] for rule in GENERAL_RULES}
    for kind in kinds:
        for rule in kind.rules:
            rules.setdefault(rule.id, rule)
            holders.setdefault(rule.id, []).append(name_of(kind))
    return [Listed(rule, tuple(holders[key])) for key, rule in rules.items()]


def groups(listed: Sequence[Listed]) -> list[tuple[str, list[Listed]]]:
    """Rules that hold for the same kinds, under the names of these."""
    order = list(dict.fromkeys(one.kinds for one in listed))
    together = sorted(listed, key=lambda one: order.index(one.kinds))
    return [(", ".join(kinds), list(members)) for kinds, members in groupby(together, key=lambda one: one.kinds)]


def text(listed: Sequence[Listed]) -> str:
    """All of them, a line each, by the providers that they hold for."""
    parts = []
    for name, members in groups(listed):
        rows = [(one.rule.id, one.rule.severity, one.rule.sentence, one.rule.source) for one in members]
        parts.append("\n".join([name, *columns(rows)]))
    return "\n\n".join(parts)


def whole(one: Listed) -> str:
    """Everything about one rule."""
    return "\n".join([f"{one.rule.id}: {one.rule.sentence}", *columns([*_about(one.rule, one)])])


def _about(rule: Rule, one: Listed) -> Iterator[tuple[str, str]]:
    meaning = "such a message is refused" if rule.severity == "error" else "shown, and sent all the same"
    yield "severity", f"{rule.severity}: {meaning}"
    if rule.doubtful:
        yield "", "a warning where it hangs on what the vendor doesn't say"
    if rule.once:
        yield "", "said only until the account's ledger holds an accepted message"
    yield "provider", ", ".join(one.kinds)
    yield "looks at", ", ".join(rule.params)
    yield "source", " ".join(filter(None, (rule.source, one.address)))
    for name, value in one.example.items():
        yield "breaks it", shorten(clean(f"{name}: {value!r}"), WIDTH)
    if one.said:
        yield "is told", clean(f"{one.said}")
    how = f"lint: {{disable: [{rule.id}]}} in the campaign's file"
    if all(name.endswith(RECALL) for name in one.kinds):
        yield "turn it off", "can't be: no campaign's author writes a recall"
    else:
        yield "turn it off", "can't be: it guards the form of the request" if rule.firm else how


def values(one: Listed) -> dict[str, object]:
    """The same for JSON; `example`: the parameters that break it, `said`: what is said of them."""
    rule = one.rule
    return {
        "id": rule.id,
        "severity": rule.severity,
        "providers": list(one.kinds),
        "sentence": rule.sentence,
        "parameters": list(rule.params),
        "source": rule.source,
        "address": one.address,
        "once": rule.once,
        "firm": rule.firm,
        "example": one.example,
        "said": one.said.what if one.said else "",
    }
