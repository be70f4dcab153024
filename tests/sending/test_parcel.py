"""What becomes of a batch."""

from itertools import permutations

import pytest

from runner.ledger.store import Claim
from runner.model import Batch, Message, Outcome, Status, Text
from runner.provider import NoAnswer
from runner.sending.parcel import Parcel, again, doubted, held, no_answer, parcels, records, request_id

HI, HO = Text.of({"attach": '{"say":"hi"}'}), Text.of({"attach": '{"say":"ho"}'})
ACCOUNT = "netease:demo"
TAKEN = Outcome(Status.ACCEPTED, "200", "", "id-7")
REFUSED = Outcome(Status.REJECTED, "404", "no such account")
BUSY = Outcome(Status.DEFERRED, "500", "internal server error")
LIMITED = Outcome(Status.DEFERRED, "416", "frequency control", wait=10.0)
FATAL = Outcome(Status.DEFERRED, "403", "forbidden", fatal="forbidden")
DOUBT = Outcome(Status.UNKNOWN, "", "no answer within 10 s")


def messages(*recipients: str, text: Text = HI) -> list[Message]:
    return [Message(recipient, text) for recipient in recipients]


def parcel(*recipients: str, tries: int = 0) -> Parcel:
    batch = Batch("batch", messages(*recipients), request_id(ACCOUNT, "batch", messages(*recipients)))
    return Parcel(batch, 3, tries)


def test_a_request_id_is_32_hexadecimal_digits_whatever_the_order() -> None:
    ids = {request_id(ACCOUNT, "batch", order) for order in permutations(messages("a", "b", "c"))}

    assert len(ids) == 1
    assert len(bytes.fromhex(ids.pop())) == 16


def test_a_request_id_tells_account_route_recipients_and_texts_apart() -> None:
    ids = [
        request_id(ACCOUNT, "batch", messages("a", "b")),
        request_id(f"{ACCOUNT}@emulator", "batch", messages("a", "b")),
        request_id(ACCOUNT, "single", messages("a", "b")),
        request_id(ACCOUNT, "batch", messages("a")),
        request_id(ACCOUNT, "batch", messages("a", "c")),
        request_id(ACCOUNT, "batch", messages("a", "b", text=HO)),
        request_id(ACCOUNT, "batch", [Message("a", HI), Message("b", HO)]),
        request_id(ACCOUNT, "batch", [Message("a", HO), Message("b", HI)]),
    ]

    assert len(set(ids)) == len(ids)


def test_parcels_are_the_batches_of_the_plan_in_its_order() -> None:
    claims = [Claim(4, "a", HI, ""), Claim(4, "b", HI, ""), Claim(5, "c", HO, "")]

    first, second = parcels(ACCOUNT, "batch", claims)

    assert (first.number, first.size, first.tries) == (4, 2, 0)
    assert first.batch == Batch("batch", messages("a", "b"), request_id(ACCOUNT, "batch", messages("a", "b")))
    assert (second.number, second.size) == (5, 1)
    assert second.batch.messages == [Message("c", HO)]
    assert list(parcels(ACCOUNT, "batch", [])) == []


def test_a_batch_counts_as_tried_only_if_this_very_request_was_sent_before() -> None:
    both = request_id(ACCOUNT, "batch", messages("a", "b"))

    def tried(*prior: str) -> bool:
        claims = [Claim(1, recipient, HI, before) for recipient, before in zip("ab", prior, strict=True)]
        return next(parcels(ACCOUNT, "batch", claims)).batch.tried

    assert tried(both, both)
    assert not tried(both, "")
    assert not tried(both, request_id(ACCOUNT, "batch", messages("b")))
    assert not tried("", "")


@pytest.mark.parametrize(("written", "status"), [(True, Status.UNKNOWN), (False, Status.DEFERRED)])
def test_without_an_answer_it_matters_whether_anything_left(written: bool, status: Status) -> None:
    outcomes = no_answer(parcel("a", "b").batch, NoAnswer(written, "why"))

    assert outcomes == [Outcome(status, "", "why")] * 2


def test_a_failure_that_is_not_trusted_is_unknown_and_nothing_else_changes() -> None:
    outcomes = held([TAKEN, REFUSED, BUSY, LIMITED, FATAL, DOUBT])

    assert outcomes == [TAKEN, REFUSED, BUSY._replace(status=Status.UNKNOWN), LIMITED, FATAL, DOUBT]


def test_a_refusal_in_doubt_is_deferred_and_nothing_else_changes() -> None:
    outcomes = doubted([TAKEN, REFUSED, BUSY, DOUBT])

    assert outcomes == [TAKEN, REFUSED._replace(status=Status.DEFERRED), BUSY, DOUBT]


def test_records_keep_the_vendors_words_for_each_message() -> None:
    kept = records(parcel("a", "b", "c", "d").batch, [TAKEN, REFUSED, BUSY, DOUBT], 10.5, 11.25)

    assert kept == [
        ("a", 2, "200", "", "id-7", 10.5, 11.25),
        ("b", 3, "404", "no such account", "", 10.5, 11.25),
        ("c", 4, "500", "internal server error", "", 10.5, 11.25),
        ("d", 5, "", "no answer within 10 s", "", 10.5, 11.25),
    ]


def test_a_whole_batch_is_tried_again_as_the_same_request() -> None:
    before = parcel("a", "b", tries=1)

    after = again(before, [BUSY, BUSY], ACCOUNT, counts=True, left=True)

    assert after.batch == Batch("batch", before.batch.messages, before.batch.request_id, tried=True)
    assert (after.number, after.tries) == (0, 2)


def test_a_part_of_a_batch_is_tried_again_as_another_request() -> None:
    before = parcel("a", "b", "c", "d")

    after = again(before, [TAKEN, BUSY, REFUSED, BUSY], ACCOUNT, counts=True, left=True)

    assert after.batch == Batch("batch", messages("b", "d"), request_id(ACCOUNT, "batch", messages("b", "d")))
    assert not after.batch.tried
    assert after.batch.request_id != before.batch.request_id
    assert (after.number, after.tries) == (0, 1)


def test_what_does_not_count_uses_up_no_try() -> None:
    assert again(parcel("a", "b", tries=2), [LIMITED, LIMITED], ACCOUNT, counts=False, left=True).tries == 2
    assert again(parcel("a", "b", tries=2), [LIMITED, TAKEN], ACCOUNT, counts=False, left=True).tries == 2
