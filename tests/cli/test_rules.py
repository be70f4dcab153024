"""`campaign rules`: what is checked, by which page, and an example of each."""

import pytest

from runner.all_providers import all_kinds
from runner.general_rules import GENERAL_RULES
from runner.provider import name_of
from runner.sources import SOURCES
from tests.cli.projects import Project

KINDS = {name_of(kind): kind for kind in all_kinds()}
IDS = [rule.id for rule in GENERAL_RULES] + [rule.id for kind in KINDS.values() for rule in kind.rules]


def test_every_rule_is_listed_once_under_the_providers_that_have_it(project: Project) -> None:
    ran = project.run("rules")
    assert (ran.code, ran.err) == (0, "")
    listed: dict[str, str] = {}
    for part in ran.out.rstrip("\n").split("\n\n"):
        head, *rows = part.splitlines()
        for row in rows:
            assert row.startswith("  ")
            assert row.split()[0] not in listed
            listed[row.split()[0]] = head
    assert listed.keys() == set(IDS)
    assert list(listed)[: len(GENERAL_RULES)] == [rule.id for rule in GENERAL_RULES]
    for name, kind in KINDS.items():
        assert all(name in listed[rule.id].split(", ") for rule in kind.rules)
    assert "  NE008  error " in ran.out
    assert "  GEN001  warning  " in ran.out


def test_everything_about_one_rule(project: Project) -> None:
    ran = project.look("rules", "NE017")
    assert (ran.code, ran.err) == (0, "")
    head, *rows = ran.out.splitlines()
    assert head == "NE017: sound has at most 30 characters."
    said = {row[:13].strip(): row[13:].strip() for row in rows}
    assert said["severity"] == "error: such a message is refused"
    assert "netease v1" in said["provider"]
    assert said["looks at"] == "sound"
    assert said["source"] == f"N-SEED {SOURCES['N-SEED'].where}"
    assert said["breaks it"].startswith("sound: '")
    assert said["is told"].startswith("sound has 31 characters")
    assert said["is told"].endswith("over 30 [NE017]")
    assert said["turn it off"].startswith("lint: {disable: [NE017]}")
    assert project.look("rules", "ne017").out == ran.out


def test_what_cannot_be_turned_off_says_so(project: Project) -> None:
    said = project.look("rules", "WH005").out.splitlines()[-1]
    assert said.split() == ["turn", "it", "off", "can't", "be:", "it", "guards", "the", "form", "of", "the", "request"]
    firm = [rule["id"] for rule in project.look("rules", "-o", "json").said if rule["firm"]]
    assert firm == [f"WH{number:03}" for number in range(1, 9)]


def test_what_is_said_once_says_so(project: Project) -> None:
    assert "said only until the account's ledger holds an accepted message" in project.look("rules", "RC049").out
    assert "said only" not in project.look("rules", "RC041").out


@pytest.mark.parametrize("key", sorted(set(IDS)))
def test_every_rule_can_be_asked_for(project: Project, key: str) -> None:
    ran = project.look("rules", key)
    assert ran.code == 0
    for word in ("severity", "provider", "looks at", "source", "is told", f"[{key}]"):
        assert word in ran.out
    assert max(map(len, ran.out.splitlines())) < 400


def test_for_programs(project: Project) -> None:
    rules = project.look("rules", "-o", "json").said
    assert sorted(rule["id"] for rule in rules) == sorted(set(IDS))
    (one,) = [rule for rule in rules if rule["id"] == "NE009"]
    assert one == project.look("rules", "NE009", "--output", "json").said
    assert one["severity"] == "error"
    assert one["parameters"] == ["msgtype"]
    assert one["sentence"].startswith("msgtype is 0")
    assert (one["source"], one["address"]) == ("N-SEED", SOURCES["N-SEED"].where)
    assert set(one["example"]) == {"msgtype"}
    assert one["said"].startswith("msgtype is ")
    assert all(rule["said"] and rule["address"] for rule in rules)


@pytest.mark.parametrize("name", ["netease", "rongcloud", *KINDS])
def test_one_provider_only(project: Project, name: str) -> None:
    found = {rule["id"] for rule in project.look("rules", "--provider", name, "-o", "json").said}
    mine = {rule.id for known, kind in KINDS.items() if f"{known} ".startswith(f"{name} ") for rule in kind.rules}
    assert found == mine | {rule.id for rule in GENERAL_RULES}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("NE0008",), "there is no rule 'NE0008'; did you mean NE008?"),
        (("?",), "there is no rule '?'; `campaign rules` lists them"),
        (("--provider", "netese"), "there is no provider 'netese'; did you mean netease?"),
        (("RC001", "--provider", "netease"), "there is no rule 'RC001'; "),
    ],
)
def test_what_there_is_not(project: Project, arguments: tuple[str, ...], said: str) -> None:
    ran = project.look("rules", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said)
