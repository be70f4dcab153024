"""Reading the answer to a question that can't send: whether the vendor took the signature. Pure.

The question lacks what the vendor requires, so a refusal of that, and any other about a message, came after the
signature was found right; which is inferred, see `probe`.
"""

from collections.abc import Callable, Container

from runner.probe import Standing, Verdict
from runner.provider import Response
from runner.providers import answers
from runner.providers.answers import Answer, Meaning

_STANDING = {
    answers.Verdict.ACCEPTED: Standing.ACCEPTED,
    answers.Verdict.REJECTED: Standing.ACCEPTED,
    answers.Verdict.LIMITED: Standing.LIMITED,
    answers.Verdict.FATAL: Standing.REFUSED,
}


def verdict(
    response: Response, codes: Container[str], words: tuple[str, ...], meaning_of: Callable[[Answer], Meaning]
) -> Verdict:
    """What an answer proves of the credentials; `words`: the keys of the vendor's own text."""
    answer = answers.read(response, codes, *words)
    if answer is None:
        return Verdict(Standing.UNCLEAR, answers.unread(response, 0.0).detail, "check `endpoint`, and the way there")
    meaning = meaning_of(answer)
    said = answers.shown(": ".join(filter(None, (answer.code, meaning.says, answer.words))))
    return Verdict(_STANDING.get(meaning.verdict, Standing.UNCLEAR), said, meaning.todo)
