"""`apply --plan`: what was reviewed is sent, once; everything that differs is refused in a sentence of its own."""

import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.planfile.canonical import sealed
from tests.cli.conftest import New
from tests.cli.projects import Project, Ran, ended, netease
from tests.cli.test_dispatch import await_calls
from tests.conftest import Start
from tests.emulator.callers import Emulated

TEXT = "{type: notice, title: \"{% include 'title.txt' %} {{ v }}\"}"


@pytest.fixture
def whole(project: Project) -> Project:
    """A project with every kind of input, and a plan of it."""
    project.write("recipients/all.csv", "id\nu1\nu2\nu3\nu4\n")
    project.write("recipients/out.txt", "u4\n")
    project.write("templates/title.txt", "Hello")
    project.write("vars.yaml", "v: one\n")
    recipients = "{file: ../recipients/all.csv, exclude: ../recipients/out.txt}"
    project.campaign(netease(recipients=recipients, attach=TEXT, vars="{v: none}"))
    save(project, "--var-file", "vars.yaml")
    return project


def save(project: Project, *options: str) -> dict[str, Any]:
    ran = project.look("plan", "--out", "plan.json", *options)
    assert ran.code == 0, ran
    found: dict[str, Any] = json.loads((project.root / "plan.json").read_bytes())
    return found


def apply(project: Project, *options: str) -> Ran:
    return project.inside(("apply", "--plan", "plan.json", *options), {})


def refused(project: Project, said: str, *options: str, code: int = 7) -> None:
    before = project.export() if project.ledger.exists() else None
    ran = apply(project, *options)
    assert (ran.code, said in ran.err) == (code, True), ran
    assert "Traceback" not in ran.err
    assert (project.export() if project.ledger.exists() else None) == before


def test_it_sends_what_was_reviewed_without_being_asked(whole: Project) -> None:
    ran = apply(whole)
    assert ran.code == 0, ran
    assert whole.statuses() == {"u1": "accepted", "u2": "accepted", "u3": "accepted"}


def test_it_holds_in_any_folder_of_any_clone(whole: Project, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(whole.root, clone)
    inner = Project(clone / "recipients", whole.env, whole.inside)
    ran = inner.run("apply", "--plan", "../plan.json")
    assert ran.code == 0, ran
    assert (clone / ".campaign" / "ledger.db").exists()


def test_it_is_used_up_once_it_is_done(whole: Project) -> None:
    assert apply(whole).code == 0
    refused(whole, "this plan was applied already: run 1 of 'hello' began at 20")
    save(whole, "--var-file", "vars.yaml")
    assert apply(whole).code == 0  # a new plan of it has nothing to do, and may be applied again and again
    assert apply(whole).code == 0


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("campaigns/hello.yaml", "# another"),
        ("templates/title.txt", "Another"),
        ("recipients/all.csv", "id\nu1\nu2\nu3\nu5\n"),
        ("recipients/out.txt", "u3\n"),
        ("vars.yaml", "v: two\n"),
        ("project.yaml", "version: 1\nname: other\n"),
    ],
)
def test_a_file_that_has_changed_is_named(whole: Project, file: str, text: str) -> None:
    path = whole.root / file
    whole.write(file, path.read_text(encoding="utf-8") + text if "#" in text else text)
    refused(whole, f"{file} has changed since the plan was made\nplan.json doesn't hold any more: plan again")
    path.unlink()
    refused(whole, f"{file} is gone since the plan was made")
    assert not whole.ledger.exists()


def test_another_order_of_a_list_is_no_change(whole: Project) -> None:
    whole.write("recipients/all.csv", "id\nu3\nu1\nu4\nu2\n")
    assert apply(whole).code == 0


def test_a_campaign_that_came_since_is_not_sent(whole: Project) -> None:
    whole.campaign(netease(name="late", recipients="{list: [late]}"), "late")
    assert apply(whole).code == 0
    assert "late" not in whole.statuses()


def rewritten(project: Project, change: Callable[[dict[str, Any]], object], *, reseal: bool = True) -> None:
    path = project.root / "plan.json"
    plan = json.loads(path.read_bytes())
    change(plan)
    path.write_bytes(sealed(plan) if reseal else json.dumps(plan).encode())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "plan.json is empty: it was cut, or never written"),
        (b"\n \n", "plan.json is empty"),
        (b"PK\x03\x04", "plan.json is cut, or isn't JSON"),
        (b"[" * 5000, "is cut, or isn't JSON"),
        (b'"\\ud800"', "is cut, or isn't JSON"),
        (b"[]", "plan.json is no plan file of this program"),
        (b"null", "is no plan file of this program"),
        (b'{"format_version": 1, "campaigns": []}', "is no plan file of this program"),
        (b'{"type": "campaign-plan"}', "is a plan file of version null, this program reads version 1"),
        (
            b'{"type": "campaign-plan", "format_version": 2}',
            "is a plan file of version 2, this program reads",
        ),
        (b'{"type": "campaign-plan", "format_version": 1}', "was altered after it was written"),
    ],
)
def test_what_is_no_plan(whole: Project, content: bytes, said: str) -> None:
    (whole.root / "plan.json").write_bytes(content)
    refused(whole, said)


def test_a_plan_that_was_cut_anywhere(whole: Project) -> None:
    content = (whole.root / "plan.json").read_bytes()
    for length in range(1, len(content) - 1, 97):
        (whole.root / "plan.json").write_bytes(content[:length])
        refused(whole, "plan.json is cut, or isn't JSON")


def test_a_plan_that_was_altered(whole: Project) -> None:
    rewritten(whole, lambda plan: plan["command"]["vars"].update(v="mine"), reseal=False)
    refused(whole, "plan.json was altered after it was written: its checksum is another one")


def test_a_file_that_is_far_too_large_is_not_read(whole: Project) -> None:
    with (whole.root / "plan.json").open("r+b") as file:
        file.truncate(1 << 30)
    refused(whole, "plan.json is larger than 64 MiB, as no plan is")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda plan: plan.pop("inputs"), "inputs is missing"),
        (lambda plan: plan["campaigns"].clear(), "it holds no campaign"),
        (lambda plan: plan["campaigns"][0].update(ledger=1), "campaigns[0].ledger isn't a mapping"),
        (lambda plan: plan["command"].update(unknown="maybe"), "command.unknown is neither hold nor resend"),
        (lambda plan: plan["inputs"][0].update(path="/etc/passwd"), "a path in it isn't relative to the project"),
        (lambda plan: plan["campaigns"][0].update(file="a\0b"), "a path in it isn't relative to the project"),
        (lambda plan: plan.update(entries={"file": "../e", "sha256": "", "count": 0}), "entries.file isn't a name"),
    ],
)
def test_a_sealed_file_of_another_shape(whole: Project, change: Callable[[dict[str, Any]], object], said: str) -> None:
    rewritten(whole, change)
    refused(whole, f"plan.json is no plan file that this program can follow: {said}")


def test_a_sealed_plan_names_each_campaign_file_once_and_plainly(whole: Project) -> None:
    original = (whole.root / "plan.json").read_bytes()
    for change in (
        lambda plan: plan["campaigns"].append(plan["campaigns"][0]),
        lambda plan: plan["campaigns"][0].update(file="campaigns/../campaigns/hello.yaml"),
        lambda plan: plan["campaigns"][0].update(file="campaigns"),
    ):
        (whole.root / "plan.json").write_bytes(original)
        rewritten(whole, change)
        refused(whole, "the plan doesn't name each of its campaign files once")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 1 << 60)
    | st.text(max_size=5)
    | st.sampled_from(["../x", "hold", "rows"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_stands_in_a_sealed_plan_it_ends_in_a_sentence(whole: Project, data: st.DataObject) -> None:
    path = whole.root / "plan.json"
    original = path.read_bytes()
    plan = json.loads(original)
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            places.append((value, key))
            if isinstance(inner, dict | list):
                walk(inner)

    walk(plan)
    parent, key = data.draw(st.sampled_from(places))
    parent[key] = data.draw(JSON)
    path.write_bytes(sealed(plan))
    ran = whole.inside(("apply", "--plan", "plan.json", "--ledger", "scratch/l.db"), {})
    path.write_bytes(original)
    shutil.rmtree(whole.root / "scratch", ignore_errors=True)
    assert ran.code in {0, 2, 3, 7}, ran
    assert "internal error" not in ran.err


def replace_ledger(project: Project) -> None:
    """Another ledger in the place of this one, as far along."""
    with closing(sqlite3.connect(project.ledger)) as db:
        db.execute("UPDATE ledger SET id = ?", ("f" * 32,))
        db.commit()


def resolve_doubts(project: Project) -> None:
    ran = project.look("resolve", "hello", "--unknown", "accepted")
    assert ran.code == 0, ran


def test_another_ledger_is_refused_by_both_names(whole: Project) -> None:
    assert whole.apply_here("--var-file", "vars.yaml").code == 0
    ledger = save(whole, "--var-file", "vars.yaml")["campaigns"][0]["ledger"]["id"]
    replace_ledger(whole)
    refused(whole, f"the plan was made on the ledger {ledger}, and .campaign/ledger.db is the ledger {'f' * 32}; ")


def test_a_ledger_that_is_there_now_and_was_not_then(whole: Project) -> None:
    assert whole.look("ledger", "init").code == 0
    refused(whole, "there was no ledger when the plan was made, and .campaign/ledger.db is there now")


def test_an_empty_ledger_is_no_missing_one(whole: Project) -> None:
    assert whole.look("ledger", "init").code == 0
    assert save(whole, "--var-file", "vars.yaml")["campaigns"][0]["ledger"]["serial"] == 0
    assert apply(whole).code == 0


def test_a_ledger_that_is_missing_now(whole: Project) -> None:
    assert whole.apply_here("--var-file", "vars.yaml").code == 0
    ledger = save(whole, "--var-file", "vars.yaml")["campaigns"][0]["ledger"]["id"]
    shutil.rmtree(whole.root / ".campaign")
    refused(whole, f"the ledger {ledger} that the plan was made on is missing: there is no .campaign/ledger.db")


def test_a_run_since_makes_it_stale(whole: Project) -> None:
    whole.campaign(netease(name="first", recipients="{list: [x]}"), "first")
    assert whole.apply_here("campaigns/first.yaml").code == 0
    save(whole, "campaigns/hello.yaml", "--var-file", "vars.yaml")
    assert whole.apply_here("campaigns/hello.yaml", "--var-file", "vars.yaml").code == 0
    refused(whole, "the ledger has changed since the plan was made: 'hello' was at serial 0 and is at ")
    refused(whole, "(its latest run, 2, began at 20")


def test_a_run_of_another_campaign_does_not(whole: Project) -> None:
    whole.campaign(netease(name="first", recipients="{list: [x]}"), "first")
    assert whole.look("ledger", "init").code == 0
    save(whole, "campaigns/hello.yaml", "--var-file", "vars.yaml")
    assert whole.apply_here("campaigns/first.yaml").code == 0
    assert apply(whole).code == 0


def test_a_decision_about_doubts_makes_it_stale(project: Project, start: Start) -> None:
    faults = project.write("faults.yaml", "[{do: garbage, at: 1}]")
    project.campaign(netease(start("--faults", str(faults)).url))
    assert project.apply_here().code == 6
    save(project)
    resolve_doubts(project)
    refused(project, "the ledger has changed since the plan was made: 'hello' was at serial ")


def test_a_serial_that_went_back(whole: Project) -> None:
    assert whole.apply_here("--var-file", "vars.yaml").code == 0
    save(whole, "--var-file", "vars.yaml")
    with closing(sqlite3.connect(whole.ledger)) as db:
        db.execute("UPDATE standing SET serial = 1")
        db.commit()
    refused(whole, "and is at 1 now")


def test_messages_that_were_changed_by_hand_are_noticed(whole: Project) -> None:
    assert whole.apply_here("--var-file", "vars.yaml").code == 0
    save(whole, "--var-file", "vars.yaml")
    with closing(sqlite3.connect(whole.ledger)) as db:
        db.execute("DELETE FROM message WHERE recipient = 'u1'")
        db.commit()
    refused(whole, "'hello' would send something else than was reviewed, though no file has changed")


def test_another_version_of_the_program_is_named_where_it_plans_otherwise(whole: Project) -> None:
    def change(plan: dict[str, Any]) -> None:
        plan["version"] = "campaign-runner 0.0.1"
        plan["campaigns"][0]["fingerprint"] = "0" * 32

    rewritten(whole, change)
    refused(whole, "though no file has changed: it was made by campaign-runner 0.0.1, and this is campaign-runner ")


def test_another_account_is_refused(project: Project) -> None:
    project.campaign(netease(app_key="${NETEASE_APP_KEY}"))
    assert project.look("plan", "--out", "plan.json", NETEASE_APP_KEY="one").code == 0
    ran = project.inside(("apply", "--plan", "plan.json"), {"NETEASE_APP_KEY": "two"})
    assert ran.code == 7, ran
    assert "is the campaign 'hello' on netease:two@emulator now, and the plan was made for 'hello' on" in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("campaigns",), "PATHS stands in the plan already"),
        (("--var", "v=x"), "--var stands in the plan already"),
        (("--var-file", "vars.yaml"), "--var-file stands in the plan already"),
        (("--target", "local"), "--target stands in the plan already"),
        (("--unknown", "resend"), "--unknown stands in the plan already"),
        (("--changed", "hold"), "--changed stands in the plan already"),
        (("--select", "tag:x"), "--select stands in the plan already"),
        (("--expect", "x"), "--expect stands in the plan already"),
    ],
)
def test_what_the_plan_says_is_not_said_again(whole: Project, options: tuple[str, ...], said: str) -> None:
    refused(whole, said, *options, code=2)


def test_a_plan_that_is_not_there(whole: Project) -> None:
    (whole.root / "plan.json").unlink()
    refused(whole, "plan.json: the plan can't be read: No such file", code=2)
    (whole.root / "plan.json").mkdir()
    refused(whole, "plan.json: the plan can't be read: Is a directory", code=2)


def test_a_ledger_that_was_named_by_an_absolute_path_is_named_again(whole: Project, tmp_path: Path) -> None:
    other = str(tmp_path / "elsewhere.db")
    save(whole, "--var-file", "vars.yaml", "--ledger", other)
    assert "elsewhere.db" not in (whole.root / "plan.json").read_text(encoding="utf-8")
    refused(whole, "the plan was made with a ledger outside the project; name it again: --ledger FILE", code=2)
    assert apply(whole, "--ledger", other).code == 0
    assert Path(other).exists()


def test_who_breaks_a_rule_still_stops_it(project: Project) -> None:
    project.campaign(netease(recipients="{list: [u1, 'u 2']}"))
    assert project.look("plan", "--out", "plan.json").code == 3
    refused(project, "can't be sent to, so nothing was sent", code=3)
    assert apply(project, "--skip-refused").code == 4
    refused(project, "this plan was applied already")


def interrupt(project: Project, emulator: Emulated, how: int) -> None:
    with project.start("apply", "--plan", "plan.json") as run:
        await_calls(emulator, 2, run)
        run.send_signal(how)
        ended(run)


def test_doubts_of_its_own_run_are_not_sent_again(project: Project, start: Start) -> None:
    """`--unknown resend` was reviewed for the doubts of then."""
    faults = project.write("faults.yaml", "[{do: garbage, at: 1}, {do: stall-after, seconds: 60, at: 3}]")
    emulator = start("--faults", str(faults))
    project.campaign(netease(emulator.url, delivery="{timeout: 60s, concurrency: 1}"))
    save(project, "--unknown", "resend")
    with project.start("apply", "--plan", "plan.json") as run:
        await_calls(emulator, 3, run)
        run.kill()
        ended(run)
    before = project.statuses()
    assert list(before.values()).count("unknown") == 2
    assert apply(project).code == 6
    assert project.statuses() == before


def test_a_file_that_changes_during_the_interruption_is_refused(project: Project, start: Start) -> None:
    faults = project.write("faults.yaml", "[{do: stall-after, seconds: 60, at: 2}]")
    emulator = start("--faults", str(faults))
    project.campaign(netease(emulator.url, delivery="{timeout: 60s, concurrency: 1}"))
    save(project)
    interrupt(project, emulator, signal.SIGKILL)
    project.campaign(netease(emulator.url, attach="other", delivery="{timeout: 60s, concurrency: 1}"))
    refused(project, "campaigns/hello.yaml has changed since the plan was made")


def test_a_stage_that_waits_leaves_the_plan_open(project: Project) -> None:
    project.campaign(netease(delivery="{stages: [1, 100%], pause: manual}"))
    save(project)
    assert apply(project).code == 0
    assert len(project.statuses()) == 1
    assert project.look("continue", "hello", "--only-open").code == 0
    assert apply(project).code == 0
    assert len(project.statuses()) == 3
    refused(project, "this plan was applied already")


def test_a_project_that_demands_a_saved_plan(project: Project) -> None:
    project.campaign(netease(policy="{require_plan: true}"))
    ran = project.apply_here()
    assert ran.code == 3, ran
    assert not project.ledger.exists()
    save(project)
    assert apply(project).code == 0


def test_a_demanded_ledger_that_is_lost_sends_nothing_again(new_project: New) -> None:
    project = new_project("strict")
    project.write("project.yaml", "version: 1\nledger: {must_exist: true}\n")
    project.campaign(netease())
    assert project.look("ledger", "init").code == 0
    save(project)
    os.remove(project.ledger)  # noqa: PTH107 - as a runner that lost its disk
    refused(project, "that the plan was made on is missing")
    assert project.apply_here().code == 3
