from pathlib import Path

import pytest

from runner.campaign.model import Demand
from runner.errors import Place
from runner.hours import Times
from runner.source import Scalar
from tests.campaign.toys import WHOLE, problems, read


def policy(folder: Path, text: str) -> tuple[Demand, ...]:
    return read(folder, f"{WHOLE}policy: {text}\n").policy


def test_every_demand_knows_its_line(tmp_path: Path) -> None:
    text = """
  max_recipients: 1000
  max_duration: 2h
  max_share_changed: 5%
  require_plan: true
  require_clean_git: true
  allowed_targets: [staging, prod]
"""
    assert policy(tmp_path, text) == (
        Demand("max_recipients", 1000, Place("c.yaml", 7, 3)),
        Demand("max_duration", 7200.0, Place("c.yaml", 8, 3)),
        Demand("max_share_changed", 0.05, Place("c.yaml", 9, 3)),
        Demand("require_plan", True, Place("c.yaml", 10, 3)),
        Demand("require_clean_git", True, Place("c.yaml", 11, 3)),
        Demand("allowed_targets", ("staging", "prod"), Place("c.yaml", 12, 3)),
    )


def test_nobody_at_all_may_be_the_most(tmp_path: Path) -> None:
    assert [demand.value for demand in policy(tmp_path, "{max_recipients: 0, max_share_changed: 0%}")] == [0, 0.0]


def test_what_is_not_required_is_no_demand(tmp_path: Path) -> None:
    assert policy(tmp_path, "{require_plan: false, require_clean_git: false}") == ()


def test_denied_windows_and_expectations(tmp_path: Path) -> None:
    days = '"sat,sun 00:00-24:00", "2026-12-24T00:00:00+08:00/2026-12-26T00:00:00+08:00"'
    expect = "[{that: send < 5, message: too many}, {that: eta < 60, message: too long}]"
    denied, *expected = policy(tmp_path, f"{{deny_windows: [{days}], time_zone: Asia/Shanghai, expect: {expect}}}")
    assert isinstance(denied.value, Times)
    assert denied.value.zone == "Asia/Shanghai"
    assert [one.text for one in denied.value.denied] == [text.strip('" ') for text in days.split(", ")]
    assert [(one.name, one.message) for one in expected] == [("expect", "too many"), ("expect", "too long")]
    assert [one.value.text for one in expected if isinstance(one.value, Scalar)] == ["send < 5", "eta < 60"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{max_recipients: many}", "6:26: max_recipients: `many` isn't a whole number from 0 to"),
        ("{max_share_changed: 0.05}", "6:29: max_share_changed: `0.05` isn't a share; write it in per cent"),
        ("{max_share_changed: 101%}", "6:29: max_share_changed: `101%` isn't a share"),
        ("{require_plan: yes}", "6:24: require_plan: `yes` isn't true or false"),
        ("{allowed_targets: [a b]}", "6:28: allowed_targets: `a b` can't stand here"),
        ("{deny_windows: 22:00-08:00}", "6:10: `deny_windows` doesn't say whose hours it names"),
        (
            "{deny_windows: 2026-12-02T00:00:00Z/2026-12-01T00:00:00Z}",
            "6:24: deny_windows: `2026-12-02T00:00:00Z/2026-12-01T00:00:00Z` ends before it begins",
        ),
        ("{deny_windows: 2026-12-02/x}", "6:24: deny_windows: `2026-12-02` isn't a moment"),
        ("{expect: [send < 5]}", "6:19: an expectation must be a mapping, not a text; write {that: EXPRESSION"),
        ("{expect: [{that: send < 5}]}", "6:19: `message` is missing under `expect`"),
        ("{expect: {that: x, message: y}}", "6:18: `expect` must be a list, not a mapping"),
        ("{max_recipient: 1}", "6:10: unknown key `max_recipient` under `policy`; did you mean `max_recipients`?"),
    ],
)
def test_each_mistake_is_named_at_its_place(tmp_path: Path, text: str, said: str) -> None:
    found = problems(tmp_path, f"{WHOLE}policy: {text}\n")
    assert [line for line in found if line.startswith(said)], found
