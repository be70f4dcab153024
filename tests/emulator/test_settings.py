"""Option texts become values, or one line that says how to write them."""

import pytest

from runner.emulator.settings import (
    BATCH,
    SINGLE,
    Settings,
    SettingsError,
    read_accounts,
    read_latency,
    read_limit,
    read_seconds,
)


@pytest.mark.parametrize(
    ("text", "seconds"), [("10s", 10), ("200ms", 0.2), ("1.5m", 90), ("2h", 7200), (" 1 min ", 60)]
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


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("50ms", 0.05, 0.05), ("20-200ms", 0.02, 0.2), ("20ms-1s", 0.02, 1), ("0ms", 0, 0), ("1-2s", 1, 2)],
)
def test_latencies(text: str, least: float, most: float) -> None:
    assert read_latency(text) == pytest.approx((least, most))


@pytest.mark.parametrize("text", ["", "50", "20-200", "fast", "20-200x", "1y-2s"])
def test_no_latencies(text: str) -> None:
    with pytest.raises(SettingsError, match="not a latency; write it like 50ms or 20-200ms"):
        read_latency(text)


def test_a_latency_the_wrong_way_round() -> None:
    with pytest.raises(SettingsError, match="swap them"):
        read_latency("200-20ms")


def test_accounts() -> None:
    assert read_accounts("demo", "secret", "") == {"demo": "secret"}
    assert read_accounts("demo", "secret", '{"b": "c"}') == {"demo": "secret", "b": "c"}


@pytest.mark.parametrize("more", ["{", "[]", '{"key": 1}', '"hush"'])
def test_bad_accounts_are_not_repeated(more: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_accounts("demo", "secret", more)
    assert "CAMPAIGN_EMULATOR_ACCOUNTS" in str(caught.value)
    assert "hush" not in str(caught.value)


def test_settings_do_not_show_secrets() -> None:
    assert "hush" not in repr(Settings(accounts={"key": "hush"}))
