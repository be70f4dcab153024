"""What NetEase's V2 says of each recipient: `success_list` and `failed_list`. Pure. Source: N-V2B."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from runner.model import Batch, Outcome, Status
from runner.provider import all_alike, recipients_of
from runner.providers import answers
from runner.providers.answers import Answer, Verdict
from runner.providers.netease_accounts import among, ids, listed
from runner.providers.netease_app import TAKEN
from runner.providers.netease_codes import SUCCESS, meaning_of

_CODE = re.compile(r"-?[0-9]{1,18}")
_IN_NEITHER = Outcome(Status.UNKNOWN, SUCCESS, "a success, but missing from success_list and failed_list")
_IN_BOTH = Outcome(Status.UNKNOWN, SUCCESS, "listed in both success_list and failed_list")
_UNSAID = Outcome(Status.UNKNOWN, SUCCESS, "listed in failed_list without an error_code that says why")


class Lists(NamedTuple):
    """The two lists: ids, and failures by id."""

    success: list[str]
    failed: Mapping[str, Mapping[str, object]]


def by_recipient(batch: Batch, data: object, block: float) -> list[Outcome]:
    """One outcome a message: taken, or by the meaning of its own error; in neither list, or in both, in doubt."""
    lists = _read(data)
    if lists is None:
        detail = answers.shown(f"the answer's `data` can't be read: {data!r}")
        return all_alike(batch, Outcome(Status.UNKNOWN, SUCCESS, detail))
    people = recipients_of(batch)
    taken, failed = among(lists.success, people), among(lists.failed, people)

    def outcome(who: str) -> Outcome:
        if who in failed:
            return _IN_BOTH if who in taken else _failure(lists.failed[failed[who]], block, beside=bool(taken))
        return TAKEN if who in taken else _IN_NEITHER

    return [outcome(who) for who in people]


def has_lists(data: object) -> bool:
    """Whether there is anything about recipients in a success."""
    return isinstance(data, dict) and not data.keys().isdisjoint(("success_list", "failed_list"))


def _read(data: object) -> Lists | None:
    if not isinstance(data, dict):
        return None
    success, entries = ids(data.get("success_list") or []), listed(data.get("failed_list") or [])
    if success is None or entries is None:
        return None
    failures = [
        entry for entry in entries if isinstance(entry, dict) and isinstance(entry.get("account_id"), str | int)
    ]
    if len(failures) < len(entries):
        return None
    return Lists(success, {str(entry["account_id"]): entry for entry in failures})


def _failure(entry: Mapping[str, object], block: float, *, beside: bool) -> Outcome:
    """What one entry of `failed_list` proves.

    `beside`: others were taken by the same request, so that no error of one recipient is about the whole app.
    """
    code, words = str(entry.get("error_code")), entry.get("error_msg")
    if not _CODE.fullmatch(code):
        return _UNSAID
    answer = Answer(code, words if isinstance(words, str) else "", entry)
    meaning = meaning_of(answer, tried=False)
    if meaning.verdict is Verdict.ACCEPTED:
        return _UNSAID
    if beside and meaning.verdict is Verdict.FATAL:
        meaning = meaning._replace(verdict=Verdict.REJECTED)
    return answers.outcome("NetEase", answer, meaning, block)
