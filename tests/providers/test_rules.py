"""The rules of all built-in providers, beyond the conformance suite: ids for good, sources that exist, words.

So no rule can be taken away unnoticed: its id stands in `KNOWN`, and the parameters of its example break it, and it
alone (the suite's `test_a_rule_alone_is_broken_by_its_example`, and `tests/test_general_rules.py`).
"""

from collections import Counter
from collections.abc import Iterable

import pytest

from runner.general_rules import GENERAL_RULES
from runner.provider import ProviderType
from runner.rule import Rule, findings
from runner.sources import SOURCES
from tests.providers.samples import KINDS

RULES = [(kind, rule) for kind in KINDS.values() for rule in kind.rules]
EVERY = [*RULES, *((None, rule) for rule in GENERAL_RULES)]


def numbered(letters: str, *spans: tuple[int, int]) -> list[str]:
    """Ids from the first to the last of each span."""
    return [f"{letters}{number:03}" for first, last in spans for number in range(first, last + 1)]


KNOWN = {
    "netease v1": numbered("NE", (1, 30)),
    "netease v2": numbered("NE", (101, 131)),
    "netease v1 everyone": numbered("NE", (201, 207)),
    "netease v2 everyone": numbered("NE", (301, 307)),
    "rongcloud": numbered("RC", (1, 35), (41, 49)),
    "rongcloud everyone": numbered(
        "RC", (101, 102), (105, 110), (116, 116), (118, 135), (141, 141), (143, 146), (149, 150)
    ),
    "rongcloud online": numbered("RC", (201, 202), (205, 210)),
    "rongcloud recall": numbered("RC", (301, 307)),
    "webhook": numbered("WH", (1, 9)),
}
"""Every id of every kind. An id that was published is never given to another rule, so a new rule takes a new one."""
KNOWN_GENERAL = numbered("GEN", (1, 5))

each_rule = pytest.mark.parametrize(
    ("kind", "rule"), RULES, ids=[f"{kind.api or kind.audience}-{rule.id}" for kind, rule in RULES]
)


def ids(rules: Iterable[Rule]) -> list[str]:
    return [rule.id for rule in rules]


def test_every_kind_is_known() -> None:
    assert list(KINDS) == list(KNOWN)


@pytest.mark.parametrize("name", KNOWN)
def test_ids_never_change_and_none_is_taken_away(name: str) -> None:
    assert sorted(ids(KINDS[name].rules)) == KNOWN[name]


def test_ids_of_general_rules_never_change_either() -> None:
    assert sorted(ids(GENERAL_RULES)) == KNOWN_GENERAL


def test_each_id_means_one_sentence() -> None:
    said = {(rule.id, rule.sentence) for _, rule in EVERY}
    assert [number for number, times in Counter(number for number, _ in said).items() if times > 1] == []


@each_rule
def test_what_is_wrong_names_the_parameter(kind: ProviderType, rule: Rule) -> None:
    found = next(found for found in findings(kind.rules, rule.example) if found.rule is rule)
    assert "pushConfigs" in found.what or rule.params[0] in found.what
    assert str(found).endswith(f"[{rule.id}]")


@each_rule
def test_the_source_is_known(kind: ProviderType, rule: Rule) -> None:
    assert rule.source in SOURCES
    assert rule.source[0] == {"netease": "N", "rongcloud": "R", "webhook": "W"}[kind.type]


@pytest.mark.parametrize("rule", GENERAL_RULES, ids=ids(GENERAL_RULES))
def test_the_source_of_a_general_rule_is_known(rule: Rule) -> None:
    assert rule.source in SOURCES
