"""Rules put together say the same as each alone, whatever the text; who asks a pass first misses nothing."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.inside import NOT_JSON, Find, Said, apart, parsed, together
from runner.rule import Params, Rule, findings

KEYS = ("a", "b", "c")


class Fault(NamedTuple):
    what: str
    path: tuple[str, ...]


def inside(text: str) -> dict[str, object]:
    value = parsed(text)
    return value if isinstance(value, dict) else {}


def search(key: str, limit: int) -> Find:
    """A value that is over a limit."""

    def fault(params: Params) -> Fault | None:
        value = inside(params.get("card", "")).get(key)
        return Fault(f"{key} is {value}", (key,)) if isinstance(value, int) and value > limit else None

    return Find((key,), fault)


def many(params: Params) -> Fault | None:
    return Fault("there are many", ()) if len(inside(params.get("card", ""))) > 2 else None


def rule(name: str, find: Find, doubt: Find | None = None) -> Rule:
    made = Rule(name, ("card",), "It is right.", "N-SEED", Said(find), {})
    return replace(made, doubtful=Said(doubt)) if doubt else made


ALONE = (
    *(rule(f"T00{n}", search(key, 5), search(key, 3)) for n, key in enumerate(KEYS)),
    rule("T004", Find((), many)),
    Rule("T005", ("card",), "There is one.", "N-SEED", lambda params: "" if "card" in params else "none", {}),
    replace(rule("T006", search("a", 0)), params=("card", "body")),
)
JOINED = together("card", ALONE, inside)


def said(rules: Iterable[Rule], params: Params) -> list[tuple[str, str, str]]:
    return [(one.rule.id, one.severity, one.what) for one in findings(rules, params)]


def card(**values: int) -> Params:
    return {"card": orjson.dumps(values).decode()}


texts = st.dictionaries(st.sampled_from([*KEYS, "d"]), st.integers(0, 9)).map(lambda one: orjson.dumps(one).decode())


@given(st.lists(texts | st.text(max_size=5), max_size=30))
def test_rules_together_say_what_each_says_alone(said_of: list[str]) -> None:
    for params in ({"card": text} for text in said_of):
        assert said(JOINED, params) == said(ALONE, params)


@given(texts | st.text(max_size=5))
def test_where_no_pass_finds_anything_the_other_rules_say_all(text: str) -> None:
    params = {"card": text}
    passes, others = apart(JOINED)
    asked = JOINED if any(one.finds(params) for one in passes) else others
    assert said(asked, params) == said(ALONE, params)


def test_what_is_not_there_is_no_fault() -> None:
    assert said(JOINED, {}) == said(ALONE, {}) == [("T005", "error", "none")]
    assert not any(one.finds({}) for one in apart(JOINED)[0])


def test_only_rules_that_search_this_parameter_alone_join() -> None:
    passes, others = apart(JOINED)
    assert len(passes) == 1
    assert [one.id for one in others] == ["T005", "T006"]
    assert apart(ALONE) == ((), ALONE)


def test_a_doubt_is_found_as_a_fault_is() -> None:
    (shared,), _ = apart(JOINED)
    assert [shared.finds(card(a=n)) for n in (3, 4, 6)] == [False, True, True]
    assert said(JOINED, card(a=4)) == [("T000", "warning", "a is 4"), ("T006", "error", "a is 4")]


def test_a_search_is_made_only_where_a_key_of_its_is_there_and_once_a_part() -> None:
    asked: list[str] = []

    def fault(params: Params) -> None:
        asked.append(params["card"])

    def part(text: str) -> str:
        return orjson.dumps({key: value for key, value in inside(text).items() if key == "a"}).decode()

    one = together("card", [rule("T001", Find(("a",), fault))], inside, part)
    assert said(one, card(b=1)) == said(one, card(a=1, b=2)) == said(one, card(a=1, b=3)) == []
    assert asked == ['{"a":1}']


@pytest.mark.parametrize("text", ["", "{", "NaN", "[" * 5000, '"\\ud83d"'])
def test_no_json(text: str) -> None:
    assert parsed(text) is NOT_JSON


def test_json() -> None:
    assert parsed('{"a":[1,null]}') == {"a": [1, None]}
    assert parsed("null") is None
