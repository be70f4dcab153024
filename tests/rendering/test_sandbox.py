"""What templates can do, and what they can't: escapes, bombs, and state that would leak from one text into the next."""

from pathlib import Path
from typing import Any

import pytest

from tests.rendering.written import compiled, person, quoted, refusal, said

TEMPLATES: dict[str, str | bytes] = {
    "push.txt.j2": "Dear {{ name }},\n{{ release }} is out\n",
    "macros.j2": "{% macro hello(who, mark='!') %}Hello {{ who }}{{ mark }}"
    "{{ caller() if caller is defined }}{% endmacro %}",
    "base.j2": "[{% block title %}none{% endblock %}|{% block body required %}{% endblock %}]",
    "child.j2": "{% extends 'base.j2' %}{% block title %}{{ super() }}+{{ name }}{% endblock %}"
    "{% block body %}b{% endblock %}",
    "deep/er/x.j2": "deeper{% include 'push.txt.j2' %}",
    "dos.j2": "a\r\nb\r\n",
    "mark.j2": b"\xef\xbb\xbfmarked",
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{% include 'push.txt.j2' %}", "Dear Li,\n2.4.0 is out"),
        ("> {% include 'push.txt.j2' %}", "> Dear Li,\n2.4.0 is out"),
        ("{% include 'deep/er/x.j2' %}", "deeperDear Li,\n2.4.0 is out"),
        ("{% include ['no.j2', 'mark.j2'] %}", "marked"),
        ("{% include 'no.j2' ignore missing %}.", "."),
        ("{% include 'dos.j2' %}", "a\nb"),
        ("{% include kind ~ '.j2' %}", "marked"),
        ("{% import 'macros.j2' as m %}{{ m.hello(name) }}", "Hello Li!"),
        ("{% from 'macros.j2' import hello as hi with context %}{{ hi(name, '?') }}", "Hello Li?"),
        ("{% from 'macros.j2' import hello %}{% call hello('x') %}({{ name }}){% endcall %}", "Hello x!(Li)"),
        ("{% include 'child.j2' %}", "[none+Li|b]"),
        ("{% extends 'base.j2' %}{% block body %}{{ name }}{% endblock %}", "[none|Li]"),
        ("{% set x = name|upper %}{{ x }}{{ self|string|length > 0 if false }}", "LI"),
        ("{% for n in [1, 2] %}{{ loop.index }}{{ ',' if not loop.last }}{% endfor %}", "1,2"),
        ("{% for n in [1, 2, 3] if n is odd %}{{ n }}{% else %}none{% endfor %}", "13"),
        ("{% filter upper %}a{{ name }}{% endfilter %}", "ALI"),
        ("{% with a = name %}{{ a ~ 1 ~ release }}{% endwith %}", "Li12.4.0"),
        ("{% raw %}{{ name }}{% endraw %}{# note #}", "{{ name }}"),
        ("{% set ns = namespace(n=0) %}{% for i in range(3) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}", "3"),
        ("{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}", "aba"),
        ("{{ order.items }} {{ order['items'] }} {{ order.total }} {{ order.keys()|join }}", "two two 9.9 itemstotal"),
        (
            "{{ '{:>5}|{n}'.format(name, n=1) }} {{ '%s-%03d' % (name, 7) }} {{ '%s'|format(name) }}",
            "   Li|1 Li-007 Li",
        ),
        ("{{ '{a}'.format_map({'a': name}) }}", "Li"),
        (
            "{{ name.upper() }} {{ name.replace('L', 'W') }} {{ '-'.join([name, 'x']) }} {{ name.center(6) }}|",
            "LI Wi Li-x   Li  |",
        ),
        ("{{ 'a' * 3 }}{{ 2 * 3 }}{{ 2 ** 10 }}{{ 7 % 4 }}{{ ([1] + [2])|length }}", "aaa6102432"),
        ("{{ 'x' if missing is defined }}{{ missing|default('d') }}", "d"),
        ("{{ 1.5 }} {{ true }} {{ '2.4'|version }} {{ none|default('n', true) }}", "1.5 True 2.4 n"),
        ("{% autoescape true %}{{ '<' }}{% endautoescape %}{{ '<' }}{{ name }}", "&lt;<Li"),
        ("{{ joiner(',')() }}{{ dict(a=name).a }}{{ {'k': 1}['k'] }}", "Li1"),
        ("{% if name is string and name in ['Li'] %}{{ name[0] }}{{ name[-1:] }}{% endif %}", "Li"),
        (
            "{{ recipient.name }}{% for key, value in recipient.items() if key == 'name' %}{{ value }}{% endfor %}",
            "LiLi",
        ),
        ("{{ recipient|tojson|length }}{% set r = recipient %}{{ r.name }}", "88Li"),
    ],
)
def test_what_people_write_works(tmp_path: Path, template: str, text: str) -> None:
    order = {"items": "two", "total": 9.9}
    fields: dict[str, Any] = {"name": "Li", "order": order, "kind": "mark"}
    assert said(tmp_path, template, variables={"release": "2.4.0"}, templates=TEMPLATES, **fields) == text


ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ['']|map(attribute='__class__')|join }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ joiner.__init__.__globals__.os.popen('id').read() }}",
    "{{ namespace.__init__ }}",
    "{{ range.__globals__ }}",
    "{{ dict.__base__ }}",
    "{{ dict.mro() }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ recipient.__class__ }}",
    "{{ vars.__init__ }}",
    "{{ name.__add__('x') }}",
    "{{ name.encode() }}",
    "{{ '{0.__class__}'.format(name) }}",
    "{{ '{a.__class__.__mro__}'.format_map({'a': name}) }}",
    "{{ '{x.__class__}'.format(x=name) }}",
    "{% set f = '{0.__class__}'.format %}{{ f(name) }}",
    "{{ ['{0.__class__}'.format]|map('string')|list|join }}",
    "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "{% for x in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{{ vars.update({'a': 1}) }}",
    "{{ order.append(1) }}",
    "{% set vars.x = 1 %}",
    "{{ lipsum() }}",
    "{{ lipsum.__globals__ }}",
    "{{ [1, 2]|random }}",
    "{{ name|pprint }}",
    "{{ config }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ environment }}",
    "{{ context }}",
]


@pytest.mark.parametrize("template", ESCAPES)
def test_nothing_of_python_is_reached(tmp_path: Path, template: str) -> None:
    message = refusal(tmp_path, template, name="Li", order=[1])
    assert message.startswith("c.yaml:9:11: ")
    assert "<class" not in message
    assert "Traceback" not in message


DOUBLED = "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}"
CALLING = "{% macro f(n) %}{{ caller(n) }}{{ caller(n) }}{% endmacro %}"
BOMBS = [
    "{{ 'a' * 10**9 }}",
    "{{ 10**9 * 'a' }}",
    "{{ [0] * 10**9 }}",
    "{{ 10 ** (10 ** 10) }}",
    "{{ (2 ** 4000) * (2 ** 4000) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%*d' % (1000000000, 1) }}",
    "{{ '%.1000000000f' % 1 }}",
    "{{ '%.1000000000f'|format(1) }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ '{:{w}}'.format(1, w=1000000000) }}",
    "{{ name|center(10**9) }}",
    "{{ name.center(10**9) }}",
    "{{ name.ljust(1000000000) }}",
    "{{ name.zfill(1000000000) }}",
    "{{ '\t'.expandtabs(1000000000) }}",
    "{{ name|indent(10**9) }}",
    "{{ name|indent('x' * 10**9) }}",
    "{{ name|batch(10**9, 'x')|list }}",
    "{{ name|slice(10**9)|list }}",
    "{{ 1|round(10**9, 'floor') }}",
    "{{ range(10**9)|list }}",
    "{{ [[1]]|sum(start=[]) }}",
    "{% set x = 'x' * 200000 %}{{ x|replace('', x) }}",
    "{% set x = 'x' * 200000 %}{{ x.replace('', x) }}",
    "{% set x = 'x' * 200000 %}{{ range(10000)|join(x) }}",
    "{% set x = 'x' * 200000 %}{{ x.join('y' * 200000) }}",
    "{% set x = 'x' * 200000 %}{{ x|wordwrap(1, true, x) }}",
    "{% set x = 'x' * 200000 %}{{ x ~ x }}",
    "{% set x = 'x' * 200000 %}{{ [x, x, x, x, x, x]|string }}",
    "{% set x = 'x' * 200000 %}{{ [x, x, x, x, x, x]|tojson }}",
    "{% set x = 'x' * 200000 %}{{ '%s%s%s' % (x, x, x) }}{{ x }}{{ x }}",
    "{% set x = 'x' * 200000 %}{{ '{0}{0}{0}{0}{0}{0}'.format(x) }}",
    "{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}",
    "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}",
    "{% for i in range(9999)|reverse %}{% for j in range(9999)|reverse %}{% endfor %}{% endfor %}",
    "{% set x %}{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}{% endset %}",
    "{% set n = namespace(x='xx') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x='xx') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=9) %}{% for i in range(60) %}{% set n.x = n.x * n.x %}{% endfor %}",
    DOUBLED + "{{ n.x }}",
    DOUBLED + "{{ n.x|string }}",
    DOUBLED + "{{ n.x|tojson }}",
    DOUBLED + "{{ n.x ~ '' }}",
    DOUBLED.replace("[n.x, n.x]", "{'a': n.x, 'b': n.x}") + "{{ '%s' % n.x }}",
    DOUBLED + "{{ '{}'.format(n.x) }}",
    DOUBLED + "{{ n.x|int }}",
    DOUBLED + "{{ [n]|join }}",
    "{% set n = namespace(x=1) %}{{ n|list }}",
    "{{ ['']|map('steps ', -999999999)|join }}",
    "{{ [[1]]|map('rounds ', -999999999)|list|length }}",
    "{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}",
    "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    CALLING
    + "{% macro g(n) %}{% if n %}{% call(m) f(n) %}{{ g(m - 1) }}{% endcall %}{% endif %}{% endmacro %}{{ g(60) }}",
    "{% block a %}{{ self.a() }}{{ self.a() }}{% endblock %}",
    "{% for x in [[1]] recursive %}{{ loop(x) }}{% endfor %}",
    "{% include 'self.j2' %}",
    "{% include 'twice.j2' %}",
    "{% import 'loops.j2' as m %}{{ m.x }}",
    "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    "{{ " + "-" * 5000 + "1 }}",
    "{% if a %}" * 200 + "{% endif %}" * 200,
    "{% for a in [1] %}" * 30 + "{% endfor %}" * 30,
    "{{ " + "9" * 5000 + " }}",
    "{{ [1][" + "9" * 400 + "] }}",
]
BOMB_TEMPLATES: dict[str, str | bytes] = {
    "self.j2": "{% include 'self.j2' %}",
    "twice.j2": "{% if n %}{% set n = n - 1 %}{% include 'twice.j2' %}{% include 'twice.j2' %}{% endif %}",
    "loops.j2": "{% set x %}{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}{% endset %}",
}


@pytest.mark.parametrize("template", BOMBS)
def test_no_template_fills_the_memory(tmp_path: Path, template: str) -> None:
    message = refusal(tmp_path, template, name="Li", n=60, templates=BOMB_TEMPLATES)
    assert message.startswith("c.yaml:9:11: ")
    assert "`attach`" in message


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ none }}", "null can't stand in a text in `attach`; say what stands for it: |default('…', true)"),
        ("{{ order }}", "a list can't stand in a text as it is in `attach` for recipient u1 (people.csv:2); say |join"),
        ("{{ {'a': 1} }}", "a mapping can't stand in a text as it is in `attach`; say |join"),
        ("{{ name|map('upper') }}", "a generator can't stand in a text in `attach` for recipient u1"),
        ("{{ name.upper }}", "a builtin_function_or_method can't stand in a text in `attach`"),
        ("{{ 1 // 0 }}", "integer division or modulo by zero (ZeroDivisionError) in `attach`"),
        ("{{ name + 1 }}", 'can only concatenate str (not "int") to str (TypeError) in `attach` for recipient u1'),
        ("{{ name|nofilter if false }}", "there is no filter 'nofilter' in `attach`"),
        ("{{ name is notest }}", "there is no test 'notest' in `attach`"),
        ("{{ order.total }}", "'list object' has no attribute 'total' in `attach` for recipient u1"),
        ("{{ {'a': 1}.b }}", "there is no 'b' in this mapping in `attach`"),
        ("{% for x in 5 %}{% endfor %}", "'int' object is not iterable (TypeError) in `attach`"),
    ],
)
def test_what_a_text_cannot_hold(tmp_path: Path, template: str, message: str) -> None:
    assert refusal(tmp_path, template, name="Li", order=[1]).startswith(f"c.yaml:9:11: {message}")


def test_imported_templates_keep_nothing_from_one_text_to_the_next(tmp_path: Path) -> None:
    templates = {
        "count.j2": "{% set ns = namespace(n=0) %}{% macro up() %}{% set ns.n = ns.n + 1 %}{{ ns.n }}{% endmacro %}"
    }
    template = "{{ name }}{% import 'count.j2' as c %}{{ c.up() }}{{ c.up() }}"
    rendering = compiled(tmp_path, f"attach: {quoted(template)}", templates=templates)
    texts = [rendering.text(person(id_=f"u{n}", name=f"n{n}")).params["attach"] for n in range(3)]
    assert texts == ["n012", "n112", "n212"]


def test_each_text_has_its_own_budget(tmp_path: Path) -> None:
    template = "{% for i in range(9000) %}{{ name }}{% endfor %}"
    rendering = compiled(tmp_path, f"attach: {quoted(template)}\nenv: {quoted(template)}")
    for n in range(50):
        assert len(rendering.text(person(id_=f"u{n}", name=f"{n:02}")).params["env"]) == 18_000


def test_vars_are_known_to_imported_macros(tmp_path: Path) -> None:
    templates = {"m.j2": "{% macro m() %}{{ release }}{{ vars.release }}{% endmacro %}"}
    rendering = compiled(
        tmp_path, "attach: \"{% from 'm.j2' import m %}{{ m() }}\"", variables={"release": "2"}, templates=templates
    )
    assert rendering.constant["attach"] == "22"
