"""A provider's rules over a campaign in several languages: each one's constants are checked, and told once."""

from pathlib import Path

import pytest

from runner.all_providers import PROVIDERS
from runner.checking import check_constants, warned_constants
from runner.rendering import compile_campaign
from tests.test_checking import POST, Ruled, checked, told
from tests.written import Read, problems, reader

PEOPLE = "recipients: {list: [{id: u2, lang: en}, {id: u3, lang: zh}, {id: u4, lang: en, name: Li}]}"
LOCALE = "locale: {field: lang, default: zh}"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """A campaign of the provider with rules of every sort."""
    return reader(tmp_path, {**PROVIDERS, "post": (Ruled,)})


def test_each_language_s_constants_are_checked_at_their_own_places(read: Read) -> None:
    campaign = read(POST, PEOPLE, "content: {sender: system, body: '!!'}", "push: {alert: a}", LOCALE,
                    "translations:", "  en: {content: {body: hi!}}", "  ja: {content: {body: '!'}}")  # fmt: skip
    assert problems(lambda: check_constants(campaign, compile_campaign(campaign))) == [
        "c.yaml:5:33: body shouts; say it calmly [P001]",
        "c.yaml:9:24: body shouts; correct it [P001]",
        "c.yaml:10:24: body shouts; correct it [P001]",
    ]


def test_what_is_wrong_in_what_they_share_is_told_once(read: Read) -> None:
    campaign = read(POST, PEOPLE, "content: {sender: system, body: '!'}", "push: {alert: a}", LOCALE,
                    "translations: {en: {push: {alert: b}}}")  # fmt: skip
    found = problems(lambda: check_constants(campaign, compile_campaign(campaign)))
    assert found == ["c.yaml:5:33: body shouts; correct it [P001]"]


def test_a_language_s_warning_stands_at_its_place_and_is_not_counted_again(read: Read) -> None:
    campaign = read(POST, PEOPLE, "content: {sender: system, body: hi}", "push: {alert: a}", LOCALE,
                    "translations: {en: {content: {body: well...}}}")  # fmt: skip
    rendering = compile_campaign(campaign)

    found = warned_constants(campaign, rendering, check_constants(campaign, rendering))

    assert [told(one) for one in found] == [("P001", "body may whisper", "c.yaml:8:37", "", 0)]
    assert checked(campaign)[0].warnings() == []


def test_what_varies_in_a_language_is_counted_there(read: Read) -> None:
    campaign = read(POST, PEOPLE, "content: {sender: system, body: well}", "push: {alert: a}", LOCALE,
                    "translations: {en: {content: {body: \"{{ name|default('no') }}...\"}}}")  # fmt: skip
    warnings = checked(campaign)[0].warnings()
    assert [(one.rule.id, one.recipient, one.count) for one in warnings] == [("P001", "u2", 2)]


def test_the_longest_text_is_that_of_whoever_gets_it(read: Read) -> None:
    campaign = read(POST, PEOPLE, "content: {sender: system, body: hi}", "push: {alert: a}", LOCALE,
                    "translations: {en: {content: {body: hello}}, ja: {content: {body: konnichiwa}}}")  # fmt: skip
    longest = {one.gauge.name: (one.length, one.recipient) for one in checked(campaign)[0].longest}
    assert longest == {"sender": (6, ""), "body": (5, "u2"), "alert": (1, "")}
