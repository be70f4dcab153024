"""A plan as people read it and as programs do."""

from dataclasses import replace

import pytest

from runner.errors import Place
from runner.gauge import Longest
from runner.model import Account, Decision
from runner.planning import Plan, joint_fingerprint
from runner.provider import Route
from runner.providers.rongcloud import PUBLISH, TEMPLATE
from runner.report.cautions import Caution
from runner.report.plans import PlanReport, Sample, brief, has_changes, text, why
from tests.report.samples import BATCH, LONGEST, REPORT, SINGLE, TITLE, WARNINGS, WAYS, WHOLE, planned

TEXT = """\
hello (campaigns/hello.yaml) on netease:demo

  + send  12,000  will be sent
  = skip      30  accepted
  - skip       2  excluded: on the list of those who are never sent to
  ~ hold       4  changed: accepted before, with another text
  ! hold       1  in doubt: nobody can know whether it was taken
  7 recipients left out by `where`
  5 rows dropped: the recipient stands there already (-v names both places)
  rules off: RC012, RC041
  warning: nothing is pushed (campaigns/hello.yaml:7:3) [NE100]
  warning: attach may be too long; for 4,312 recipients, first u83 (a.csv:84) [NE008]
  warning: the id 1E+12 is a number; for 1E+12 (a.csv:9) [GEN003]
  longest: pushExt.title 48/50 (u83){constant}

  route   messages  calls  limit          takes about  why
  batch     11,900      3  120 calls/min  1.6 s        {batch}
  single       100    100  100 calls/s    1.1 s        {single}
  all together about 1.6 s

  ~ u9 (a.csv:9)  changed: accepted before, with another text
  + u1 (a.csv:2)  from=system, attach={{"title":"通知"}}
{duplicates}  fingerprint {fingerprint}"""


def shown(duplicates: str = "", constant: str = "") -> str:
    batch, single = why(BATCH, 11_900), why(SINGLE, 100)
    return TEXT.format(batch=batch, single=single, duplicates=duplicates, constant=constant, fingerprint="a" * 32)


def report(plan: Plan, **more: tuple[Sample, ...]) -> PlanReport:
    return PlanReport("hello.yaml", plan, more.get("samples", ()), ())


def test_a_plan_for_people() -> None:
    assert text([REPORT]) == shown()


def test_duplicates_and_the_lengths_of_what_never_varies_are_told_where_more_is_wanted() -> None:
    assert text([REPORT], verbose=True) == shown(
        "  = u3 stands again at b:4, first at a:2\n", ", content 1,204/131,072 bytes (everyone)"
    )


def test_lengths_that_are_the_same_for_everybody_are_no_news() -> None:
    assert "longest" not in text([replace(REPORT, longest=LONGEST[1:])])


def test_a_plan_without_anything_to_tell_is_short() -> None:
    empty = planned({})
    assert text([report(empty)]) == (
        f"hello (hello.yaml) on netease:demo\n\n  =  0  no recipients\n  fingerprint {'a' * 32}"
    )


HOSTS = ("hooks.example", "127.0.0.1:8080")


def test_a_plan_says_where_it_goes_to_where_the_file_alone_decides_that() -> None:
    told = replace(report(planned({})), hosts=HOSTS, via_hosts=True)
    assert text([told]).splitlines()[0] == "hello (hello.yaml) on netease:demo via hooks.example, 127.0.0.1:8080"
    assert text([replace(told, via_hosts=False)]).splitlines()[0] == "hello (hello.yaml) on netease:demo"
    assert " via" not in text([replace(told, hosts=())])


def test_one_route_needs_no_sum() -> None:
    assert "all together" not in text([report(replace(WHOLE, ways=WAYS[:1]))])


def test_several_plans_are_summed_up() -> None:
    other = replace(WHOLE, campaign="bye", fingerprint="b" * 32)
    said = text([REPORT, report(other)])
    first, *_, last = said.split("\n\n")
    assert first.startswith("hello (campaigns/hello.yaml)")
    assert "\n\nbye (hello.yaml)" in said
    joint = joint_fingerprint([WHOLE, other])
    assert last == f"Together: 2 campaigns, 24,000 to send\nfingerprint {joint}"
    assert joint not in {"a" * 32, "b" * 32}


def test_a_brief_plan_is_a_line_and_its_fingerprint() -> None:
    assert brief([REPORT]) == (
        f"hello: 12,000 send, 32 skip, 5 hold, 0 refuse; takes about 1.6 s; 3 warnings\nfingerprint {'a' * 32}"
    )
    assert "warning" not in brief([report(WHOLE)])


@pytest.mark.parametrize("decision", Decision)
def test_only_what_is_sent_changes_anything(decision: Decision) -> None:
    plans = [planned({(Decision.SKIP, "accepted"): 3}), planned({(decision, "why"): 1})]
    assert has_changes(plans) is (decision is Decision.SEND)


def test_a_warning_at_its_place() -> None:
    assert [one.at_its_place() for one in WARNINGS] == [
        "campaigns/hello.yaml:7:3: warning: nothing is pushed; correct it, or disable the rule [NE100]",
        "a.csv:84: warning: attach may be too long; for 4,312 recipients, first u83 [NE008]",
        "a.csv:9: warning: the id 1E+12 is a number; for 1E+12 [GEN003]",
    ]
    assert WARNINGS[0]._replace(what="a; do b").at_its_place().endswith(": warning: a; do b [NE100]")


EVIL = "\x1b[2J\n\u202e"


def test_nothing_foreign_reaches_the_terminal_as_it_is() -> None:
    plan = Plan(f"c{EVIL}", Account("netease", f"k{EVIL}"), {(Decision.REFUSE, EVIL): 1}, 0, 0, (), "f")
    samples = (
        Sample(f"u{EVIL}", Decision.SEND, EVIL, Place(f"f{EVIL}", 1), {f"p{EVIL}": EVIL}),
        Sample("u2", Decision.REFUSE, EVIL, Place("f", 2)),
    )
    warning = Caution("X1", EVIL, Place(f"f{EVIL}", 1), EVIL, 2)
    longest = (Longest(TITLE, 48, EVIL),)
    whole = PlanReport(f"f{EVIL}", plan, samples, (warning,), ((EVIL, EVIL, EVIL),), longest)
    whole = replace(whole, hosts=(EVIL,), via_hosts=True)
    for said in (text([whole, whole], verbose=True), brief([whole])):
        assert not {"\x1b", "\u202e"} & set(said)
        assert "\\x1b[2J\\x0a\\x202e" in said
    assert len(text([whole], verbose=True).splitlines()) == 10
    assert warning.at_its_place().isprintable()


def test_long_texts_are_cut_where_people_read() -> None:
    sample = Sample("u1", Decision.SEND, "", Place("a.csv", 2), {"attach": "长" * 1_000})
    lines = text([report(planned({(Decision.REFUSE, "x" * 1_000): 1}), samples=(sample,))]).splitlines()
    assert max(map(len, lines)) < 400
    assert any(line.endswith("…") for line in lines)


@pytest.mark.parametrize(
    ("route", "messages", "words"),
    [
        (SINGLE, 3, "one recipient a call"),
        (TEMPLATE, 250, "different texts, up to 100 in a call"),
        (PUBLISH, 1, "one message"),
        (PUBLISH, 250, "equal texts, up to 100 recipients in a call"),
        (BATCH, 9_000, "equal texts, up to 5,000 recipients in a call"),
    ],
)
def test_why_a_route_is_taken(route: Route, messages: int, words: str) -> None:
    assert words in why(route, messages)
