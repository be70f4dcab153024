import pytest
import yaml

from runner.source import LOADER, Loader, scan_yaml
from runner.syntax import Complaint, advise


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n\tb: 1", "2:1: a tab stands where YAML wants spaces"),
        ("a:\n  b: 1\n\tc: 2", "3:1: a tab stands where YAML wants spaces"),
        ("a: |\n\tx", "2:1: a tab stands where YAML wants spaces"),
        ("a: b: c", "1:5: a `: ` stands where no key can begin"),
        ("a: 1\nb", "2:1: this line is neither `key: value` nor part of a text"),
        ("a: 'x", "1:4: the quote that opens here is never closed"),
        ("a: [1, 2\nb: 3", "1:4: the `[` that opens here isn't closed, or a comma is missing (noticed at line 2)"),
        ("a: {b: 1 c: 2}", "1:4: the `{` that opens here isn't closed"),
        ("a: {b: 1,\nc: 2", "1:4: the `{` that opens here isn't closed"),
        ("a:\n  b: 1\n c: 2", "3:2: this line doesn't fit the lines above"),
        ("a: 1\n- b", "2:1: this line doesn't fit the lines above"),
        ("- a\nb: 1", "2:1: this line doesn't fit the lines above"),
        ("a: @x", "1:4: a text can't begin with this character unless it is quoted"),
        ("a: * x", "1:5: a text can't begin with `*` or `&`"),
        ("a: - b", "1:4: a list can't begin on the line of its key"),
        ("a: 1\n...\nmore", "3:1: text stands after the document's end"),
        ("%YAML 3.0\n---\na: 1", "1:1: this version of YAML isn't known"),
        ("a: 'ios' in tags", "1:10: the text goes on after its closing quote"),
        ('a: "b" c', "1:8: the text goes on after its closing quote"),
        ("a: {% include 'x' %}", "1:4: a text that begins with a template isn't quoted"),
        ("a: >+9z\n  x", "1:7: this isn't YAML (while scanning a block scalar: "),
    ],
)
@pytest.mark.parametrize("loader", [LOADER, yaml.SafeLoader])
def test_both_parsers_complaints_read_alike(loader: Loader, text: str, said: str) -> None:
    first, *others = scan_yaml(text, "c", loader).problems
    assert str(first).startswith(f"c:{said}")
    assert first.todo
    assert not others


@pytest.mark.parametrize("loader", [LOADER, yaml.SafeLoader])
def test_an_unknown_escape_is_named(loader: Loader) -> None:
    assert "this backslash isn't an escape" in str(scan_yaml('a: "\\d"', "c", loader).problems[0])


def test_other_complaints_are_quoted() -> None:
    what, todo, opening = advise(Complaint("did not find it", "a: b", " ", "b"))
    assert what == "this isn't YAML (did not find it)"
    assert todo
    assert not opening
