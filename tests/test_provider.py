"""The contract's own small parts: limits as text, limits that a campaign declares, rules, batches."""

from dataclasses import replace

import pytest

from runner.model import Batch, Message, Outcome, Status, Text
from runner.provider import Limit, Route, all_alike, limited, recipients_of
from runner.rule import Finding, Rule, findings

CALLS = Route("single", "/single", 5000, Limit(100, 1.0, "calls", 10.0), "single")
MESSAGES = Route("publish", "/publish", 100, Limit(100, 1.0, "messages", 1.0), "system")
TEMPLATE = Route("template", "/template", 100, MESSAGES.limit, "system", mixed=True)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (Limit(100, 1.0, "calls", 10.0), "100 calls/s"),
        (Limit(120, 60.0, "calls", 60.0), "120 calls/min"),
        (Limit(2, 3600.0, "messages", 1.0), "2 messages/h"),
        (Limit(3, 86400.0, "messages", 1.0), "3 messages/day"),
        (Limit(5, 2.5, "calls", 1.0), "5 calls/2.5 s"),
    ],
)
def test_limits_as_people_say_them(limit: Limit, text: str) -> None:
    assert str(limit) == text


def test_nothing_declared_changes_nothing() -> None:
    assert limited((CALLS, MESSAGES, TEMPLATE), {}) == (CALLS, MESSAGES, TEMPLATE)


def test_a_declared_limit_counts_for_its_route_alone() -> None:
    publish, template = limited((MESSAGES, TEMPLATE), {"publish": (500, 60.0)})
    assert (publish.limit, publish.budget) == (Limit(500, 60.0, "messages", 1.0), "publish")
    assert template == TEMPLATE


def test_a_limit_for_the_window_of_a_quota_replaces_the_quota() -> None:
    documented, quota = Limit(2, 3600.0, "calls", 1.0), Limit(3, 86400.0, "calls", 1.0)
    rare = replace(CALLS, name="broadcast", limit=documented, quotas=(quota,))
    (more_a_day,) = limited((rare,), {"broadcast": (10, 86400.0)})
    assert (more_a_day.limit, more_a_day.quotas) == (documented, (replace(quota, amount=10),))
    (more_an_hour,) = limited((rare,), {"broadcast": (5, 3600.0)})
    assert (more_an_hour.limit, more_an_hour.quotas) == (replace(documented, amount=5), (quota,))


def test_a_route_packs_no_more_messages_than_its_limit_allows_at_once() -> None:
    assert limited((MESSAGES,), {"publish": (30, 1.0)})[0].capacity == 30
    assert limited((MESSAGES,), {"publish": (3000, 1.0)})[0].capacity == 100
    assert limited((CALLS,), {"single": (1, 1.0)})[0].capacity == 5000


def test_broken_rules_say_what_is_wrong() -> None:
    rules = [
        Rule("X1", ("a",), "a is required.", "X", lambda params: "" if "a" in params else "a is missing", {}),
        Rule("X2", ("b",), "b is never wrong.", "X", lambda params: "", {}),
    ]
    assert findings(rules, {}) == [Finding(rules[0], "error", "a is missing")]
    assert findings(rules, {"a": ""}) == []


def test_batches() -> None:
    text = Text.of({})
    batch = Batch("single", [Message("u1", text), Message("u2", text)], "r")
    outcome = Outcome(Status.ACCEPTED)
    assert all_alike(batch, outcome) == [outcome, outcome]
    assert recipients_of(batch) == ["u1", "u2"]
