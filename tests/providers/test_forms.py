"""Requests that are forms: read back by any server, they say what the text says, letter by letter."""

from collections import Counter

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.model import Batch, Message, Text
from tests.providers.samples import CASES, STAMP, Case, form

WORDS = ["", "CheckSum is wrong", "bad attach", "line\nbreak\x1b[31m", "長" * 900]
OTHERWISE = {"from", "msgtype", "forcePushAll", "forcePushList"}  # the batch route names or refuses them


def is_form(case: Case) -> bool:
    """Whether the route takes a form."""
    return "form" in case.provider.request(case.batch(), STAMP).headers.get("Content-Type", "")


FORMS = [case for case in CASES if is_form(case)]
each_form = pytest.mark.parametrize("case", FORMS, ids=str)


def test_there_are_forms_of_both_vendors() -> None:
    assert {case.kind.type for case in FORMS} == {"netease", "rongcloud"}


@each_form
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_forms_are_read_back_as_they_were_said(case: Case, data: st.DataObject) -> None:
    names = [parameter.name for parameter in case.kind.parameters if parameter.name not in OTHERWISE]
    extra = data.draw(st.dictionaries(st.sampled_from(names), st.text() | st.sampled_from(WORDS), max_size=5))
    said = {**case.params, **extra}
    batch = Batch(case.route.name, [Message("u&1=1", Text.of(said))], "r")
    fields = Counter(form(case.provider.request(batch, STAMP)))
    assert not Counter((name, text) for name, text in said.items() if name != "from") - fields


@each_form
@pytest.mark.parametrize(
    "text", ["&=+%;", "a b", "%41", "+%2B", "?/:@", "\n\r\t\0", "é😀\"'\\", "\u2028", "x" * 600 + "&", "&" * 5000]
)
def test_forms_with_special_characters(case: Case, text: str) -> None:
    name = {"netease": "attach", "rongcloud": "content"}[case.kind.type]
    if case.kind.audience == "recall":
        name = "messageUID"
    batch = Batch(case.route.name, [Message(text, Text.of({**case.params, name: text}))], "r")
    fields = dict(form(case.provider.request(batch, STAMP)))
    assert fields[name] == text
    if case.kind.audience == "listed":
        assert text in (fields.get(case.kind.recipient), *orjson.loads(fields.get("toAccids", "[]")))
