"""The suite as one class to inherit from: its parts, and the cases that each test is run with."""

from collections.abc import Sequence
from typing import ClassVar

import pytest

from runner.conformance.asking import Asking
from runner.conformance.cases import RECIPIENTS, cases
from runner.conformance.declared import Declared
from runner.conformance.gateways import Gateways
from runner.conformance.reading import Reading
from runner.conformance.saying import Saying
from runner.conformance.settling import comes
from runner.provider import ProviderType, name_of


class Conformance(Declared, Asking, Saying, Reading, Gateways):
    """What every provider keeps; a subclass whose name begins with `Test` names the `kinds` and their answers."""

    kinds: ClassVar[Sequence[ProviderType]] = ()

    def test_there_is_something_to_test(self) -> None:
        """Kinds, and the answer that all of the rest hangs on."""
        assert self.kinds, "name your provider's classes: kinds = (Chat,)"
        assert type(self).success or self.by_status, "write the vendor's success: success = b'…'"

    def test_a_partial_answer_is_stated_whole(self) -> None:
        """For each recipient, and a route that it comes on."""
        for part in self.partial:
            assert set(part.statuses) == set(RECIPIENTS), f"`statuses` must be of {', '.join(RECIPIENTS)}"
            on = [case for case in cases(self.kinds, self.texts) if comes(part, case)]
            assert on, f"no route `{part.route}` takes {len(RECIPIENTS)} recipients, so no answer is partial"

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Each test once for each kind, each of its rules, or each of its routes, as its arguments say."""
        wanted = set(metafunc.fixturenames)
        if "case" in wanted:
            metafunc.parametrize("case", list(cases(self.kinds, self.texts)), ids=str)
        elif "parameter" in wanted:
            declared = [(kind, parameter) for kind in self.kinds for parameter in kind.parameters]
            names = [f"{name_of(kind)}-{parameter.name}" for kind, parameter in declared]
            metafunc.parametrize(("kind", "parameter"), declared, ids=names)
        elif "rule" in wanted:
            rules = [(kind, rule) for kind in self.kinds for rule in kind.rules]
            metafunc.parametrize(("kind", "rule"), rules, ids=[f"{name_of(kind)}-{rule.id}" for kind, rule in rules])
        elif "kind" in wanted:
            metafunc.parametrize("kind", self.kinds, ids=name_of)
