"""The stages of a plan."""

from dataclasses import replace

from runner.planning import Plan, StagePlan
from runner.report.staging import between, lines, values
from tests.report.samples import WAYS, WHOLE

STAGES = (
    StagePlan(0, "seeds", 3, 0, (), "done"),
    StagePlan(1, "10%", 1_200, 1_200, WAYS[:1], "open"),
    StagePlan(2, "100%", 10_800, 10_800, WAYS, "waiting"),
)


def staged(pause: float | None) -> Plan:
    return replace(WHOLE, stages=STAGES, pause=pause)


def test_stages_are_a_table() -> None:
    assert list(lines(staged(600.0))) == [
        "",
        "  stage  size   recipients  to send  calls  takes about  state",
        "  0      seeds           3        0      0  0 s          done",
        "  1      10%         1,200    1,200      3  1.6 s        open",
        "  2      100%       10,800   10,800    103  1.6 s        waiting",
        "  between stages: 10 min",
    ]


def test_what_lies_between_them_is_told() -> None:
    assert between(staged(None)) == "between stages: a person says `campaign continue hello`"
    assert between(staged(0.0)) == ""
    assert list(lines(WHOLE)) == []


def test_stages_for_programs() -> None:
    assert values(WHOLE) == []
    assert values(staged(0.0))[1] == {
        "stage": 1, "size": "10%", "recipients": 1_200, "to_send": 1_200, "calls": 3, "eta_s": 1.6, "state": "open",
    }  # fmt: skip
