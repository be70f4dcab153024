"""A test file brought up to date: what came stands in it, and all else is as it was."""

from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.expectations.judging import Came, Fix, fill, judge
from runner.expectations.rewriting import flow, rewritten
from runner.expectations.values import value_of
from runner.source import MapNode, Node, parse_yaml
from tests.expectations.sheets import sheet

CAME = Came(
    "hold",
    "changed: accepted before",
    ("NE002",),
    {"attach": '{"title":"Hello: Li","n":3,"list":[1,2]}', "push": "one\ntwo\n", "save": "2", "on": "yes"},
    "accepted",
)


def updated(folder: Path, text: str, came: Came = CAME) -> str:
    """The text after `--update`."""
    read = sheet(folder, text, filling=True)
    expected = [one for case in read.cases for one in case.expect]
    fixes = [fill(one, came) for one in expected if one.is_empty]
    fixes += [failure.fix for one in expected for failure in judge(one, came) if failure.fix]
    return rewritten(text, read, fixes)


HEAD = "version: 1   # the format\ncases:\n    -   name: a\n        expect:\n"
FILLED = 'attach: {title: "Hello: Li", n: 3, list: [1, 2]}, push: "one\\ntwo\\n", save: 2, "on": "yes"'
DEEP_BEFORE = """\
u1:
    params:
        attach:
            title: Hi # hm
            n: 3
            list: [1, 2] # kept
"""
OTHER_KEYS_BEFORE = """\
u1:
    params:
        attach:
            title: Hi

        save: 2 # kept
"""
OTHER_KEYS_AFTER = """\
u1:
    params:
        attach:
            title: "Hello: Li"
            n: 3
            list: [1, 2]

        save: 2 # kept
"""
BLOCK_BEFORE = """\
u1:
    params:
        push: |-
            old
            and older

        save: 2
"""
BLOCK_AFTER = """\
u1:
    params:
        push: |
            one
            two

        save: 2
"""
FILLED_BLOCK = f"""\
u1:
  decision: hold
  reason: "changed: accepted before"
  rules: [NE002]
  params: {{{FILLED}}}
"""
LONG = "long " * 12


def test_a_mapping_that_is_too_long_for_a_line_is_laid_out(tmp_path: Path) -> None:
    came = Came("send", params={"attach": f'{{"a":"{LONG}","b":{{"c":"{LONG}","d":"{LONG}"}}}}', "save": "2"})
    found = updated(tmp_path, below(HEAD, "u1:\n"), came)
    lines = f"""\
u1:
  decision: send
  params:
    attach:
      a: "{LONG}"
      b:
        c: "{LONG}"
        d: "{LONG}"
    save: 2
"""
    assert found == below(HEAD, lines)
    assert updated(tmp_path, found, came) == found


FILLED_FLOW = f'decision: hold, reason: "changed: accepted before", rules: [NE002], params: {{{FILLED}}}'


def below(head: str, text: str) -> str:
    """The lines of an expectation in their place."""
    return f"{head}{indent(text, ' ' * 12)}# the end\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("u1: {decision: send}  # why", "u1: {decision: hold}  # why"),
        ('u1: {decision: "send"}', 'u1: {decision: "hold"}'),
        ("u1: {reason: other}", 'u1: {reason: "changed: accepted before"}'),
        ("u1: {rules: [NE001], outcome: rejected}", "u1: {rules: [NE002], outcome: accepted}"),
        ("u1: {rules: []}", "u1: {rules: [NE002]}"),
        ("u1: {rules: [A, B]}", "u1: {rules: [NE002]}"),
        ("u1: {json: {attach.n: 4, attach.title: x}}", 'u1: {json: {attach.n: 3, attach.title: "Hello: Li"}}'),
        ("u1: {json: {attach.list: [1, 3]}}", "u1: {json: {attach.list: [1, 2]}}"),
        ("u1: {json: {attach.list: }}", "u1: {json: {attach.list: [1, 2]}}"),
        ("u1: {json: {attach.gone: 1}}", "u1: {json: {attach.gone: null}}"),
        ("u1: {params: {save: 3}}", "u1: {params: {save: 2}}"),
        ('u1: {params: {on: "no"}}', 'u1: {params: {on: "yes"}}'),
        ("u1: {params: {on: no}}", 'u1: {params: {on: "yes"}}'),
        (DEEP_BEFORE, DEEP_BEFORE.replace("Hi #", '"Hello: Li" #')),
        (OTHER_KEYS_BEFORE, OTHER_KEYS_AFTER),
        (BLOCK_BEFORE, BLOCK_AFTER),
        ("u1:\n  outcome: rejected\n  params:\n    on:\n", 'u1:\n  outcome: accepted\n  params:\n    on: "yes"\n'),
        ("u1:\n  json:\n    attach.list: # none\n", "u1:\n  json:\n    attach.list: [1, 2] # none\n"),
        ('u1: {params: {push: "old"}}', 'u1: {params: {push: "one\\ntwo\\n"}}'),
        ("u1:\n", FILLED_BLOCK),
        ("u1: # nothing yet\n", FILLED_BLOCK.replace("u1:", "u1:", 1).rstrip("\n") + " # nothing yet\n"),
        ("u1: {}", f"u1: {{{FILLED_FLOW}}}"),
    ],
)
def test_what_came_is_written_and_nothing_else(tmp_path: Path, before: str, after: str) -> None:
    text = below(HEAD, before.rstrip("\n") + "\n")
    found = updated(tmp_path, text)
    assert found == below(HEAD, after.rstrip("\n") + "\n")
    assert updated(tmp_path, found) == found


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    text = below(HEAD, "u1:\n  decision: send\nu2:\n").replace("\n", "\r\n")
    found = updated(tmp_path, text)
    assert found.count("\n") == found.count("\r\n") > text.count("\n")
    assert updated(tmp_path, found) == found


def test_what_nothing_mends_stays(tmp_path: Path) -> None:
    text = below(HEAD, "u1: {params: {gone: x}, json: {'length(save.x)': 1}}\n")
    assert updated(tmp_path, text) == text


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x85\u2028\u2029\ufeff\ufffe\uffff"))
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS.filter(lambda key: key != "<<"), inner, max_size=3)
    ),
    max_leaves=8,
)


def inner(node: Node) -> Node:
    assert isinstance(node, MapNode)
    return node.items[0][1]


@given(VALUES)
def test_any_value_can_be_read_back(value: Any) -> None:
    assert value_of(inner(parse_yaml(f"a: {flow(value)}\n", "x"))) == value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VALUES, VALUES)
def test_any_value_can_take_any_others_place(tmp_path: Path, old: Any, new: Any) -> None:
    text = f"{HEAD}            u1: {{json: {{a: {flow(old)}, b: 1}}}} # kept\n"
    read = sheet(tmp_path, text)
    node = read.cases[0].expect[0].json[0].node
    found = rewritten(text, read, [Fix(node, new)])
    (first, second) = sheet(tmp_path, found).cases[0].expect[0].json
    assert value_of(first.node) == new
    assert value_of(second.node) == 1
    assert found.endswith(", b: 1}} # kept\n")
