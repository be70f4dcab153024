"""The documented limits, and the options that change them."""

import pytest

from runner.emulator.quotas import (
    BATCH,
    QUOTAS,
    SINGLE,
    Limit,
    Quota,
    SettingsError,
    read_limit,
    read_limits,
    read_seconds,
)


@pytest.mark.parametrize(
    ("text", "seconds"), [("10s", 10), ("200ms", 0.2), ("1.5m", 90), ("2h", 7200), (" 1 min ", 60), ("1 day", 86400)]
)
def test_durations(text: str, seconds: float) -> None:
    assert read_seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "10", "s", "10 parsecs", "-1s"])
def test_no_durations(text: str) -> None:
    with pytest.raises(SettingsError, match="not a duration; write it like 10s"):
        read_seconds(text)


@pytest.mark.parametrize(
    ("text", "units", "seconds"), [("100/s", 100, 1), ("120/min", 120, 60), ("5/200ms", 5, 0.2), ("1/2h", 1, 7200)]
)
def test_limits_keep_the_documented_block(text: str, units: int, seconds: float) -> None:
    limit = read_limit(text, SINGLE)
    assert (limit.units, limit.block, limit.enforced) == (units, 10, True)
    assert limit.seconds == pytest.approx(seconds)


def test_none_lifts_a_limit_and_keeps_it_as_the_yardstick() -> None:
    assert read_limit("none", BATCH) == (120, 60, 60, False)


@pytest.mark.parametrize("text", ["", "100", "0/s", "x/s", "100/", "100/fortnight", "1.5/s"])
def test_no_limits(text: str) -> None:
    with pytest.raises(SettingsError, match="not a limit; write it like 100/s"):
        read_limit(text, SINGLE)


def test_without_options_every_limit_is_the_documented_one() -> None:
    assert read_limits({}) == {
        "single": Limit(100, 1, block=10),
        "batch": Limit(120, 60, block=60),
        "v2-single": Limit(100, 1, block=10),
        "v2-batch": Limit(120, 60, block=60),
        "broadcast": Limit(10, 60, block=60),
        "v2-broadcast": Limit(10, 60, block=60),
        "messages": Limit(100, 1),
        "rc-broadcast": Limit(2, 3600),
        "broadcast-recall": Limit(2, 3600),
        "rc-broadcast-day": Limit(3, 86400),
        "broadcast-recall-day": Limit(3, 86400),
        "rc-online": Limit(60, 60),
        "recall": Limit(100, 1),
        "webhook": Limit(100, 1, enforced=False),
    }


def test_what_a_default_says_is_what_is_documented() -> None:
    said = {quota.key: quota.default for quota in QUOTAS}
    assert read_limits(said) == read_limits({})


def test_a_text_changes_all_budgets_of_its_option_and_no_other() -> None:
    limits = read_limits({"rongcloud_broadcast_limit": "5/min"})
    changed = {budget for budget, limit in limits.items() if limit != read_limits({})[budget]}
    assert changed == {"rc-broadcast", "broadcast-recall"}
    assert limits["rc-broadcast"] == Limit(5, 60)


def test_v2_follows_v1_until_it_has_a_limit_of_its_own() -> None:
    limits = read_limits({"netease_limit": "none", "netease_batch_limit": "7/s", "netease_v2_batch_limit": "8/s"})
    assert limits["v2-single"] == limits["single"] == SINGLE._replace(enforced=False)
    assert (limits["batch"].units, limits["v2-batch"].units) == (7, 8)


def test_blocks_by_budget() -> None:
    limits = read_limits({}, {"single": 0.5, "v2-single": 1.5})
    assert (limits["single"].block, limits["v2-single"].block, limits["batch"].block) == (0.5, 1.5, 60)


def test_a_webhook_limit_is_enforced_once_it_is_set() -> None:
    assert read_limits({"webhook_limit": "5/s"})["webhook"] == Limit(5, 1)


@pytest.mark.parametrize("text", ["3/h", "3/2days", "3/2day", "1/s"])
def test_the_limit_of_a_day_is_by_the_day(text: str) -> None:
    with pytest.raises(SettingsError, match="write it like"):
        read_limits({"rongcloud_broadcast_day_limit": text})


@pytest.mark.parametrize("quota", QUOTAS, ids=lambda quota: str(quota.option))
def test_every_option_refuses_what_is_no_limit(quota: Quota) -> None:
    with pytest.raises(SettingsError, match="'' is not a limit"):
        read_limits({quota.key: ""})
