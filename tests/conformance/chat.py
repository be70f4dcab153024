"""The provider that docs/write-a-provider.md shows, as the files that an author would have."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "write-a-provider.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """The page's code blocks in one language."""
    return [content for named, content in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if named == language]


def write_files(folder: Path) -> None:
    """The three files of the page's package."""
    (project,) = blocks("toml")
    provider, tests = blocks("python")
    for name, content in {"pyproject.toml": project, "campaign_chat.py": provider, "test_chat.py": tests}.items():
        (folder / name).write_text(content, encoding="utf-8")
