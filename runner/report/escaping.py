"""Foreign text inside Markdown and XML, so that it stays text: no markup, no mention, no link, no way out. Pure.

Entities alone don't keep a hosting site from turning `@name`, `#12` or an address into links, since it looks for those
after entities are read: an empty comment behind the sign parts the text where it would look.
"""

import re
from collections.abc import Iterable

from runner.report.words import clean, shorten

_PUNCTUATION = re.compile(r"[#$&*<>@\[\\\]^_`{|}~]")
_PARTED = "@#"
_LINKED = re.compile(r"(?i)(www|https?|ftp|mailto|xmpp|gh-)(?=[.:0-9])")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PART = "<!-- -->"


def markdown(text: str, most: int = 300) -> str:
    """One line of foreign text for Markdown, in a table too; at most so many terminal cells."""
    return _PUNCTUATION.sub(_entity, _LINKED.sub(r"\1" + "\0", shorten(clean(text), most))).replace("\0", PART)


def _entity(match: "re.Match[str]") -> str:
    character = match[0]
    return f"&#{ord(character)};{PART if character in _PARTED else ''}"


def code(text: str, most: int = 300) -> str:
    """The same as code, in which no site looks for names and numbers."""
    return f"<code>{markdown(text, most)}</code>" if text else ""


def fenced(lines: Iterable[str], language: str) -> str:
    """Lines as a block of code that none of them can end."""
    content = [clean(line) for line in lines]
    longest = max((len(run) for line in content for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{language}", *content, fence])


def xml(text: str) -> str:
    """Text without what XML can't hold even as an entity; control characters show as `\\x..`, lines stay lines."""
    return _NO_XML.sub(lambda match: f"\\x{ord(match[0]):02x}", "\n".join(map(clean, text.split("\n"))))
