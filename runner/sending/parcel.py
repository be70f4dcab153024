"""A batch on its way, and what becomes of it: records, and what is tried again. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from runner.ledger.schema import NUMBER
from runner.ledger.store import Claim, Record
from runner.model import Batch, Message, Outcome, Status
from runner.provider import NoAnswer


class Parcel(NamedTuple):
    """One batch with its number in the plan (0 once it is tried again) and how often it was tried."""

    batch: Batch
    number: int
    tries: int = 0

    @property
    def size(self) -> int:
        """How many messages it holds."""
        return len(self.batch.messages)


def request_id(account: str, route: str, messages: Iterable[Message]) -> str:
    """32 hexadecimal digits, the same for every request that says the same to the same recipients on this route."""
    said = [b"%b\0%b" % (recipient.encode(), text.digest) for recipient, text in messages]
    said.sort()
    return blake2b(f"{account}\n{route}\n".encode() + b"".join(said), digest_size=16).hexdigest()


def parcels(account: str, route: str, claims: Iterable[Claim]) -> Iterator[Parcel]:
    """Claims, in order, as the batches that the plan made of them."""
    for number, together in groupby(claims, key=itemgetter(0)):
        members = list(together)
        messages = [Message(recipient, text) for _, recipient, text, _ in members]
        identity = request_id(account, route, messages)
        tried = all(prior == identity for _, _, _, prior in members) if members[0].prior else False
        yield Parcel(Batch(route, messages, identity, tried), number)


def no_answer(batch: Batch, answer: NoAnswer) -> list[Outcome]:
    """What it means that no answer came: nothing was written, or nobody can know."""
    status = Status.UNKNOWN if answer.written else Status.DEFERRED
    return [Outcome(status, "", answer.detail)] * len(batch.messages)


def held(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes where a failure that the vendor itself reports is not trusted (`delivery.on_failure: hold`)."""
    return [
        outcome._replace(status=Status.UNKNOWN)
        if outcome.status is Status.DEFERRED and not outcome.wait and not outcome.fatal
        else outcome
        for outcome in outcomes
    ]


def doubted(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes where a refusal turned out to be for the whole run: nothing of it is the messages' fault."""
    return [
        outcome._replace(status=Status.DEFERRED) if outcome.status is Status.REJECTED else outcome
        for outcome in outcomes
    ]


def records(batch: Batch, outcomes: Sequence[Outcome], sent_at: float, answered_at: float) -> list[Record]:
    """What the ledger keeps of one answer; times in Unix seconds."""
    return [
        (message.recipient, NUMBER[status], code, detail, provider_id, sent_at, answered_at)
        for message, (status, code, detail, provider_id, _, _) in zip(batch.messages, outcomes, strict=True)
    ]


def again(parcel: Parcel, outcomes: Sequence[Outcome], account: str, *, counts: bool) -> Parcel:
    """The messages that the provider did not take, as they are tried again; `counts`: it uses up a try."""
    left = [m for m, outcome in zip(parcel.batch.messages, outcomes, strict=True) if outcome.status is Status.DEFERRED]
    tries = parcel.tries + counts
    if len(left) == parcel.size:
        return Parcel(parcel.batch._replace(tried=True), 0, tries)
    return Parcel(Batch(parcel.batch.route, left, request_id(account, parcel.batch.route, left)), 0, tries)
