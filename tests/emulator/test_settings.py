"""Option texts become values, or one line that says how to write them."""

import pytest

from runner.emulator.quotas import BATCH, SINGLE, SettingsError
from runner.emulator.settings import Settings, read_accounts, read_latency


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


def test_limits_are_the_documented_ones() -> None:
    limits = Settings().limits
    assert limits["single"] == limits["v2-single"] == SINGLE
    assert limits["batch"] == limits["v2-batch"] == BATCH


def test_settings_do_not_show_secrets() -> None:
    assert "hush" not in repr(Settings(accounts={"key": "hush"}))
