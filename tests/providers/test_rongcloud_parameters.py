"""What RongCloud's parameters limit in length: the plan measures each, inside pushExt too."""

import json

from runner.gauge import gauges
from runner.providers.rongcloud import RongCloud
from runner.providers.rongcloud_everyone import RongCloudEveryone, RongCloudOnline

LIMITED = [
    ("fromUserId", 64, "bytes"),
    ("objectName", 32, "characters"),
    ("content", 131072, "bytes"),
    ("pushExt.title", 50, "characters"),
]


def test_what_is_measured() -> None:
    for kind in (RongCloud, RongCloudEveryone):
        assert [(gauge.name, gauge.most, gauge.unit) for gauge in gauges(kind)] == LIMITED
    assert [gauge.name for gauge in gauges(RongCloudOnline)] == ["fromUserId", "objectName", "content"]


def test_a_title_is_measured_where_it_stands() -> None:
    title = gauges(RongCloud)[-1]
    assert title.longer({"pushExt": json.dumps({"title": "t" * 49})}, -1) == 49
    assert title.longer({"pushExt": "{}"}, -1) is None
