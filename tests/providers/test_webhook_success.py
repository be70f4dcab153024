"""`success`: what it says of an answer, and that no expression from a file can do harm."""

from contextlib import suppress

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.conformance.replies import ANYTHING
from runner.providers.webhook_steps import MOST_STEPS, Steps
from runner.providers.webhook_success import FUNCTIONS, LONGEST, MOST_BYTES, holds, parsed, wrong


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


DEEP = b"[" + b",".join([b"[" + b",".join([b"[1,1,1,1]"] * 40) + b"]"] * 160) + b"]"
FLAT = b"[" + b"1," * (MOST_BYTES // 2 - 2) + b"1]"
OBJECTS = b"[" + b",".join([b'{"a":{"a":{"a":1}}}'] * 3000) + b"]"
ANSWERS = [DEEP, FLAT, OBJECTS]
FILLED = "&&".join(["@"] * 150)


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize(
    "expression",
    [
        f"[?{FILLED}]",
        f"[?@ == @] | [?{FILLED}]",
        "[*][*]",
        "*.*",
        "[*].a.a.a",
        f"[?contains(@, '{'x' * 300}')]",
        "[?@ == @ && @ == @ && @ == @ && @ == @ && @ == @ && @ == @ && @ == @ && @ == @]",
        f"[?starts_with(not_null({','.join('@' * 150)}), 'x')]",
        "@ == @ && " * 40 + "@",
        "[::1][::-1]",
        f"`{[1] * 70}`[?`{[1] * 70}`]".replace(" ", ""),
        f"[?`{[1] * 120}`[?{'!' * 200}@]]".replace(" ", ""),
    ],
)
def test_no_expression_and_no_answer_takes_more_than_so_many_steps(expression: str, answer: bytes) -> None:
    assert len(expression) <= LONGEST
    assert len(answer) <= MOST_BYTES
    assert wrong(expression) == ""
    steps = Steps()
    with suppress(ValueError):
        steps.visit(parsed(expression), orjson.loads(answer))
    assert 0 < steps.taken <= MOST_STEPS + 1
    assert holds(expression, answer) is None or steps.taken <= MOST_STEPS


def test_what_takes_too_many_steps_cannot_be_told() -> None:
    assert holds(f"[?{FILLED}]", FLAT) is None
    assert holds(f"[?{FILLED}]", b"[1,1]") is True


@pytest.mark.parametrize(
    "expression",
    [
        "[?[?[?@==@]==@]==@]",
        "[?a] | [?a] | [?a]",
        "[*][*][*]",
        "*.*.*",
        "a[*].b[?c].d.*",
        "[?a[*] == b[*]]",
        "[::1][::1][::1]",
        "a[0:1] || b[0:1] || c[0:1]",
        "length([*]) == length([*]) && length([*]) == `0`",
    ],
)
def test_lists_are_gone_through_twice_at_most(expression: str) -> None:
    assert wrong(expression) == "goes through lists or objects ([*], [?…], [:], *) more than 2 times"
    assert holds(expression, b"[[]]") is None


def test_an_answer_of_more_bytes_is_not_read() -> None:
    head = b'{"ok":true,"x":"'
    longest = head + b"x" * (MOST_BYTES - len(head) - 2) + b'"}'
    assert len(longest) == MOST_BYTES
    assert holds("ok", longest) is True
    assert holds("ok", longest + b" ") is None


def test_an_ordinary_long_answer_is_judged() -> None:
    results = b'{"results":[' + b",".join([b'{"status":"ok"}'] * 2000) + b"]}"
    assert holds("length(results[?status != 'ok']) == `0`", results) is True
