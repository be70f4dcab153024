"""One documented constraint as a value, and what a set of parameters breaks. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Params = Mapping[str, str]
Check = Callable[[Params], str]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One documented constraint.

    `severity`: error, the vendor refuses or cuts; warning, it accepts, but won't do what was meant.
    `params`: the parameters it looks at. `broken(params)` says what is wrong, or an empty text.
    `source`: the vendor's page (the keys are resolved in docs/providers.md). `example`: parameters that break it.
    `doubtful(params)`: of an error that is not broken, what may be one, since the vendor doesn't say how it counts.
    `within(params)`: where inside its first parameter the fault lies: keys and numbers from the outside in.
    `once`: said only until the account's ledger holds an accepted message.
    `firm`: it guards the form of the request, which could become none, or another one, so it can't be disabled.
    """

    id: str
    params: tuple[str, ...]
    sentence: str
    source: str
    broken: Check
    example: Params
    severity: Severity = "error"
    doubtful: Check | None = None
    within: Callable[[Params], Sequence[str | int]] | None = None
    once: bool = False
    firm: bool = False


class Finding(NamedTuple):
    """What one rule says of one set of parameters; `severity` is a warning where the rule is only in doubt."""

    rule: Rule
    severity: Severity
    what: str

    def __str__(self) -> str:
        """As a person reads it: `attach is missing [NE007]`."""
        return f"{self.what} [{self.rule.id}]"


def findings(rules: Iterable[Rule], params: Params) -> list[Finding]:
    """What these parameters break, in the order of the rules."""
    found = []
    for rule in rules:
        if what := rule.broken(params):
            found.append(Finding(rule, rule.severity, what))
        elif rule.doubtful and (what := rule.doubtful(params)):
            found.append(Finding(rule, "warning", what))
    return found
