"""A provider's rules over a campaign: what is refused, what is doubtful, how long texts are, and where each stands."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import orjson
import pytest

from runner.all_providers import PROVIDERS
from runner.campaign.model import Campaign
from runner.checking import Checker, Warned, check_constants, place_of, sort_rules, warned_constants
from runner.errors import Place
from runner.expanding import expand
from runner.ledger.draft import Entry, draft
from runner.parameter import Parameter
from runner.rendering import compile_campaign
from runner.rule import Params, Rule
from tests.campaign.toys import CARD, Post
from tests.written import Read, problems, reader

POST = "provider: {type: post, endpoint: emulator, app_key: demo, app_secret: demo}"
SAME = "content: {from: system, attach: {hello: all}}"
SAID = "content: {sender: system, body: hi}"


def loud(params: Params) -> str:
    said = params.get("body", "")
    return "body shouts; say it calmly" if "!!" in said else "body shouts" if "!" in said else ""


def whispers(params: Params) -> str:
    return "body may whisper" if "..." in params.get("body", "") else ""


def silent(params: Params) -> str:
    return "" if "alert" in params else "nothing rings"


def strange(params: Params) -> Sequence[str | int]:
    path: Sequence[str | int] = orjson.loads(params["card"]).get("at", [])
    return path


def has_card(params: Params) -> str:
    return "card is wrong" if "card" in params else ""


def named_oddly(params: Params) -> str:
    return "addressee is odd" if params["addressee"].endswith("1") else ""


class Ruled(Post):
    """A provider with rules of every sort."""

    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("sender", "content", "text", "who sends it", required=True, longest=8),
        Parameter("body", "content", "json", "what it says", required=True, longest=40),
        Parameter("alert", "push", "text", "the push text", longest=20),
        Parameter("card", "push", "json", "the push's looks", fields=CARD),
    )
    rules: ClassVar[tuple[Rule, ...]] = (
        Rule("P001", ("body",), "body is quiet.", "N-SEED", loud, {"body": "!"}, doubtful=whispers),
        Rule("P002", ("alert", "body"), "It rings.", "N-SEED", silent, {}, "warning"),
        Rule("P003", ("card",), "card is right.", "N-SEED", has_card, {"card": "{}"}, within=strange),
        Rule("P004", ("addressee",), "Nobody is odd.", "N-SEED", named_oddly, {"addressee": "u1"}, "warning"),
    )


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """A campaign that says these lines, beside these files."""
    return reader(tmp_path, {**PROVIDERS, "post": (Ruled,)})


def checked(campaign: Campaign) -> tuple[Checker, list[Entry]]:
    """A checker that has seen everybody, and the entries."""
    rendering = compile_campaign(campaign)
    checker = Checker(campaign, rendering)
    with draft() as made:
        return checker, list(expand(campaign, rendering, made, checker))


def warned(campaign: Campaign) -> list[tuple[str, str, str, str, int]]:
    """The warnings: rule, what, place, recipient, count."""
    return [told(one) for one in checked(campaign)[0].warnings()]


def told(one: Warned) -> tuple[str, str, str, str, int]:
    return one.rule.id, one.what, str(one.place), one.recipient, one.count


def test_constants_that_break_rules_are_told_at_their_places(read: Read) -> None:
    campaign = read("recipients: {list: [u1]}", "content:", "  from: the system", "  attach: hi", "  save: 3", "push:",
                    f"  sound: {'s' * 31}")  # fmt: skip

    found = problems(lambda: check_constants(campaign, compile_campaign(campaign)))

    assert [line[: line.index(": ")] for line in found] == ["c.yaml:6:9", "c.yaml:8:9", "c.yaml:10:10"]
    assert [line[-7:] for line in found] == ["[NE003]", "[NE010]", "[NE017]"]
    assert found[2] == "c.yaml:10:10: sound has 31 characters (31 UTF-16 units), over 30; correct it [NE017]"


def test_what_is_sound_or_varies_is_no_constants_fault(read: Read) -> None:
    campaign = read("recipients: {list: [{id: u1, s: x}]}", SAME, 'push: {sound: "' + "s" * 31 + '{{ s }}"}')

    check_constants(campaign, compile_campaign(campaign))


def test_a_rule_about_nothing_that_the_file_says_is_told_at_the_file(read: Read) -> None:
    campaign = read("recipients: {list: [u1]}", SAME)
    rendering = compile_campaign(campaign)
    rendering.nodes = {}
    del rendering.constant["from"]

    assert problems(lambda: check_constants(campaign, rendering)) == ["c.yaml: from is missing; correct it [NE001]"]


@pytest.mark.parametrize(
    "varying", [frozenset[str](), frozenset({"msgtype"}), frozenset({"attach", "sound", "nothing"})]
)
def test_each_rule_is_checked_in_exactly_one_place(read: Read, varying: frozenset[str]) -> None:
    campaign = read("recipients: {list: [u1]}", SAME)

    rules = sort_rules(campaign, varying)

    assert sorted(rule.id for group in rules for rule in group) == sorted(rule.id for rule in campaign.provider.rules)
    assert all("to" not in rule.params for rule in (*rules.constant, *rules.text))
    assert all("to" in rule.params for rule in (*rules.recipient, *rules.both))
    assert all(varying & set(rule.params) for rule in (*rules.text, *rules.both))
    assert not any(varying & set(rule.params) for rule in (*rules.constant, *rules.recipient))


def test_a_constants_warning_is_no_error_and_stands_at_its_place(read: Read) -> None:
    campaign = read(POST, "recipients: {list: [u2]}", "content:", "  sender: system", "  body: well...")
    rendering = compile_campaign(campaign)

    found = check_constants(campaign, rendering)

    assert [told(one) for one in warned_constants(campaign, rendering, found)] == [
        ("P001", "body may whisper", "c.yaml:7:9", "", 0),
        ("P002", "nothing rings", "c.yaml:7:9", "", 0),
    ]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ([], "9:5"),
        (["colour"], "9:13"),  # a value
        (["inner", "x"], "10:16"),
        (["hue"], "11:5"),  # no such key: where the key stands
        (["inner", "y"], "10:19"),
        (["configs"], "13:7"),
        (["configs", 0], "13:9"),
        (["configs", 1, "MI", "channel"], "14:25"),
        (["configs", 1, "MI", "chanel"], "14:28"),
        (["configs", 1, "XM"], "15:9"),
        (["any", "x", 1, "y"], "16:22"),  # any key is right here
        (["inner", "z"], "10:12"),  # nothing there: what it would stand in
        (["configs", 7, "MI"], "13:7"),
        (["colour", "x"], "9:13"),
    ],
)
def test_a_fault_inside_a_parameter_is_told_at_its_key_or_value(
    read: Read, path: Sequence[str | int], place: str
) -> None:
    campaign = read(
        POST,
        "recipients: {list: [u2]}",
        SAID,
        "push:",
        "  alert: ring",
        "  card:",
        "    colour: red",
        "    inner: {x: 1, y: 2}",
        "    hue: 7",
        "    configs:",
        "      - {APNs: {thread-id: 7}}",
        "      - MI: {channel:   7, chanel: 8}",
        "        XM: {}",
        "    any: {x: [1, {y: 7}]}",
        f"    at: {orjson.dumps(path).decode()}",
    )

    (line,) = problems(lambda: check_constants(campaign, compile_campaign(campaign)))

    assert line == f"c.yaml:{place}: card is wrong; correct it [P003]"


def test_a_rule_that_says_what_to_do_needs_no_more_said(read: Read) -> None:
    campaign = read(POST, "recipients: {list: [u2]}", "content: {sender: system, body: hi!!}", "push: {alert: x}")
    (line,) = problems(lambda: check_constants(campaign, compile_campaign(campaign)))
    assert line == "c.yaml:5:33: body shouts; say it calmly [P001]"


def test_one_mapping_may_stand_for_a_list_of_them(read: Read) -> None:
    campaign = read(POST, "recipients: {list: [u2]}", SAID, "push: {card: {configs: {MI: {chanel: 7}}}}")
    rendering = compile_campaign(campaign)
    assert rendering.place("card", ["configs", 0, "MI", "chanel"]) == Place("c.yaml", 6, 30)


def test_a_fault_inside_a_text_is_told_where_the_text_stands(read: Read) -> None:
    campaign = read(POST, "recipients: {list: [u2]}", SAID, "push:", '  card: \'{"at": ["colour"]}\'')
    (line,) = problems(lambda: check_constants(campaign, compile_campaign(campaign)))
    assert line.startswith("c.yaml:7:9: ")


def test_a_rule_of_which_only_another_parameter_stands_there_is_told_at_that_one(read: Read) -> None:
    campaign = read(POST, "recipients: {list: [u2]}", SAID)
    rendering = compile_campaign(campaign)
    assert place_of(campaign, rendering, Ruled.rules[1]) == Place("c.yaml", 5, 33)


def test_warnings_about_texts_are_counted_and_the_first_of_them_is_named(read: Read) -> None:
    campaign = read(
        POST,
        "recipients: {file: a.csv}",
        'content: {sender: system, body: "{{ said }}"}',
        "push: {alert: x}",
        a_csv="id,said\nu8,well\nu9,hm...\nu2,hm...\nu3,oh!...\nu4,oh...\n",
    )
    checker, entries = checked(campaign)
    assert [told(one) for one in checker.warnings()] == [("P001", "body may whisper", "a.csv:3", "u9", 3)]
    assert [entry.recipient for entry in entries if entry.refusal] == ["u3"]
    assert "P001" in entries[3].refusal


def test_warnings_about_recipients_are_counted_too(read: Read) -> None:
    campaign = read(POST, "recipients: {list: [u1, u2, u11]}", SAID, "push: {alert: x}")
    assert warned(campaign) == [("P004", "addressee is odd", "c.yaml:4", "u1", 2)]


def test_rules_that_are_disabled_say_nothing(read: Read) -> None:
    campaign = read(
        POST,
        "recipients: {list: [u1]}",
        'content: {sender: system, body: "{{ id }}!"}',
        "push: {alert: x}",
        "lint: {disable: [P001, P004]}",
    )
    checker, (entry,) = checked(campaign)
    assert (checker.warnings(), entry.refusal) == ([], "")


def test_the_longest_text_of_each_field_is_remembered_with_its_recipient(read: Read) -> None:
    campaign = read(
        POST,
        "recipients: {file: a.csv}",
        'content: {sender: system, body: "{{ said }}"}',
        a_csv="id,said\nu1,well\nu2,王小明😀😀\nu3,seven77\nu4,none\n",
    )
    longest = checked(campaign)[0].longest
    assert [(one.gauge.name, one.length, one.recipient) for one in longest] == [
        ("sender", 6, ""),
        ("body", 7, "u2"),
    ]


NUMBERS = [str(13800000000 + i) for i in range(30)]


def people(ids: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in ["id", *ids])


def test_ids_that_a_spreadsheet_spoilt_are_told_by_list_and_counted_over_all(read: Read) -> None:
    campaign = read(
        "recipients: {file: [a.csv, b.csv, c.jsonl]}",
        SAME,
        a_csv=people([*NUMBERS, "1380000000"]),
        b_csv=people([*NUMBERS, "77", "1.38E+10", "78"]),
        c_jsonl="".join(f'{{"id": "{key}"}}\n' for key in [*NUMBERS, "1", "1.38E+10"]),
    )
    assert [(rule, place, who, n) for rule, _, place, who, n in warned(campaign)] == [
        ("GEN002", "a.csv:32", "1380000000", 3),
        ("GEN003", "b.csv:33", "1.38E+10", 1),
    ]


def test_ids_are_looked_at_list_by_list(read: Read) -> None:
    campaign = read(
        "recipients: {file: [a.CSV, b.csv]}", SAME, a_CSV=people(NUMBERS), b_csv=people(["77", "78", "u1", "1E+12"])
    )
    assert [(rule, who) for rule, _, _, who, _ in warned(campaign)] == [("GEN003", "1E+12")]


def test_ids_of_those_who_are_left_out_do_not_count(read: Read) -> None:
    campaign = read(
        "recipients: {file: a.csv, where: \"id != '77'\", exclude: out.csv}",
        SAME,
        a_csv=people([*NUMBERS, "77", "1.38E+10"]),
        out_csv=people(["1.38e+10"]),
    )
    assert warned(campaign) == []


def test_rules_about_lists_can_be_disabled(read: Read) -> None:
    lists = {"a_csv": people([*NUMBERS, "77", "1.38E+10"])}
    campaign = read("recipients: {file: a.csv}", SAME, "lint: {disable: [GEN002]}", **lists)
    assert [rule for rule, *_ in warned(campaign)] == ["GEN003"]
