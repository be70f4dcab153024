"""Fills the generated parts of the documentation: `python docs/generate.py` writes, `--check` fails where one is stale.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`. NAME followed by `zh` is the same part in Chinese:
the sentences of the program are looked up in docs/zh.yaml, which must know every one of them.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from parts import ROOT, parts

DOCS = Path(__file__).parent
FILES = (ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted(DOCS.glob("*.md")))
PART = re.compile(r"(<!-- generated: ([^>]+?) -->\n).*?(<!-- end -->)", re.DOTALL)


class Chinese:
    """Looks sentences up in docs/zh.yaml; gathers those that it lacks."""

    def __init__(self) -> None:
        """Read it."""
        self.known: Mapping[str, str] = yaml.safe_load((DOCS / "zh.yaml").read_text(encoding="utf-8"))
        self.missing: dict[str, None] = {}
        self.used: set[str] = set()

    def __call__(self, sentence: str) -> str:
        """The sentence in Chinese."""
        if not sentence:
            return ""
        self.used.add(sentence)
        if sentence not in self.known:
            self.missing[sentence] = None
        return self.known.get(sentence, sentence)


def english(sentence: str) -> str:
    """The sentence as it is."""
    return sentence


def filled(text: str, chinese: Chinese) -> str:
    """A page with its parts made anew."""
    known = parts()

    def part(match: re.Match[str]) -> str:
        name = match[2].removesuffix(" zh")
        made = known[name](chinese if name != match[2] else english)
        return f"{match[1]}\n{made}\n\n{match[3]}"

    return PART.sub(part, text)


def main(arguments: Sequence[str]) -> int:
    """Write what is stale, or with `--check` only say so; 1 where something is wrong."""
    chinese = Chinese()
    pages = {path: path.read_text(encoding="utf-8") for path in FILES}
    made = {path: filled(text, chinese) for path, text in pages.items()}
    stale = [path for path in FILES if pages[path] != made[path]]
    check = "--check" in arguments
    for path in stale:
        if not check:
            path.write_text(made[path], encoding="utf-8")
        print(f"{path.relative_to(ROOT)} {'is stale; run make docs' if check else 'is written'}")
    for sentence in chinese.missing:
        print(f"docs/zh.yaml lacks a sentence of the program; add it in Chinese: {sentence!r}")
    for sentence in chinese.known.keys() - chinese.used:
        print(f"docs/zh.yaml has a sentence that the program no longer says; delete it: {sentence!r}")
    return int(bool(chinese.missing or chinese.known.keys() - chinese.used or (check and stale)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
