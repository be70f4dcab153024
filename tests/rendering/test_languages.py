"""Which language a recipient gets, which ones a campaign offers, and what isn't translated."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from runner.errors import CampaignInvalid
from runner.rendering.languages import chosen
from runner.rendering.translated import Translated
from tests.rendering.written import compiled

LOCALE = "locale: {field: lang, default: zh-CN}\n"
INCLUDE = "attach: \"{% include 'a.j2' %}\""


def languages(folder: Path, *templates: str, content: str = INCLUDE, more: str = LOCALE) -> tuple[str, ...]:
    """What a campaign offers that has these templates."""
    rendering = compiled(folder, content, templates=dict.fromkeys(templates, "x"), more=more)
    assert isinstance(rendering, Translated)
    return tuple(rendering.spoken)


def problems(folder: Path, *templates: str, content: str = INCLUDE, more: str = LOCALE) -> list[str]:
    """What is said of one that lacks something."""
    with pytest.raises(CampaignInvalid) as raised:
        languages(folder, *templates, content=content, more=more)
    return str(raised.value).split("\n")


@pytest.mark.parametrize(
    ("text", "offered", "language"),
    [
        ("en", ["zh-CN", "en", "EN"], "en"),
        ("EN", ["zh-CN", "en"], "en"),
        (" en ", ["zh-CN", "en"], "en"),
        ("pt_br", ["zh-CN", "pt-BR"], "pt-BR"),
        ("pt-BR", ["zh-CN", "pt_BR"], "pt_BR"),
        ("zh-TW", ["zh-CN", "zh"], "zh"),
        ("zh-Hant-TW", ["zh-CN", "zh", "zh-Hant"], "zh-Hant"),
        ("zh-TW", ["en", "zh-CN"], "en"),
        ("en", ["zh-CN", "en-US"], "zh-CN"),
        ("", ["zh-CN", "en"], "zh-CN"),
        ("-", ["zh-CN", "en"], "zh-CN"),
        ("klingon", ["zh-CN", "en"], "zh-CN"),
        ("EN", ["zh-CN", "en", "En"], "en"),
        ("en" + "-x" * 60, ["zh-CN", "en"], "zh-CN"),  # nobody's language is so long, and looking takes its square
    ],
)
def test_the_language_of_a_recipient(text: str, offered: Sequence[str], language: str) -> None:
    assert chosen(text, offered, offered[0]) == language


@pytest.mark.parametrize(
    ("templates", "offered"),
    [
        (["a.j2"], ("zh-CN",)),
        (["a.j2", "en/a.j2"], ("zh-CN", "en")),
        (["zh-CN/a.j2", "en/a.j2", "ja/a.j2"], ("zh-CN", "en", "ja")),
        (["zh-CN/a.j2", "zh-CN/b.j2", "en/b.j2"], ("zh-CN",)),
        (["a.j2", "announcements/a.j2", "x/a.j2"], ("zh-CN",)),
    ],
)
def test_folders_that_translate_what_is_used_are_languages(
    tmp_path: Path, templates: list[str], offered: tuple[str, ...]
) -> None:
    assert languages(tmp_path, *templates) == offered


def test_folders_that_are_named_in_full_are_none(tmp_path: Path) -> None:
    content = "attach: \"{% include 'ios/a.j2' %}{% include 'web/a.j2' %}\""
    assert languages(tmp_path, "ios/a.j2", "web/a.j2", content=content) == ("zh-CN",)


def test_translations_are_languages(tmp_path: Path) -> None:
    more = f"{LOCALE}translations: {{en: {{content: {{attach: hello}}}}}}\n"
    assert languages(tmp_path, content="attach: hi", more=more) == ("zh-CN", "en")


def test_what_is_named_is_all(tmp_path: Path) -> None:
    more = "locale: {field: lang, default: zh-CN, offered: [en]}\n"
    assert languages(tmp_path, "a.j2", "en/a.j2", "ja/a.j2", more=more) == ("zh-CN", "en")


def test_translations_that_nobody_would_get(tmp_path: Path) -> None:
    more = "locale: {field: lang, default: zh-CN, offered: [en]}\n"
    more += "translations: {zh-CN: {content: {attach: a}}, eng: {content: {attach: b}}}\n"
    assert problems(tmp_path, content="attach: hi", more=more) == [
        (
            "c.yaml:11:42: zh-CN is the default language: its texts are the campaign's own; "
            "move them to `content` and `push`"
        ),
        "c.yaml:11:71: there are translations to eng, which `offered` doesn't name; did you mean en?",
    ]


def test_a_parameter_that_others_have_translated(tmp_path: Path) -> None:
    more = f"{LOCALE}translations:\n  en: {{content: {{attach: b}}}}\n  ja: {{push: {{pushcontent: c}}}}\n"
    assert problems(tmp_path, content="attach: a", more=more) == [
        "c.yaml:13:28: `pushcontent` is translated to ja, and not to en; add it to `translations`: en",
        "c.yaml:12:26: `attach` is translated to en, and not to ja; add it to `translations`: ja",
    ]


def test_a_language_that_is_offered_and_has_nothing(tmp_path: Path) -> None:
    more = "locale: {field: lang, default: zh-CN, offered: [en, fr]}\ntranslations: {en: {content: {attach: b}}}\n"
    assert problems(tmp_path, content="attach: a", more=more) == [
        "c.yaml:11:39: `attach` is translated to en, and not to fr; add it to `translations`: fr"
    ]


def test_a_template_that_is_not_translated(tmp_path: Path) -> None:
    more = "locale: {field: lang, default: zh-CN, offered: [en]}\n"
    assert problems(tmp_path, "zh-CN/a.j2", more=more) == [
        (
            "templates/zh-CN/a.j2: this template is not translated to en; write templates/en/a.j2, "
            "or move it to templates/ if it is everybody's"
        )
    ]


def test_a_template_that_others_have_translated(tmp_path: Path) -> None:
    assert problems(tmp_path, "a.j2", "en/a.j2", more="locale: {field: l, default: zh, offered: [en, ja]}\n") == [
        "templates/en/a.j2: this template is not translated to ja; write templates/ja/a.j2"
    ]


def test_templates_that_templates_include_count_too(tmp_path: Path) -> None:
    content = "attach: \"{% include 'top.j2' %}\""
    templates = {"zh-CN/top.j2": "{% include 'in.j2' %}", "zh-CN/in.j2": "x", "en/top.j2": "y"}
    with pytest.raises(CampaignInvalid, match=r"templates/zh-CN/in\.j2: this template is not translated to en"):
        compiled(tmp_path, content, templates=templates, more=LOCALE)
