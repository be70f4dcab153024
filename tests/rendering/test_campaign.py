"""Campaigns made into texts: what varies, what doesn't, who is let in, and errors that name the recipient."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.errors import CampaignInvalid, Place
from runner.model import Recipient, Text
from runner.rendering import Rendering
from tests.rendering.written import compiled, person, quoted

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def errors(rendering: Rendering, recipient: Recipient) -> list[str]:
    """What is said of a recipient that gets no text."""
    with pytest.raises(CampaignInvalid) as raised:
        rendering.text(recipient)
    return str(raised.value).split("\n")


def test_parameters_stand_in_the_vendor_s_order_and_json_is_compact_in_the_file_s(tmp_path: Path) -> None:
    content = "attach: {b: '{{ name }}', a: [1, 2.40, true, null, no, ''], c: {}, 'ü\"': [{}]}\nmsgtype: 0"
    text = compiled(tmp_path, content, push="pushcontent: Hello").text(person(name="Li"))
    attach = '{"b":"Li","a":[1,2.40,true,null,"no",""],"c":{},"ü\\"":[{}]}'
    assert text.params == {"from": "system", "attach": attach, "msgtype": "0", "pushcontent": "Hello"}
    assert list(text.params) == ["from", "msgtype", "attach", "pushcontent"]
    assert text == Text.of(text.params)


@given(ANY_TEXT, ANY_TEXT)
def test_no_text_breaks_the_json(tmp_path_factory: pytest.TempPathFactory, name: str, city: str) -> None:
    content = 'attach: {hello: "{{ name }}, hi", deep: [{where: "{{ city|upper }}"}, "{{ name ~ city }}"]}'
    rendering = compiled(tmp_path_factory.mktemp("json"), content)
    params = rendering.text(person(name=name, city=city)).params
    expected = {"hello": f"{name}, hi", "deep": [{"where": city.upper()}, name + city]}
    assert orjson.loads(params["attach"]) == expected
    assert params["attach"] == orjson.dumps(expected).decode()


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), min_size=1, max_size=6))
def test_equal_texts_are_those_of_recipients_that_agree_in_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, people: list[tuple[str, str]]
) -> None:
    rendering = compiled(tmp_path_factory.mktemp("memo"), 'attach: "{{ name }}|{{ recipient.name|length }}"')
    texts = [rendering.text(person(id_=f"u{at}", name=name, city=city)) for at, (name, city) in enumerate(people)]
    for (name, _), text in zip(people, texts, strict=True):
        assert text.params["attach"] == f"{name}|{len(name)}"
        for (other, _), compared in zip(people, texts, strict=True):
            assert (text.digest == compared.digest) == (name == other)


def test_equal_texts_are_made_once(tmp_path: Path) -> None:
    rendering = compiled(tmp_path, 'attach: "{{ city }}"')
    first = rendering.text(person(id_="u1", city="Rome", name="a"))
    assert rendering.text(person(id_="u2", city="Rome", name="b")) is first
    assert rendering.text(person(id_="u3", city="Oslo", name="b")) != first


def test_values_that_are_equal_to_python_are_not_the_same_text(tmp_path: Path) -> None:
    rendering = compiled(tmp_path, 'attach: "{{ n }}"')
    assert [rendering.text(person(n=n)).params["attach"] for n in (1, True, 1.0, "1")] == ["1", "True", "1.0", "1"]


def test_what_is_the_same_for_everybody_is_made_once(tmp_path: Path) -> None:
    rendering = compiled(
        tmp_path,
        'attach: {t: "{{ release }}", n: "{% for i in range(2) %}{{ vars.release }}{% endfor %}"}\nsave: 1',
        variables={"release": "2.4.0"},
    )
    assert rendering.constant == {"from": "system", "attach": '{"t":"2.4.0","n":"2.4.02.4.0"}', "save": "1"}
    assert rendering.varying == ()
    assert rendering.text(person(id_="u1")) is rendering.text(person(id_="u2"))


def test_what_varies_is_told_apart(tmp_path: Path) -> None:
    rendering = compiled(
        tmp_path, 'attach: "{{ name }}"\nsave: 1', push="pushcontent: '{{ release }}'", variables={"release": "2"}
    )
    assert rendering.varying == ("attach",)
    assert rendering.constant == {"from": "system", "save": "1", "pushcontent": "2"}
    assert rendering.place("attach") == Place("c.yaml", 9, 11)


def test_text_without_templates_stays_as_it_is(tmp_path: Path) -> None:
    content = 'attach: \'{ "a": "{x}" } %s # }}\'\nenv: "line\\n"'
    params = compiled(tmp_path, content).text(person()).params
    assert (params["attach"], params["env"]) == ('{ "a": "{x}" } %s # }}', "line\n")


def test_the_line_end_that_closes_a_block_is_no_text(tmp_path: Path) -> None:
    content = "attach: |\n  Hello {{ name }}\n\n  bye\nenv: |+\n  plain\n\n"
    params = compiled(tmp_path, content).text(person(name="Li")).params
    assert (params["attach"], params["env"]) == ("Hello Li\n\nbye", "plain\n\n")
    params = compiled(tmp_path, 'attach: "{{ name }}\\n"').text(person(name="Li")).params
    assert params["attach"] == "Li\n"


def test_fields_then_vars_and_the_id_whatever_its_column(tmp_path: Path) -> None:
    names = "{{ id }} {{ user_id }} {{ recipient.id }} {{ name }} {{ recipient['the name'] }} {{ vars.a }}{{ b }}"
    content = f"attach: {quoted(names)}"
    rendering = compiled(tmp_path, content, variables={"a": "1", "b": "2"})
    row = Recipient("u7", {"user_id": "u7", "name": "Li", "the name": "Lee"}, "people.csv", 2)
    assert rendering.text(row).params["attach"] == "u7 u7 u7 Li Lee 12"
    with_id = Recipient("u7", {"user_id": "u7", "id": 5, "name": "Li", "the name": "Lee"}, "people.csv", 2)
    assert rendering.text(with_id).params["attach"] == "u7 u7 5 Li Lee 12"


def test_the_id_is_the_id_without_recipient(tmp_path: Path) -> None:
    rendering = compiled(tmp_path, 'attach: "{{ id }}"')
    assert rendering.text(Recipient("5", {"id": 5}, "people.jsonl", 2)).params["attach"] == "5"
    assert rendering.text(Recipient("u1", {"user_id": "u1", "id": "x"}, "p.csv", 2)).params["attach"] == "u1"
    assert rendering.text(Recipient("u2", {"id": "u2"}, "p.csv", 2)).params["attach"] == "u2"


@pytest.mark.parametrize(
    "template", ["{{ name }}", "{{ name }} {{ who }}", "{{ name|upper }}", "{{ recipient.name ~ name }}"]
)
def test_a_name_that_is_a_var_and_a_field_is_an_error(tmp_path: Path, template: str) -> None:
    rendering = compiled(tmp_path, f"attach: {quoted(template)}", variables={"name": "all"})
    assert errors(rendering, person(name="Li", who="x", line=9)) == [
        (
            "c.yaml:9:11: 'name' in `attach` is both a var and a field of recipient u1 (people.csv:9); "
            "say recipient.name or vars.name"
        )
    ]


def test_both_can_be_said_apart(tmp_path: Path) -> None:
    rendering = compiled(tmp_path, 'attach: "{{ recipient.name }} {{ vars.name }}"', variables={"name": "all"})
    assert rendering.text(person(name="Li")).params["attach"] == "Li all"


def test_a_column_may_not_be_named_like_a_function_that_is_used(tmp_path: Path) -> None:
    rendering = compiled(tmp_path, 'attach: "{{ range(2)|join }}{{ vars.x }}"', variables={"x": ""})
    assert rendering.text(person()).params["attach"] == "01"
    assert errors(rendering, person(range="9", vars="x")) == [
        (
            "c.yaml:9:11: 'range' in `attach` is both a function of templates and a field of recipient u1 "
            "(people.csv:2); say recipient.range, or rename the column"
        ),
        (
            "c.yaml:9:11: 'vars' in `attach` is both the name of all vars and a field of recipient u1 (people.csv:2); "
            "say recipient.vars, or rename the column"
        ),
    ]
    other = compiled(tmp_path, 'attach: "{{ recipient.range }}"')
    assert other.text(person(range="9")).params["attach"] == "9"


def test_a_missing_name_is_named_with_place_and_recipient(tmp_path: Path) -> None:
    rendering = compiled(
        tmp_path, 'attach: {t: "Dear {{ nmae }}", u: "{{ name|upper }}{{ x }}"}', variables={"release": "2"}
    )
    assert errors(rendering, person(id_="u1002", name="Li", line=3)) == [
        (
            "c.yaml:9:15: 'nmae' is undefined in `attach` for recipient u1002 (people.csv:3); "
            "the fields are user_id, name, the vars are release; did you mean 'name'?"
        ),
        (
            "c.yaml:9:37: 'x' is undefined in `attach` for recipient u1002 (people.csv:3); "
            "the fields are user_id, name, the vars are release"
        ),
    ]


def test_after_an_error_the_next_recipient_is_fine(tmp_path: Path) -> None:
    rendering = compiled(tmp_path, 'attach: "{{ name }}"')
    errors(rendering, person())
    assert rendering.text(person(name="Li")).params["attach"] == "Li"


def test_a_text_that_cannot_be_encoded(tmp_path: Path) -> None:
    rendering = compiled(tmp_path, 'attach: {a: "{{ name }}"}')
    line = "c.yaml:9:15: the text holds half a character (a lone surrogate) in `attach` for recipient u1 (people.csv:2)"
    assert errors(rendering, person(name="\ud800"))[0].startswith(line)


@pytest.mark.parametrize(
    ("where", "fields", "matches"),
    [
        ("platform == 'ios' and app|version < '2.4'|version", {"platform": "ios", "app": "2.3.9"}, True),
        ("platform == 'ios' and app|version < '2.4'|version", {"platform": "ios", "app": "2.10"}, False),
        ("app|version < '2.4'|version", {"app": "2.4.0rc1"}, True),
        ("age|int >= 18", {"age": "18"}, True),
        ("age|int(0) >= 18", {"age": ""}, False),
        ("seen|datetime < '2026-01-01'|datetime", {"seen": "2025-12-31T23:00:00-02:00"}, False),
        ("phone is defined", {}, False),
        ("id == 'u1' and recipient.user_id in ['u1'] and vars.x == x", {}, True),
        ("flag", {"flag": True}, True),
        ("not flag", {"flag": True}, False),
        ("1 == 1", {}, True),
        ("x == '2'", {}, False),
    ],
)
def test_where_lets_in(tmp_path: Path, where: str, fields: dict[str, Any], matches: bool) -> None:
    assert compiled(tmp_path, where=where, variables={"x": "1"}).matches(person(**fields)) is matches


def test_without_where_everybody_is_let_in(tmp_path: Path) -> None:
    assert compiled(tmp_path).matches(person())


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            "platfrom == 'ios'",
            (
                "'platfrom' is undefined in `where` for recipient u1 (people.csv:2); "
                "the fields are user_id, platform; did you mean 'platform'?"
            ),
        ),
        ("platform", "the expression gives 'ios', which is neither true nor false in `where` for recipient u1"),
        ("platform|length", "the expression gives '3', which is neither true nor false in `where`"),
        ("platform|version > '1'|version", "'ios' is no version in `where` for recipient u1"),
        ("platform|int > 1", "'ios' is no number in `where`"),
        ("platform|float > 1", "'ios' is no number in `where`"),
        ("platform|datetime > '2026'|datetime", "'ios' is no date in `where`"),
        ("nobody", "'nobody' is undefined in `where`"),
    ],
)
def test_where_that_cannot_be_told(tmp_path: Path, where: str, message: str) -> None:
    rendering = compiled(tmp_path, where=where)
    with pytest.raises(CampaignInvalid) as raised:
        rendering.matches(person(platform="ios"))
    assert str(raised.value).startswith(f"c.yaml:7:10: {message}")


def test_where_checks_names_too(tmp_path: Path) -> None:
    rendering = compiled(tmp_path, where="name == 'x'", variables={"name": "x"})
    with pytest.raises(CampaignInvalid, match=r"'name' in `where` is both a var and a field"):
        rendering.matches(person(name="Li"))


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("platform == 'ios' and", "unexpected 'end of template' in `where`"),
        ("{{ platform == 'ios' }}", "there is a template instead of an expression in `where`; write it without {{ }}"),
        ("a == 1 b", "the expression ends here, but the text goes on in `where`"),
        ("a|nofilter", "there is no filter 'nofilter' in `where`"),
        ("1 / 0 == 1", "division by zero (ZeroDivisionError) in `where`"),
    ],
)
def test_where_that_is_no_expression(tmp_path: Path, where: str, message: str) -> None:
    with pytest.raises(CampaignInvalid) as raised:
        compiled(tmp_path, where=where)
    assert str(raised.value).startswith(f"c.yaml:7:10: {message}")


def test_all_problems_of_a_campaign_at_once(tmp_path: Path) -> None:
    with pytest.raises(CampaignInvalid) as raised:
        compiled(
            tmp_path,
            'attach: {a: "{{ name", b: "{{ x|nofilter }}", c: "{{ vars.relase }}"}',
            where="a ==",
            push="pushcontent: \"{% include 'no.j2' %}\"",
            variables={"release": "2"},
        )
    assert [str(problem).split(";")[0] for problem in raised.value.problems] == [
        "c.yaml:10:15: unexpected end of template, expected 'end of print statement' in `attach`",
        "c.yaml:10:29: there is no filter 'nofilter' in `attach`",
        "c.yaml:10:52: 'relase' is undefined in vars in `attach`",
        "c.yaml:12:16: there is no templates/no.j2 in `pushcontent`",
        "c.yaml:7:10: unexpected 'end of template' in `where`",
    ]
