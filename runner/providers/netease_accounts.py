"""The accounts that NetEase lists in an answer, found among a request's recipients. Pure."""

from collections.abc import Iterable, Sequence

import orjson


def listed(value: object) -> list[object] | None:
    """A list, or the JSON text of one, as the vendor's SDKs read it; None where it is neither."""
    try:
        found = orjson.loads(value) if isinstance(value, str) else value
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, list) else None


def ids(value: object) -> list[str] | None:
    """The account ids of such a list; None where there is anything else in it."""
    found = listed(value)
    if found is None or not all(isinstance(item, str | int) for item in found):
        return None
    return [str(item) for item in found]


def among(accounts: Iterable[str], recipients: Sequence[str]) -> dict[str, str]:
    """Each recipient that is listed, and how: by the exact id, else whatever the case, since the vendor lowers ids."""
    known = set(recipients)
    exact = known.intersection(accounts)
    lowered = {account.lower(): account for account in accounts if account not in known}
    folded = {who: lowered[who.lower()] for who in known - exact if who.lower() in lowered}
    return {**{who: who for who in exact}, **folded}
