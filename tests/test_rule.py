"""One constraint as a value, and what parameters break."""

from runner.rule import Finding, Params, Rule, findings


def long(params: Params) -> str:
    return "a is too long" if len(params.get("a", "")) > 4 else ""


def maybe_long(params: Params) -> str:
    return "a may be too long" if len(params.get("a", "")) > 2 else ""


LONG = Rule("T001", ("a",), "a is short.", "N-SEED", long, {"a": "aaaaa"}, doubtful=maybe_long)
ODD = Rule("T002", ("b",), "b is usual.", "N-SEED", lambda p: "b is odd" if "b" in p else "", {"b": ""}, "warning")


def test_what_is_broken_comes_in_the_order_of_the_rules() -> None:
    assert findings([ODD, LONG], {"a": "aaaaa", "b": ""}) == [
        Finding(ODD, "warning", "b is odd"),
        Finding(LONG, "error", "a is too long"),
    ]


def test_an_error_that_may_be_one_is_a_warning_and_never_both() -> None:
    assert findings([LONG], {"a": "aa"}) == []
    assert findings([LONG], {"a": "aaa"}) == [Finding(LONG, "warning", "a may be too long")]
    assert findings([LONG], {"a": "aaaaa"}) == [Finding(LONG, "error", "a is too long")]


def test_a_finding_reads_as_a_sentence_with_its_rule() -> None:
    assert str(Finding(LONG, "error", "a is too long")) == "a is too long [T001]"
