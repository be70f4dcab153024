"""The conformance suite over every provider: all APIs, audiences and routes."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

import orjson
from hypothesis import strategies as st

from runner.all_providers import BUILT_IN
from runner.conformance import Conformance, Partial
from runner.conformance.replies import ANYTHING, LEAVES, Bodies
from runner.model import Status
from runner.provider import ProviderType
from runner.providers.netease_codes import CODES as NETEASE_CODES
from runner.providers.rongcloud_codes import CODES as RONGCLOUD_CODES
from tests.providers.samples import TEXTS

CODES = sorted({*NETEASE_CODES, *RONGCLOUD_CODES, "0", "-1", "12345"})
WORDS = ["", "CheckSum is wrong", "invalid App-Key.", "bad attach", "line\nbreak\x1b[31m", "長" * 900]
PEOPLE = ["u1", "U2", "u3"]

codes = st.sampled_from([*CODES, *map(int, CODES)]) | ANYTHING
people = st.lists(st.sampled_from([*PEOPLE, "u2", "nobody", 7, None]), max_size=4)
message_ids = st.lists(
    st.fixed_dictionaries(
        {}, optional={"userId": st.sampled_from([*PEOPLE, None, 7]), "messageUID": LEAVES, "more": LEAVES}
    ),
    max_size=4,
)
results = st.fixed_dictionaries(
    {},
    optional={
        key: st.lists(
            st.fixed_dictionaries({}, optional={"account_id": people | LEAVES, "error_code": codes}) | LEAVES,
            max_size=4,
        )
        for key in ("success_list", "failed_list")
    },
)
coded_answers: Bodies = st.fixed_dictionaries(
    {"code": codes},
    optional={
        **{key: st.sampled_from(WORDS) | ANYTHING for key in ("desc", "msg", "errorMessage")},
        "unregister": people | people.map(lambda ids: orjson.dumps(ids).decode()) | ANYTHING,
        "messageUIDs": message_ids | ANYTHING,
        "messageUID": LEAVES,
        "data": results | ANYTHING,
    },
).map(orjson.dumps)


def refusals(known: Iterable[str], *taken: str) -> list[bytes]:
    """One answer for each code that means no success."""
    words = {"desc": "words", "msg": "words", "errorMessage": "words"}
    return [orjson.dumps({"code": int(code), **words}) for code in known if code not in taken]


def of_api(api: str) -> list[ProviderType]:
    """NetEase's kinds, all audiences."""
    return [kind for kind in BUILT_IN["netease"] if kind.api == api]


def v2_lists(recipients: Sequence[str]) -> bytes:
    """All taken but U2, which doesn't exist, and u3, of which nothing is said."""
    failed = [{"account_id": who, "error_code": 102404, "error_msg": "words"} for who in recipients if who == "U2"]
    return orjson.dumps({"code": 200, "data": {"success_list": ["u1"], "failed_list": failed}})


class TestNetease(Conformance):
    """V1, all audiences."""

    kinds = of_api("v1")
    success = b'{"code":200}'
    answers = refusals(NETEASE_CODES, "200")
    partial = (
        Partial(
            b'{"code":200,"unregister":["U2"]}',
            {"u1": Status.ACCEPTED, "U2": Status.REJECTED, "u3": Status.ACCEPTED},
            route="batch",
        ),
    )
    values: ClassVar = {"targetOs": [{"targetOs": '["ios"]'}, {"targetOs": '["aos"]'}]}
    more_answers = coded_answers


class TestNeteaseV2(Conformance):
    """V2, all audiences."""

    kinds = of_api("v2")
    success = b'{"code":200}'
    answers = TestNetease.answers
    partial = (Partial(v2_lists, {"u1": Status.ACCEPTED, "U2": Status.REJECTED, "u3": Status.UNKNOWN}, route="batch"),)
    values: ClassVar = {"target_os": [{"target_os": '["ios"]'}, {"target_os": '["aos"]'}]}
    more_answers = coded_answers


class TestRongCloud(Conformance):
    """All audiences, and recalls."""

    kinds = BUILT_IN["rongcloud"]
    texts = TEXTS
    success = b'{"code":200}'
    answers = refusals(RONGCLOUD_CODES, "200", "10000")
    more_answers = coded_answers


class TestWebhook(Conformance):
    """As it is without `success`: by the status alone."""

    kinds = BUILT_IN["webhook"]
    success = b"ok"
    answers = (b'{"errcode":310000,"errmsg":"sign not match"}', b'{"code":9499,"msg":"Bad Request"}')
    by_status = True
    unsaid = ("success",)


class TestWebhookThatMustSaySo(Conformance):
    """With `success`."""

    kinds = BUILT_IN["webhook"]
    texts: ClassVar = {
        route.name: {**kind.sound, "success": "errcode == `0`"} for kind in BUILT_IN["webhook"] for route in kind.routes
    }
    success = b'{"errcode":0,"errmsg":"ok"}'
    answers = TestWebhook.answers
    needs_2xx = True
    unsaid = TestWebhook.unsaid


def test_every_built_in_provider_is_tested() -> None:
    tested = {kind for one in (TestNetease, TestNeteaseV2, TestRongCloud, TestWebhook) for kind in one.kinds}
    assert tested == {kind for kinds in BUILT_IN.values() for kind in kinds}
