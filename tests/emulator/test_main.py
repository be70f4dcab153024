"""The options of `python -m runner.emulator`."""

import json
import subprocess
import sys

import pytest

from runner.emulator.__main__ import main
from runner.emulator.quotas import QUOTAS
from tests.conftest import Start
from tests.emulator.callers import Emulated, environment, netease_headers, rongcloud_headers


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--netease-limit", "many"], "'many' is not a limit; write it like 100/s, 120/min, or none"),
        (["--netease-batch-limit", "0/s"], "'0/s' is not a limit; write it like 100/s, 120/min, or none"),
        (["--rongcloud-limit", ""], "'' is not a limit; write it like 100/s, 120/min, or none"),
        (["--netease-v2-limit", "x"], "'x' is not a limit; write it like 100/s, 120/min, or none"),
        (["--rongcloud-broadcast-day-limit", "3/h"], "'3/h' is not a limit of a day; write it like 3/day, or none"),
        (["--netease-broadcast-block", "1"], "'1' is not a duration; write it like 10s, 200ms or 1m"),
        (["--netease-block", "long"], "'long' is not a duration; write it like 10s, 200ms or 1m"),
        (["--latency", "200-20ms"], "'200-20ms': the latency's first number is the larger; swap them"),
        (["--port", "65536"], "--port is from 0 to 65535 and --keep is not negative; correct it"),
        (["--keep", "-1"], "--port is from 0 to 65535 and --keep is not negative; correct it"),
    ],
)
def test_bad_options_are_told_in_one_line(options: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(options) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"emulator: {told}\n")


def test_bad_accounts_in_the_environment(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CAMPAIGN_EMULATOR_ACCOUNTS", '["hush"]')
    assert main([]) == 2
    told = capsys.readouterr().err
    assert "CAMPAIGN_EMULATOR_ACCOUNTS" in told
    assert "hush" not in told


def test_the_account_from_the_environment(start: Start) -> None:
    emulator = start(CAMPAIGN_EMULATOR_APP_KEY="key", CAMPAIGN_EMULATOR_APP_SECRET="hush")
    assert emulator.single().code == 414
    assert emulator.single(netease_headers(secret="hush", AppKey="key")).code == 200
    assert emulator.publish(rongcloud_headers(secret="hush", App_Key="key")).code == 200


def test_options_win_over_the_environment(start: Start) -> None:
    emulator = start(
        "--app-key",
        "other",
        "--app-secret",
        "secret",
        CAMPAIGN_EMULATOR_APP_KEY="key",
        CAMPAIGN_EMULATOR_APP_SECRET="hush",
    )
    assert emulator.single(netease_headers(secret="secret", AppKey="other")).code == 200
    assert emulator.single(netease_headers(secret="hush", AppKey="key")).code == 414


def test_more_accounts(start: Start) -> None:
    emulator = start(CAMPAIGN_EMULATOR_ACCOUNTS='{"a":"x","b":"y"}')
    pairs = [("a", "x"), ("b", "y"), ("demo", "demo"), ("a", "y")]
    codes = [emulator.single(netease_headers(secret=secret, AppKey=key)).code for key, secret in pairs]
    assert codes == [200, 200, 200, 414]
    assert [line["app_key"] for line in emulator.received()] == ["a", "b", "demo"]


def test_campaign_emulator_passes_every_limit_on() -> None:
    said = [(f"--{quota.option}", f"{place}/{quota.unit}") for place, quota in enumerate(QUOTAS, 1)]
    options = [part for pair in said for part in pair]
    command_line = [sys.executable, "-m", "runner", "emulator", *options]
    with subprocess.Popen(command_line, stdout=subprocess.PIPE, env=environment(), text=True) as process:
        assert process.stdout is not None
        emulator = Emulated(json.loads(process.stdout.readline())["netease"], process)
        routes = emulator.request("GET", "/_emulator/stats").said["routes"]
        process.terminate()
    names = [
        ({"messages": "publish"}.get(budget, budget), place)
        for place, quota in enumerate(QUOTAS, 1)
        for budget in quota.budgets
        if not budget.endswith("-day")
    ]
    assert {name: (routes[name]["limit"], routes[name]["enforced"]) for name, _ in names} == {
        name: (place, True) for name, place in names
    }
