"""The conformance suite for authors of providers: pytest tests of everything that the program relies on.

    from runner.conformance import Conformance

    class TestChat(Conformance):
        kinds = (Chat,)
        success = b'{"ok":true}'
        answers = (b'{"ok":false,"error":"no_such_user"}',)

Needs the extra `conformance` (pytest and hypothesis). docs/write-a-provider.md tells the whole of it.
"""

import pytest

for _part in ("asking", "declared", "reading", "suite"):
    pytest.register_assert_rewrite(f"{__name__}.{_part}")

from runner.conformance.suite import Conformance  # noqa: E402 - only then do failing asserts show their values

__all__ = ["Conformance"]
