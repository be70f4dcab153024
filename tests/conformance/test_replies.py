"""The answers that the suite makes of an author's."""

from runner.conformance.replies import weakened


def test_each_text_is_emptied_and_each_key_dropped() -> None:
    assert list(weakened(b'{"a":"x","b":[{"c":"y"},7,""]}')) == [
        b'{"b":[{"c":"y"},7,""]}',
        b'{"a":"","b":[{"c":"y"},7,""]}',
        b'{"a":"x"}',
        b'{"a":"x","b":[{},7,""]}',
        b'{"a":"x","b":[{"c":""},7,""]}',
    ]


def test_what_is_no_json_is_left_alone() -> None:
    assert list(weakened(b"ok")) == []
