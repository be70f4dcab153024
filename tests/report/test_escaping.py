"""Foreign text inside Markdown and XML stays text."""

from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from runner.report.escaping import code, fenced, markdown, xml
from runner.report.words import clean
from tests.report.reading import Seen, seen
from tests.report.samples import EVIL

FOREIGN = st.text(max_size=30) | st.text(alphabet="`~|<>[]()*_#@!&;\\-+=:/.\n $wh", max_size=30) | st.just(EVIL)


def read(source: str) -> Seen:
    """What a reader of the Markdown sees."""
    return seen(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(source))


@given(FOREIGN)
def test_a_cell_of_a_table_holds_the_text_and_nothing_else(text: str) -> None:
    found = read(f"| a | b |\n| :-- | :-- |\n| x{markdown(text, 10_000)}x | {code(f'y{text}y', 10_000)} |")
    assert found.tags <= {"table", "thead", "tbody", "tr", "th", "td", "code"}
    assert found.cells == ["a", "b", f"x{clean(text)}x", f"y{clean(text)}y"]


@given(FOREIGN)
def test_so_does_a_line(text: str) -> None:
    found = read(f"said: {markdown(text, 10_000)}.")
    assert found.tags <= {"p"}
    assert found.text.strip() == f"said: {clean(text)}."


@pytest.mark.parametrize(
    "sign", ["@octocat", "#12", "a@b.example", "https://evil.example", "www.evil.example", "GH-12"]
)
def test_no_site_finds_a_name_a_number_or_an_address(sign: str) -> None:
    """They look for these in each piece of text, which a comment parts."""
    pieces = read(f"said {markdown(sign)}").pieces
    assert sign not in "\n".join(pieces)
    assert "".join(pieces).strip() == f"said {sign}"


@given(st.lists(FOREIGN, max_size=5))
def test_no_line_leaves_its_fence(lines: list[str]) -> None:
    source = fenced(lines, "diff")
    tokens = MarkdownIt("commonmark").parse(f"{source}\n\nafter")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert tokens[0].content == "".join(f"{clean(line)}\n" for line in lines)


@given(FOREIGN)
def test_xml_holds_any_text(text: str) -> None:
    element = Element("a", {"b": xml(text)})
    element.text = xml(text)
    back = fromstring(tostring(element, encoding="unicode"))
    assert (back.text or "") == xml(text)
    assert "\x1b" not in xml(text)


def test_long_text_is_cut() -> None:
    assert read(markdown("长" * 1_000, 20)).text.strip() == "长" * 9 + "…"
    assert code("") == ""
