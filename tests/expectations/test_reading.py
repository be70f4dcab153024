"""A test file's cases, and every mistake in it with its place."""

from pathlib import Path

import pytest

from runner.source import ListNode, Scalar
from tests.expectations.sheets import mistakes, sheet

WHOLE = """\
version: 1
cases:
  - name: greets by name
    recipients: [{id: u1, name: Li}, u2]
    vars: {release: 2.4.0}
    git: {tag: v1}
    ledger: {u2: accepted, u3: changed}
    expect:
      u1:
        decision: send
        reason: because
        rules: [NE001]
        params: {attach: {title: Hello Li}, pushcontent: Hi}
        json: {attach.data.points: 3}
        outcome: accepted
      "007":
        decision: left_out
  - name: on the campaign's lists
    expect: {u9: {rules: []}}
"""


def test_all_that_a_case_may_say(tmp_path: Path) -> None:
    first, second = sheet(tmp_path, WHOLE).cases
    assert (first.name, str(first.place)) == ("greets by name", "x.test.yaml:3:5")
    assert isinstance(first.recipients, ListNode)
    assert len(first.recipients.items) == 2
    assert (first.vars, first.git) == ({"release": "2.4.0"}, {"tag": "v1"})
    assert [(who.text, word) for who, word in first.earlier] == [("u2", "accepted"), ("u3", "changed")]
    one, other = first.expect
    assert one.decision
    assert one.reason
    assert one.rules
    assert one.outcome
    assert (one.decision.text, one.reason.text, one.outcome.text) == ("send", "because", "accepted")
    assert [item.text for item in one.rules.items if isinstance(item, Scalar)] == ["NE001"]
    assert [name.text for name, _ in one.params] == ["attach", "pushcontent"]
    assert [str(node.place) for _, node in one.json] == ["x.test.yaml:14:36"]
    assert other.recipient.text == "007"
    assert first.is_sent
    assert not second.is_sent
    assert second.recipients is None


def case(*lines: str) -> str:
    return "version: 1\ncases:\n  - name: a\n" + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "x.test.yaml:1:1: this must be a mapping, not nothing; its keys are version, cases"),
        ("version: 2\ncases: [{name: a, expect: {u: {decision: send}}}]", "1:10: `2` isn't a known version; write"),
        ("version: 1\n", "x.test.yaml:1:1: `cases` is missing; it is what is tried"),
        ("version: 1\ncases: []\n", "2:8: there are no cases; write one, or delete the file"),
        ("version: 1\ncases: {a: 1}\n", "2:8: `cases` must be a list, not a mapping; it is what is tried"),
        ("version: 1\ncases: [1]\n", "2:9: this must be a mapping, not a text; its keys are name, recipients"),
        (case("expects: {}"), "4:5: unknown key `expects`; did you mean `expect`?"),
        (case("vars: {a: 1}"), "3:5: `expect` is missing; it is what comes, by recipient"),
        (case("expect: {}"), "4:13: `expect` has no value; give it one"),
        (case("expect: {u1: }"), "4:14: this expects nothing, so it would always pass; say decision, reason"),
        (case("expect: {u1: {}}"), "4:14: this expects nothing, so it would always pass"),
        (case("expect: {u1: send}"), "4:18: this must be a mapping, not a text; its keys are decision"),
        (case("expect: {u1: {decision: sent}}"), "4:29: decision: `sent` isn't known here; write send or skip or"),
        (case("expect: {u1: {outcome: send}}"), "4:28: outcome: `send` isn't known here; write accepted or"),
        (case("expect: {u1: {rules: NE001}}"), "4:26: `rules` must be a list, not a text; it is the ids"),
        (case("expect: {u1: {rules: [[a]]}}"), "4:27: this is no rule's id; write ids as `campaign rules`"),
        (case("expect: {u1: {json: {a.: 1}}}"), "4:26: `a.` is no JMESPath: "),
        (case(f"expect: {{u1: {{json: {{'{'(' * 900}a': 1}}}}}}"), "is no JMESPath: "),
        (case("expect: {u1: {params: x}}"), "4:27: `params` must be a mapping, not a text"),
        (case("recipients: []", "expect: {u1: {decision: send}}"), "4:17: `recipients` is empty; write at least one"),
        (case("ledger: {u1: sent}", "expect: {u1: {decision: send}}"), "4:18: ledger: `sent` isn't known here; write"),
        (case("ledger: {u1: [a]}", "expect: {u1: {decision: send}}"), "4:18: what became of `u1` must be a text"),
        (case("git: {tags: a}", "expect: {u1: {decision: send}}"), "4:11: `git` has no `tags` in templates; write tag"),
        (case("vars: {id: a}", "expect: {u1: {decision: send}}"), "4:12: vars: `id` is a name that templates have"),
        (case("vars: {a: [b]}", "expect: {u1: {decision: send}}"), "4:15: `a` must be a text; write one value"),
        (case("expect: {u1: {decision: send}}", "expect: {}"), "5:5: duplicate key `expect`"),
    ],
)
def test_a_mistake_has_its_place_and_advice(tmp_path: Path, text: str, said: str) -> None:
    found = mistakes(tmp_path, text)
    assert [one for one in found if said in one and "; " in one], found


def test_two_cases_are_not_named_alike(tmp_path: Path) -> None:
    text = case("expect: {u1: {decision: send}}") + "  - name: a\n    expect: {u1: {decision: send}}\n"
    assert mistakes(tmp_path, text) == [
        "x.test.yaml:5:5: the case at x.test.yaml:3:5 is named 'a' too; name it otherwise"
    ]


def test_all_mistakes_are_said_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = mistakes(tmp_path, case("vars: {id: a}", "expect: {u1: {decision: x}, u2: {}}"))
    assert [one.split(": ")[0] for one in found] == ["x.test.yaml:4:12", "x.test.yaml:5:29", "x.test.yaml:5:33"]


def test_an_expectation_that_is_to_be_filled_may_be_empty(tmp_path: Path) -> None:
    (only,) = sheet(tmp_path, case("expect: {u1: , u2: {}}"), filling=True).cases
    assert [one.is_empty for one in only.expect] == [True, True]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "a: [") != []
