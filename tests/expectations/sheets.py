"""Test files that are written in a test."""

from pathlib import Path

from runner.errors import CampaignInvalid
from runner.expectations.model import Expectation, Sheet
from runner.expectations.reading import read_sheet


def sheet(folder: Path, text: str, *, filling: bool = False) -> Sheet:
    """A test file's cases."""
    path = folder / "x.test.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    return read_sheet(path, "x.test.yaml", filling=filling)


def mistakes(folder: Path, text: str) -> list[str]:
    """All that is wrong with a test file."""
    try:
        sheet(folder, text)
    except CampaignInvalid as error:
        return [str(problem) for problem in error.problems]
    return []


def expecting(folder: Path, text: str) -> Expectation:
    """What is expected of u1, from the lines below its name."""
    lines = "".join(f"          {line}\n" for line in text.splitlines())
    (case,) = sheet(folder, f"version: 1\ncases:\n  - name: a\n    expect:\n      u1:\n{lines}", filling=True).cases
    return case.expect[0]
