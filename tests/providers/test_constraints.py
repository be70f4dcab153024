"""The makers of checks: what each lets through, and what it says."""

import pytest

from runner.gauge import utf16_units
from runner.providers import constraints as must
from runner.rule import Check


@pytest.mark.parametrize(
    "check",
    [
        must.longest("p", 3),
        must.maybe_longer("p", 3),
        must.most_bytes("p", 3),
        must.one_of("p", "a"),
        must.written_with("p", "a", "a"),
        must.integer("p", 0, 1),
        must.json_text("p"),
        must.json_object("p"),
        must.json_texts("p"),
        must.most_items("p", 1),
    ],
)
def test_a_parameter_that_is_not_there_breaks_nothing(check: Check) -> None:
    assert check({}) == ""
    assert check({"other": "x" * 50}) == ""


def test_required_tells_missing_from_empty() -> None:
    check = must.required("p")
    assert [check({}), check({"p": ""}), check({"p": "x"})] == ["p is missing", "p is empty", ""]


def test_longest_is_exceeded_only_where_both_counts_say_so() -> None:
    check = must.longest("p", 4)
    assert check({"p": "abcd"}) == check({"p": "你好你好"}) == check({"p": "😀😀😀😀"}) == ""
    assert check({"p": "😀😀!!!"}) == "p has 5 characters (7 UTF-16 units), over 4"


def test_maybe_longer_is_the_doubt_between_the_two_counts() -> None:
    check = must.maybe_longer("p", 4)
    assert check({"p": "abcd"}) == check({"p": "😀😀"}) == check({"p": "abcde"}) == check({}) == ""
    assert check({"p": "😀😀!"}).startswith("p has 3 code points and 5 UTF-16 units, the limit is 4 characters")


def test_lone_surrogates_have_a_length() -> None:
    assert utf16_units("\ud83d") == 1
    assert must.most_bytes("p", 2)({"p": "\ud83d"}) == "p has 3 bytes of UTF-8, over 2"


def test_most_bytes_counts_utf8() -> None:
    check = must.most_bytes("p", 6)
    assert check({"p": "你好"}) == check({"p": "abcdef"}) == check({"p": ""}) == ""
    assert check({"p": "你好!"}) == "p has 7 bytes of UTF-8, over 6"


def test_one_of_names_the_choices() -> None:
    assert must.one_of("p", "0", "1")({"p": "1"}) == ""
    assert must.one_of("p", "0", "1")({"p": ""}) == "p is '', not 0 or 1"


def test_written_with_leaves_the_empty_text_to_required() -> None:
    check = must.written_with("p", "[a-z]+", "small letters")
    assert check({"p": ""}) == check({"p": "abc"}) == ""
    assert check({"p": "abc\n"}) == "p is 'abc\\n', which is not small letters"


@pytest.mark.parametrize("text", ["-1", "0", "9999", "0007"])
def test_integers(text: str) -> None:
    assert must.integer("p", -1, 9999)({"p": text}) == ""


@pytest.mark.parametrize("text", ["", "-2", "10000", "1.0", "1e3", "٣", " 1", "9" * 5000])
def test_no_integers(text: str) -> None:
    assert must.integer("p", -1, 9999)({"p": text}).endswith("not a whole number from -1 to 9999")


@pytest.mark.parametrize(
    ("text", "texts", "an_object"),
    [("{}", False, True), ("[]", True, False), ('["a"]', True, False), ("[1]", False, False), ("null", False, False)],
)
def test_kinds_of_json(text: str, *, texts: bool, an_object: bool) -> None:
    assert must.json_text("p")({"p": text}) == ""
    assert (must.json_texts("p")({"p": text}) == "") is texts
    assert (must.json_object("p")({"p": text}) == "") is an_object


@pytest.mark.parametrize("text", ["", "{", "{a:1}", "'a'", "NaN", "[" * 5000, '"\\ud83d"'])
def test_no_json(text: str) -> None:
    assert must.json_text("p")({"p": text}).endswith(", not valid JSON")
    assert must.json_texts("p")({"p": text}).endswith(", not a JSON array of texts")


def test_most_items_leaves_what_is_no_array_to_another_rule() -> None:
    check = must.most_items("p", 1)
    assert check({"p": "{"}) == check({"p": '{"a":1,"b":2}'}) == check({"p": "[1]"}) == ""
    assert check({"p": "[1,2]"}) == "p has 2 items, over 1"


def test_where_asks_the_condition_first() -> None:
    check = must.where(lambda params: "q" in params, must.required("p"))
    assert [check({}), check({"q": ""})] == ["", "p is missing"]


def test_shown_values_are_short_and_on_one_line() -> None:
    assert must.quoted("a\nb") == "'a\\nb'"
    assert len(must.quoted("x" * 1000)) == 41


@pytest.mark.parametrize(
    ("name", "like"), [("Title", "title"), ("titel", "title"), ("XIAOMI", "MI"), ("Xiaomi", "MI"), ("zzz", None)]
)
def test_a_name_is_meant_whatever_its_case_and_by_other_words(name: str, like: str | None) -> None:
    assert must.meant(name, ["MI", "title"], {"Xiaomi": "MI"}) == like


def test_a_strange_name_is_explained() -> None:
    assert must.strange("card", "Titel", ["title", "icon"]) == "card has no 'Titel'; did you mean 'title'?"
    assert must.strange("card", "zzz", iter(["title", "icon"])) == "card has no 'zzz'; it has title, icon"
