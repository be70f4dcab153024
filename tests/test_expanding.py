"""A campaign's recipient lists as entries of a plan."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from runner.all_providers import PROVIDERS
from runner.checking import REMEMBERED, Checker
from runner.expanding import EXCLUDED, MOST_PROBLEMS, expand, recipients
from runner.ledger.draft import Entry, draft
from runner.rendering import compile_campaign
from tests.written import NETEASE, Read, problems, reader

RONGCLOUD = "provider: {type: rongcloud, endpoint: emulator, app_key: demo, app_secret: demo}"
GREETING = 'content: {from: system, attach: {hello: "{{ name }}"}}'
SAME = "content: {from: system, attach: {hello: all}}"
Expand = Callable[..., list[Entry]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """A campaign that says these lines, beside these files."""
    return reader(tmp_path, PROVIDERS)


@pytest.fixture
def entries(read: Read) -> Expand:
    """The entries that such a campaign makes."""

    def expands(*lines: str, left_out: int = 0, **files: str) -> list[Entry]:
        campaign = read(*lines, **files)
        with draft() as made:
            rendering = compile_campaign(campaign)
            found = list(expand(campaign, rendering, made, Checker(campaign, rendering)))
            assert made.left_out == left_out
        return found

    return expands


def rule_ids(entry: Entry) -> list[str]:
    """The rules that an entry is refused for, in the order in which they are told."""
    return re.findall(r"\[(\w+)\](?:; |$)", entry.refusal)


def names(found: list[Entry]) -> list[str]:
    return [entry.recipient for entry in found]


def test_everybody_comes_in_the_order_of_the_lists_inline_ones_first(read: Read) -> None:
    campaign = read(
        "recipients: {list: [z9, a1], file: [one.csv, two.jsonl]}",
        SAME,
        one_csv="id,name\nm5,Li\nb2,Wu\n",
        two_jsonl='{"id": "c3"}\n{"id": "a1"}\n',
    )

    found = [(one.id, one.file, one.line) for one in recipients(campaign)]

    assert [who for who, _, _ in found] == ["z9", "a1", "m5", "b2", "c3", "a1"]
    assert [(file, line) for _, file, line in found[2:]] == [
        ("one.csv", 2), ("one.csv", 3), ("two.jsonl", 1), ("two.jsonl", 2)
    ]  # fmt: skip
    assert {file for _, file, _ in found[:2]} == {"c.yaml"}


def test_an_entry_says_what_its_recipient_gets_and_where_he_stands(entries: Expand) -> None:
    first, second = entries("recipients: {file: one.csv}", GREETING, one_csv='id,name\nu1,Li\nu2,"W""u"\n')

    assert first.text is not None
    assert second.text is not None
    assert first.text.params == {"from": "system", "attach": '{"hello":"Li"}'}
    assert second.text.params == {"from": "system", "attach": '{"hello":"W\\"u"}'}
    assert (first.file, first.line, second.line) == ("one.csv", 2, 3)
    assert (first.refusal, first.skipped) == ("", "")


def test_where_leaves_out_and_counts(entries: Expand) -> None:
    found = entries(
        "recipients: {file: one.csv, where: \"n|int > 1 and name != 'Wu'\"}",
        SAME,
        one_csv="id,n,name\nu1,1,Li\nu2,2,Li\nu3,3,Wu\nu4,4,Li\n",
        left_out=2,
    )

    assert names(found) == ["u2", "u4"]


def test_who_is_excluded_is_skipped_and_nothing_is_rendered_for_him(entries: Expand) -> None:
    found = entries(
        "recipients: {file: one.csv, exclude: [never.txt, more.csv]}",
        GREETING,
        one_csv="id,name\nu1,Li\nu2,Wu\nu3,Xu\nu4,Yu\n",
        never_txt="u2\n\nnobody\n",
        more_csv="id\nu4\n",
    )

    assert [(entry.recipient, entry.skipped) for entry in found] == [
        ("u1", ""), ("u2", EXCLUDED), ("u3", ""), ("u4", EXCLUDED)
    ]  # fmt: skip
    assert [entry.text is None and entry.ways is None for entry in found] == [False, True, False, True]


def test_who_is_left_out_is_not_counted_as_excluded(entries: Expand) -> None:
    found = entries(
        "recipients: {list: [u1, u2, u3], exclude: never.txt, where: \"id != 'u2'\"}",
        SAME,
        never_txt="u2\nu3\n",
        left_out=1,
    )

    assert [(entry.recipient, entry.skipped) for entry in found] == [("u1", ""), ("u3", EXCLUDED)]


@pytest.mark.parametrize(
    ("provider", "content", "routes"),
    [
        (NETEASE, SAME, ("single", "batch")),
        (NETEASE, "content: {from: system, attach: hi, msgtype: 1}", ("single",)),
        (RONGCLOUD, "content: {fromUserId: s, objectName: 'RC:TxtMsg', content: {content: hi}}", ("publish",)),
        (
            RONGCLOUD,
            "content: {fromUserId: s, objectName: 'RC:TxtMsg', content: {content: '{{ id }}'}}\npush: {pushContent: p}",
            ("publish", "template"),
        ),
    ],
)
def test_the_ways_of_a_text_are_the_providers(
    entries: Expand, provider: str, content: str, routes: tuple[str, ...]
) -> None:
    (entry,) = entries("recipients: {list: [u1]}", provider, content)

    assert entry.ways is not None
    assert entry.ways.routes == routes


def test_a_text_that_breaks_rules_is_refused_with_all_of_their_ids(entries: Expand) -> None:
    found = entries(
        "recipients: {file: one.csv}",
        'content: {from: "{{ sender }}", attach: hi}',
        'push: {sound: "{{ sound }}"}',
        one_csv=f"id,sender,sound\nu1,system,ping\nu2,the system,{'s' * 31}\nu3,,ping\n",
    )

    assert [rule_ids(entry) for entry in found] == [[], ["NE003", "NE017"], ["NE001"]]
    assert found[1].refusal.startswith("from is 'the system', ")
    assert found[1].refusal.endswith("; sound has 31 characters (31 UTF-16 units), over 30 [NE017]")


def test_a_recipient_that_breaks_a_rule_is_refused_though_his_text_is_sound(entries: Expand) -> None:
    found = entries("recipients: {list: [u1, 李雷, u3]}", SAME)

    assert [rule_ids(entry) for entry in found] == [[], ["NE006"], []]
    assert "李雷" in found[1].refusal


def test_text_and_recipient_may_both_be_wrong_and_are_told_together(entries: Expand) -> None:
    (entry,) = entries(
        "recipients: {list: [{id: 李雷, sound: " + "s" * 31 + "}]}", SAME, 'push: {sound: "{{ sound }}"}'
    )

    assert rule_ids(entry) == ["NE017", "NE006"]


def test_a_rule_over_a_varying_parameter_and_the_recipient_looks_at_both(entries: Expand) -> None:
    found = entries(
        "recipients: {file: one.csv}",
        'content: {from: system, attach: hi, msgtype: "{{ kind }}"}',
        one_csv="id,kind\n李雷,0\n李雷们,1\nu1,0\n李四,2\n" + "x" * 33 + ",0\n",
    )

    assert [rule_ids(entry) for entry in found] == [["NE006"], [], [], ["NE009"], ["NE005"]]


def test_the_verdict_on_a_text_is_the_same_after_many_others(entries: Expand) -> None:
    rows = [f"u{i},{'s' * 31 if i % 1000 == 0 else i}" for i in range(REMEMBERED + 10)]
    rows += [f"v{i},{'s' * 31 if i % 1000 == 0 else i}" for i in range(20)]

    found = entries(
        "recipients: {file: one.csv}", SAME, 'push: {sound: "{{ sound }}"}', one_csv="\n".join(["id,sound", *rows, ""])
    )

    refused = [entry.recipient for entry in found if entry.refusal]
    assert refused == ["u0", "u1000", "u2000", "u3000", "u4000", "v0"]
    assert {entry.refusal for entry in found if entry.refusal} == {
        "sound has 31 characters (31 UTF-16 units), over 30 [NE017]"
    }


def test_texts_that_cannot_be_rendered_are_told_together_with_their_recipients(entries: Expand) -> None:
    rows = "\n".join(f'{{"id": "u{i}"' + (', "name": "Li"}' if i % 2 else "}") for i in range(10))

    found = problems(lambda: entries("recipients: {file: one.jsonl}", GREETING, one_jsonl=rows))

    assert len(found) == 5
    for i, line in zip(range(0, 10, 2), found, strict=True):
        assert line.startswith("c.yaml:5:")
        assert "'name'" in line
        assert f"u{i} (one.jsonl:{i + 1})" in line


def test_no_more_than_so_many_problems_are_told(entries: Expand) -> None:
    rows = "".join(f'{{"id": "u{i}"}}\n' for i in range(1000))

    found = problems(lambda: entries("recipients: {file: one.jsonl}", GREETING, one_jsonl=rows))

    assert len(found) == MOST_PROBLEMS + 1
    assert "u19 (one.jsonl:20)" in found[-2]
    assert found[-1].startswith("there may be more of them")


def test_a_condition_that_cannot_be_told_is_a_problem_of_its_recipient(entries: Expand) -> None:
    found = problems(
        lambda: entries(
            'recipients: {file: one.jsonl, where: "age > 3"}',
            SAME,
            one_jsonl='{"id": "u1", "age": 4}\n{"id": "u2"}\n{"id": "u3", "age": 1}\n{"id": "u4"}\n',
        )
    )

    assert ["u2 (one.jsonl:2)" in found[0], "u4 (one.jsonl:4)" in found[1], len(found)] == [True, True, 2]


def test_nobody_who_is_left_out_or_excluded_can_be_a_problem(entries: Expand) -> None:
    found = entries(
        "recipients: {file: one.jsonl, where: \"id != 'u1'\", exclude: never.txt}",
        GREETING,
        one_jsonl='{"id": "u1"}\n{"id": "u2"}\n{"id": "u3", "name": "Li"}\n',
        never_txt="u2\n",
        left_out=1,
    )

    assert [(entry.recipient, bool(entry.text)) for entry in found] == [("u2", False), ("u3", True)]
