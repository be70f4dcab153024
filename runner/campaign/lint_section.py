"""The `lint` section: which rules don't count for a campaign. Pure."""

from runner.campaign.fields import LINT
from runner.campaign.reading import Entry, Reading, entries, scalars, suggest
from runner.general_rules import GENERAL_RULES
from runner.provider import ProviderType


def read_disabled(reading: Reading, entry: Entry, kind: ProviderType | None) -> frozenset[str]:
    """The ids under `disable`; complains about those that no rule of this provider has, or that can't be disabled."""
    found = entries(reading, LINT, entry.node, entry.key.place)
    if "disable" not in found:
        return frozenset()
    ids = scalars(reading, "disable", found["disable"].node)
    known = {rule.id: rule for rule in (*GENERAL_RULES, *(kind.rules if kind else ()))}
    for one in ids if kind else ():
        if one.text not in known:
            todo = suggest(one.text, known, {})
            todo = todo if todo.startswith("did you mean") else "`campaign rules` lists them"
            reading.complain(one.place, f"there is no rule `{one.text}` for this campaign", todo)
        elif known[one.text].firm:
            todo = "correct what breaks it: it guards the form of the request"
            reading.complain(one.place, f"the rule `{one.text}` can't be disabled", todo)
    return frozenset(one.text for one in ids)
