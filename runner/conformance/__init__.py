"""The conformance suite for authors of providers: pytest tests of everything that the program relies on.

    from runner.conformance import Conformance

    class TestChat(Conformance):
        kinds = (Chat,)
        success = b'{"ok":true}'
        answers = (b'{"ok":false,"error":"no_such_user"}',)

Its requests go to RECIPIENTS; an answer that takes some of them is a Partial.

Needs the extra `conformance` (pytest and hypothesis). docs/write-a-provider.md tells the whole of it.
"""

import pytest

for _part in ("asking", "declared", "gateways", "outcomes", "reading", "saying", "settling", "suite"):
    pytest.register_assert_rewrite(f"{__name__}.{_part}")

from runner.conformance.cases import RECIPIENTS, Partial  # noqa: E402 - only then do failing asserts show their values
from runner.conformance.suite import Conformance  # noqa: E402

__all__ = ["RECIPIENTS", "Conformance", "Partial"]
