"""The rules of all providers: each is broken by its own example, and by nothing that is sound."""

import pytest

from runner.all_providers import PROVIDERS
from runner.provider import ProviderType, Rule, broken_rules
from tests.providers.samples import SOUND

RULES = [(kind, rule) for kind in PROVIDERS.values() for rule in kind.rules]
KNOWN = {"netease": [f"NE{n:03}" for n in range(1, 23)], "rongcloud": [f"RC{n:03}" for n in range(1, 36)]}


@pytest.mark.parametrize("name", PROVIDERS)
def test_ids_never_change(name: str) -> None:
    assert [rule.id for rule in PROVIDERS[name].rules] == KNOWN[name]


@pytest.mark.parametrize(("kind", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_each_rule_alone_is_broken_by_its_example(kind: ProviderType, rule: Rule) -> None:
    broken = broken_rules(kind.rules, rule.example)
    assert [found.id for found, _ in broken] == [rule.id]
    what = broken[0][1]
    assert rule.params[0].split(".")[0] in what or "pushConfigs" in what
    assert "\n" not in what
    assert len(what) < 200


@pytest.mark.parametrize(("kind", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_each_rule_says_what_it_looks_at_and_where_it_stands(kind: ProviderType, rule: Rule) -> None:
    names = {parameter.name for parameter in kind.parameters} | {kind.recipient}
    assert set(rule.params) <= names
    assert rule.sentence.endswith(".")
    assert rule.source.startswith(("N-", "R-"))


@pytest.mark.parametrize(("kind", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_a_rule_looks_at_nothing_but_its_params(kind: ProviderType, rule: Rule) -> None:
    seen = {name: text for name, text in rule.example.items() if name in rule.params}
    assert rule.broken(seen)


@pytest.mark.parametrize("name", PROVIDERS)
def test_sound_texts_break_no_rule(name: str) -> None:
    provider = PROVIDERS[name]
    assert broken_rules(provider.rules, {provider.recipient: "u1", **SOUND[name]}) == []


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_required_parameter_has_a_rule(name: str) -> None:
    provider = PROVIDERS[name]
    required = {parameter.name for parameter in provider.parameters if parameter.required} | {provider.recipient}
    missing = {rule.params[0] for rule, what in broken_rules(provider.rules, {}) if what.endswith("is missing")}
    assert missing == required


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_choice_and_length_of_a_parameter_has_a_rule(name: str) -> None:
    provider = PROVIDERS[name]
    for parameter in provider.parameters:
        wrong = "?" * ((parameter.longest or 0) + 1)
        if parameter.choices or parameter.longest:
            assert [rule for rule, _ in broken_rules(provider.rules, {parameter.name: wrong})], parameter.name
