import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from runner.errors import CampaignInvalid, Place
from runner.source import (
    DEEPEST,
    LOADER,
    MOST_NODES,
    ListNode,
    Loader,
    MapNode,
    Node,
    Scalar,
    json_literal,
    parse_yaml,
    read_yaml,
    scan_file,
    scan_yaml,
)

LOADERS = (LOADER, yaml.SafeLoader)


def wrong(text: str, loader: Loader = LOADER) -> list[str]:
    return [str(problem).removeprefix("c:") for problem in scan_yaml(text, "c", loader).problems]


def plain(node: Node | None) -> object:
    match node:
        case MapNode():
            return {key.text: plain(value) for key, value in node.items}
        case ListNode():
            return [plain(item) for item in node.items]
    return node.text if node else None


@pytest.mark.parametrize("loader", LOADERS)
def test_scalars_keep_what_was_typed(loader: Loader) -> None:
    typed = ["no", "on", "0123", "1_000", "12:30", "1e5", "2.40", "0x1F", "2026-11-24", "~", "null", "=", ".5", "yes"]
    node, problems = scan_yaml("\n".join(f"- {text}" for text in typed), "c", loader)
    assert plain(node) == typed
    assert not problems


@pytest.mark.parametrize("loader", LOADERS)
def test_scalars_know_their_style_and_place(loader: Loader) -> None:
    node = scan_yaml("a: x\n中文: 'y'\nl:\n  - |\n    line\n  - >\n    fold\n  - \"z\"\n", "c", loader).node
    assert node == MapNode(
        (
            (Scalar("a", Place("c", 1, 1)), Scalar("x", Place("c", 1, 4))),
            (Scalar("中文", Place("c", 2, 1)), Scalar("y", Place("c", 2, 5), plain=False)),
            (
                Scalar("l", Place("c", 3, 1)),
                ListNode(
                    (
                        Scalar("line\n", Place("c", 4, 5), plain=False, block=True),
                        Scalar("fold\n", Place("c", 6, 5), plain=False, block=True),
                        Scalar("z", Place("c", 8, 5), plain=False),
                    ),
                    Place("c", 4, 3),
                ),
            ),
        ),
        Place("c", 1, 1),
    )


def test_empty_values_are_empty_plain_texts() -> None:
    assert parse_yaml("a:\nb: ''", "c") == MapNode(
        (
            (Scalar("a", Place("c", 1, 1)), Scalar("", Place("c", 1, 3))),
            (Scalar("b", Place("c", 2, 1)), Scalar("", Place("c", 2, 4), plain=False)),
        ),
        Place("c", 1, 1),
    )


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_an_empty_file_is_an_empty_text(text: str) -> None:
    node = parse_yaml(text, "c")
    assert isinstance(node, Scalar)
    assert node.plain
    assert not node.text


def test_aliases_stand_for_what_they_name() -> None:
    assert plain(parse_yaml("a: &x {k: [1]}\nb: *x", "c")) == {"a": {"k": ["1"]}, "b": {"k": ["1"]}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3", "3:1: duplicate key `a`: it stands at c:1:1 already; keep one of the two"),
        ("a: {x: 1, 'x': 2}", "1:11: duplicate key `x`"),
        ("a: *x", "1:4: the alias `*x` has no anchor"),
        ("a: &x [*x]", "1:8: the alias `*x` stands inside its own anchor"),
        ("a: &x y", "1:4: the anchor `&x` is used nowhere"),
        ("a: !!python/name:os.system x", "1:4: the tag `!!python/name:os.system` isn't allowed"),
        ("a: !mine {b: 1}", "1:4: the tag `!mine` isn't allowed"),
        ("a: ! x", "1:4: the tag `!` isn't allowed"),
        ("a: &x {b: 1}\nc: {<<: *x}", "2:5: merge keys (`<<`) aren't supported"),
        ("? [a]\n: b", "1:3: a key must be a text"),
        ("a: {{ b }}", "1:4: a text that begins with a template isn't quoted"),
        ("a: {{ b }} c", "1:4: a text that begins with a template isn't quoted"),
        ("a: [{{ b }}]", "1:5: a text that begins with a template isn't quoted"),
        ("a:  {% if b %}c{% endif %}", "1:5: a text that begins with a template isn't quoted"),
        ("a: {k: ${X:-d}}", "1:9: `${…}` inside { } or [ ] isn't quoted"),
        ("a: 1\n---\nb: 2", "2:1: a second document begins here"),
        ("a: \x07", "1:4: the character U+0007 can't be seen"),
        ("a: x\n\u2028", "2:1: the character U+2028 can't be seen"),
        ("a: 'x\nb: 1", "1:4: the quote that opens here is never closed (noticed at line 2)"),
        ("[" * (DEEPEST + 2), f"1:{DEEPEST + 2}: values are nested deeper than 50"),
    ],
)
@pytest.mark.parametrize("loader", LOADERS)
def test_each_mistake_is_named_at_its_place(loader: Loader, text: str, said: str) -> None:
    assert len(wrong(text, loader)) == 1
    assert wrong(text, loader)[0].startswith(said)


def test_escapes_must_name_whole_characters() -> None:
    for escape in ("ud800", "U00110000"):
        for loader in LOADERS:
            assert wrong(f'a: "\\{escape}"', loader)
    assert "half a character" in wrong('a: "\\ud800"', yaml.SafeLoader)[0]


def test_all_mistakes_are_found_at_once() -> None:
    text = "a: !!str 1\na: *x\nb: &y z\nc: {<<: 1}\nd: 'open"
    assert [line.split(":")[0] for line in wrong(text)] == ["1", "2", "2", "4", "5"]


def test_what_can_be_read_is_read_beside_the_mistakes() -> None:
    node, problems = scan_yaml("a: 1\na: 2\nb: *x\nc: {{ y }}", "c")
    assert plain(node) == {"a": "1", "b": "*x", "c": ""}
    assert len(problems) == 3


def test_anchors_that_explode_are_stopped() -> None:
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    for level in range(1, 9):
        bomb += f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]\n"
    said = wrong(bomb)
    assert f"more than {MOST_NODES:,} values" in said[-1]
    assert said[-1].startswith("6:")


def test_aliases_count_into_the_depth() -> None:
    deep = "[" * 30 + "]" * 30
    assert "deeper" in wrong(f"a: &x {deep}\nb: {'[' * 25}*x{']' * 25}")[0]
    assert not wrong(f"a: &x {deep}\nb: {'[' * 5}*x{']' * 5}")


def test_a_list_up_to_the_budget_is_fine() -> None:
    assert not wrong("- x\n" * (MOST_NODES - 1))
    assert wrong("- x\n" * MOST_NODES)


def test_raising_says_all_problems() -> None:
    with pytest.raises(CampaignInvalid) as raised:
        parse_yaml("a: *x\nb: *y", "c.yaml")
    assert str(raised.value).count("\n") == 1


def test_files_are_read_with_and_without_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_bytes("\ufeffa: 好".encode())
    assert plain(read_yaml(file, "c")) == {"a": "好"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: 好\nb: 好".encode("gbk"), "c:1:4: the file isn't UTF-8; save it as UTF-8"),
        (b"\xef\xbb\xbfa: x\nb: \xff", "c:2:4: the file isn't UTF-8"),
        ("a: x".encode("utf-16"), "c:1:1: the file isn't UTF-8"),
        (b"x" * (8 * 1024 * 1024 + 1), "c: the file is larger than 8 MiB"),
    ],
)
def test_files_that_cant_be_read_as_text(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "c.yaml"
    file.write_bytes(content)
    node, problems = scan_file(file, "c")
    assert node is None
    assert [str(problem).startswith(said) for problem in problems] == [True]


def test_only_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    long = tmp_path / ("x" * 300)
    for path, said in (
        (tmp_path, "c: this is not a file"),
        (tmp_path / "pipe", "c: this is not a file"),
        (tmp_path / "none", "c: there is no such file"),
        (long, "c: the file can't be read: File name too long"),
    ):
        with pytest.raises(CampaignInvalid, match=said):
            read_yaml(path, "c")


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("true", "true"),
        ("false", "false"),
        ("null", "null"),
        ("", "null"),
        ("0", "0"),
        ("-3", "-3"),
        ("2.40", "2.40"),
        ("1e5", "1e5"),
        ("1.5E-3", "1.5E-3"),
        *((text, None) for text in ("True", "yes", "on", "~", "0123", "1_000", "12:30", "0x1F", "+1", ".5", "1.", "x")),
        *((text, None) for text in ("2026-11-24", ".inf", "-", "١")),
    ],
)
def test_json_literals_are_what_json_takes(text: str, literal: str | None) -> None:
    assert json_literal(Scalar(text, Place("c"))) == literal
    assert json_literal(Scalar(text, Place("c"), plain=False)) is None


YAMLISH = st.text(st.sampled_from("ab:- {}[]'\"#&*!|>%@\\\n\t$<~?,.0\u00e9\ud83d\udc4d\x00"), max_size=40)


@given(YAMLISH)
def test_any_text_is_read_or_explained(text: str) -> None:
    for loader in LOADERS:
        node, problems = scan_yaml(text, "c", loader)
        assert node is not None or problems
        for problem in problems:
            assert problem.place
            assert problem.place.line > 0
            assert problem.place.column > 0
