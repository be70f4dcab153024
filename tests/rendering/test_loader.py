"""`templates/` is all that can be loaded."""

import os
from pathlib import Path

import pytest
from jinja2 import Environment, TemplateNotFound

from runner.rendering.loader import MOST_BYTES, ProjectLoader, TemplateRefused
from tests.rendering.written import refusal, said


def source(root: Path, name: str) -> str:
    """The text of a template."""
    return ProjectLoader(root).get_source(Environment(), name)[0]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one template and one secret beside the folder, in a folder with another secret."""
    root = tmp_path / "project"
    (root / "templates" / "in").mkdir(parents=True)
    (root / "templates" / "in" / "a.j2").write_bytes(b"\xef\xbb\xbfa\r\n\n\r\n")
    (root / "secret").write_text("s")
    (tmp_path / "secret").write_text("s")
    return root


def test_the_line_end_that_closes_a_file_is_no_text(root: Path) -> None:
    assert source(root, "in/a.j2") == "a\r\n\n"


@pytest.mark.parametrize(
    "name", ["../secret", "in/../../secret", "/etc/passwd", "..\\secret", "in\\..\\..\\secret", "a\0b", "..", "in/.."]
)
def test_names_that_lead_out_are_refused(root: Path, name: str) -> None:
    with pytest.raises(TemplateRefused, match=r"leads out of templates/"):
        source(root, name)


@pytest.mark.parametrize("target", ["../secret", "../../secret", "/etc/passwd"])
def test_links_that_lead_out_are_refused(root: Path, target: str) -> None:
    (root / "templates" / "link.j2").symlink_to(target)
    with pytest.raises(TemplateRefused, match=r"templates/link.j2 is a link that leads out of templates/"):
        source(root, "link.j2")


def test_a_folder_that_leads_out_is_refused(root: Path) -> None:
    outside = root.parent / "outside"
    (root / "templates").rename(outside)
    (root / "templates").symlink_to(outside)
    with pytest.raises(TemplateRefused, match="is a link that leads out"):
        source(root, "in/a.j2")


def test_links_inside_are_fine(root: Path) -> None:
    (root / "templates" / "link.j2").symlink_to("in/a.j2")
    assert source(root, "link.j2") == "a\r\n\n"


def test_hidden_files_stay_closed_wherever_a_link_leads(root: Path) -> None:
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("token")
    (root / ".env").write_text("## prod\nSECRET=s\n")
    (root / "CHANGELOG.md").symlink_to(".env")
    with pytest.raises(TemplateRefused, match=r"CHANGELOG.md is hidden"):
        ProjectLoader(root).changelog()
    (root / "templates").rename(root / "others")
    (root / "templates").symlink_to(".")
    for name in (".git/config", ".env"):
        with pytest.raises(TemplateRefused, match=r"is hidden, or lies in a hidden folder"):
            source(root, name)
    (root / "templates").unlink()
    (root / "templates").symlink_to("others")
    assert source(root, "in/a.j2") == "a\r\n\n", "a link to another folder of the project is fine"


def test_only_regular_files_are_opened(root: Path) -> None:
    os.mkfifo(root / "templates" / "pipe.j2")
    for name in ("pipe.j2", "in", "no.j2", "", "x" * 300):
        with pytest.raises(TemplateNotFound):
            source(root, name)


def test_files_that_are_no_templates_are_refused(root: Path) -> None:
    (root / "templates" / "big.j2").write_text("x" * (MOST_BYTES + 1))
    with pytest.raises(TemplateRefused, match=r"templates/big.j2 is larger than 256 KiB"):
        source(root, "big.j2")
    (root / "templates" / "gbk.j2").write_bytes("a\n李\n".encode("gbk"))
    with pytest.raises(TemplateRefused, match=r"templates/gbk.j2:2 isn't UTF-8"):
        source(root, "gbk.j2")


def test_advice_lists_what_is_there(root: Path) -> None:
    assert ProjectLoader(root).list_templates() == ["in/a.j2"]
    assert ProjectLoader(root / "no").list_templates() == []


@pytest.mark.parametrize(
    "tag", ["include '{}'", "import '{}' as x", "from '{}' import x", "extends '{}'", "include ['{}']"]
)
def test_every_tag_is_confined(tmp_path: Path, tag: str) -> None:
    (tmp_path / "secret").write_text("s")
    message = refusal(tmp_path, f"{{% {tag.format('../secret')} %}}")
    assert message == "c.yaml:9:11: '../secret' leads out of templates/ in `attach`; name a file below templates/"


def test_names_that_recipients_choose_are_confined(tmp_path: Path) -> None:
    template = "{% include kind ignore missing %}."
    message = refusal(tmp_path, template, kind="../c.yaml")
    assert message.startswith(
        "c.yaml:9:11: '../c.yaml' leads out of templates/ in `attach` for recipient u1 (people.csv:2)"
    )
    assert said(tmp_path, template, kind="no.j2") == "."
    assert refusal(tmp_path, "{% include kind %}", kind="no.j2").startswith(
        "c.yaml:9:11: there is no templates/no.j2 in"
    )
