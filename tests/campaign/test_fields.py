from collections import Counter
from collections.abc import Iterator

import pytest

from runner.campaign.fields import CAMPAIGN, DELIVERY, RECIPIENTS, FileField, homes
from runner.campaign.model import Delivery
from runner.campaign.values import duration


def below(field: FileField) -> Iterator[FileField]:
    for inner in field.fields:
        yield inner
        yield from below(inner)


@pytest.mark.parametrize("field", [*below(CAMPAIGN)], ids=lambda field: field.name)
def test_every_field_says_what_it_is(field: FileField) -> None:
    assert field.about
    assert not field.about.endswith(".")
    assert bool(field.fields) == (field.kind in {"section", "recipients", "expectations"})
    assert bool(field.choices) == (field.kind in {"choice", "recipients"})
    assert (field.high > 0) == (field.kind in ("integer", "duration", "pause"))


def test_the_defaults_are_the_models() -> None:
    default, fields = Delivery(), DELIVERY.by_name
    for name in ("concurrency", "attempts", "on_failure"):
        assert fields[name].default == str(getattr(default, name))
    for name in ("timeout", "max_wait"):
        field = fields[name]
        assert duration(field.default, field.low, field.high) == getattr(default, name)
    assert RECIPIENTS.by_name["id"].default == "id"


def test_inner_fields_have_one_home() -> None:
    inner = Counter(field.name for section in [*CAMPAIGN.fields, *DELIVERY.fields] for field in section.fields)
    assert homes().keys() == {name for name, times in inner.items() if times == 1}
    assert "time_zone" not in homes()
    assert homes()["endpoint"] == "provider"
