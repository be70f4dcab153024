"""RongCloud's message types: which push without a push text."""

import pytest

from runner.providers.rongcloud_types import BUILT_IN_TYPES, PUSHING_TYPES, SILENT_TYPES, pushes_unasked


def test_no_type_is_both_silent_and_pushing() -> None:
    assert not PUSHING_TYPES & SILENT_TYPES
    assert len(BUILT_IN_TYPES) == 19


@pytest.mark.parametrize("name", sorted(PUSHING_TYPES))
def test_user_content_pushes_unasked(name: str) -> None:
    assert pushes_unasked(name)


@pytest.mark.parametrize("name", [*sorted(SILENT_TYPES), "App:Note", "rc:TxtMsg", ""])
def test_notifications_signals_and_own_types_dont(name: str) -> None:
    assert not pushes_unasked(name)


@pytest.mark.parametrize("name", ["RC:RcCmd", "RC:NewMsg"])
def test_what_isnt_documented_is_taken_to_push(name: str) -> None:
    assert pushes_unasked(name)
