"""Expressions over facts: true or false, strict, sandboxed, within a budget."""

import pytest

from runner.errors import CampaignInvalid, Place
from runner.rendering.expressions import Verdict, evaluate
from runner.source import Scalar

FACTS = {"send": 1204, "eta": 0.5, "target": "prod", "tags": ["promo", "ios"]}


def told(text: str, *, block: bool = False) -> Verdict:
    return evaluate(Scalar(text, Place("project.yaml", 3, 7), block=block), "expect", FACTS)


def problem(text: str, *, block: bool = False) -> str:
    with pytest.raises(CampaignInvalid) as raised:
        told(text, block=block)
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "holds", "read"),
    [
        ("send <= 1204", True, ("send",)),
        ("send <= 1203", False, ("send",)),
        ("'promo' in tags and target == 'prod'", True, ("tags", "target")),
        ("tags|length > 2", False, ("tags",)),
        ("not (eta > 1 or send == 0)", True, ("eta", "send")),
        ("true", True, ()),
        ("1 > 2", False, ()),
        ("send in range(1200, 1300)", True, ("send",)),
    ],
)
def test_an_expression_holds_or_it_does_not(text: str, holds: bool, read: tuple[str, ...]) -> None:
    assert told(text) == Verdict(holds, read)


def test_an_unknown_name_is_told_even_where_it_would_not_be_read() -> None:
    assert problem("true or sned > 1") == (
        "project.yaml:3:7: 'sned' is undefined in `expect`; there is send, eta, target, tags; did you mean 'send'?"
    )


@pytest.mark.parametrize("text", ["vars.x == 1", "recipient.id == 'u1'", "id == 'u1'"])
def test_nothing_of_a_recipient_or_of_vars_is_there(text: str) -> None:
    assert "is undefined" in problem(text)


def test_what_is_neither_true_nor_false_is_refused() -> None:
    assert "project.yaml:3:7: the expression gives '1204', which is neither true nor false" in problem("send")


def test_a_block_knows_its_line() -> None:
    assert problem("send > 1\n  and\n  (eta\n", block=True).startswith("project.yaml:")


@pytest.mark.parametrize(
    "text", ["tags.__class__.__mro__ == 1", "tags.append('x') == 1", "'%s'.__class__ == 1", "send.__class__ == 1"]
)
def test_nothing_of_python_is_there(text: str) -> None:
    assert problem(text).startswith("project.yaml:3:7: ")
    assert FACTS["tags"] == ["promo", "ios"]


@pytest.mark.parametrize("text", ["('x' * 9000000) == send", "range(100000)|list == send", "2 ** 9999999 == send"])
def test_nothing_may_cost_more_than_a_text(text: str) -> None:
    assert problem(text).startswith("project.yaml:3:7: ")
