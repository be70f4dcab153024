"""The section of a version."""

import os
from pathlib import Path

import pytest

from runner.rendering.changelog import key, parse
from runner.rendering.loader import MOST_BYTES
from tests.rendering.written import compiled, quoted, refusal, said

KEPT = """# Changelog

All notable changes.

## [Unreleased]

## [2.4.0] - 2026-12-01

### Added

- Dark mode
- Shortcuts:
  ```sh
  ## no heading
  ```

### Fixed
- Crashes

## 2.3.1

Only fixes.
## v2.3.0 (2026-01-01)
First.

[2.4.0]: https://example.com/2.4.0
[2.3.1]: https://example.com/2.3.1
"""


def kept(folder: Path, text: str = KEPT) -> Path:
    """A project with this changelog."""
    (folder / "CHANGELOG.md").write_text(text)
    return folder


def test_sections_by_version() -> None:
    found = parse(KEPT)
    assert list(found) == ["unreleased", "2.4.0", "2.3.1", "2.3.0"]
    assert found["2.4.0"][1].startswith("### Added\n\n- Dark mode\n")
    assert found["2.4.0"][1].endswith("  ## no heading\n  ```\n\n### Fixed\n- Crashes")
    assert found["2.3.1"] == ("2.3.1", "Only fixes.")
    assert found["2.3.0"] == ("v2.3.0", "First.")
    assert found["unreleased"] == ("Unreleased", "")


@pytest.mark.parametrize(
    ("heading", "version"),
    [
        ("## [2.4.0](https://example.com) (2026-12-01)", "2.4.0"),
        ("## [v2.4.0] - 2026-12-01", "2.4.0"),
        ("##  2.4.0-rc.1+7 — soon", "2.4.0-rc.1+7"),
        ("## vision", "vision"),
    ],
)
def test_headings(heading: str, version: str) -> None:
    assert list(parse(f"{heading}\r\ntext\r\n")) == [version]


def test_of_two_sections_the_first_counts_and_other_headings_end_one() -> None:
    assert parse("## 1\na\n## 1\nb\n# Old\nc\n## 0\nd") == {"1": ("1", "a"), "0": ("0", "d")}


def test_a_v_is_no_part_of_a_version() -> None:
    assert key("v2.4.0") == key("V2.4.0 ") == key("2.4.0")
    assert key("vision") == "vision"


@pytest.mark.parametrize("version", ["'2.3.1'", "'v2.3.1'", "release", "'2.3.1'|version"])
def test_templates_say_it(tmp_path: Path, version: str) -> None:
    template = f"{{{{ changelog({version}) }}}}"
    assert said(kept(tmp_path), template, variables={"release": "2.3.1"}) == "Only fixes."
    assert said(tmp_path, template + "{{ name }}", variables={"release": "2.3.1"}, name="!") == "Only fixes.!"


def test_it_is_the_same_for_everybody(tmp_path: Path) -> None:
    rendering = compiled(kept(tmp_path), "attach: {t: \"{{ changelog('2.4.0')|truncate(14, true) }}\"}")
    assert rendering.constant["attach"] == '{"t":"### Added\\n\\n..."}'
    assert rendering.files == {tmp_path / "CHANGELOG.md"}


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("2.4.1", "CHANGELOG.md has no section for '2.4.1' in `attach`; the closest are 2.4.0, 2.3.1, v2.3.0"),
        ("x", "CHANGELOG.md has no section for 'x' in `attach`; it has Unreleased, 2.4.0, 2.3.1, v2.3.0"),
        ("Unreleased", "the section for Unreleased in CHANGELOG.md holds no text in `attach`; write what changed"),
    ],
)
def test_a_version_that_is_not_there(tmp_path: Path, version: str, message: str) -> None:
    template = f"{{{{ changelog({version!r}) }}}}"
    assert refusal(kept(tmp_path), template) == f"c.yaml:9:11: {message}"


def test_texts_that_are_too_long_for_versions_are_compared_with_none(tmp_path: Path) -> None:
    message = refusal(kept(tmp_path, f"## 1\n## {'a' * 200}b\n"), f"{{{{ changelog('{'a' * 200}c') }}}}")
    assert "; it has 1, aaa" in message


def test_a_changelog_without_versions(tmp_path: Path) -> None:
    message = refusal(kept(tmp_path, "# Changelog\n"), "{{ changelog('1') }}")
    assert message.endswith("; its headings look like `## [2.4.0] - 2026-12-01`")


def test_there_is_none(tmp_path: Path) -> None:
    message = refusal(tmp_path, "{{ changelog('1') }}")
    assert (
        message
        == "c.yaml:9:11: there is no CHANGELOG.md beside project.yaml in `attach`; write one (keepachangelog.com)"
    )
    assert said(tmp_path, "{{ name }}", name="Li") == "Li"


def test_it_is_confined_as_templates_are(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "secret").write_text("## 1\nsecret")
    (project / "CHANGELOG.md").symlink_to("../secret")
    assert "CHANGELOG.md is a link that leads out of the project" in refusal(project, "{{ changelog('1') }}")
    (project / "CHANGELOG.md").unlink()
    os.mkfifo(project / "CHANGELOG.md")
    assert "there is no CHANGELOG.md" in refusal(project, "{{ changelog('1') }}")
    (project / "CHANGELOG.md").unlink()
    kept(project, "x" * (MOST_BYTES + 1))
    assert "CHANGELOG.md is larger than 256 KiB" in refusal(project, "{{ changelog('1') }}")
    (project / "CHANGELOG.md").write_bytes(b"a\n\xff\n")
    assert "CHANGELOG.md:2 isn't UTF-8" in refusal(project, "{{ changelog('1') }}")


def test_it_is_charged(tmp_path: Path) -> None:
    kept(tmp_path, "## 1\n" + "x" * 200_000)
    template = "{% for i in range(9) %}{% set _ = changelog('1') %}{% endfor %}"
    message = refusal(tmp_path, template)
    assert "the template builds more than 1,048,576 characters for one text" in message


@pytest.mark.parametrize("template", ["{{ changelog }}", "{{ changelog(nope) }}", "{{ changelog() }}"])
def test_other_uses_are_problems(tmp_path: Path, template: str) -> None:
    assert refusal(kept(tmp_path), template)


def test_a_column_may_have_its_name(tmp_path: Path) -> None:
    assert said(kept(tmp_path), "{{ recipient.changelog }}", changelog="x") == "x"
    rendering = compiled(tmp_path, f"attach: {quoted('{{ name }}')}")
    assert rendering.files == frozenset()
