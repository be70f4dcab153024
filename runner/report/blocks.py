"""A Markdown page under a limit: blocks are added while they fit, and what isn't there is said. Pure."""

from dataclasses import dataclass, field

from runner.report.words import counted

RESERVE = 600  # bytes for the sentence that says what was left out


@dataclass(slots=True)
class Page:
    """Markdown blocks up to `most` bytes. A kind of block that didn't fit once is left out from there on."""

    most: int
    _parts: list[str] = field(default_factory=list)
    _size: int = 0
    _left_out: dict[str, int] = field(default_factory=dict)

    def add(self, text: str, kind: str = "", many: int = 1) -> bool:
        """Add a block with everything in it; whether it fitted. `kind`, `many`: what is missing where it doesn't."""
        size = len(text.encode()) + 1
        if kind in self._left_out or self._size + size > self.most - RESERVE:
            self._left_out[kind] = self._left_out.get(kind, 0) + many
            return False
        self._parts.append(text)
        self._size += size
        return True

    def text(self, whole: str) -> str:
        """All of it; `whole`: where everything stands, for the sentence about what was left out."""
        left = ", ".join(counted(n, kind) for kind, n in self._left_out.items() if kind)
        said = [f"\n**Left out, because this page holds {self.most:,} bytes: {left}; {whole}.**"] if left else []
        return "\n".join([*self._parts, *said]) + "\n"
