"""One campaign in several languages."""

from pathlib import Path

import pytest

from runner.errors import CampaignInvalid, Place
from runner.rendering.translated import Translated
from tests.rendering.written import compiled, person

LOCALE = "locale: {field: lang, default: zh-CN}\n"
GREETING = "attach: \"{% include 'a.j2' %}\""
TEMPLATES = {"zh-CN/a.j2": "你好 {{ name }}", "en/a.j2": "Hello {{ name }}"}


def translated(
    folder: Path, content: str = GREETING, push: str = "", more: str = LOCALE, **templates: str
) -> Translated:
    """A campaign in Chinese and English."""
    rendering = compiled(folder, content, push=push, more=more, templates=templates or TEMPLATES)
    assert isinstance(rendering, Translated)
    return rendering


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Hello Li"),
        ("EN_us", "Hello Li"),
        ("zh-CN", "你好 Li"),
        ("", "你好 Li"),
        ("fr", "你好 Li"),
        (7, "你好 Li"),
        (None, "你好 Li"),
        (["en"], "你好 Li"),
    ],
)
def test_each_recipient_gets_their_own(tmp_path: Path, lang: object, text: str) -> None:
    rendering = translated(tmp_path)
    for _ in range(2):
        assert rendering.text(person(name="Li", lang=lang)).params["attach"] == text
    assert rendering.text(person(name="Li")).params["attach"] == "你好 Li"


def test_texts_are_made_once_in_each_language(tmp_path: Path) -> None:
    rendering = translated(tmp_path)
    english = rendering.text(person(id_="u1", name="Li", lang="en"))
    chinese = rendering.text(person(id_="u2", name="Li", lang="zh-CN"))
    assert rendering.text(person(id_="u3", name="Li", lang="EN")) is english
    assert rendering.text(person(id_="u4", name="Li", lang="")) is chinese
    assert english.digest != chinese.digest


def test_many_values_of_the_field_fill_nothing(tmp_path: Path) -> None:
    rendering = translated(tmp_path)
    for at in range(1500):
        assert rendering.text(person(name="Li", lang=f"x{at}")).params["attach"] == "你好 Li"
    assert rendering.text(person(name="Li", lang="en-GB")).params["attach"] == "Hello Li"


def test_included_templates_are_the_language_s_all_the_way_down(tmp_path: Path) -> None:
    templates = {
        "a.j2": "{% include 'greeting.j2' %}, {{ name }}{% from 'end.j2' import end %}{{ end() }}",
        "zh-CN/greeting.j2": "你好",
        "en/greeting.j2": "Hello",
        "end.j2": "{% macro end() %}!{% endmacro %}",
    }
    rendering = translated(tmp_path, **templates)
    assert rendering.text(person(name="Li", lang="en")).params["attach"] == "Hello, Li!"
    assert rendering.text(person(name="Li", lang="zh-CN")).params["attach"] == "你好, Li!"
    assert rendering.files == {tmp_path / "templates" / name for name in templates}


def test_translations_replace_whole_parameters_and_may_add_some(tmp_path: Path) -> None:
    more = LOCALE + "translations: {en: {content: {attach: {a: x}}, push: {pushcontent: 'Hi {{ name }}'}}}\n"
    rendering = translated(tmp_path, "attach: {a: 甲, b: 乙}\nsave: 1", more=more)
    english = rendering.text(person(name="Li", lang="en")).params
    assert english == {"from": "system", "attach": '{"a":"x"}', "pushcontent": "Hi Li", "save": "1"}
    chinese = rendering.text(person(name="Li", lang="zh-CN")).params
    assert chinese == {"from": "system", "attach": '{"a":"甲","b":"乙"}', "save": "1"}


def test_what_differs_between_languages_varies(tmp_path: Path) -> None:
    more = LOCALE + "translations: {en: {content: {attach: hello}}}\n"
    rendering = translated(tmp_path, "attach: 你好\nsave: 1", push="pushcontent: hey", more=more)
    assert rendering.constant == {"from": "system", "save": "1", "pushcontent": "hey"}
    assert rendering.varying == ("attach",)
    assert [one.constant["attach"] for one in rendering.each] == ["你好", "hello"]
    assert rendering.place("attach") == Place("c.yaml", 9, 11)
    assert [one.place("attach") for one in rendering.each] == [Place("c.yaml", 9, 11), Place("c.yaml", 14, 39)]


def test_a_language_without_anything_of_its_own_gets_the_campaign_s(tmp_path: Path) -> None:
    rendering = translated(tmp_path, "attach: hi", more="locale: {field: lang, default: zh, offered: [en]}\n")
    assert rendering.text(person(lang="en")) == rendering.text(person(lang="zh"))
    assert rendering.constant == {"from": "system", "attach": "hi"}


def test_where_is_the_same_for_all(tmp_path: Path) -> None:
    rendering = compiled(tmp_path, GREETING, where="lang == 'en'", templates=TEMPLATES, more=LOCALE)
    assert rendering.matches(person(name="Li", lang="en"))
    assert not rendering.matches(person(name="Li", lang="zh-CN"))


def test_what_fails_is_said_of_the_language_s_own_file(tmp_path: Path) -> None:
    rendering = translated(tmp_path, **{"zh-CN/a.j2": "你好", "en/a.j2": "\nHello {{ nmae|upper }}"})
    assert rendering.text(person(name="Li")).params["attach"] == "你好"
    with pytest.raises(
        CampaignInvalid, match=r"'nmae' is undefined in templates/en/a\.j2:2, used by `attach` for recip"
    ):
        rendering.text(person(name="Li", lang="en"))


def test_what_can_t_be_read_in_any_language_is_said_at_once(tmp_path: Path) -> None:
    templates = {"a.j2": "x", "en/a.j2": "{{ x|nope }}", "ja/a.j2": "\n{% if %}"}
    with pytest.raises(CampaignInvalid) as raised:
        translated(tmp_path, **templates)
    assert str(raised.value).split("\n") == [
        "templates/en/a.j2:1: there is no filter 'nope'; correct the template",
        "templates/ja/a.j2:2: expected an expression, got 'end of statement block'; correct the template",
    ]


def test_the_name_of_a_field_as_a_path_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s")
    rendering = translated(tmp_path, 'attach: "{% include kind ignore missing %}."', more=LOCALE)
    for kind in ("../../secret", "/secret", "../secret"):
        with pytest.raises(CampaignInvalid, match="leads out of templates/"):
            rendering.text(person(kind=kind))
    assert rendering.text(person(kind="no.j2")).params["attach"] == "."


def test_a_campaign_without_locale_is_not_translated(tmp_path: Path) -> None:
    rendering = compiled(tmp_path, "attach: \"{% include 'a.j2' %}\"", templates={"a.j2": "x", "en/a.j2": "y"})
    assert not isinstance(rendering, Translated)
    assert rendering.each == (rendering,)
    assert rendering.text(person(lang="en")).params["attach"] == "x"
