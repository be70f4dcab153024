from pathlib import Path

import pytest

from runner.campaign.model import Delivery, Size
from runner.hours import Hours
from runner.model import Status
from tests.campaign.toys import WHOLE, problems, read


def delivery(folder: Path, text: str) -> Delivery:
    return read(folder, f"{WHOLE}delivery: {text}\n").delivery


def test_stages_grow_from_numbers_to_everybody(tmp_path: Path) -> None:
    found = delivery(tmp_path, "{stages: [10, 1%, 2.5%, 100%], pause: 1h30m}")
    assert [stage.of(10_000) for stage in found.stages] == [10, 100, 250, 10_000]
    assert found.pause == 5400.0
    assert delivery(tmp_path, "{stages: [1%, 100%], pause: manual}").pause is None


@pytest.mark.parametrize(("total", "wanted"), [(0, [0, 0, 0]), (1, [1, 1, 1]), (101, [10, 2, 101]), (7, [7, 1, 7])])
def test_a_stage_is_never_larger_than_the_campaign_and_a_share_never_nobody(total: int, wanted: list[int]) -> None:
    stages = (Size("10", recipients=10), Size("1%", share=0.01), Size("100%", share=1.0))
    assert [stage.of(total) for stage in stages] == wanted


def test_a_share_that_binary_numbers_cannot_hold_is_not_rounded_up() -> None:
    assert Size("7%", share=0.07).of(100) == 7
    assert Size("29%", share=0.29).of(100) == 29


def test_budgets(tmp_path: Path) -> None:
    found = delivery(tmp_path, '{stop: ["unknown > 20", "rejected > 2% over last 500", rejected>3]}').stop
    assert [(one.status, one.most, one.last) for one in found] == [
        (Status.UNKNOWN, 20, None),
        (Status.REJECTED, 10, 500),
        (Status.REJECTED, 3, None),
    ]


def test_a_window(tmp_path: Path) -> None:
    text = (
        "{window: {not_before: 2026-12-01T09:00:00+08:00, not_after: 2026-12-03T18:00:00Z, "
        "quiet: [22:00-08:00, 'sat,sun 00:00-24:00'], time_zone: Asia/Shanghai, time_zone_field: tz}}"
    )
    window = delivery(tmp_path, text).window
    assert window
    assert (window.times.not_before, window.times.not_after) == (1796086800.0, 1796320800.0)
    assert window.times.denied == (
        Hours("22:00-08:00", frozenset(range(7)), 1320, 480),
        Hours("sat,sun 00:00-24:00", frozenset({5, 6}), 0, 1440),
    )
    assert (window.times.zone, window.zone_field) == ("Asia/Shanghai", "tz")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{stages: []}", "6:20: `stages` is an empty list"),
        ("{stages: [10, ten]}", "6:25: stages: `ten` isn't a stage; write a number of recipients or a share"),
        ("{stages: [0, 100%]}", "6:21: stages: `0` isn't a stage"),
        ("{stages: [1%, 101%]}", "6:25: stages: `101%` isn't a stage"),
        ("{stages: [1%, 10, 100%]}", "6:25: the stage 10 follows the share 1%; write numbers first, then shares"),
        ("{stages: [10, 5, 100%]}", "6:25: the stage 5 isn't larger than 10; write how many have got it in all"),
        ("{stages: [5%, 5%, 100%]}", "6:25: the stage 5% isn't larger than 5%"),
        ("{stages: [1, 50%]}", "6:24: the last stage leaves some without the message; end with 100%"),
        ("{pause: 5m}", "6:12: `pause` rests between stages, and there are none; add `stages`, or delete it"),
        ("{stages: [100%], pause: 8d}", "6:35: pause: `8d` isn't a duration"),
        ("{stop: rejected > 2%}", "6:18: stop: `rejected > 2%` doesn't say of how many; write `rejected > 2% over"),
        ("{stop: accepted > 2}", "6:18: stop: `accepted > 2` isn't a budget; write `unknown > 20` or"),
        ("{stop: [unknown > 20 over last 0]}", "6:19: stop: `unknown > 20 over last 0` isn't a budget"),
        ("{window: {not_before: 2026-12-01}}", "6:33: not_before: `2026-12-01` isn't a moment; write date, time and"),
        (
            "{window: {not_before: 2026-12-01T09:00:00}}",
            "6:33: not_before: `2026-12-01T09:00:00` isn't a moment; write date, time and offset",
        ),
        (
            "{window: {not_before: 2026-12-02T00:00:00Z, not_after: 2026-12-01T00:00:00Z}}",
            "6:55: `not_after` isn't later than `not_before`",
        ),
        ("{window: {quiet: 22:00-08:00}}", "6:21: `quiet` doesn't say whose hours it names; add `time_zone`"),
        ("{window: {quiet: 22-8, time_zone: UTC}}", "6:28: quiet: `22-8` names no hours; write them so: 22:00-08:00"),
        (
            "{window: {quiet: 08:00-08:00, time_zone: UTC}}",
            "6:28: quiet: `08:00-08:00` is no time at all, or all of it",
        ),
        ("{window: {quiet: 22:00-08:00, time_zone: China}}", "6:52: time_zone: there is no time zone `China`"),
        ("{window: {time_zone_field: tz}}", "6:21: `time_zone_field` says whose hours are quiet, and there are none"),
        ("{window: {zone: UTC}}", "6:21: unknown key `zone` under `window`; did you mean `time_zone`?"),
    ],
)
def test_each_mistake_is_named_at_its_place(tmp_path: Path, text: str, said: str) -> None:
    found = problems(tmp_path, f"{WHOLE}delivery: {text}\n")
    assert [line for line in found if line.startswith(said)], found
