"""The suite's part about what a provider declares: parameters, rules, routes. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import get_args

from runner.conformance.cases import Case, sound_of
from runner.parameter import Field
from runner.provider import Audience, ProviderType, Recallable
from runner.rule import Rule, findings


def every(fields: Sequence[Field]) -> Iterator[Field]:
    """The fields, and those inside them."""
    for field in fields:
        yield field
        yield from every(field.fields)


def always(kind: ProviderType) -> list[Rule]:
    """The rules but for those that are said once of every text."""
    return [rule for rule in kind.rules if not rule.once]


class Declared:
    """What holds of a kind before anything is sent."""

    def test_a_kind_says_what_it_is(self, kind: ProviderType) -> None:
        """Type, API and audience are words that a campaign can say."""
        assert re.fullmatch(r"[a-z][a-z0-9_-]*", kind.type)
        assert re.fullmatch(r"[a-z0-9.]*", kind.api)
        assert kind.audience in get_args(Audience)
        assert kind.routes

    def test_parameters_are_described_in_a_sentence(self, kind: ProviderType) -> None:
        """Each parameter, and each key inside one, in at most 120 characters."""
        names = [parameter.name for parameter in kind.parameters]
        assert len(set(names)) == len(names)
        assert not kind.recipient or kind.recipient not in names
        for parameter in kind.parameters:
            about = [parameter.about, *(field.about for field in every(parameter.fields))]
            assert not [text for text in about if not text.endswith(".") or len(text) > 120]

    def test_a_sound_text_breaks_no_rule(self, kind: ProviderType) -> None:
        """It says only what can be declared, and the recipient."""
        declared = {parameter.name for parameter in kind.parameters}
        assert set(sound_of(kind)) <= declared
        assert not findings(always(kind), kind.sound)

    def test_ids_of_rules_are_their_own(self, kind: ProviderType) -> None:
        """Letters, then digits, as in CH001."""
        ids = [rule.id for rule in kind.rules]
        assert len(set(ids)) == len(ids)
        assert not [name for name in ids if not re.fullmatch(r"[A-Z]+[0-9]{3}", name)]

    def test_every_required_parameter_has_a_rule(self, kind: ProviderType) -> None:
        """A rule, and no more of them, says `… is missing`."""
        required = {one.name for one in kind.parameters if one.required} | {kind.recipient} - {""}
        missing = {rule.params[0] for rule, _, what in findings(kind.rules, {}) if what.endswith("is missing")}
        assert missing == required

    def test_every_choice_and_length_has_a_rule(self, kind: ProviderType) -> None:
        """What the docs and the schema say of a parameter is checked."""
        for one in kind.parameters:
            wrong = "?" * ((one.longest or one.most_bytes or 0) + 1)
            if one.choices or one.longest or one.most_bytes:
                found = findings(kind.rules, {**kind.sound, one.name: wrong})
                assert [rule.id for rule, _, _ in found if one.name in rule.params], one.name

    def test_a_rule_alone_is_broken_by_its_example(self, kind: ProviderType, rule: Rule) -> None:
        """On one short line."""
        broken = findings([one for one in kind.rules if one is rule or not one.once], rule.example)
        assert [found.id for found, _, _ in broken] == [rule.id]
        what = broken[0].what
        assert what.isprintable()
        assert len(what) < 200

    def test_a_rule_looks_at_nothing_but_its_params(self, kind: ProviderType, rule: Rule) -> None:
        """So it is checked once where these are the same for everybody."""
        assert set(rule.params) <= {parameter.name for parameter in kind.parameters} | {kind.recipient} - {""}
        seen = {name: text for name, text in rule.example.items() if name in rule.params}
        assert rule.broken(seen) == rule.broken(rule.example)
        assert rule.sentence.endswith(".")
        assert rule.source

    def test_a_sound_text_may_travel_on_the_route(self, case: Case) -> None:
        """And the simplest comes first."""
        ways = case.provider.ways(case.params)
        names = [route.name for route in case.kind.routes]
        assert case.route.name in ways.routes
        assert list(ways.routes) == [name for name in names if name in ways.routes]
        own = {name: case.kind.sound[name] for name in [case.kind.recipient] if name}
        assert not findings(always(case.kind), {**case.params, **own})

    def test_a_route_says_its_limit_and_where_that_stands(self, case: Case) -> None:
        """A page, a limit, and at least a second of silence when it is passed."""
        route = case.route
        assert route.source.startswith("https://")
        assert route.path == "" or route.path.startswith("/")
        assert route.capacity >= 1
        assert route.limit.block >= 1
        for limit in (route.limit, *route.quotas):
            assert limit.amount >= 1
            assert limit.window > 0

    def test_routes_that_share_a_budget_have_one_limit(self, kind: ProviderType) -> None:
        """And no two have one name."""
        names = [route.name for route in kind.routes]
        assert len(set(names)) == len(names)
        limits = {(route.budget, route.limit) for route in kind.routes}
        assert len(limits) == len({budget for budget, _ in limits})
        whole = {route.path == "" for route in kind.routes}
        assert len(whole) == 1, "either all routes have a path, or the endpoint is the whole address for all of them"

    def test_data_centres_are_encrypted_addresses(self, kind: ProviderType) -> None:
        """Each with its addresses, primary first."""
        for addresses in kind.data_centres.values():
            assert addresses
            assert not [address for address in addresses if not re.fullmatch(r"https://[^/?#]+", address)]

    def test_what_takes_a_message_back_breaks_no_rule(self, case: Case) -> None:
        """A kind says either which kind recalls its messages, or why none can."""
        provider = case.provider
        if provider.unrecallable:
            assert provider.unrecallable.isprintable()
            return
        assert isinstance(provider, Recallable)
        by = provider.recalled_by
        params = provider.recall(case.params, "u1", "message-1")
        assert not [found for found in findings(by.rules, params) if found.severity == "error"]
        assert by("demo", "secret").ways(params).routes
