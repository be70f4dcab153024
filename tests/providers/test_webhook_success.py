"""`success`: what it says of an answer, and that no expression from a file can do harm."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.conformance.replies import ANYTHING
from runner.providers.webhook_success import FUNCTIONS, LONGEST, holds, wrong


@pytest.mark.parametrize(
    ("expression", "held"),
    [
        ("ok", True),
        ("!ok", False),
        ("n", True),  # JMESPath: every number is true, 0 as well
        ("none", False),
        ("absent", False),
        ("text == ''", True),
        ("text", False),
        ("list", False),
        ("deep.list[0].x == 'y'", True),
        ("deep.list[?x == 'y'] | [0]", True),
        ("deep.*.x || ok", True),
        ("n == `0` && ok", True),
        ("n == `1` || !ok", False),
        ("contains(deep.list[*].x, 'y')", True),
        ("@", True),
    ],
)
def test_truth_is_that_of_jmespath(expression: str, held: bool) -> None:
    assert wrong(expression) == ""
    answer = b'{"ok":true,"n":0,"none":null,"text":"","list":[],"deep":{"list":[{"x":"y"}]}}'
    assert holds(expression, answer) is held


@pytest.mark.parametrize("expression", ["", "a ==", "a == 0", "((", "a b", "length(", "!" * 499, "(" * 400])
def test_what_is_no_expression(expression: str) -> None:
    assert wrong(expression).startswith("is no JMESPath expression: ")
    assert wrong(expression).isprintable()
    assert holds(expression, b"{}") is None


@pytest.mark.parametrize(
    "expression",
    ["[@,@]", "{a: @}", "[@,@] | [] | length(@)", "a[]", "length([@,@])", "a[?[@,@]]", "a.[b, c]", "a[*].{b: c}"],
)
def test_nothing_is_built(expression: str) -> None:
    assert wrong(expression).startswith("builds new lists or objects")
    assert holds(expression, b"[1]") is None


@pytest.mark.parametrize("name", ["to_string", "join", "map", "sort", "nope"])
def test_functions_that_build_are_not_called(name: str) -> None:
    assert wrong(f"{name}(@)") == f"calls {name}(), which isn't one of {', '.join(sorted(FUNCTIONS))}"


def test_it_is_short() -> None:
    assert wrong("a" * LONGEST) == ""
    assert wrong("a" * (LONGEST + 1)) == "has 501 characters, over 500"


@pytest.mark.parametrize(
    ("expression", "body"),
    [("ok", b""), ("ok", b"ok"), ("ok", b'{"ok":tru'), ("length(n)", b'{"n":1}'), ("length()", b"{}")],
)
def test_what_cannot_be_told(expression: str, body: bytes) -> None:
    assert holds(expression, body) is None


pieces = st.sampled_from(
    ["a", "@", "[0]", "[*]", ".a", "*", "!", "==", "&&", "||", "|", "(", ")", "`0`", "'a'", "[?a]"]
)


@settings(deadline=None)
@given(parts=st.lists(pieces, max_size=12), body=ANYTHING)
def test_no_expression_and_no_answer_is_an_error(parts: list[str], body: object) -> None:
    assert holds("".join(parts), orjson.dumps(body)) in {True, False, None}
