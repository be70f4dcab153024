"""Forms and signatures."""

import pytest

from runner.providers.encoding import KEPT, SHORT, form, signature


def test_golden_signature() -> None:
    assert signature("secret1", "n1", "1443592222") == "399701d4e88e3146bdc01673b12dc09e596dd322"


@pytest.mark.parametrize("length", [0, 1, SHORT, SHORT + 1, KEPT, KEPT + 1])
def test_long_values_are_worded_like_short_ones(length: int) -> None:
    for _ in range(2):
        assert form({"a": "b c", "text": "&" * length, "to": ["1", "2"]}) == (
            b"a=b+c&text=" + b"%26" * length + b"&to=1&to=2"
        )


def test_empty_values_stay() -> None:
    assert form({"a": "", "b": "é"}) == b"a=&b=%C3%A9"
