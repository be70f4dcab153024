"""The files that a plan rests on: which of them have changed since."""

from pathlib import Path
from random import Random

import pytest

from runner.planfile.inputs import faults, inputs, relative
from runner.planfile.model import Input


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in (("a.yaml", "one\ntwo\n"), ("in/list.csv", "id\nu1\nu2\nu3\n"), ("in/list.bin", "x\ny\n")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def taken(root: Path) -> list[Input]:
    names = ["in/list.csv", "a.yaml", "in/list.bin", "in/../a.yaml"]
    files = [root / name for name in names]
    return inputs(files, [files[0], files[2]], root)


def test_every_file_once_by_its_path(root: Path) -> None:
    assert [(one.path, one.kind) for one in taken(root)] == [
        ("a.yaml", "file"),
        ("in/list.bin", "file"),
        ("in/list.csv", "rows"),
    ]
    assert faults(taken(root), root) == []


def test_the_order_of_a_list_does_not_matter_and_its_rows_do(root: Path) -> None:
    then, path = taken(root), root / "in/list.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(Random(1).sample(lines, len(lines))), encoding="utf-8")
    assert faults(then, root) == []
    for changed in (lines[:-1], [*lines, "u3"], [*lines, "u4"], [*lines[:-1], "U3"]):
        path.write_text("\n".join(changed), encoding="utf-8")
        assert faults(then, root) == ["in/list.csv has changed since the plan was made"]


def test_of_another_file_every_byte_matters(root: Path) -> None:
    then = taken(root)
    (root / "a.yaml").write_text("two\none\n", encoding="utf-8")
    (root / "in/list.bin").unlink()
    assert faults(then, root) == [
        "a.yaml has changed since the plan was made",
        "in/list.bin is gone since the plan was made",
    ]


def test_what_can_not_be_read_is_said_so(root: Path) -> None:
    then = taken(root)
    (root / "a.yaml").unlink()
    (root / "a.yaml").mkdir()
    assert faults(then, root) == ["a.yaml, which the plan rests on, can't be read: Is a directory"]


def test_paths_are_relative_and_a_link_keeps_its_name(root: Path) -> None:
    (root / "link.yaml").symlink_to(root / "a.yaml")
    (root / "there").symlink_to(root / "in")
    assert relative(root / "link.yaml", root) == "link.yaml"
    assert relative(root / "there" / "list.csv", root) == "in/list.csv"
    assert relative(root, root) == "."
    assert relative(root.parent / "x.csv", root) == "../x.csv"
