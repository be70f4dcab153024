"""`--output`, `--report`, `--summary`: what a command tells besides its text, however it ends."""

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import parse

import pytest

from tests.cli.projects import Project, netease
from tests.emulator.callers import Emulated
from tests.report.reading import seen

PLANS = ("json", "jsonl", "markdown", "html")
CHECKS = (*PLANS, "junit", "sarif")
BROKEN = netease(attach="'{{ nme }}'")
REFUSED = netease(recipients="{list: [u1, 李雷]}")


def reports(*kinds: str) -> list[str]:
    return [word for kind in kinds for word in ("--report", f"{kind}=out/deep/{kind}")]


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def types(text: str) -> list[str]:
    return [event["type"] for event in events(text)]


def test_several_reports_at_once_and_the_text_stays(project: Project) -> None:
    project.campaign(netease())
    plain = project.look("plan")
    ran = project.look("plan", *reports(*PLANS))
    assert ran == plain
    out = project.root / "out" / "deep"
    assert sorted(file.name for file in out.iterdir()) == sorted(PLANS)
    assert json.loads((out / "json").read_text()) == project.look("plan", "-o", "json").said
    assert types((out / "jsonl").read_text())[0] == "version"
    assert (out / "markdown").read_text().startswith("<!-- campaign-runner:plan -->\n### Plan: 3 to send")
    assert "table" in seen((out / "html").read_text()).tags


def test_stdout_is_the_same_as_the_file(project: Project) -> None:
    project.campaign(netease())
    for kind in ("json", "markdown"):
        ran = project.look("plan", "-o", kind, *reports(kind))
        assert ran.out == (project.root / "out" / "deep" / kind).read_text()
        assert ran.err == ""
    assert types(project.look("plan", "-o", "jsonl").out) == [
        "version", *["planned_change"] * 4, "change_summary", "outputs",
    ]  # fmt: skip
    assert project.look("plan", "-o", "html").out.startswith("<!doctype html>")


@pytest.mark.parametrize("command", ["plan", "validate", "apply"])
def test_reports_are_written_when_a_file_is_broken(project: Project, command: str) -> None:
    project.campaign(BROKEN)
    kinds = CHECKS if command == "validate" else PLANS
    ran = project.look(command, *reports(*kinds))
    assert ran.code == 3
    out = project.root / "out" / "deep"
    for kind in kinds:
        assert "nme" in (out / kind).read_text(), kind
    said = json.loads((out / "json").read_text())
    problem, *_ = (said["plan"] if command == "apply" else said)["diagnostics"]
    assert problem["range"]["filename"] == "campaigns/hello.yaml"
    last = events((out / "jsonl").read_text())[-1]
    assert (last["type"], last["outputs"]["exit_code"]) == ("outputs", 3)


@pytest.mark.parametrize("command", ["plan", "validate", "apply"])
def test_they_are_written_when_somebody_is_refused(project: Project, command: str) -> None:
    project.campaign(REFUSED)
    ran = project.look(command, *reports(*PLANS), *(["--yes"] if command == "apply" else []))
    assert ran.code == 3
    for kind in PLANS:
        assert "李雷" in (project.root / "out" / "deep" / kind).read_text(), kind


def test_they_are_written_when_a_path_is_wrong(project: Project) -> None:
    ran = project.look("plan", "nowhere.yaml", "-o", "json", *reports("jsonl"))
    assert ran.code == 2
    assert ran.said["diagnostics"][0] == {
        "severity": "error", "code": "", "summary": "nowhere.yaml: there is no such file or folder",
        "detail": "check the path", "range": None,
    }  # fmt: skip
    assert types((project.root / "out/deep/jsonl").read_text()) == ["version", "diagnostic", "outputs"]


def test_an_apply_tells_its_end(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    ran = project.apply_here("-o", "json", *reports(*PLANS))
    assert ran.code == 0
    assert "3 accepted" in ran.err
    assert ran.said["outcomes"][0]["done"] == {"accepted": 3, "rejected": 0, "deferred": 0, "unknown": 0}
    assert ran.said["plan"]["campaigns"][0]["counts"]["send"] == 3
    out = project.root / "out" / "deep"
    found = types((out / "jsonl").read_text())
    assert found[-3:] == ["apply_start", "apply_complete", "outputs"]
    assert "### Apply: 3 accepted" in (out / "markdown").read_text()


def test_events_of_an_apply_come_on_stdout(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    ran = project.apply_here("-o", "jsonl", "-q")
    assert types(ran.out)[-3:] == ["apply_start", "apply_complete", "outputs"]
    assert len(emulator.received()) == 3


def test_an_apply_that_may_not_send_tells_why(project: Project) -> None:
    project.campaign(netease())
    ran = project.look("apply", "-o", "json", *reports("markdown"))
    assert ran.code == 2
    assert (ran.said["exit_code"], ran.said["outcomes"]) == (2, [])
    assert "there is no terminal to ask on" in ran.said["plan"]["diagnostics"][0]["summary"]
    assert "(exit code 2)" in (project.root / "out/deep/markdown").read_text()


def test_a_validation(project: Project) -> None:
    project.campaign(netease())
    project.campaign(REFUSED.replace("name: hello", "name: other"), "other")
    ran = project.look("validate", "-o", "json", *reports("junit", "sarif"))
    assert ran.code == 3
    assert [(one["file"], one["valid"], one["recipients"]) for one in ran.said["files"]] == [
        ("campaigns/hello.yaml", True, 3), ("campaigns/other.yaml", False, 2),
    ]  # fmt: skip
    errors = [one for one in ran.said["diagnostics"] if one["severity"] == "error"]
    assert [(one["code"], one["range"]["start"]["line"]) for one in errors] == [("NE006", 9)]
    root = parse(project.root / "out/deep/junit").getroot()
    cases = {(suite.attrib["name"], case.attrib["name"]): len(case) for suite in root for case in suite}
    assert cases["campaigns/other.yaml", "rules NE"] == 1
    assert sum(cases.values()) == 1
    run = json.loads((project.root / "out/deep/sarif").read_text())["runs"][0]
    assert {result["ruleId"] for result in run["results"] if result["level"] == "error"} == {"NE006"}


def test_a_validation_of_thousands_who_are_refused_is_bounded(project: Project) -> None:
    project.write("recipients/all.csv", "id\n" + "".join(f"李{n}\n" for n in range(3_000)))
    project.campaign(netease(recipients="{file: ../recipients/all.csv}"))
    ran = project.look("validate")
    lines = ran.err.splitlines()
    assert (ran.code, len(lines)) == (3, 1_001)
    assert lines[-1].startswith("campaigns/hello.yaml: 2,000 more recipients can't be sent to; ")


def test_places_are_named_from_the_root_of_the_repository(project: Project) -> None:
    (project.root.parent / ".git").mkdir()
    project.campaign(BROKEN)
    ran = project.look("validate", *reports("sarif"), GITHUB_ACTIONS="true")
    where = f"{project.root.name}/campaigns/hello.yaml"
    assert f"::error file={where},line=12,col=11" in ran.err
    run = json.loads((project.root / "out/deep/sarif").read_text())["runs"][0]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == where


def test_annotations_are_for_github_and_not_for_the_quiet(project: Project) -> None:
    project.campaign(REFUSED)
    assert (
        "::error file=campaigns/hello.yaml,line=9,title=NE006::李雷"
        in project.look("validate", GITHUB_ACTIONS="true").err
    )
    assert "::error" not in project.look("validate", "-q", GITHUB_ACTIONS="true").err
    assert "::error" not in project.look("validate").err
    assert "::" not in project.look("validate", "-o", "json", GITHUB_ACTIONS="true").out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("json", "--report json: write KIND=FILE; the kinds here are json, jsonl, markdown, html"),
        ("json=", "--report json=: write KIND=FILE"),
        ("xml=a", "--report xml=a: write KIND=FILE"),
        ("junit=a", "--report junit=a: write KIND=FILE"),
        ("json=-", "to stdout it goes by --output json"),
        ("json=campaigns", "campaigns is a folder; name a file in it"),
    ],
)
def test_a_report_that_cannot_be_is_refused_before_anything_is_done(project: Project, given: str, said: str) -> None:
    project.campaign(netease())
    ran = project.look("plan", "--report", given)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_two_reports_never_share_a_file(project: Project) -> None:
    project.campaign(netease())
    ran = project.look("plan", "--report", "json=out", "--report", "html=./out")
    assert ran.code == 2
    assert "give each a file of its own" in ran.err
    assert not (project.root / "out").exists()


def test_a_report_that_cannot_be_written_is_told_and_the_others_are_written(project: Project) -> None:
    project.campaign(netease())
    project.write("file", "")
    ran = project.look("plan", "--report", "json=file/out", "--report", "html=out.html")
    assert ran.code == 1
    assert "the report file/out can't be written: " in ran.err
    assert "+ send  3" in ran.out
    assert (project.root / "out.html").exists()
    assert project.look("plan", "--detailed-exitcode", "--report", "json=file/out").code == 2


def test_a_link_is_replaced_and_not_followed(project: Project, tmp_path: Path) -> None:
    project.campaign(netease())
    kept = tmp_path / "kept"
    kept.write_text("mine")
    (project.root / "out.json").symlink_to(kept)
    assert project.look("plan", "--report", "json=out.json").code == 0
    assert kept.read_text() == "mine"
    assert not (project.root / "out.json").is_symlink()
    assert [file.name for file in project.root.iterdir() if file.name.startswith(".out")] == []


def test_the_summary_of_a_job_is_appended_to(project: Project) -> None:
    project.campaign(netease())
    summary = project.write("summary.md", "before\n")
    for _ in range(2):
        assert project.look("plan", "--summary", GITHUB_STEP_SUMMARY=str(summary)).code == 0
    text = summary.read_text()
    assert text.startswith("before\n<!-- campaign-runner:plan -->\n")
    assert text.count("### Plan: 3 to send") == 2


def test_the_summary_of_a_job_is_never_too_long(project: Project) -> None:
    project.campaign(netease())
    for left in (3_000, 100):
        summary = project.write("summary.md", "x" * (1_048_576 - left))
        assert project.look("plan", "--summary", GITHUB_STEP_SUMMARY=str(summary)).code == 0
        assert summary.stat().st_size <= 1_048_576
        assert ("### Plan" in summary.read_text()) is (left == 3_000)


def test_without_a_job_there_is_no_summary(project: Project) -> None:
    project.campaign(netease())
    ran = project.look("apply", "--yes", "--summary")
    assert ran.code == 2
    assert (
        ran.err
        == "--summary writes to the file that GITHUB_STEP_SUMMARY names, which isn't set; use it in GitHub Actions\n"
    )
    assert not project.ledger.exists()


def test_a_comment_has_the_name_that_it_is_given(project: Project) -> None:
    project.campaign(netease())
    assert project.look("plan", "-o", "markdown", "--marker", "ios").out.startswith("<!-- campaign-runner:ios -->\n")
    ran = project.look("plan", "-o", "markdown", "--marker", "a-->b")
    assert (ran.code, ran.out) == (2, "")


def test_an_interrupted_command_writes_its_reports(project: Project) -> None:
    """It waits for a list that never ends, so that it can be interrupted there."""
    project.campaign(netease(recipients="{file: ../recipients/all.csv}"))
    rows = "".join(f"u{n}\n" for n in range(400_000))
    project.write("recipients/all.csv", f"id\n{rows}")
    process = project.start("plan", "--report", "json=out.json", "-q")
    drafts = project.temporary
    while process.poll() is None and not any(drafts.glob("campaign-draft-*")):
        pass
    process.terminate()
    _, err = process.communicate(timeout=60)
    said = json.loads((project.root / "out.json").read_text())
    assert process.returncode == 130, err
    assert said["diagnostics"][0]["summary"] == "interrupted"
