"""`once_per`: a campaign's name with the text that it is sent once for."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from runner.errors import CampaignInvalid
from runner.rendering import with_edition
from tests.rendering.written import quoted, read


def facts(name: str) -> str | tuple[str, str]:
    """A commit with a tag and nothing else."""
    return "v2.4.0" if name == "tag" else (f"there is no {name}", "make one")


def name(folder: Path, once_per: str, variables: Mapping[str, str] | None = None) -> str:
    """The full name of a campaign `hello`."""
    campaign = read(folder, variables=variables, more=f"once_per: {quoted(once_per)}\n")
    named = with_edition(campaign, facts)
    assert named.once_per == campaign.once_per
    return named.name


def refusal(folder: Path, once_per: str, variables: Mapping[str, str] | None = None) -> str:
    """What is said of one that can't be."""
    with pytest.raises(CampaignInvalid) as raised:
        name(folder, once_per, variables)
    return str(raised.value)


@pytest.mark.parametrize(
    ("once_per", "expected"),
    [
        ("{{ git.tag }}", "hello@v2.4.0"),
        ("{{ git.tag|default('x') }}", "hello@v2.4.0"),
        ("{{ git.branch|default('main') }}", "hello@main"),
        ("{{ release }}/{{ vars.kind }}+{{ git.tag[1:] }}", "hello@2.4/beta+2.4.0"),
        ("spring-2026", "hello@spring-2026"),
        ("{% include 'edition.j2' %}", "hello@2.4"),
        ("{{ changelog('1')|length }}", "hello@5"),
    ],
)
def test_it_is_made_of_vars_and_git(tmp_path: Path, once_per: str, expected: str) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "edition.j2").write_text("{{ release }}\n")
    (tmp_path / "CHANGELOG.md").write_text("## 1\nfirst\n")
    assert name(tmp_path, once_per, {"release": "2.4", "kind": "beta"}) == expected


def test_without_it_a_campaign_is_itself(tmp_path: Path) -> None:
    campaign = read(tmp_path)
    assert with_edition(campaign, facts) is campaign


@pytest.mark.parametrize(
    ("once_per", "message"),
    [
        ("{{ '' }}", "`once_per` gives an empty text; say what the campaign is sent once for: git.tag, vars.release"),
        ("  ", "`once_per` gives an empty text; say what the campaign is sent once for: git.tag, vars.release"),
        ("{{ release }} beta", "`once_per` gives '2.4 beta', which can't be part of a campaign's name; use letters"),
        ("a\n", r"`once_per` gives 'a\n', which can't be part of a campaign's name; use letters"),
        ("{{ 'x' * 65 }}", f"`once_per` gives '{'x' * 65}', which can't be part of a campaign's name; use letters"),
        ("v1@2", "`once_per` gives 'v1@2', which can't be part of a campaign's name; use letters"),
        ("v1/recall", "`once_per` gives 'v1/recall', and what ends with /recall is a recall; let it end otherwise"),
        ("{{ git.sha }}", "there is no sha in `once_per`; make one"),
        (
            "{{ releas }}",
            "'releas' is undefined in `once_per`; the vars are release; did you mean 'release'?; it is made",
        ),
        ("{{ recipient.name }}", "'recipient' is undefined in `once_per`; the vars are release; it is made before any"),
        ("{{ id }}", "'id' is undefined in `once_per`; the vars are release; it is made before any recipient is read"),
        (
            "{{ release",
            "unexpected end of template, expected 'end of print statement' in `once_per`; correct the templ",
        ),
    ],
)
def test_what_it_can_t_be_is_said_at_its_place(tmp_path: Path, once_per: str, message: str) -> None:
    assert refusal(tmp_path, once_per, {"release": "2.4"}).startswith(f"c.yaml:10:11: {message}")
