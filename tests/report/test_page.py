"""What a command came to, as one HTML file: whole in itself, and harmless."""

import re
from dataclasses import replace

import pytest

from runner.errors import ExitCode, Place
from runner.ledger.differences import Headcount
from runner.report.changes import change
from runner.report.page import page
from runner.report.record import Record
from runner.report.words import clean
from tests.report.reading import seen
from tests.report.samples import EVIL, REPORT, VERDICTS, evil_record, recorded
from tests.report.test_staging import staged

CHANGE = change("u9", Place("a.csv", 9), {"attach": '{"title":"old"}'}, {"attach": '{"title":"new"}'})
WHOLE = replace(
    REPORT, target="prod", headcount=Headcount(10, 3, 4), changes=(CHANGE,), plan=staged(None), verdicts=VERDICTS
)
RECORDS = [recorded(), recorded(plans=(REPORT, WHOLE)), evil_record(), recorded("validate", code=ExitCode.INVALID)]


@pytest.mark.parametrize("record", RECORDS, ids=["empty", "plans", "evil", "validate"])
def test_it_runs_nothing_and_asks_nobody(record: Record) -> None:
    html = page(record)
    found = seen(html)
    assert not found.tags & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "a",
        "base",
        "video",
    }
    for tag, name, value in found.attributes:
        assert not name.startswith("on")
        assert name not in {"src", "href", "srcset", "action", "style"}, (tag, name, value)
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style
    assert ("meta", "content", "default-src 'none'; style-src 'unsafe-inline'") in found.attributes


def test_foreign_text_is_shown_as_it_is() -> None:
    found = seen(page(evil_record()))
    assert found.text.count(clean(EVIL)) > 15
    assert "img" not in found.tags
    assert not {"\x1b", "\u202e"} & set(found.text)


def test_it_fits_a_phone_and_the_night() -> None:
    html = page(recorded(plans=(REPORT,)))
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in html
    assert "color-scheme: light dark" in html
    assert "prefers-color-scheme: dark" in html
    assert html.startswith("<!doctype html>\n")


def test_a_plan_with_everything() -> None:
    text = " ".join(" ".join(seen(page(recorded(plans=(WHOLE,)))).pieces).split())
    for said in (
        "Plan: 12,000 to send in 1 campaign",
        "hello (campaigns/hello.yaml) on netease:demo, target prod",
        "+3 −4 (4 in the ledger, no longer in the plan)",
        "~ hold 4 changed: accepted before, with another text",
        "batch 11,900 3 120 calls/min 1.6 s",
        "1 10% 1,200 1,200 3 1.6 s open",
        "between stages: a person says `campaign continue hello`",
        "max_duration kept 1.6 s of 60 s",
        '- "title": "old" + "title": "new"',
        'u1 a.csv:2 from=system, attach={"title":"通知"}',
        "attach may be too long; for 4,312 recipients, first u83 a.csv:84 [NE008]",
    ):
        assert said in text


def test_every_tag_that_is_opened_is_closed() -> None:
    html = page(evil_record())
    for tag in ("table", "tr", "td", "th", "details", "summary", "pre", "code", "span", "p", "h2"):
        assert len(re.findall(rf"<{tag}[ >]", html)) == html.count(f"</{tag}>"), tag
