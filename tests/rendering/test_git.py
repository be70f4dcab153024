"""What templates read of git: asked for when it is read, and missing at the place of the template that reads it."""

from pathlib import Path

import pytest

from runner.errors import CampaignInvalid
from runner.rendering import Rendering, compile_campaign
from tests.rendering.written import person, quoted, read

NO_TAG = ("no tag points at HEAD", "make one")


class Head:
    """A commit, and what was asked of it."""

    def __init__(self, **known: str) -> None:
        self.known = known
        self.asked: list[str] = []

    def __call__(self, name: str) -> str | tuple[str, str]:
        self.asked.append(name)
        return self.known.get(name, NO_TAG)


def rendering(folder: Path, template: str, head: Head, **templates: str) -> Rendering:
    """A campaign whose `attach` is a template."""
    files = {f"{name}.j2": text for name, text in templates.items()}
    return compile_campaign(read(folder, f"attach: {quoted(template)}", templates=files), head)


def test_facts_are_the_same_for_everybody(tmp_path: Path) -> None:
    said = rendering(tmp_path, "{{ git.tag }} ({{ git['short_sha'] }})", Head(tag="v2.4.0", short_sha="abc1234"))
    assert said.constant["attach"] == "v2.4.0 (abc1234)"


def test_templates_that_are_included_and_imported_know_git(tmp_path: Path) -> None:
    template = "{% include 'a.j2' %}{% from 'b.j2' import tag %}{{ tag() }}{{ name }}"
    said = rendering(
        tmp_path, template, Head(tag="v2"), a="{{ git.tag }}", b="{% macro tag() %}{{ git.tag }}{% endmacro %}"
    )
    assert said.text(person(name="Li")).params["attach"] == "v2v2Li"


def test_nothing_is_asked_that_no_template_reads(tmp_path: Path) -> None:
    head = Head(tag="v1", sha="a")
    rendering(tmp_path, "{{ name }} {{ recipient.git }}", head).text(person(name="Li", git="x"))
    assert head.asked == []
    rendering(tmp_path, "{{ git.tag }}", head)
    assert set(head.asked) == {"tag"}


@pytest.mark.parametrize("template", ["{{ git.tag }}", "Hi {{ name }}, {{ git.tag }}", "{{ git['tag'] ~ name }}"])
def test_what_is_missing_is_a_problem_before_any_recipient(tmp_path: Path, template: str) -> None:
    with pytest.raises(CampaignInvalid) as raised:
        rendering(tmp_path, template, Head())
    assert str(raised.value) == "c.yaml:9:11: no tag points at HEAD in `attach`; make one"


def test_a_template_s_own_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(CampaignInvalid, match=r"^templates/a\.j2:2: no tag points at HEAD; make one$"):
        rendering(tmp_path, "{% include 'a.j2' %}", Head(), a="{{ name }}\n{{ git.tag }}")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ git.tag|default(git.sha) }}", "abc"),
        ("{{ git.tag|d('none') }} {{ name }}", "none Li"),
        ("{% if git.tag is defined %}{{ git.tag }}{% else %}-{% endif %}{{ name }}", "-Li"),
        ("{{ '-' if git.tag is undefined else git.tag }}", "-"),
    ],
)
def test_something_may_stand_for_what_is_missing(tmp_path: Path, template: str, text: str) -> None:
    assert rendering(tmp_path, template, Head(sha="abc")).text(person(name="Li")).params["attach"] == text


def test_a_var_or_a_name_of_the_template_s_own_wins(tmp_path: Path) -> None:
    campaign = read(tmp_path, "attach: '{{ git }}{{ vars.git }}'", variables={"git": "mine"})
    assert compile_campaign(campaign, Head()).constant["attach"] == "minemine"
    template = "{% set git = {'tag': name} %}{{ git.tag }}"
    assert rendering(tmp_path, template, Head()).text(person(name="Li")).params["attach"] == "Li"


def test_a_column_of_that_name_is_said_apart(tmp_path: Path) -> None:
    said = rendering(tmp_path, "{{ git.tag }}{{ name }}", Head(tag="v1"))
    with pytest.raises(CampaignInvalid, match=r"'git' in `attach` is both a function of templates and a field"):
        said.text(person(name="Li", git="x"))


@pytest.mark.parametrize(
    "template",
    ["{{ git }}", "{% for x in git %}{% endfor %}", "{{ 'x' in git }}", "{{ git|list }}", "{{ git|attr('_facts') }}"],
)
def test_git_itself_is_nothing_to_look_into(tmp_path: Path, template: str) -> None:
    with pytest.raises(CampaignInvalid):
        rendering(tmp_path, template, Head(tag="v1"))


def test_without_somebody_to_ask(tmp_path: Path) -> None:
    with pytest.raises(CampaignInvalid, match="git isn't asked for 'tag' here in `attach`; give the text with --var"):
        compile_campaign(read(tmp_path, "attach: '{{ git.tag }}'"))
