"""The suite as one class to inherit from: its parts, and the cases that each test is run with."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

import pytest

from runner.conformance.asking import Asking
from runner.conformance.cases import cases
from runner.conformance.declared import Declared
from runner.conformance.reading import Reading
from runner.provider import ProviderType, name_of
from runner.rule import Params


class Conformance(Declared, Asking, Reading):
    """What every provider keeps; a subclass whose name begins with `Test` names the `kinds` and their answers.

    `texts`: by route, parameters for the routes that the kind's `sound` ones can't travel on.
    """

    kinds: ClassVar[Sequence[ProviderType]] = ()
    texts: ClassVar[Mapping[str, Params]] = MappingProxyType({})

    def test_there_is_something_to_test(self) -> None:
        """Kinds, and the answer that all of the rest hangs on."""
        assert self.kinds, "name your provider's classes: kinds = (Chat,)"
        assert self.success or self.by_status, "write the vendor's success: success = b'…'"

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Each test once for each kind, each of its rules, or each of its routes, as its arguments say."""
        wanted = set(metafunc.fixturenames)
        if "case" in wanted:
            metafunc.parametrize("case", list(cases(self.kinds, self.texts)), ids=str)
        elif "rule" in wanted:
            rules = [(kind, rule) for kind in self.kinds for rule in kind.rules]
            metafunc.parametrize(("kind", "rule"), rules, ids=[f"{name_of(kind)}-{rule.id}" for kind, rule in rules])
        elif "kind" in wanted:
            metafunc.parametrize("kind", self.kinds, ids=name_of)
