"""The `lint` section: which rules don't count for a campaign. Pure."""

from difflib import get_close_matches

from runner.campaign.fields import LINT
from runner.campaign.reading import Entry, Reading, entries, scalars
from runner.general_rules import GENERAL_RULES
from runner.provider import ProviderType, name_of

ALIKE = 0.8  # so much alike are two ids of which one may be meant: not RC049 for RC999


def read_disabled(reading: Reading, entry: Entry, kind: ProviderType | None) -> frozenset[str]:
    """The ids under `disable`; complains about those that no rule of this provider has, or that can't be disabled."""
    found = entries(reading, LINT, entry.node, entry.key.place)
    if "disable" not in found:
        return frozenset()
    ids = scalars(reading, "disable", found["disable"].node)
    known = {rule.id: rule for rule in (*GENERAL_RULES, *(kind.rules if kind else ()))}
    for one in ids if kind else ():
        if one.text not in known:
            close = get_close_matches(one.text.upper(), known, 1, ALIKE)
            name = f" --provider '{name_of(kind)}'" if kind else ""
            todo = f"did you mean `{close[0]}`?" if close else f"`campaign rules{name}` lists them"
            reading.complain(one.place, f"there is no rule `{one.text}` for this campaign", todo)
        elif known[one.text].firm:
            todo = "correct what breaks it: it guards the form of the request"
            reading.complain(one.place, f"the rule `{one.text}` can't be disabled", todo)
    return frozenset(one.text for one in ids)
