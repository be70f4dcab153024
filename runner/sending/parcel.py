"""A batch on its way, and what becomes of it: records, and what is tried again. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from runner.ledger.schema import NUMBER
from runner.ledger.store import Claim, Record
from runner.model import Account, Batch, Message, Outcome, Status
from runner.provider import NoAnswer


class Parcel(NamedTuple):
    """One batch with its number in the plan (0 once it is tried again) and how often it was tried.

    `editions`: of each message, how many of its tries were accepted before.
    """

    batch: Batch
    number: int
    tries: int = 0
    editions: Sequence[int] = ()

    @property
    def size(self) -> int:
        """How many messages it holds."""
        return len(self.batch.messages)


def sender_of(account: Account, campaign: str) -> str:
    """Whose requests these are: what keeps the requests of two campaigns apart."""
    return f"{account}\n{campaign}"


def request_id(sender: str, route: str, messages: Iterable[Message], editions: Iterable[int] = ()) -> str:
    """32 hexadecimal digits, the same for every try of a request: the same texts to the same recipients on a route.

    `sender` is account and campaign: two campaigns that say the same are two requests. `editions` make another request
    of a text that was accepted, replaced, and is wanted again.
    """
    said = [b"%b\0%b" % (recipient.encode(), text.digest) for recipient, text in messages]
    if any(editions := tuple(editions)):
        said = [b"%b\0%d" % (one, edition) for one, edition in zip(said, editions, strict=True)]
    said.sort()
    return blake2b(f"{sender}\n{route}\n".encode() + b"".join(said), digest_size=16).hexdigest()


def parcels(sender: str, route: str, claims: Iterable[Claim]) -> Iterator[Parcel]:
    """Claims, in order, as the batches that the plan made of them."""
    for number, together in groupby(claims, key=itemgetter(0)):
        members = list(together)
        messages = [Message(recipient, text) for _, recipient, text, _, _ in members]
        editions = [edition for _, _, _, _, edition in members]
        identity = request_id(sender, route, messages, editions)
        tried = all(prior == identity for _, _, _, prior, _ in members) if members[0].prior else False
        yield Parcel(Batch(route, messages, identity, tried), number, 0, editions)


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


def records(batch: Batch, outcomes: Sequence[Outcome], sent_at: float | None, answered_at: float) -> list[Record]:
    """What the ledger keeps of one answer; times in Unix seconds, None: never sent."""
    return [
        (message.recipient, NUMBER[status], code, detail, provider_id, sent_at, answered_at)
        for message, (status, code, detail, provider_id, _, _) in zip(batch.messages, outcomes, strict=True)
    ]


def again(parcel: Parcel, outcomes: Sequence[Outcome], sender: str, *, counts: bool, left: bool) -> Parcel:
    """The messages that the provider did not take, as they are tried again.

    `counts`: it uses up a try; `left`: the request left, so that the provider may know its id.
    """
    batch, editions = parcel.batch, parcel.editions or [0] * parcel.size
    tries = parcel.tries + counts
    kept = [i for i, outcome in enumerate(outcomes) if outcome.status is Status.DEFERRED]
    if len(kept) == parcel.size:
        return Parcel(batch._replace(tried=batch.tried or left), 0, tries, editions)
    messages, editions = [batch.messages[i] for i in kept], [editions[i] for i in kept]
    return Parcel(Batch(batch.route, messages, request_id(sender, batch.route, messages, editions)), 0, tries, editions)
