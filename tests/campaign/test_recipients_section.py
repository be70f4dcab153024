from pathlib import Path

import pytest

from runner.campaign.model import ListFile
from runner.campaign.parse import read_campaign
from runner.errors import Place
from runner.source import ListNode
from tests.campaign.toys import CONTENT, HEAD, PROVIDER, PROVIDERS, problems, read


def text(recipients: str) -> str:
    return f"{HEAD}{PROVIDER}recipients: {recipients}\n{CONTENT}"


def test_rows_may_be_ids_or_mappings_with_anything_in_them(tmp_path: Path) -> None:
    rows = "[u1, 0123, {user: no, name: Li, tags: [a, b], home: {city: X}}]"
    recipients = read(tmp_path, text(f"{{list: {rows}, id: user}}")).recipients
    assert isinstance(recipients.listed, ListNode)
    assert len(recipients.listed.items) == 3
    assert recipients.id == "user"
    assert recipients.place == Place("c.yaml", 4, 1)
    assert recipients.where is None


def test_lists_are_named_relative_to_the_campaign_and_shown_as_the_user_would(tmp_path: Path) -> None:
    (tmp_path / "project.yaml").write_text("")
    for name in ("campaigns/deep", "lists"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("a.csv", "b.JSONL", "out.csv"):
        (tmp_path / "lists" / name).write_text("id\n")
    file = tmp_path / "campaigns" / "deep" / "c.yaml"
    file.write_text(text("{file: [../../lists/a.csv, ../../lists/b.JSONL], exclude: ../../lists/out.csv}"))
    recipients = read_campaign(file, "campaigns/deep/c.yaml", PROVIDERS, {}).recipients
    assert recipients.listed is None
    assert recipients.files == (
        ListFile(tmp_path / "lists" / "a.csv", "lists/a.csv", Place("campaigns/deep/c.yaml", 4, 21)),
        ListFile(tmp_path / "lists" / "b.JSONL", "lists/b.JSONL", Place("campaigns/deep/c.yaml", 4, 40)),
    )
    assert [file.shown for file in recipients.exclude] == ["lists/out.csv"]


def test_a_person_opens_folders_outside(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\n")
    inner = tmp_path / "p"
    inner.mkdir()
    assert "lies outside the project" in problems(inner, text("{file: ../a.csv}"))[0]
    campaign = read(inner, text("{file: ../a.csv}"), allow_paths=(tmp_path,))
    assert campaign.recipients.files[0].path == tmp_path / "a.csv"


@pytest.mark.parametrize(
    ("recipients", "said"),
    [
        (
            "[u1]",
            "4:13: `recipients` must be a mapping or a text, not a list; it is who gets it: a `list`, a `file`, or",
        ),
        (
            "all",
            "4:13: `recipients` can't be `all`; write `everyone` or `online`, or a mapping with a `list` or a `file`",
        ),
        ("everyone", "4:13: post can't send to `everyone`; give it a `list` or a `file`"),
        ("{}", "4:1: `recipients` names nobody; give it a `list`, a `file`, or both"),
        ("{where: a}", "4:1: `recipients` names nobody"),
        ("{list: []}", "4:20: `list` is empty"),
        ("{list: u1}", "4:20: `list` must be a list, not a text"),
        ("{list: [u1, '']}", "4:25: a recipient is an id or a mapping, not nothing; write `- id: …`"),
        ("{list: [[u1]]}", "4:21: a recipient is an id or a mapping, not a list"),
        (
            "{list: [{name: Li}]}",
            "4:21: this recipient has no `id`, the column that is its id; add it, or say which column",
        ),
        (
            "{list: [{user-id: u1}], id: user_id}",
            "4:21: this recipient has no `user_id`, the column that is its id; did you",
        ),
        ("{list: [{}]}", "4:21: this recipient has no `id`"),
        ("{list: [{id: }]}", "4:26: `id` is no id; write the recipient's id as a text"),
        ("{list: [{id: [u1]}]}", "4:26: `id` is no id"),
        ("{list: [u1], id: ''}", "4:30: id: a column needs a name"),
        ("{list: [u1], where: ' '}", "4:33: `where` is empty"),
        ("{list: [u1], where: [a]}", "4:33: `where` must be a text, not a list"),
        ("{list: [u1], wehre: a}", "4:26: unknown key `wehre` under `recipients`; did you mean `where`?"),
        ("{list: [u1], type: a}", "4:26: unknown key `type` under `recipients`; it belongs under `provider`"),
        ("{file: none.csv}", "4:20: there is no file `none.csv`; check the path"),
        ("{file: /etc/passwd}", "4:20: `/etc/passwd` lies outside the project"),
        (
            "{file: c.yaml}",
            "4:20: `c.yaml` is no recipient list; name a file that ends in .csv, .jsonl, .ndjson, .json",
        ),
        ("{file: [c.csv, none.csv]}", "4:28: there is no file `none.csv`"),
        ("{file: []}", "4:20: `file` is an empty list"),
        ("{list: [u1], exclude: .}", "4:35: `.` is a folder"),
    ],
)
def test_each_mistake_is_named_at_its_place(tmp_path: Path, recipients: str, said: str) -> None:
    (tmp_path / "c.csv").write_text("id\n")
    found = problems(tmp_path, text(recipients))
    assert len(found) == 1
    assert found[0].startswith(said)
