"""Sixty files and more in `broken/`, each with one mistake of its own: its first line says where and what is said."""

import re
from pathlib import Path

import pytest

from runner.all_providers import PROVIDERS
from runner.campaign.parse import read_campaign
from runner.errors import CampaignInvalid

FILES = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
RENDERED = sorted((Path(__file__).parent / "broken-rendered").glob("*.yaml"))


def expected(file: Path) -> tuple[str, str]:
    """The place (`line:column`, or `line`) and the words that a broken file's first line promises."""
    first = file.read_bytes().split(b"\n", 1)[0].decode()
    match = re.fullmatch(r"# expect (\d+(?::\d+)?) (.+)", first)
    assert match, first
    return match[1], match[2]


def test_there_are_sixty() -> None:
    assert len(FILES) >= 60
    assert len({expected(file)[1] for file in FILES}) >= 60


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_mistake_is_named_where_it_stands(file: Path) -> None:
    place, words = expected(file)
    with pytest.raises(CampaignInvalid) as raised:
        read_campaign(file, f"broken/{file.name}", PROVIDERS, {})
    (problem,) = raised.value.problems
    assert str(problem).startswith(f"broken/{file.name}:{place}: ")
    assert words in str(problem)
    assert problem.todo


@pytest.mark.parametrize("file", RENDERED, ids=lambda file: file.stem)
def test_mistakes_in_templates_and_values_show_only_when_rendered(file: Path) -> None:
    assert all(expected(file))
    assert read_campaign(file, file.name, PROVIDERS, {}).name == "hello"
