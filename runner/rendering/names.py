"""The names that a template can use: a recipient's fields, the vars, `id`, `recipient`, `vars` and `git`. Pure."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from runner.model import Recipient

ID, RECIPIENT, VARS, GIT, CHANGELOG = "id", "recipient", "vars", "git", "changelog"
MOST_LISTED = 20


class Fields(dict[str, Any]):
    """What `recipient` is in a template: its fields, and its id where no field has that name."""


class Vars(dict[str, str]):
    """What `vars` is in a template."""


def with_own_names(recipient: Recipient) -> dict[str, Any]:
    """The fields, and the names that stand for the recipient itself; these win."""
    return {**recipient.fields, ID: recipient.id, RECIPIENT: Fields({ID: recipient.id, **recipient.fields})}


def advice(name: str, fields: Mapping[str, object], variables: Mapping[str, str]) -> str:
    """What to do about a name that means nothing."""
    kinds = {"fields": list(fields), "vars": list(variables)}
    listed = ", ".join(f"the {kind} are {_listed(names)}" for kind, names in kinds.items() if names)
    close = get_close_matches(name, {*fields, *variables}, 1)
    return "; ".join([listed or "there are no names here", *(f"did you mean {match!r}?" for match in close)])


def _listed(names: list[str]) -> str:
    return ", ".join(names[:MOST_LISTED]) + (", …" if len(names) > MOST_LISTED else "")
