"""`plan --out`: what stands in the file, and that nothing else does."""

import gzip
import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.planfile.redaction import redacted
from tests.cli.conftest import New
from tests.cli.projects import Project, netease, table
from tests.cli.test_schemas import check

PEOPLE = [
    (f"u{n}", name, age) for n, (name, age) in enumerate([("Li", "30"), ("王", "41"), ("Wang", "9"), ("Li", "2")])
]
LISTED = '{file: ../recipients/all.csv, exclude: ../recipients/out.txt, where: "age|int > 8"}'


def listed(project: Project, rows: list[tuple[str, str, str]], out: tuple[str, ...] = ("u2",)) -> None:
    project.write("recipients/all.csv", table(("id", "name", "age"), rows))
    project.write("recipients/out.txt", "".join(f"{one}\n" for one in out))


def saved(project: Project, *options: str, code: int = 0) -> dict[str, Any]:
    ran = project.look("plan", "--out", "plan.json", *options)
    assert ran.code == code, ran
    found: dict[str, Any] = json.loads((project.root / "plan.json").read_bytes())
    return found


def lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_what_a_plan_file_says(project: Project) -> None:
    listed(project, PEOPLE)
    project.campaign(netease(recipients=LISTED, attach="'{{ name }} {{ v }}'", vars="{v: one}"))
    plan = saved(project, "--var", "v=two")
    check(plan, "plan-file")
    (one,) = plan["campaigns"]
    assert (one["name"], one["file"], one["account"]) == ("hello", "campaigns/hello.yaml", "netease:demo@emulator")
    assert one["counts"] == {"send": 2, "skip": 1, "hold": 0, "refuse": 0}
    assert (one["left_out"], one["duplicates"], one["ledger"], one["audience"]) == (1, 0, None, "listed")
    assert [sample["recipient"] for sample in one["samples"]] == ["u0", "u1"]
    assert one["routes"][0]["calls"] == 2
    assert plan["command"]["paths"] == ["campaigns"]
    assert plan["command"]["vars"] == {"v": "two"}
    assert [file["path"] for file in plan["inputs"]] == [
        "campaigns/hello.yaml",
        "project.yaml",
        "recipients/all.csv",
        "recipients/out.txt",
    ]
    shown = project.look("plan", "--var", "v=two", "-o", "json").said
    assert (plan["fingerprint"], plan["eta_s"]) == (shown["fingerprint"], shown["eta_s"])


def test_templates_are_inputs_too(project: Project) -> None:
    project.write("templates/a.txt", "{% include 'b.txt' %}")
    project.write("templates/b.txt", "hi")
    project.campaign(netease(attach="\"{% include 'a.txt' %}\""))
    assert {"templates/a.txt", "templates/b.txt"} <= {file["path"] for file in saved(project)["inputs"]}


def test_no_secret_no_text_no_path_of_the_machine_and_no_time(project: Project) -> None:
    listed(project, PEOPLE)
    project.campaign(netease(recipients=LISTED, attach="'secret of {{ name }}'", app_secret="${NETEASE_APP_SECRET}"))
    ran = project.look("plan", "--out", "plan.json", "--entries", "all.jsonl.gz", NETEASE_APP_SECRET="s3cr3t-s3cr3t")
    assert ran.code == 0, ran
    whole = (project.root / "plan.json").read_text(encoding="utf-8")
    whole += json.dumps(lines(project.root / "all.jsonl.gz"))
    for never in ("s3cr3t", "secret of", str(project.root), "/tmp", "2026-", "_at"):
        assert never not in whole


@pytest.mark.parametrize("options", [(), ("--with-content",), ("--redact",), ("--with-content", "--redact")])
def test_shuffled_lists_make_the_same_bytes(new_project: New, options: tuple[str, ...]) -> None:
    rows = [(f"u{n}", f"name {n % 7}", str(n % 20)) for n in range(200)] + [("bad id", "x", "99")]
    made = []
    for number in range(2):
        project = new_project(str(number))
        listed(project, Random(number).sample(rows, len(rows)), out=("u15", "u9")[:: 1 if number else -1])
        project.campaign(netease(recipients=LISTED, attach="'Hi {{ name }}'", push="{pushcontent: '{{ name }}'}"))
        saved(project, "--entries", "all.jsonl.gz", *options, code=3)
        made.append([(project.root / name).read_bytes() for name in ("plan.json", "all.jsonl.gz")])
    assert made[0] == made[1]


ROWS = st.lists(
    st.tuples(
        st.text("ab1王 ", min_size=1, max_size=4).map(str.strip).filter(bool), st.sampled_from("xyz"), st.just("9")
    ),
    unique_by=lambda row: row[0],
    min_size=1,
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.integers(0, 99))
def test_any_order_of_any_list_makes_the_same_bytes(
    new_project: New, rows: list[tuple[str, str, str]], seed: int
) -> None:
    made = []
    with TemporaryDirectory() as folder:
        project = new_project(Path(folder).name)
        project.campaign(netease(recipients="{file: ../recipients/all.csv}", attach="'Hi {{ name }}'"))
        for order in (rows, Random(seed).sample(rows, len(rows))):
            listed(project, order)
            ran = project.look("plan", "--out", "plan.json", "--with-content", "--entries", "e.gz")
            assert ran.code in {0, 3}, ran
            made.append([(project.root / name).read_bytes() for name in ("plan.json", "e.gz")])
    assert made[0] == made[1]


def test_the_samples_are_chosen_by_id(project: Project) -> None:
    listed(project, [(name, "x", "9") for name in ("c", "a", "e", "b", "d")])
    project.campaign(netease(recipients="{file: ../recipients/all.csv}"))
    assert [one["recipient"] for one in saved(project)["campaigns"][0]["samples"]] == ["a", "b", "c"]


def test_entries_name_every_recipient_once_by_id(project: Project) -> None:
    listed(project, PEOPLE[::-1])
    project.campaign(netease(recipients=LISTED, attach="'{{ name }}'"))
    plan = saved(project, "--entries", "all.jsonl.gz")
    head, *rows = lines(project.root / "all.jsonl.gz")
    assert head == {"type": "campaign-entries", "format_version": 1}
    for row in rows:
        check(row, "plan-entry")
    assert [(row["recipient"], row["decision"], row["params"]) for row in rows] == [
        ("u0", "send", None),
        ("u1", "send", None),
        ("u2", "skip", None),
    ]
    assert rows[2]["reason"] == "excluded: on the list of those who are never sent to"
    assert rows[0]["digest"] != rows[1]["digest"]
    assert (plan["entries"]["file"], plan["entries"]["count"]) == ("all.jsonl.gz", 3)


def test_texts_only_when_they_are_wanted(project: Project) -> None:
    listed(project, PEOPLE)
    project.campaign(netease(recipients=LISTED, attach="'Hi {{ name }}'"))
    plan = saved(project, "--with-content", "--entries", "all.jsonl.gz")
    assert plan["campaigns"][0]["samples"][0]["params"] == {"from": "system", "attach": "Hi Li"}
    assert lines(project.root / "all.jsonl.gz")[1]["params"] == {"from": "system", "attach": "Hi Li"}


def test_redacted_ids_are_the_same_digests_everywhere(project: Project) -> None:
    listed(project, [*PEOPLE, ("not allowed", "Li", "50")])
    project.campaign(netease(recipients=LISTED, attach="'Hi {{ name }}'"))
    plan = saved(project, "--redact", "--entries", "all.jsonl.gz", code=3)
    whole = (project.root / "plan.json").read_text(encoding="utf-8")
    rows = lines(project.root / "all.jsonl.gz")[1:]
    assert "not allowed" not in whole + json.dumps(rows)
    assert sorted(row["recipient"] for row in rows) == [row["recipient"] for row in rows]
    assert {redacted("u0"), redacted("u1"), redacted("u2"), redacted("not allowed")} == {
        row["recipient"] for row in rows
    }
    assert {one["recipient"] for one in plan["campaigns"][0]["samples"]} < {row["recipient"] for row in rows}
    (refused,) = [row for row in rows if row["decision"] == "refuse"]
    assert refused["reason"].startswith("breaks NE")


def test_several_campaigns_are_one_plan(project: Project) -> None:
    project.campaign(netease(), "one")
    project.campaign(netease(name="other"), "two")
    plan = saved(project, "--entries", "e.gz")
    assert [one["name"] for one in plan["campaigns"]] == ["hello", "other"]
    assert [line["campaign"] for line in lines(project.root / "e.gz")[1:]] == ["hello"] * 3 + ["other"] * 3


def test_the_ledger_that_it_was_made_on(project: Project) -> None:
    project.campaign(netease())
    assert project.apply_here().code == 0
    one = saved(project)["campaigns"][0]
    assert one["counts"]["skip"] == 3
    assert len(one["ledger"]["id"]) == 32
    assert one["ledger"]["serial"] > 0
    assert saved(project)["campaigns"][0]["ledger"] == one["ledger"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--entries", "e.gz"), "--entries belongs to a saved plan; say --out FILE too"),
        (("--redact",), "--redact belongs to a saved plan"),
        (("--with-content",), "--with-content belongs to a saved plan"),
        (("--out", "x", "--entries", "x"), "name one file"),
        (("--out", "no/folder/x"), "the plan can't be saved there: No such file"),
        (("--out", "x", "--allow-path", "/usr/share"), "a plan file holds no absolute path"),
    ],
)
def test_what_can_not_be_saved(project: Project, options: tuple[str, ...], said: str) -> None:
    project.campaign(netease())
    ran = project.look("plan", *options)
    assert (ran.code, said in ran.err) == (2, True), ran


def test_paths_are_relative_to_the_project_wherever_it_is_asked(project: Project, new_project: New) -> None:
    project.campaign(netease())
    (project.root / "deep").mkdir()
    inner = Project(project.root / "deep", project.env, project.inside)
    ran = inner.run("plan", "../campaigns/hello.yaml", "--out", "plan.json", "--ledger", "../my.db")
    assert ran.code == 0, ran
    command = json.loads((inner.root / "plan.json").read_bytes())["command"]
    assert (command["paths"], command["ledger"]) == (["campaigns/hello.yaml"], "my.db")
