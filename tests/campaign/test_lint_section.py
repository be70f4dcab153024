"""`lint`: rules that don't count for a campaign."""

from pathlib import Path

import pytest

from runner.all_providers import BUILT_IN
from runner.campaign.parse import read_campaign
from runner.errors import CampaignInvalid
from tests.campaign.toys import WHOLE, problems, read


@pytest.mark.parametrize(
    ("lint", "disabled"),
    [
        ("", frozenset[str]()),
        ("lint: {}\n", frozenset[str]()),
        ("lint: {disable: GEN001}\n", frozenset({"GEN001"})),
        ("lint: {disable: [GEN001, GEN003, GEN001]}\n", frozenset({"GEN001", "GEN003"})),
    ],
)
def test_the_ids_under_disable(tmp_path: Path, lint: str, disabled: frozenset[str]) -> None:
    assert read(tmp_path, WHOLE + lint).disabled == disabled


@pytest.mark.parametrize(
    ("lint", "said"),
    [
        ("{disable: GEN0011}", "6:17: there is no rule `GEN0011` for this campaign; did you mean `GEN001`?"),
        (
            "{disable: [GEN001, NE008]}",
            "6:26: there is no rule `NE008` for this campaign; `campaign rules --provider 'post'` lists them",
        ),
        ("{disable: [[GEN001]]}", "6:18: an item of `disable` must be a text, not a list; write one text an item"),
        ("{disable: []}", "6:17: `disable` is an empty list; give it an item, or delete it"),
        ("{enable: GEN001}", "6:8: unknown key `enable` under `lint`; did you mean `disable`?"),
        ("GEN001", "6:7: `lint` must be a mapping, not a text; it is which rules don't count for this campaign"),
    ],
)
def test_what_is_no_rule_is_told_at_its_place(tmp_path: Path, lint: str, said: str) -> None:
    assert problems(tmp_path, f"{WHOLE}lint: {lint}\n") == [said]


def test_where_the_provider_is_unknown_its_rules_are_not_asked_for(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, WHOLE.replace("type: post", "type: pots") + "lint: {disable: NE008}\n")
    assert "there is no provider `pots`" in line


def test_a_warning_about_the_file_can_be_disabled(tmp_path: Path) -> None:
    text = WHOLE.replace("app_secret: demo", "app_secret: 'demo '")
    assert [found.rule.id for found in read(tmp_path, text).warnings] == ["GEN001"]
    assert read(tmp_path, text + "lint: {disable: GEN001}\n").warnings == ()


WEBHOOK = """version: 1
name: hello
provider: {{type: webhook, endpoint: emulator, app_key: demo}}
recipients: {{list: [u1]}}
content: {{body: hi, headers: {{Content-Length: "2"}}}}
lint: {{disable: {disabled}}}
"""


def test_a_rule_that_guards_the_request_itself_cannot_be_disabled(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text(WEBHOOK.format(disabled="[GEN001, WH005, WH002]"), encoding="utf-8")
    with pytest.raises(CampaignInvalid) as raised:
        read_campaign(file, "c.yaml", BUILT_IN, {})
    assert [str(problem) for problem in raised.value.problems] == [
        f"c.yaml:6:{column}: the rule `{rule}` can't be disabled; correct what breaks it: it guards the form of the "
        "request"
        for column, rule in [(26, "WH005"), (33, "WH002")]
    ]


def test_other_rules_of_such_a_provider_can_be(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text(WEBHOOK.format(disabled="WH009"), encoding="utf-8")
    assert read_campaign(file, "c.yaml", BUILT_IN, {}).disabled == {"WH009"}
