from pathlib import Path

import pytest

from runner.campaign.model import Locale
from runner.errors import Place
from tests.campaign.toys import WHOLE, problems, read


def test_a_locale(tmp_path: Path) -> None:
    locale = read(tmp_path, f"{WHOLE}locale: {{field: lang, default: zh-CN, offered: [zh-CN, en, en]}}\n").locale
    assert locale == Locale("lang", "zh-CN", ("zh-CN", "en"), Place("c.yaml", 6, 1))


def test_what_is_offered_may_be_left_to_the_translations(tmp_path: Path) -> None:
    text = (
        f"{WHOLE}locale: {{field: lang, default: zh-CN}}\ntranslations: {{en: {{push: {{alert: Hi}}, content: "
        "{body: Hello}}, de: {content: {body: Hallo}}}\n"
    )
    campaign = read(tmp_path, text)
    assert campaign.locale
    assert campaign.locale.offered is None
    said = {
        language: [(parameter.section, parameter.name) for parameter, _ in params]
        for language, params in campaign.translations.items()
    }
    assert said == {"en": [("push", "alert"), ("content", "body")], "de": [("content", "body")]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("locale: {field: lang}", "6:1: `default` is missing under `locale`"),
        ("locale: {default: en}", "6:1: `field` is missing under `locale`"),
        ("locale: {field: lang, default: English!}", "6:32: default: `English!` isn't a language; write it as lists"),
        ("locale: {field: lang, default: en, offered: [de, '']}", "6:50: an item of `offered` must be a text"),
        ("translations: {en: {content: {body: x}}}", "6:1: `translations` need a `locale`, to say for whom"),
        ("locale: {field: l, default: de}\ntranslations: {e: {}}", "7:16: `e` isn't a language"),
        ("locale: {field: l, default: de}\ntranslations: {en: x}", "7:20: a translation is a mapping, not a text"),
        ("locale: {field: l, default: de}\ntranslations: {en: {pus: {}}}", "7:21: unknown key `pus` in a translation"),
        (
            "locale: {field: l, default: de}\ntranslations: {en: {push: {alrt: x}}}",
            "7:28: post has no parameter `alrt` under `push`; did you mean `alert`?",
        ),
    ],
)
def test_each_mistake_is_named_at_its_place(tmp_path: Path, text: str, said: str) -> None:
    found = problems(tmp_path, f"{WHOLE}{text}\n")
    assert [line for line in found if line.startswith(said)], found
