"""Whole runs in batches: parts that are refused or tried again, two lanes, the other vendor."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import orjson

from runner.model import Batch, Outcome, Status
from runner.provider import Response
from runner.providers.netease import Netease
from runner.providers.rongcloud import RongCloud
from tests.sending.desk import (
    ACCEPTED,
    REJECTED,
    SECRET,
    TOGETHER,
    UNKNOWN,
    Desk,
    all_of,
    crowd,
    people,
)
from tests.sending.vendor import Call, Vendor, code


def test_a_batch_rejects_exactly_those_whom_the_vendor_does_not_know(desk: Desk) -> None:
    vendor = Vendor(lambda _: code(200, unregister=["c00002", "c00005"]))

    desk.send(crowd(6), vendor, limits=TOGETHER)

    assert len(vendor.calls) == 1
    assert desk.statuses() == all_of(crowd(6), ACCEPTED) | all_of(["c00002", "c00005"], REJECTED)


@dataclass(frozen=True, slots=True)
class Picky(Netease):
    """A vendor whose answer to a batch says who is to be tried `later`."""

    def outcomes(self, batch: Batch, response: Response) -> list[Outcome]:
        later = orjson.loads(response.body)["later"]
        return [
            Outcome(Status.DEFERRED if message.recipient in later else Status.ACCEPTED, "200")
            for message in batch.messages
        ]


def test_a_part_that_was_not_taken_is_tried_again_alone_as_another_request(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Picky("demo", SECRET))
    later = {1: ["c00002", "c00003", "c00006"], 2: ["c00003"], 3: []}
    vendor = Vendor(lambda call: code(200, later=later[call.number]))

    sending = desk.send(crowd(6), vendor, limits=TOGETHER)

    assert [call.recipients for call in vendor.calls] == [tuple(crowd(6)), tuple(later[1]), tuple(later[2])]
    assert len({call.id for call in vendor.calls}) == 3
    assert desk.statuses() == all_of(crowd(6), ACCEPTED)
    assert [row.attempts for row in desk.rows().values()] == [1, 2, 3, 1, 1, 2]
    assert sending.progress.done[Status.ACCEPTED] == sending.progress.settled == 6


def test_two_lanes_go_at_once_and_share_the_concurrency(desk: Desk) -> None:
    groups = {who: {**text, "attach": f'{{"group":{i % 6}}}'} for i, (who, text) in enumerate(crowd(600).items())}
    under_way: dict[str, set[int]] = defaultdict(set)
    together = []

    def answer(call: Call) -> Response:
        under_way[call.request.path].discard(call.number)
        return code(200)

    def look(call: Call) -> None:
        under_way[call.request.path].add(call.number)
        together.append(sum(bool(calls) for calls in under_way.values()))

    vendor = Vendor(answer, look, latency=2.0)
    desk.send({**people(60), **groups}, vendor, limits={})

    assert Counter(row.route for row in desk.rows().values()) == {"single": 60, "batch": 600}
    assert set(desk.statuses().values()) == {ACCEPTED}
    assert max(together) == 2
    assert vendor.most_under_way <= 8


def test_the_other_vendors_messages_travel_together_and_keep_their_ids(tmp_path: Path) -> None:
    desk = Desk(tmp_path, RongCloud("demo", SECRET))
    texts = {
        f"r{i:03}": {
            "fromUserId": "system", "objectName": "RC:TxtMsg", "content": f'{{"content":"hi {i}"}}', "pushContent": "hi"
        }
        for i in range(250)
    }  # fmt: skip

    def answer(call: Call) -> Response:
        ids = [{"userId": user, "messageUID": f"id-{user}"} for user in call.recipients if user != "r007"]
        return Response(200, orjson.dumps({"code": 200, "messageUIDs": ids}))

    vendor = Vendor(answer)
    desk.send(texts, vendor, limits={})

    assert [len(call.recipients) for call in vendor.calls] == [100, 100, 50]
    assert {call.request.path for call in vendor.calls} == {"/message/system/publish_template.json"}
    times = [call.at for call in vendor.calls]
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(times))
    assert desk.statuses() == all_of(texts, ACCEPTED) | {"r007": UNKNOWN}
    ids = dict(desk.ask("SELECT recipient, provider_id FROM message"))
    assert ids == {user: f"id-{user}" for user in texts} | {"r007": ""}
