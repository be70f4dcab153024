"""What a command came to, as Markdown: bounded, harmless, and true."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from markdown_it import MarkdownIt

from runner.errors import ExitCode, Place, Problem
from runner.ledger.differences import Headcount
from runner.model import Decision, Status
from runner.report.changes import change
from runner.report.markdown import MOST, page
from runner.report.outcomes import End, Result
from runner.report.plans import PlanReport, Sample
from runner.report.record import Case, Checked
from runner.report.words import clean
from tests.report.reading import Seen, seen
from tests.report.samples import EVIL, REPORT, WHOLE, evil_record, planned, recorded

PLAIN = {"h3", "h4", "p", "br", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "pre"}
PLAIN |= {"details", "summary"}
CHANGE = change("u9", Place("a.csv", 9), {"attach": '{"title":"old"}'}, {"attach": '{"title":"new"}'})
WORST = Sample("@`|<" * 500, Decision.SEND, "", Place("@`|<" * 500, 1), {"attach": "@`|<" * 5_000})
PROBLEM = Problem(Place("a.yaml", 3, 4), "it is wrong", "do this", "NE1")


def read(source: str) -> Seen:
    return seen(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(source))


def rows(source: str) -> Iterator[list[str]]:
    """The cells of each row, as they are read."""
    for line in source.splitlines():
        if line.startswith("| ") and not line.startswith("| :"):
            yield read(f"{line}\n{'| - ' * (line.count(' | ') + 1)}|").cells


def test_a_plan_begins_with_its_marker_and_its_sum() -> None:
    first, second, *_ = page(recorded(plans=(REPORT,))).splitlines()
    assert (first, second) == ("<!-- campaign-runner:plan -->", "### Plan: 12,000 to send in 1 campaign")
    assert page(recorded(plans=(REPORT,)), "ios").startswith("<!-- campaign-runner:ios -->\n")


def test_a_plan_shows_its_diff() -> None:
    report = replace(REPORT, target="prod", headcount=Headcount(10, 3, 4), changes=(CHANGE,))
    source = page(recorded(plans=(report,)))
    found = list(rows(source))
    assert [
        "hello → prod",
        "12,000",
        "30",
        "4",
        "1",
        "2",
        "",
        "+3 −4 (4 in the ledger, no longer in the plan)",
        "1.6 s",
    ] in found
    assert ["~", "hold", "4", "changed: accepted before, with another text"] in found
    assert ["-", "skip", "2", "excluded: on the list of those who are never sent to"] in found
    assert ["batch", "11,900", "3"] in [row[:3] for row in found]
    assert "```diff\n--- attach (sent)\n+++ attach (planned)\n" in source
    assert '\n-  "title": "old"\n+  "title": "new"\n' in source
    assert ["+", "u1", "a.csv:2", 'from=system, attach={"title":"通知"}'] in found
    assert f"fingerprint <code>{'a' * 32}</code>" in source


def test_problems_and_warnings_stand_at_their_places() -> None:
    record = recorded(code=ExitCode.INVALID, plans=(REPORT,), problems=(PROBLEM, Problem(None, "and this", "")))
    source = page(record)
    assert "### Plan: failed, 2 problems (exit code 3)" in source
    found = list(rows(source))
    assert ["a.yaml:3:4", "it is wrong; do this", "NE1"] in found
    assert ["", "and this", ""] in found
    assert ["a.csv:84", "attach may be too long; for 4,312 recipients, first u83", "NE008"] in found


def test_an_apply_says_what_was_done() -> None:
    ends = (
        End("a.yaml", WHOLE, Result("hello", {Status.ACCEPTED: 3, Status.UNKNOWN: 1}, 2, 0.5), {}),
        End("b.yaml", replace(WHOLE, campaign="bye"), None, {}),
    )
    source = page(recorded("apply", code=ExitCode.UNKNOWN, ends=ends, plans=(REPORT,)))
    assert "### Apply: 3 accepted, 0 rejected, 0 deferred, 1 unknown (exit code 6)" in source
    assert ["hello", "3", "0", "0", "1", "0.5 s", "0", ""] in list(rows(source))
    assert ["bye", "0", "0", "0", "0", "", "0", "nothing was sent"] in list(rows(source))


def test_a_validation_says_what_was_checked() -> None:
    checked = (Checked("a.yaml", (Case("file"), Case("rules NE", (PROBLEM,))), "hello", 3),)
    source = page(recorded("validate", code=ExitCode.INVALID, checked=checked))
    assert "### Validation: failed, 1 problem (exit code 3)" in source
    assert ["a.yaml", "3", "1 of 2"] in list(rows(source))
    assert "### Validation: 1 file valid, 0 warnings" in page(recorded("validate", checked=(Checked("a", ()),)))


def test_nothing_foreign_is_more_than_text() -> None:
    source = page(evil_record())
    found = read(source)
    assert found.tags <= PLAIN
    assert {name for _, name, _ in found.attributes} <= {"class", "style"}
    assert all(
        "@octocat" not in one and "#12" not in one for one in found.pieces if "```" not in one and "+" not in one[:1]
    )
    assert clean(EVIL) in found.text
    assert "\x1b" not in source
    assert "\u202e" not in source


@pytest.mark.parametrize("campaigns", [1, 30, 3_000])
def test_it_never_grows_over_its_limit_and_says_what_is_missing(campaigns: int) -> None:
    worst = replace(REPORT, samples=(WORST,) * 26, changes=(CHANGE,) * 3)
    named = tuple(replace(worst, plan=replace(WHOLE, campaign=f"hello{n}")) for n in range(campaigns))
    source = page(recorded(plans=named))
    assert len(source.encode()) < MOST == 60_000
    assert f"### Plan: {12_000 * campaigns:,} to send" in source
    assert read(source).tags <= PLAIN
    said = source.splitlines()[-1]
    if campaigns == 30:
        assert said.startswith("**Left out, because this page holds 60,000 bytes: ")
        assert "sample list" in said
    if campaigns == 3_000:
        shown = sum(row[0].startswith("hello") for row in rows(source))
        assert f"{3_000 - shown:,} campaigns" in said


def test_rows_of_one_campaign_never_stand_under_another() -> None:
    """Once a campaign's own part has no room, nothing of it is shown."""
    number = count()
    many = tuple(
        PlanReport(f"{next(number)}.yaml", replace(planned(), campaign=f"c{n}" + "x" * 300), (), ()) for n in range(400)
    )
    source = page(recorded(plans=many))
    _, *parts = source.split("\n#### ")
    assert all(part.count("| decision |") == 1 for part in parts[:-1])
    assert "section" in source.splitlines()[-1]


def test_ten_thousand_problems_are_cut() -> None:
    record = recorded("validate", code=ExitCode.INVALID, problems=(PROBLEM,) * 10_000)
    source = page(record)
    assert len(source.encode()) < MOST
    assert f"{10_000 - sum(row[0] == 'a.yaml:3:4' for row in rows(source)):,} problems" in source.splitlines()[-1]
    assert len(page(record, most=1_048_576).encode()) > MOST


def test_a_fence_that_a_text_opens_is_no_fence() -> None:
    one = change("u1", Place("a", 1), {"content": "x"}, {"content": "```\n</details>\n````\n# head"})
    found = read(page(recorded(plans=(replace(REPORT, changes=(one,)),))))
    assert "h1" not in found.tags
    assert "+</details>" in found.text
