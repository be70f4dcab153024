"""The YAML parser's complaints in plain words: what is wrong, what to do. Pure."""

import re
from typing import NamedTuple


class Complaint(NamedTuple):
    """What the parser said, the line that it points at, and the characters just before and at that point."""

    problem: str
    line: str
    before: str
    at: str


class Advice(NamedTuple):
    """What is wrong and what to do; `opening`: the place to look at is where the broken thing begins."""

    what: str
    todo: str
    opening: bool = False


QUOTE_TEMPLATE = Advice("a text that begins with a template isn't quoted", 'put the whole text in quotes: "{{ … }} …"')
QUOTE_ENVIRONMENT = Advice("`${…}` inside { } or [ ] isn't quoted", 'put it in quotes: "${NAME}"')
TAB = Advice("a tab stands where YAML wants spaces", "indent with spaces only")
AFTER_QUOTE = Advice(
    "the text goes on after its closing quote",
    "put the whole value in one pair of quotes, of the kind that it doesn't contain",
)
INDENTATION = Advice("this line doesn't fit the lines above", "indent it as its neighbours are, and write `key: value`")

_TEMPLATE = re.compile(r"(?:[:\-?,\[{]\s*|^\s*)\{[{%#]")
_AFTER_QUOTE = re.compile(r"""[:\-,\[{]\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*[^\s,\]}#:]""")

# Fragments of what libyaml and PyYAML's own scanner say: they word the same complaint differently.
_TABLE: tuple[tuple[str, Advice], ...] = (
    ("tab character", TAB),
    (
        "mapping values are not allowed",
        Advice("a `: ` stands where no key can begin", "put the text in quotes, or give the key a line of its own"),
    ),
    (
        "could not find expected ':'",
        Advice(
            "this line is neither `key: value` nor part of a text",
            "write `key: value`, or indent it as part of a text",
            opening=True,
        ),
    ),
    (
        "escape",
        Advice("this backslash isn't an escape that YAML knows", "double the backslash, or use single quotes"),
    ),
    (
        "quoted scalar",
        Advice("the quote that opens here is never closed", "close it, or quote the text the other way", opening=True),
    ),
    (
        "cannot start any token",
        Advice("a text can't begin with this character unless it is quoted", "put the whole text in quotes"),
    ),
    (
        "',' or '}'",
        Advice("the `{` that opens here isn't closed, or a comma is missing", "close it with `}`", opening=True),
    ),
    (
        "',' or ']'",
        Advice("the `[` that opens here isn't closed, or a comma is missing", "close it with `]`", opening=True),
    ),
    (
        "alphabetic or numeric",
        Advice("a text can't begin with `*` or `&` unless it is quoted", "put the whole text in quotes"),
    ),
    (
        "sequence entries are not allowed",
        Advice("a list can't begin on the line of its key", "begin it on the next line: `- …`, or write `[…]`"),
    ),
    ("document start", Advice("text stands after the document's end", "delete the `...` line, or what follows it")),
    ("incompatible YAML", Advice("this version of YAML isn't known", "delete the `%YAML` line")),
    ("expected key", INDENTATION),
    ("'-' indicator", INDENTATION),
    ("<block end>", INDENTATION),
)


def advise(complaint: Complaint) -> Advice:
    """What is wrong at that point and what to do about it."""
    if complaint.at == "\t":
        return TAB
    if complaint.before == "$" and complaint.at == "{":
        return QUOTE_ENVIRONMENT
    if _TEMPLATE.search(complaint.line):
        return QUOTE_TEMPLATE
    if "quoted" not in complaint.problem and _AFTER_QUOTE.search(complaint.line):
        return AFTER_QUOTE
    for fragment, advice in _TABLE:
        if fragment in complaint.problem:
            return advice
    return Advice(f"this isn't YAML ({complaint.problem})", "look at the quotes, colons and indentation near here")
