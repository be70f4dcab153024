"""The table of providers."""

import pytest

from runner.all_providers import PROVIDERS


def test_each_provider_stands_under_its_own_name() -> None:
    assert list(PROVIDERS) == ["netease", "rongcloud"]
    assert [kind.type for kind in PROVIDERS.values()] == list(PROVIDERS)


def test_the_table_is_for_reading_only() -> None:
    with pytest.raises(TypeError):
        PROVIDERS["other"] = PROVIDERS["netease"]  # type: ignore[index]


@pytest.mark.parametrize("name", PROVIDERS)
def test_routes_that_share_a_budget_have_one_limit(name: str) -> None:
    limits = {(route.budget, route.limit) for route in PROVIDERS[name].routes}
    assert len(limits) == len({budget for budget, _ in limits})


@pytest.mark.parametrize("name", PROVIDERS)
def test_suspicious_codes_are_codes(name: str) -> None:
    assert all(code.isdecimal() for code in PROVIDERS[name]("key", "secret").suspicious)
