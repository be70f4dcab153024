"""What a campaign may disable: whatever breaks such a rule, the request keeps the form that its provider gives it."""

import orjson
import pytest

from runner.provider import ProviderType, Request
from runner.rule import Params, Rule
from tests.providers.samples import KINDS, STAMP, batch, form

LOOSE = [(kind, rule) for kind in KINDS.values() for rule in kind.rules if not rule.firm]
FIRM = {rule.id for kind in KINDS.values() for rule in kind.rules if rule.firm}


def requests(kind: ProviderType, params: Params) -> list[Request]:
    """The request on each route that may carry this text."""
    said = {name: text for name, text in params.items() if name != kind.recipient}
    provider = kind("demo", "s3cret")
    return [provider.request(batch(route, said, ["u1"]), STAMP) for route in provider.ways(said).routes]


def fields(request: Request) -> set[str]:
    """The names in a body, as any server reads it."""
    if "json" in request.headers["Content-Type"]:
        read = orjson.loads(request.body)
        assert isinstance(read, dict)
        return set(read)
    return {name for name, _ in form(request)}


@pytest.mark.parametrize(("kind", "rule"), LOOSE, ids=[f"{kind.api}-{kind.audience}-{rule.id}" for kind, rule in LOOSE])
def test_what_breaks_a_rule_that_can_be_disabled_changes_nothing_but_values(kind: ProviderType, rule: Rule) -> None:
    asked = requests(kind, rule.example)
    assert asked
    for request in asked:
        assert all(name.isascii() and text.isprintable() for name, text in request.headers.items())
        if kind.type != "webhook":  # whose body is the campaign's own
            own = {parameter.name for parameter in kind.parameters}
            assert fields(request) <= own | {kind.recipient, "type", "msgtype", *PROGRAM}


PROGRAM = ("toAccids", "fromAccid", "receiver_ids", "values", "toUserId")  # what routes for many call recipients


def test_the_form_of_a_webhook_is_guarded_and_nothing_of_the_vendors_needs_to_be() -> None:
    """NetEase V2 sends what isn't of its type as a text, RongCloud's templates do the same, forms are always forms."""
    assert sorted(FIRM) == [f"WH{number:03}" for number in range(1, 9)]
