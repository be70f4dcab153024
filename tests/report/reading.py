"""HTML as a browser takes it in: which tags, which text, which addresses."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Seen:
    """What stands in a page. `pieces`: each run of text between two tags or comments."""

    tags: set[str] = field(default_factory=set)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class _Reader(HTMLParser):
    def __init__(self, found: Seen) -> None:
        super().__init__(convert_charrefs=True)
        self.found = found
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.tags.add(tag)
        self.found.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag in {"td", "th"}:
            self.found.cells.append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.inside = False

    def handle_data(self, data: str) -> None:
        self.found.pieces.append(data)
        if self.inside:
            self.found.cells[-1] += data


def seen(html: str) -> Seen:
    """What a browser finds in a page."""
    found = Seen()
    reader = _Reader(found)
    reader.feed(html)
    reader.close()
    return found
